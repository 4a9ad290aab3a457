"""Figures about reporting itself: promises kept, barriers and delays, duties overdue, categories of the helplines.

Counts below the country's threshold are not shown, and a mean needs as many cases. The categories are those that child
helplines share internationally: an export layer over the concerns, which stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.vocabulary import api as vocabulary

from ..enums import DutyState
from ..models import Barriers, Duty, Feedback, OtherContact
from ..states import ReportState
from .reports import visible_to

_CATEGORIES = Path(__file__).resolve().parent.parent / "data" / "helpline_categories.yaml"
NOT_ASSIGNED = "not_assigned"


@dataclass(frozen=True)
class Figures:
    """What the actor's offices may see. ``None`` in a count: too few to show."""

    reports: int
    kept: int
    late: int
    waiting: int
    barriers: dict[str, int | None]
    delay_to_telling: float | None
    delay_to_report: float | None
    duties_overdue: dict[str, int]
    channels: dict[str, int | None]
    categories: dict[str, int | None]
    other_contacts: dict[str, int | None]
    feedback: dict[str, int | None]


def figures_of(actor: Actor) -> Figures:
    """The figures over every report whose envelope the actor sees."""
    reports = list(visible_to(actor).values("pk", "answer_due", "answered_on", "channel", "category", "state", "taken_on"))
    counted = [row for row in reports if row["state"] != ReportState.NON_DATA]
    least = vocabulary.jurisdiction().suppression.internal
    barriers = list(Barriers.objects.filter(report__in=[row["pk"] for row in counted]).select_related("report"))
    return Figures(
        reports=len(counted),
        kept=sum(1 for row in counted if _is_kept(row["answer_due"], row["answered_on"])),
        late=sum(1 for row in counted if _is_late(row["answer_due"], row["answered_on"])),
        waiting=sum(1 for row in counted if row["answered_on"] is None and not _is_late(row["answer_due"], None)),
        barriers=_shown((code for row in barriers for code in row.codes), least),
        delay_to_telling=_mean([_days(row.happened_on, row.first_told_on) for row in barriers], least),
        delay_to_report=_mean([_days(row.happened_on, row.report.taken_on.isoformat()) for row in barriers], least),
        duties_overdue=dict(
            Counter(
                duty.report.office.name
                for duty in Duty.objects.filter(
                    report__in=[row["pk"] for row in counted], state=DutyState.OPEN, due_at__lt=now()
                ).select_related("report__office")
            )
        ),
        channels=_shown((row["channel"] for row in counted), least),
        categories=_shown((category_of(row["category"]) for row in counted), least),
        other_contacts=_shown(OtherContact.objects.values_list("kind", flat=True), least),
        feedback=_shown(Feedback.objects.values_list("answer", flat=True), least),
    )


def category_of(concern: str) -> str:
    """The helplines' category of a concern."""
    return str(_categories()["concerns"].get(concern, NOT_ASSIGNED))


def categories() -> dict[str, str]:
    """Category code to its name in the reader's language."""
    language = get_language() or "en"
    return {code: names.get(language, names["en"]) for code, names in _categories()["names"].items()}


@lru_cache(maxsize=1)
def _categories() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = yaml.safe_load(_CATEGORIES.read_text("utf-8"))
    return content


def _is_kept(due: dt.date | None, answered: dt.date | None) -> bool:
    return answered is not None and (due is None or answered <= due)


def _is_late(due: dt.date | None, answered: dt.date | None) -> bool:
    return due is not None and (answered or today()) > due


def _shown(values: Iterable[str], least: int) -> dict[str, int | None]:
    return {code: number if number >= least else None for code, number in sorted(Counter(values).items())}


def _days(earlier: str, later: str) -> int | None:
    """Days between two dates of which year and month at least are known; a month stands for its first day."""
    first, second = _date(earlier), _date(later)
    return (second - first).days if first and second and second >= first else None


def _date(text: str) -> dt.date | None:
    if len(text) < 7 or "X" in text[:7]:
        return None
    day = text[8:10]
    return dt.date.fromisoformat(f"{text[:7]}-{day if day and 'X' not in day else '01'}")


def _mean(values: list[int | None], least: int) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if len(known) >= least else None
