"""Who reads the figures of formal care."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

READERS = (Permission.STATISTICS_VIEW, Permission.FACILITY_INSPECT, Permission.OVERSIGHT_DOCKET)


@Rule
def read_care_figures(actor: Actor) -> AccountsReason | None:
    """Planners, inspection and the independent mechanism; they are protected, and still carry their coverage."""
    return None if any(actor.has(task) for task in READERS) else AccountsReason.OUTSIDE_SCOPE
