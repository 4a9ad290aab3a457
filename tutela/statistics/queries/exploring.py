"""The explorer's question and its figures: counts of a released table, or a share of it, with every kind of nothing kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from tutela.kernel.errors import Refused
from tutela.methods.disclosure.tables import TOTAL, CellState

from ..enums import StatisticsReason
from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS, SEX, UNKNOWN
from ..models.hypercubes import CORE, SUBJECTS
from ..models.measures import LEAST_OF, MEASURES, Measure
from .released import Category, ReleasedTable, table

CHILDREN = "children"
BESIDE = tuple(name for name in CORE if name != SEX)
"""What figures may be broken down by beside sex and their own answers."""


@dataclass(frozen=True)
class Question:
    """``measure``: a registered share, ``children``, or a breakdown whose children are counted. ``within``: a breakdown of the
    core beside it, or none. ``area``: one region. ``period``: one year, or all."""

    measure: str
    within: str = ""
    area: str = ""
    period: str = ""

    @property
    def share(self) -> Measure | None:
        """The share that is asked for; ``None`` for counts."""
        return MEASURES.get(self.measure)

    @property
    def by(self) -> tuple[str, ...]:
        """What the released table is broken down by."""
        share = self.share
        counted = share.subject if share else "" if self.measure == CHILDREN else self.measure
        return tuple(filter(None, [counted, self.within, SEX]))

    def inside(self) -> Question:
        """The same inside its region, which is then no breakdown: every row is of it."""
        here = LEVELS[0]
        measure, within = (CHILDREN if self.measure == here else self.measure), ("" if self.within == here else self.within)
        return replace(self, measure=measure, within=within)


@dataclass(frozen=True)
class Figure:
    """One figure. ``value``: children, or hundredths for a share; ``None`` with the ``state`` that says why. ``part`` and ``whole``:
    what a share is made of, as published."""

    period: str
    labels: tuple[str, ...]
    state: CellState
    value: int | None
    part: int | None = None
    whole: int | None = None
    few: bool = False


@dataclass(frozen=True)
class Explored:
    """Figures by ``by`` (sex last) and period; the released table they come from, with all that it carries."""

    question: Question
    source: ReleasedTable
    by: tuple[str, ...]
    figures: dict[tuple[str, ...], Figure]

    @property
    def periods(self) -> tuple[str, ...]:
        """The years, first to last."""
        return self.source.periods

    def categories(self, name: str) -> tuple[Category, ...]:
        """The answers of a breakdown, without its total."""
        return self.source.categories[self.source.by.index(name)]

    def figure(self, period: str, *labels: str) -> Figure:
        """One figure, by its period and a code for each of ``by``."""
        return self.figures[(period, *labels)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every figure with codes and words: what the file holds."""
        for figure in self.figures.values():
            named = dict(zip(self.by, figure.labels, strict=True))
            words = {f"{name}_label": self.source.words(name, code) for name, code in named.items()}
            unknown = any(code in UNKNOWN for code in figure.labels)
            yield {"period": figure.period} | named | words | _told(figure, unknown, bool(self.question.share))


def _told(figure: Figure, unknown: bool, share: bool) -> dict[str, Any]:
    known = {"state": "too_few" if figure.few else figure.state.value, "value": figure.value, "unknown_category": unknown}
    return known | ({"numerator": figure.part, "denominator": figure.whole} if share else {})


def explore(release: Release, question: Question) -> Explored:
    """The answer to a question.

    Raises:
        Refused: a measure or breakdown that is not registered, or a combination that is not counted together.
        NotHere: the release has no such year or region.
    """
    if question.measure not in (CHILDREN, *MEASURES, *BREAKDOWNS) or question.within not in ("", *BESIDE):
        raise Refused(StatisticsReason.NOT_REGISTERED)
    if question.measure in CORE and question.within == question.measure:
        raise Refused(StatisticsReason.TWICE)
    if question.area:
        question = question.inside()
    source = table(release, question.by, period=question.period or None, area=question.area or None)
    share = question.share
    shown = [name for name in source.by if name != SEX and not (share and name == share.subject)]
    by = (*sorted(shown, key=lambda name: question.by.index(name) if name in question.by else -1), SEX)
    choices = [[*(one.code for one in source.categories[source.by.index(name)]), TOTAL] for name in by]
    always, whole = {}, source
    if question.area and not set(question.by) & set(LEVELS):
        by, choices, always = *_inside(by, choices), {LEVELS[0]: question.area}
    elif question.area and LEVELS[1] in question.by:
        regions = [LEVELS[0] if name == LEVELS[1] else name for name in question.by]
        whole = table(release, regions, period=question.period or None, area=question.area)
    figures = {}
    for period, *labels in product(source.periods, *choices):
        named = dict(zip(by, labels, strict=True)) | always
        of = source
        if whole is not source and named[LEVELS[1]] == TOTAL:
            of, named = whole, named | {LEVELS[0]: question.area}
        figures[(period, *labels)] = _figure(of, share, period, named, tuple(labels))
    return Explored(question, source, by, figures)


def _inside(by: tuple[str, ...], choices: list[list[str]]) -> tuple[tuple[str, ...], list[list[str]]]:
    """Without the region that is the same in every row."""
    kept = [(name, codes) for name, codes in zip(by, choices, strict=True) if name != LEVELS[0]]
    return tuple(name for name, _codes in kept), [codes for _name, codes in kept]


def _figure(
    source: ReleasedTable, share: Measure | None, period: str, named: dict[str, str], labels: tuple[str, ...]
) -> Figure:
    def cell(more: dict[str, str]) -> Any:
        return source.cell(period, *[(named | more).get(name, TOTAL) for name in source.by])

    if share is None:
        found = cell({})
        return Figure(period, labels, found.state, found.value)
    return share_of([cell({share.subject: part}) for part in share.parts], cell({share.subject: TOTAL}), period, labels)


def share_of(parts: Sequence[Any], whole: Any, period: str, labels: tuple[str, ...]) -> Figure:
    """A share in hundredths, of published counts only. Protected as soon as one of them is; not said of fewer than
    :data:`~tutela.statistics.models.measures.LEAST_OF`."""
    hidden = next((one for one in (whole, *parts) if one.value is None), None)
    if hidden is not None:
        return Figure(period, labels, hidden.state, None)
    part, most = sum(one.value for one in parts), whole.value
    if most < LEAST_OF:
        return Figure(period, labels, CellState.WITHHELD, None, part, most, few=True)
    return Figure(period, labels, CellState.VALUE, min(100, math.floor(100 * part / most + 0.5)), part, most)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, the response first: groups of code and words."""
    return [
        (_("Response"), [(one.code, str(one.label)) for one in MEASURES.values()]),
        (
            _("Children counted"),
            [(CHILDREN, _("Children")), *((name, str(BREAKDOWNS[name].label)) for name in (*BESIDE, *SUBJECTS))],
        ),
    ]
