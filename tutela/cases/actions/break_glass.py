"""Emergency access to a file outside one's area: reason, time limit, a second person told, a review (P25)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.ids import parse_file_number, uuid7
from tutela.kernel.vault import keys

from ..enums.file import AccessKind, DeadlineKind
from ..models import CaseFile, Deadline, FileAccess
from ..policies.access import break_glass as may_break_glass
from ..policies.access import review_access as may_review
from ..queries.access import REDUCED, is_reduced, locate_by_number
from .deadlines import set_deadline

LONGEST = dt.timedelta(hours=24)
REVIEW_WITHIN = dt.timedelta(hours=72)
SHORTEST_REASON = 20


@transaction.atomic
def break_glass(*, number: str, by: Actor, reason: str, hours: int) -> FileAccess:
    """Open the file with this number for ``hours`` (1 to 24). A supervisor of its office is told and reviews it.

    Raises:
        Refused: the role has no emergency access.
        InvalidInput: no real reason, too long a time, not a file number.
        NotHere: there is no such file.
    """
    may_break_glass.require(by)
    typed = parse_file_number(number)
    problems = {}
    if typed is None:
        problems["number"] = _("This is not a file number. It has eight characters, such as 7K2M-QX94.")
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = _("Write in a full sentence why this cannot wait. It will be reviewed.")
    if not dt.timedelta(0) < dt.timedelta(hours=hours) <= LONGEST:
        problems["hours"] = _("Choose between 1 and 24 hours.")
    if problems or typed is None:
        raise InvalidInput(problems)
    if is_reduced(typed):
        raise InvalidInput({"number": REDUCED})
    found = locate_by_number(typed)
    if found is None:
        raise NotHere()
    access_id = uuid7()
    keys.create_key(access_id, "access")
    told = [user for user in accounts.users_with(accounts.Permission.FILE_APPROVE, found.office_id) if user.pk != by.id]
    access = FileAccess.objects.create(
        id=access_id,
        key_id=access_id,
        file_id=found.file_id,
        office_id=found.office_id,
        user_id=by.id,
        kind=AccessKind.BREAK_GLASS,
        reason=reason.strip(),
        told=told[0] if told else None,
        started_at=now(),
        expires_at=now() + dt.timedelta(hours=hours),
    )
    file = CaseFile.objects.get(pk=found.file_id)
    review = set_deadline(
        file=file, kind=DeadlineKind.BREAK_GLASS_REVIEW, due_at=now() + REVIEW_WITHIN, by=by, subject=access.pk
    )
    review.with_user = access.told
    review.save(update_fields=["with_user"])
    audit.record(
        by=by,
        action="glass_broken",
        subject=f"cases.file:{found.file_id}",
        about=str(file.child_id),
        details={"hours": hours, "told": str(access.told_id or "")},
    )
    return access


@transaction.atomic
def review_access(*, access: FileAccess, by: Actor, justified: bool) -> FileAccess:
    """Decide afterwards whether an emergency access was justified; an unjustified one goes to the data protection officer.

    Raises:
        Refused: not a supervisor of the office or data protection officer, the person themselves, or reviewed already.
    """
    may_review.require(by, access)
    access.reviewed_at, access.reviewed_by_id = now(), by.id
    access.review_outcome = "justified" if justified else "not_justified"
    access.ended_at = access.ended_at or min(now(), access.expires_at)
    access.save()
    Deadline.objects.filter(kind=DeadlineKind.BREAK_GLASS_REVIEW, subject=access.pk, done_at=None).update(done_at=now())
    audit.record(
        by=by,
        action="access_reviewed",
        subject=f"cases.access:{access.pk}",
        about=str(access.file_id),
        details={"outcome": access.review_outcome},
    )
    return access
