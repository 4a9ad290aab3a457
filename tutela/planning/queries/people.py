"""Bodies and absent sectors, decisions nobody followed, training that lapses, workforce."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from tutela.vocabulary import api as vocabulary

from ..models import Body, Decision, Training, Workforce

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
    return [_staffing(row, limit) for row in Workforce.objects.select_related("territory")]


def _staffing(row: Workforce, limit: int) -> Staffing:
    filled = Decimal(row.filled)
    caseload = Decimal(row.open_files) / filled if row.open_files is not None and filled else None
    return Staffing(
        row,
        vacancy=1 - filled / row.posts if row.posts else Decimal(0),
        qualified=row.qualified / filled if filled else None,
        caseload=caseload,
        supervision=filled / row.supervisors if row.supervisors else None,
        turnover=row.left / filled if filled else None,
        above=caseload is not None and caseload > limit,
    )
