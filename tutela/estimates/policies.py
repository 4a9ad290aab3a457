"""Who reads published estimates, who works with lists, and that no estimate passes by one person alone."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import EstimatesReason
from .models import Estimate
from .states import EstimateState

SILENT = dt.timedelta(minutes=10)
"""A worker that said nothing for so long is taken for gone."""


@Rule
def view_estimates(actor: Actor) -> Reason | None:
    """Published estimates and the register of others': whoever reads statistics."""
    allowed = actor.has(Permission.STATISTICS_VIEW) or actor.has(Permission.STATISTICS_BUILD)
    return None if allowed else EstimatesReason.NO_VIEW


@Rule
def work_with_lists(actor: Actor) -> Reason | None:
    """Lists, patterns and unpublished panels: a statistician."""
    return None if actor.has(Permission.STATISTICS_BUILD) else EstimatesReason.NO_WORK


@Rule
def review_estimate(actor: Actor, estimate: Estimate) -> Reason | None:
    """A statistician other than the one who asked."""
    if not actor.has(Permission.STATISTICS_BUILD):
        return EstimatesReason.NO_WORK
    return EstimatesReason.SELF_REVIEW if actor.id == estimate.asked_by_id else None


@Rule
def publish_estimate(actor: Actor, estimate: Estimate) -> Reason | None:
    """An approved panel in which at least one method answers."""
    if not actor.has(Permission.STATISTICS_BUILD):
        return EstimatesReason.NO_WORK
    answered = any(method["estimate"] is not None for method in (estimate.results or {}).get("methods", ()))
    return None if answered else EstimatesReason.NOTHING_TO_SAY


@Rule
def try_again(actor: Actor, estimate: Estimate, moment: dt.datetime) -> Reason | None:
    """After a failure, or when the worker has been silent."""
    if not actor.has(Permission.STATISTICS_BUILD):
        return EstimatesReason.NO_WORK
    alive = estimate.state == EstimateState.RUNNING and moment - estimate.heard_at < SILENT
    return EstimatesReason.STILL_RUNNING if alive else None
