"""What a program's token must cover before anything is looked up: a task, named; the file's own rules come after."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

READING = (Permission.FILE_VIEW, Permission.FILE_WORK, Permission.FILE_OPEN, Permission.FILE_BREAK_GLASS)
WRITING = (Permission.FILE_WORK, Permission.FILE_OPEN, Permission.FILE_BREAK_GLASS)


@Rule
def covers_reading(actor: Actor) -> AccountsReason | None:
    """Reading files: any task that opens one."""
    return None if any(actor.has(task) for task in READING) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_writing(actor: Actor) -> AccountsReason | None:
    """Writing in files: a task that works on one; reading is not enough."""
    return None if any(actor.has(task) for task in WRITING) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_deciding(actor: Actor) -> AccountsReason | None:
    """Deciding on what others submit."""
    return None if actor.has(Permission.FILE_APPROVE) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_opening(actor: Actor) -> AccountsReason | None:
    """Opening files."""
    return None if actor.has(Permission.FILE_OPEN) else AccountsReason.OUTSIDE_SCOPE
