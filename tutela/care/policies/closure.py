"""What must be there before closing is asked for (P16), and who may act after it. Settlement is no reason (P6): in no list."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission
from tutela.cases.api import NOT_OPEN, CaseFile, FileReason, FileState, is_its_worker, see_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from ..enums.referral import ClosureReason
from ..models import Closure, Referral
from ..states import RUNNING
from .planning import closing_waits, edit_draft, principles_stated, view_recorded

CRITERIA = {
    "child_safe": _("The child is safe"),
    "goals_met": _("The goals of the plan are met"),
    "care_supported": _("Care and well-being are supported"),
    "no_further_concern": _("There is no further concern"),
}
LOOK_AGAIN_WITHIN = dt.timedelta(days=92)
ATTEMPTS_NEEDED = 3

Why = FileReason | ClosureReason | None


@Rule
def submit_closure(actor: Actor, closure: Closure) -> Why:
    """Criteria, the child's view, continuing support, a day to look again, no open referral, the four principles, no return that waits (R56)."""
    if (reason := edit_draft.why_not(actor, closure)) is not None:
        return FileReason(reason.value) if reason.value in FileReason.values else ClosureReason.NOT_A_DRAFT
    if (missing := criteria_answered(closure)) is not None:
        return missing
    if closure.reason != "DIED" and view_recorded(closure.view) is not None:
        return ClosureReason.NO_VIEW
    if closure.reason == "LOST" and len(closure.attempts) < ATTEMPTS_NEEDED:
        return ClosureReason.NO_ATTEMPTS
    if Referral.objects.filter(file=closure.file_id, state__in=RUNNING).exists():
        return ClosureReason.OPEN_REFERRALS
    if (waits := afterwards_arranged(closure) or closing_waits(closure)) is not None:
        return waits  # type: ignore[return-value]
    return None if principles_stated(closure.principles) is None else ClosureReason.NO_PRINCIPLES


def criteria_answered(closure: Closure) -> ClosureReason | None:
    """Each criterion answered; all of them met where the reason is that goals are met."""
    if any(name not in closure.criteria for name in CRITERIA):
        return ClosureReason.NO_CRITERIA
    unmet = not all(closure.criteria[name] for name in CRITERIA)
    return ClosureReason.CRITERIA_NOT_MET if closure.reason == "GOALS" and unmet else None


def afterwards_arranged(closure: Closure) -> ClosureReason | None:
    """Support that goes on and a day to look again; neither where the child has died or the file was an error."""
    if closure.reason in ("DIED", "ERROR"):
        return None
    if not closure.continuing_support.strip():
        return ClosureReason.NO_SUPPORT
    day = closure.post_closure_on
    if day is None or not today() <= day <= today() + LOOK_AGAIN_WITHIN:
        return ClosureReason.NO_POST_CLOSURE
    return None


@Rule
def contact_after_closing(actor: Actor, file: CaseFile) -> FileReason | None:
    """The agreed contact after closing is written by the file's worker or a supervisor of its office (R63)."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    if file.state != FileState.CLOSED or file.merged_into_id:
        return FileReason.MERGED if file.merged_into_id else FileReason.NOT_CLOSED
    may = is_its_worker(actor, file) or actor.reaches(Permission.FILE_VIEW, file.office_id)
    return None if may else FileReason.NOT_ASSIGNED


@Rule
def reopen_file(actor: Actor, file: CaseFile) -> FileReason | None:
    """A closed or refused file is opened again by its worker or a supervisor of its office; the history stays."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    if file.state not in NOT_OPEN or file.merged_into_id:
        return FileReason.MERGED if file.merged_into_id else FileReason.NOT_ALREADY_OPEN
    may = is_its_worker(actor, file) or actor.reaches(Permission.FILE_ASSIGN, file.office_id)
    return None if may else FileReason.NO_PERMISSION
