"""The figures of a year of justice, protected as they are made (P28): the attrition funnel with its equity table, settlements by
region, and the child-justice indicators.

The indicators stand twice: what institutions report of children in conflict with the law, and what records tell of child victims who
are held because of exploitation, who are never counted among the first (R82). What nobody reported is said so; it is never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from tutela.kernel.clock import end_of
from tutela.placements.api import protected_count, protected_share
from tutela.vocabulary import api as vocabulary

from ..models import JusticeFigures, JusticeReturn

LIST = "child_justice_indicators"
POLICY = ("CJ12", "CJ13", "CJ14", "CJ15")
REPORTED = tuple(f"CJ{number:02d}" for number in range(1, 16))
STEPS = ("reported", "investigated", "charged", "tried", "convicted", "enforced")
DIMENSIONS = ("region", "sex", "minority", "disability", "nationality")
REMAND = ("police_custody", "remand", "immigration_detention")
YEAR = dt.timedelta(days=365)
QUARTER = dt.timedelta(days=92)
_AFTER = {
    "investigated": ("investigation", "charged", "trial", "judgment", "enforced"),
    "charged": ("charged", "trial", "judgment", "enforced"),
    "tried": ("trial", "judgment", "enforced"),
    "enforced": ("enforced",),
}


@dataclass(frozen=True)
class Case:
    """One case in codes, without a child."""

    region: str
    sex: str
    minority: str
    disability: str
    nationality: str
    stages: tuple[str, ...]
    convicted: bool
    reason: str
    settled: bool

    def reached(self, step: str) -> bool:
        """Whether it came to a step of the funnel; an enforced conviction counts once as each."""
        if step == "reported":
            return True
        if step == "convicted":
            return self.convicted
        came = any(stage in self.stages for stage in _AFTER[step])
        return came and self.convicted if step == "enforced" else came


@dataclass(frozen=True)
class Held:
    """One child who was held in the year, in codes."""

    child: Any
    place_kind: str
    held_since: dt.datetime
    released_at: dt.datetime | None
    separated: str
    contact: dt.date | None


def published(until: dt.date | None = None) -> JusticeFigures | None:
    """The figures of a quarter, or the newest; ``None`` before there are any."""
    found = JusticeFigures.objects.all()
    return (found.filter(until=until) if until else found).first()


def returns(until: dt.date) -> dict[str, JusticeReturn]:
    """The newest return of each indicator for the year up to a day."""
    found: dict[str, JusticeReturn] = {}
    for one in JusticeReturn.objects.filter(until=until):
        found.setdefault(one.code, one)
    return found


def make(until: dt.date) -> dict[str, Any]:
    """The protected figures of the year up to a day; for the process only."""
    since, threshold = until - YEAR, vocabulary.jurisdiction().suppression.public
    cases = [_case(*row) for row in _rows("justice_funnel", since, until)]
    held = [Held(*row) for row in _rows("justice_liberty_rows", since, until)]
    settled = _rows("justice_settled", since, until)
    return {
        "funnel": funnel(cases, threshold),
        "reasons": reasons(cases, threshold),
        "equity": equity(cases, threshold, vocabulary.jurisdiction().limits.equity_ratio_percent),
        "settlements": [
            {
                "region": region,
                "settlements": protected_count(count, threshold),
                "marriages": protected_count(married, threshold),
            }
            for region, count, married, _granted in settled
        ],
        "indicators": indicators(held, sum(row[3] for row in settled), until, threshold, returns(until)),
    }


def funnel(cases: list[Case], threshold: int) -> list[dict[str, Any]]:
    """How many cases came to each step: what is lost between two is impunity (R79)."""
    return [{"step": step, **protected_count(sum(case.reached(step) for case in cases), threshold)} for step in STEPS]


def reasons(cases: list[Case], threshold: int) -> list[dict[str, Any]]:
    """Why cases were discontinued: every loss has a code."""
    lost = [case.reason for case in cases if case.reason]
    return [{"reason": code, **protected_count(lost.count(code), threshold)} for code in sorted(set(lost))]


def equity(cases: list[Case], threshold: int, percent: int) -> list[dict[str, Any]]:
    """For each group, the share of cases that came to a charge; flagged where the best group reaches it more often than this
    one by more than the country's ratio."""
    rows = []
    for dimension in DIMENSIONS:
        groups: dict[str, list[Case]] = {}
        for case in cases:
            groups.setdefault(getattr(case, dimension), []).append(case)
        shares = {
            value: protected_share(sum(case.reached("charged") for case in found), len(found), threshold)
            for value, found in sorted(groups.items())
        }
        best = max((one["value"] for one in shares.values() if one.get("value") is not None), default=0)
        rows += [
            {"dimension": dimension, "group": value, **one, "unequal": _is_unequal(one, best, percent)}
            for value, one in shares.items()
        ]
    return rows


