"""Deciding who is responsible. No file without an owner and a next contact (R55, P22); no child hidden by a limit (P24)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput, Refused
from tutela.vocabulary import api as vocabulary

from ..enums.file import DeadlineKind, FileReason
from ..models import CaseFile
from ..policies.file import assign_file as may_assign
from ..queries.caseload import caseload_of
from ..queries.training import untrained
from ..states import FileState
from .deadlines import meet_deadline, set_deadline, time_for
from .file_state import touch_file

_LEVEL = {"high": "high", "medium": "medium"}


@transaction.atomic
def assign_file(*, file: CaseFile, worker: accounts.User, by: Actor, reason: str = "") -> CaseFile:
    """Make ``worker`` responsible. Above the caseload limit the supervisor says why (P24); it is never refused for that.
    Without a valid training it goes on record, and is refused where the country's rules say so (R112).

    Raises:
        Refused: not a supervisor of the office, the same worker, someone who holds no files there, or nobody untrained may.
        InvalidInput: the limit is passed and no reason is given.
    """
    may_assign.require(by, file)
    if worker.pk == file.worker_id:
        raise Refused(FileReason.SAME_WORKER)
    if not accounts.actor_for(worker).reaches(accounts.Permission.FILE_WORK, file.office_id):
        raise Refused(FileReason.CANNOT_HOLD_FILES)
    lacking = worker.pk in untrained([worker.pk])
    if lacking and vocabulary.jurisdiction().training.refuses:
        raise Refused(FileReason.NOT_TRAINED)
    load = caseload_of(worker.pk)
    if load.above_limit and not reason.strip():
        raise InvalidInput(
            {
                "reason": _("This worker has %(files)s open files (limit %(limit)s). Write why this one goes to them too.")
                % {"files": load.files, "limit": load.file_limit}
            }
        )
    first_contact = file.next_contact_on or today()
    touch_file(file=file, by=by, worker=worker, next_contact_on=max(first_contact, today()))
    meet_deadline(file=file, kind=DeadlineKind.ASSIGNMENT, by=by)
    file.absorbed.update(worker=worker)
    file.deadlines.filter(done_at=None, cancelled_at=None, step=0).update(with_user=worker)
    _start_clocks(file, by)
    audit.record(
        by=by,
        action="file_assigned",
        subject=f"cases.file:{file.pk}",
        about=str(file.child_id),
        details={"worker": str(worker.pk), "above_limit": load.above_limit, "untrained": lacking},
    )
    return file


def _start_clocks(file: CaseFile, by: Actor) -> None:
    """Safety plan and assessment are due from the moment somebody is responsible, by what is known of the risk."""
    if file.state not in (FileState.TRIAGED, FileState.REGISTERED, FileState.REOPENED):
        return
    urgent = file.urgency in ("immediate_danger", "within_24_hours")
    level = _LEVEL.get(file.risk_level, "high" if urgent else "low")
    for kind, item in (
        (DeadlineKind.SAFETY_PLAN, "safety_plan"),
        (DeadlineKind.ASSESSMENT, "comprehensive_assessment"),
    ):
        if not file.deadlines.filter(kind=kind, done_at=None, cancelled_at=None).exists():
            set_deadline(file=file, kind=kind, due_at=now() + time_for(item, level), by=by)
