"""What still has to be told to a child, and since when."""

from __future__ import annotations

import datetime as dt

from tutela.care.api import Plan
from tutela.cases.api import NOT_OPEN, CaseFile, ages_on
from tutela.kernel.clock import now, today
from tutela.kernel.partial_dates import plus_years

from .enums import Talk
from .models import HandedOver

WITHIN = dt.timedelta(days=7)
"""So long after a plan is in force the child has the sheet (R67)."""
ADULT = 18
PREPARED_FROM = 17
"""Preparation for turning 18 starts twelve months before (P38)."""


def current_plan(file: CaseFile) -> Plan | None:
    """The plan in force."""
    return Plan.objects.filter(file=file, state="approved").select_related("file__child").order_by("-decided_at").first()


def is_adult(file: CaseFile) -> bool:
    """Whether the person is 18 for certain. From that day the rights to the file are theirs alone (P38)."""
    ages = ages_on(file.child, today())
    return ages is not None and ages[0] >= ADULT


def nears_adulthood(file: CaseFile) -> bool:
    """Whether the person may turn 18 within twelve months, or may have since (P38); an unknown age never starts it."""
    ages = ages_on(file.child, today())
    return ages is not None and ages[1] >= PREPARED_FROM


def to_tell(file: CaseFile) -> list[tuple[Talk, dt.datetime]]:
    """What the child of an open file has not been told freely yet, and until when it is to be told."""
    if file.state in NOT_OPEN:
        return []
    found: list[tuple[Talk, dt.datetime]] = []
    told = HandedOver.objects.filter(file=file, free=True).exclude(understood="no")
    plan = current_plan(file)
    if plan is not None and plan.decided_at is not None and not told.filter(talk=Talk.SHEET, plan=plan).exists():
        found.append((Talk.SHEET, plan.decided_at + WITHIN))
    if nears_adulthood(file) and not told.filter(talk=Talk.ADULTHOOD).exists():
        found.append((Talk.ADULTHOOD, _seventeen(file)))
    return found


def _seventeen(file: CaseFile) -> dt.datetime:
    born = dt.date.fromisoformat(file.child.born_earliest)
    return dt.datetime.combine(plus_years(born, PREPARED_FROM), dt.time.min, tzinfo=now().tzinfo)
