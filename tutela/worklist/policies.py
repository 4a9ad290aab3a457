"""Whose list it is; who raises and resolves flags; who sees to supervision."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason, assign_file, see_file, shut, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import WorkReason
from .models import Flag, SavedFilter

LISTS = (Permission.FILE_WORK, Permission.FILE_VIEW)
Why = FileReason | WorkReason | None


@Rule
def keep_lists(actor: Actor) -> WorkReason | None:
    """Whoever works with files keeps lists of them."""
    return None if any(actor.has(task) for task in LISTS) else WorkReason.NO_LISTS


@Rule
def use_list(actor: Actor, kept: SavedFilter) -> WorkReason | None:
    """One's own, and what is shared with one's office: the name and the words, never a file one does not see."""
    if (reason := keep_lists.why_not(actor)) is not None:
        return WorkReason(reason.value)
    shared = kept.office_id is not None and any(actor.reaches(task, kept.office_id) for task in LISTS)
    return None if shared or kept.owner_id == actor.id else WorkReason.NOT_YOURS


@Rule
def change_list(actor: Actor, kept: SavedFilter) -> WorkReason | None:
    """Only its owner."""
    if (reason := keep_lists.why_not(actor)) is not None:
        return WorkReason(reason.value)
    return None if kept.owner_id == actor.id else WorkReason.NOT_YOURS


@Rule
def raise_flag(actor: Actor, file: CaseFile) -> Why:
    """The file's worker, and whoever decides on it in its office, while it is open."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    if (reason := shut(file)) is not None:
        return reason
    if work_on_file.allows(actor, file) or assign_file.allows(actor, file):
        return None
    return WorkReason.NOT_TO_FLAG


@Rule
def resolve_flag(actor: Actor, flag: Flag) -> Why:
    """The same people, once."""
    if flag.resolved_at is not None:
        return WorkReason.RESOLVED
    return raise_flag.why_not(actor, flag.file)  # type: ignore[return-value]


@Rule
def supervise(actor: Actor, file: CaseFile) -> FileReason | None:
    """Whoever decides in its office who is responsible sets the day of supervision, while the file is open."""
    if (reason := assign_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    return shut(file)


@Rule
def covers_together(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover before files are given, or supervision is set: deciding who is responsible."""
    return None if actor.has(Permission.FILE_ASSIGN) else AccountsReason.OUTSIDE_SCOPE


@Rule
def see_country(actor: Actor) -> AccountsReason | None:
    """The country's caseload: whoever sees protected tables. Nobody sees it file by file."""
    return None if actor.has(Permission.STATISTICS_VIEW) else AccountsReason.OUTSIDE_SCOPE