def indicators(
    held: list[Held], granted: int, until: dt.date, threshold: int, stated: dict[str, JusticeReturn]
) -> list[dict[str, Any]]:
    """One row for each indicator of the list: what institutions report, and what records tell of victims who are held."""
    end = end_of(until)
    now_held = [one for one in held if one.released_at is None or one.released_at > end]
    freed = [one for one in held if one.released_at is not None and one.released_at <= end]
    victims: dict[str, dict[str, Any]] = {
        "CJ01": _children(held, threshold, lambda one: one.held_since > end - YEAR),
        "CJ02": _children(now_held, threshold),
        "CJ03": _children(now_held, threshold, lambda one: one.place_kind in REMAND),
        "CJ04": _hours([one for one in freed if one.place_kind in REMAND], threshold),
        "CJ05": _hours([one for one in freed if one.place_kind == "prison"], threshold),
        "CJ07": _known_share(now_held, threshold, lambda one: one.separated == "no", lambda one: one.separated != "unknown"),
        "CJ08": _known_share(now_held, threshold, lambda one: one.contact is not None and one.contact > until - QUARTER),
        "victims_of_exploitation_in_detention": _children(now_held, threshold),
        "median_hours_to_release_of_victims": _hours(freed, threshold),
        "non_punishment_actions_granted": {"hidden": False} | protected_count(granted, threshold),
    }
    return [
        {"code": code.code, "reported": _reported(stated.get(code.code)), "victims": victims.get(code.code)}
        for code in vocabulary.code_list(LIST).own()
    ]


def middle(values: Sequence[float]) -> float:
    """The middle value; of an even number the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _case(region: str, sex: str, minority: str, disability: str, nationality: str, *rest: Any) -> Case:
    stages, convicted, reason, settled = rest
    return Case(region, sex, minority, disability, nationality, tuple(stages or ()), convicted, reason, settled)


def _reported(one: JusticeReturn | None) -> dict[str, Any] | None:
    """What an institution said; nothing is not zero."""
    if one is None:
        return None
    value = None if one.value is None else float(one.value)
    return {"value": value, "answer": one.answer, "institution": one.institution, "words": one.words}


def _children(rows: Iterable[Held], threshold: int, which: Callable[[Held], bool] = lambda _one: True) -> dict[str, Any]:
    number = len({one.child for one in rows if which(one)})
    return protected_count(number, threshold, rate=bool(settings.TUTELA_CHILD_POPULATION))


def _hours(freed: list[Held], threshold: int) -> dict[str, Any]:
    """The middle length in hours; of few children it would be one child's."""
    if not freed:
        return {"kind": "hours", "hidden": False, "value": None}
    if len(freed) < threshold:
        return {"kind": "hours", "hidden": True}
    lengths = [(one.released_at - one.held_since).total_seconds() / 3600 for one in freed if one.released_at]
    return {"kind": "hours", "hidden": False, "value": round(middle(lengths))}


def _known_share(
    rows: list[Held], threshold: int, part: Callable[[Held], bool], known: Callable[[Held], bool] = lambda _one: True
) -> dict[str, Any]:
    counted = [one for one in rows if known(one)]
    return protected_share(sum(part(one) for one in counted), len(counted), threshold)


def _is_unequal(one: dict[str, Any], best: int, percent: int) -> bool:
    value = one.get("value")
    return value is not None and best > 0 and best * 100 > value * percent


def _rows(function: str, since: dt.date, until: dt.date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}(%s, %s)", [since, until])
        return cursor.fetchall()  # type: ignore[no-any-return]
