"""The indicators of formal care (L13) from two rows of numbers, protected as they are made: no small count leaves this room.

A count under the threshold of public tables is hidden, others are rounded to five; a share is made of rounded counts, and hidden
when its part, or what is left, is small. Nothing else is kept, so there is nothing exact to take one quarter from another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from tutela.facilities.api import FAMILY_BASED, STATED, CareFacts, PolicyStatement, care_facts, coverage, statements
from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ..models import CareFigures

LIST = "formal_care_indicators"
BASE = 5
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Stays:
    """Children over one year and at its end; the names are those of the database's function ``placements_formal_care``."""

    entered: int = 0
    living: int = 0
    residential: int = 0
    in_family: int = 0
    left_residential: int = 0
    to_family: int = 0
    left_all: int = 0
    adopted: int = 0
    deaths: int = 0
    contact: int = 0
    planned: int = 0
    assessed: int = 0
    staying: int = 0
    reviewed: int = 0
    at_school_age: int = 0
    at_school: int = 0
    for_poverty: int = 0
    unregistered: int = 0


def last_quarter() -> dt.date:
    """The last day of the quarter before this one."""
    day = today()
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)


def published(until: dt.date | None = None) -> CareFigures | None:
    """The figures of a quarter, or the newest; ``None`` before there are any."""
    found = CareFigures.objects.all()
    return (found.filter(until=until) if until else found).first()


def make(until: dt.date) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The protected figures of the year up to a day, and the coverage of reporting they stand on; for the process only."""
    facts, found = care_facts(until - YEAR, until), coverage()
    known = {
        "reporting": found.reporting,
        "known": found.known,
        "unregistered": found.unregistered,
        "unreported": found.unreported,
        "warns": found.warns,
    }
    threshold = vocabulary.jurisdiction().suppression.public
    return figures(_stays(until), facts, known, threshold, statements()), known


def figures(
    stays: Stays,
    facts: CareFacts,
    known: Mapping[str, Any],
    threshold: int,
    stated: Mapping[str, PolicyStatement],
) -> list[dict[str, Any]]:
    """One row for each indicator of the list, in its order."""
    rows: dict[str, dict[str, Any]] = {
        "FC01": count(stays.entered, threshold, rate=True),
        "FC02": count(stays.living, threshold, rate=True),
        "FC03": share(stays.to_family, stays.left_residential, threshold),
        "FC04": ratio(stays.residential, stays.in_family, threshold),
        "FC05": count(max(stays.deaths, facts.deaths), threshold),
        "FC06": share(stays.contact, stays.living, threshold),
        "FC07": share(stays.planned, stays.living, threshold),
        "FC08": share(stays.assessed, stays.entered, threshold),
        "FC09": share(stays.reviewed, stays.staying, threshold),
        "FC10": share(stays.at_school, stays.at_school_age, threshold),
        "FC11": share(facts.trained, facts.carers, threshold),
        "FC12": share(stays.adopted, stays.left_all, threshold),
        "share_of_facilities_registered": places(facts.registered, facts.known),
        "share_inspected_in_12_months": places(facts.inspected, facts.known),
        "share_of_facilities_reporting_data": places(known["reporting"], known["known"]),
        "placements_for_poverty_alone": share(stays.for_poverty, stays.entered, threshold),
        "children_found_in_unregistered_facilities": count(stays.unregistered, threshold),
    }
    rows |= {code: _policy(stated.get(code)) for code in STATED}
    rows["FC14"] |= {"value": facts.with_route, "of": facts.inspected}
    rows["FC15"] |= {"value": facts.registered, "of": facts.known}
    return [{"code": code.code} | rows[code.code] for code in vocabulary.code_list(LIST).own()]


def count(number: int, threshold: int, *, rate: bool = False) -> dict[str, Any]:
    """A number of children; with ``rate`` also per 100,000, where the settings say how many children live in the country."""
    if 0 < number < threshold:
        return {"kind": "count", "hidden": True}
    rounded, population = _rounded(number), settings.TUTELA_CHILD_POPULATION
    found: dict[str, Any] = {"kind": "count", "hidden": False, "value": rounded}
    if rate:
        found["rate"] = round(rounded * 100_000 / population, 1) if population else None
    return found


def share(part: int, whole: int, threshold: int) -> dict[str, Any]:
    """A share of people in whole per cent, of a rounded whole; without anybody there is no share, which is not zero."""
    if whole == 0:
        return {"kind": "share", "hidden": False, "value": None, "of": 0}
    if whole < threshold or 0 < part < threshold or 0 < whole - part < threshold:
        return {"kind": "share", "hidden": True}
    whole_rounded = _rounded(whole)
    return {
        "kind": "share",
        "hidden": False,
        "value": min(100, round(100 * _rounded(part) / whole_rounded)),
        "of": whole_rounded,
    }


def ratio(first: int, second: int, threshold: int) -> dict[str, Any]:
    """How many on the first side for one on the second."""
    if 0 < first < threshold or 0 < second < threshold:
        return {"kind": "ratio", "hidden": True}
    value = round(_rounded(first) / _rounded(second), 1) if second else None
    return {"kind": "ratio", "hidden": False, "value": value}


def places(part: int, whole: int) -> dict[str, Any]:
    """A share of facilities: the register is no secret, so it is exact."""
    return {"kind": "places", "hidden": False, "value": part, "of": whole}


def _policy(statement: PolicyStatement | None) -> dict[str, Any]:
    said = {"answer": statement.answer, "words": statement.words} if statement else {"answer": "not_verified", "words": ""}
    return {"kind": "policy", "hidden": False} | said


def _rounded(number: int) -> int:
    return BASE * ((number + BASE // 2) // BASE)


def _stays(until: dt.date) -> Stays:
    poverty = [code.code for code in vocabulary.code_list("placement_reasons").own() if code.attributes.get("never_alone")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM placements_formal_care(%s, %s, %s, %s)", [until - YEAR, until, list(FAMILY_BASED), poverty]
        )
        row = cursor.fetchone()
    return Stays(*row) if row else Stays()
