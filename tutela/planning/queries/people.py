"""Bodies and absent sectors, decisions nobody followed, training that lapses, workforce."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from tutela.accounts.api import User
from tutela.vocabulary import api as vocabulary

from ..models import Body, Decision, Trainee, Training, Workforce

ABSENCES = 2
SOON = 90


@dataclass(frozen=True)
class Staffing:
    """A row of workforce with its ratios; ``None`` where something is not known."""

    row: Workforce
    vacancy: Decimal
    qualified: Decimal | None
    caseload: Decimal | None
    supervision: Decimal | None
    turnover: Decimal | None
    above: bool


def absent_sectors() -> list[tuple[Body, list[str]]]:
    """Sectors that belong to a body and were away from its last two meetings."""
    found = []
    for body in Body.objects.prefetch_related("meetings"):
        latest = sorted(body.meetings.all(), key=lambda one: one.held_on, reverse=True)[:ABSENCES]
        away = [sector for sector in body.sectors if all(sector not in one.present for one in latest)]
        if len(latest) == ABSENCES and away:
            found.append((body, away))
    return found


def unfollowed(on: dt.date) -> QuerySet[Decision]:
    """Decisions whose day has passed and that are not done."""
    return Decision.objects.filter(due_on__lt=on, done_on=None).select_related("body", "owner")


def valid_until(training: Training) -> dt.date:
    """The last day a training is good for."""
    months = training.held_on.month - 1 + training.valid_months
    year, month = training.held_on.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(training.held_on.day, calendar.monthrange(year, month)[1]))


def trainings(on: dt.date) -> list[tuple[Training, dt.date, str]]:
    """Every training with its last day and ``lapsed``, ``soon`` or ``good``."""
    found = []
    for one in Training.objects.select_related("territory"):
        until = valid_until(one)
        state = "lapsed" if until < on else "soon" if until <= on + dt.timedelta(days=SOON) else "good"
        found.append((one, until, state))
    return found


def staffing() -> list[Staffing]:
    """Every row of workforce; above the country's caseload limit is flagged."""
    limit = vocabulary.jurisdiction().caseload.files
    rows = list(Workforce.objects.select_related("territory"))
    holders: dict[tuple[uuid.UUID, int], int] = defaultdict(int)
    for row in rows:
        holders[row.territory_id, row.year] += row.filled * row.holds_files
    return [_staffing(row, limit, holders[row.territory_id, row.year]) for row in rows]


def _staffing(row: Workforce, limit: int, holders: int) -> Staffing:
    """The caseload is that of everybody who holds files in the territory and year."""
    filled = Decimal(row.filled)
    caseload = Decimal(row.open_files) / holders if row.open_files is not None and holders else None
    return Staffing(
        row,
        vacancy=1 - filled / row.posts if row.posts else Decimal(0),
        qualified=row.qualified / filled if filled else None,
        caseload=caseload,
        supervision=filled / row.supervisors if row.supervisors else None,
        turnover=row.left / filled if filled else None,
        above=caseload is not None and caseload > limit,
    )


def trained(user_ids: Iterable[uuid.UUID], skill: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Those of the users who passed a training for the skill that is valid on the day. The door for cases (R112)."""
    names = {name: pk for pk, name in User.objects.filter(pk__in=list(user_ids)).values_list("pk", "username")}
    found = Trainee.objects.filter(account__in=names, training__skill=skill, training__held_on__lte=on)
    return frozenset(names[one.account] for one in found.select_related("training") if valid_until(one.training) >= on)
