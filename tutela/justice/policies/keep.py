"""Who keeps the justice chapter of a file, and which step fits its state."""

from __future__ import annotations

from typing import Any

from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason, see_file, shut, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule
from tutela.kernel.states import Machine

from ..enums import JusticeReason, Verdict
from ..models import Proceeding
from ..states import PROCEEDING, RUN, RunState, Stage

Why = FileReason | JusticeReason | None
KEEPING = (Permission.FILE_WORK, Permission.FILE_OPEN, Permission.FILE_BREAK_GLASS, Permission.JUSTICE_KEEP)


@Rule
def covers_keeping(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover before anything is looked up."""
    return None if any(actor.has(task) for task in KEEPING) else AccountsReason.OUTSIDE_SCOPE


@Rule
def keep_justice(actor: Actor, file: CaseFile) -> Why:
    """Whoever works on the file, and the legal officers of its office, while it is open."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    if (reason := shut(file)) is not None:
        return reason
    keeps = work_on_file.allows(actor, file) or actor.reaches(Permission.JUSTICE_KEEP, file.office_id)
    return None if keeps else JusticeReason.NOT_YOURS


def moves(machine: Machine[Any], *targets: Any) -> Rule[[Actor, Any]]:
    """The rule of a step: whoever keeps the chapter, when one of ``targets`` may follow the state of the record."""

    @Rule
    def take_step(actor: Actor, record: Any) -> Why:
        if (reason := keep_justice.why_not(actor, record.file)) is not None:
            return reason  # type: ignore[return-value]
        return None if any(machine.allows(record.state, one) for one in targets) else JusticeReason.NOT_NOW

    return take_step


@Rule
def change_record(actor: Actor, record: Any) -> Why:
    """What was written is changed by whoever keeps the chapter."""
    return keep_justice.why_not(actor, record.file)  # type: ignore[return-value]


@Rule
def enforce(proceeding: Proceeding, target: str) -> JusticeReason | None:
    """An acquittal leaves nothing to enforce; an appeal or the end of the case is possible."""
    acquitted = target == Stage.ENFORCED and proceeding.verdict == Verdict.ACQUITTED
    return JusticeReason.NOT_NOW if acquitted else None


enter_stage = moves(PROCEEDING, *(stage for stage in Stage if stage != Stage.DISCONTINUED))
discontinue = moves(PROCEEDING, Stage.DISCONTINUED)
end_run = moves(RUN, RunState.DONE)
open_again = moves(RUN, RunState.OPEN)
