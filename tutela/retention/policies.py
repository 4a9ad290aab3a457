"""Who keeps the schedule, who sets holds, and when a day has come (P40)."""

from __future__ import annotations

import calendar
import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import RetentionReason
from .models import Hold

NOTICE = dt.timedelta(days=30)
"""How long before a day the data protection officer sees it."""


@Rule
def keep_schedule(actor: Actor) -> RetentionReason | None:
    """A process, no person."""
    return None if actor.has(Permission.DEADLINE_KEEP) else RetentionReason.NOT_A_PROCESS


@Rule
def decide_holds(actor: Actor) -> RetentionReason | None:
    """The data protection officer."""
    return None if actor.has(Permission.ERASURE_DECIDE) else RetentionReason.NOT_OFFICER


@Rule
def review_hold(actor: Actor, hold: Hold) -> RetentionReason | None:
    """The data protection officer, while it stands."""
    if not decide_holds.allows(actor):
        return RetentionReason.NOT_OFFICER
    return RetentionReason.LIFTED if hold.lifted_at is not None else None


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month, ``months`` later (earlier, if negative); the last day of a month that is shorter."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def closed_until(day: dt.date, months: int) -> dt.date:
    """The last day of closing whose ``months`` are over on ``day``."""
    return months_after(day, -months)


def term_ends(child_until: dt.date, age: int) -> dt.date:
    """The last day of keeping: the end of the year in which the person is ``age``. A whole year, so that no list of days
    tells a month of birth.

    Args:
        child_until: the last day on which the person may be under 18.
    """
    return dt.date(child_until.year + age - 18, 12, 31)


def ended_until(day: dt.date, age: int) -> dt.date:
    """The latest ``child_until`` whose term has ended on ``day``."""
    year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    return dt.date(year - (age - 18), 12, 31)
