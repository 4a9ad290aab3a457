"""Who reads and who builds statistics, and when a build must not begin."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import StatisticsReason
from .models import Snapshot


@Rule
def view_statistics(actor: Actor) -> Reason | None:
    """Protected tables: whoever plans, inspects, oversees; the builder too."""
    allowed = actor.has(Permission.STATISTICS_VIEW) or actor.has(Permission.STATISTICS_BUILD)
    return None if allowed else StatisticsReason.NO_VIEW


@Rule
def build_observations(actor: Actor) -> Reason | None:
    """A statistician, or the process that builds."""
    return None if actor.has(Permission.STATISTICS_BUILD) else StatisticsReason.NO_BUILD


@Rule
def see_quality(actor: Actor) -> Reason | None:
    """How good the records are: whoever approves what the office writes, of the own offices only."""
    return None if actor.has(Permission.FILE_APPROVE) else StatisticsReason.NO_QUALITY


@Rule
def begin_build(latest: Snapshot | None, moment: dt.datetime, free: bool) -> Reason | None:
    """One build at a time, and never before the last one: a clock moved back would make figures go backwards."""
    if not free:
        return StatisticsReason.BUILDING
    if latest is not None and (latest.built_at > moment or latest.cut_off > moment.date()):
        return StatisticsReason.CLOCK_BACK
    return None
