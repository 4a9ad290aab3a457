"""Who reads the figures of justice, and who enters what institutions report."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

READERS = (Permission.STATISTICS_VIEW, Permission.OVERSIGHT_DOCKET, Permission.JUSTICE_KEEP)


@Rule
def read_justice_figures(actor: Actor) -> AccountsReason | None:
    """Planners, the independent mechanism, legal officers: the figures are protected."""
    return None if any(actor.has(task) for task in READERS) else AccountsReason.OUTSIDE_SCOPE


@Rule
def state_return(actor: Actor) -> AccountsReason | None:
    """Whoever keeps indicators."""
    return None if actor.has(Permission.INDICATOR_KEEP) else AccountsReason.NO_SUCH_PERMISSION


@Rule
def make_figures(actor: Actor) -> AccountsReason | None:
    """The process that watches deadlines."""
    return None if actor.has(Permission.DEADLINE_KEEP) else AccountsReason.NO_SUCH_PERMISSION
