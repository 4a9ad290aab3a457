"""Questions asked of the country's rules: deadlines, consent, duties, exposure, gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tutela.kernel import clock
from tutela.kernel.errors import InvalidInput

from ..enums import CHILD_AGE_LIMIT
from ..errors import NoDeadline, UnknownCode
from ..models import country as shapes
from ..models.country import Jurisdiction
from ..policies import protection_gaps
from .profiles import active_profile

_ADULT = shapes.ConsentRule(CHILD_AGE_LIMIT, None, "consent", "none", (), "written")


def jurisdiction(on: dt.date | None = None) -> Jurisdiction:
    """The country's rules in force on a day, by default today."""
    return active_profile().on(on or clock.today())


def deadline(item: str, level: str, on: dt.date | None = None) -> dt.timedelta:
    """How long ``item`` may take at ``level`` (a risk level, an urgency, or a profession for ``mandatory_report``).

    Raises:
        UnknownCode: no such item or level.
        NoDeadline: the country sets no limit here; see :func:`deadline_if_any`.
    """
    found = deadline_if_any(item, level, on)
    if found is None:
        raise NoDeadline(item, level)
    return found


def deadline_if_any(item: str, level: str, on: dt.date | None = None) -> dt.timedelta | None:
    """The same, with ``None`` where the worker sets the time case by case.

    Raises:
        UnknownCode: no such item or level.
    """
    rules = jurisdiction(on)
    if item == "mandatory_report":
        return reporting_duty(level, on).within
    found = rules.deadlines.get(item)
    if found is None:
        raise UnknownCode("deadline_items", item, field="item")
    if level not in found.within:
        raise UnknownCode(found.by, level, field="level")
    return found.within[level]


def schedule(name: str, on: dt.date | None = None) -> shapes.Schedule:
    """The days after an event on which something is due again.

    Raises:
        UnknownCode: there is no such schedule.
    """
    found = jurisdiction(on).schedules.get(name)
    if found is None:
        raise UnknownCode("schedules", name, field="schedule")
    return found


def reporting_duty(profession: str, on: dt.date | None = None) -> shapes.ReportingDuty:
    """The duty to report of a profession.

    Raises:
        UnknownCode: the country sets no duty for it.
    """
    found = jurisdiction(on).mandatory_reporting.get(profession)
    if found is None:
        raise UnknownCode("professions", profession, field="profession")
    return found


def consent_rule(age: int, on: dt.date | None = None) -> shapes.ConsentRule:
    """Who agrees, at an age in whole years; from 18 the person alone.

    Raises:
        InvalidInput: a negative age.
    """
    if age < 0:
        raise InvalidInput({"age": "An age is zero or more whole years."})
    bands = jurisdiction(on).consent
    return next((rule for rule in bands if rule.to_age is not None and age <= rule.to_age), _ADULT)


def legal_exposure(codes: Iterable[str], age: int | None = None, on: dt.date | None = None) -> tuple[shapes.Exposure, ...]:
    """The laws that could punish a child in these situations; an unknown age counts as old enough to be exposed."""
    wanted = frozenset(codes)
    return tuple(
        rule
        for rule in jurisdiction(on).legal_exposure
        if wanted & set(rule.codes) and (age is None or rule.from_age <= age < CHILD_AGE_LIMIT)
    )


def gaps(on: dt.date | None = None) -> tuple[shapes.Gap, ...]:
    """The protection gaps that the national ages leave (R2)."""
    rules = jurisdiction(on)
    return protection_gaps(rules.ages, rules.prostitution)
