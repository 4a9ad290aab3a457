"""Who decides about plans."""

from __future__ import annotations

from tutela.accounts.api import Permission as P
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import PlanningReason


@Rule
def keep_plans(actor: Actor) -> Reason | None:
    """Planners decide on overlaps and hand activities over."""
    return None if actor.has(P.PLAN_KEEP) else PlanningReason.NOT_PLANNER
