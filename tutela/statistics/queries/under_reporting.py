"""What may be missing from the figures, and why (R28): barriers, delay, who reports, silent offices, thin places, unknowns.

Everything is read from protected tables, so what is hidden in a table is hidden here. Few reports are no sign of few children
harmed: that is what the page is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutela.directory.api import Population, Territory
from tutela.methods.disclosure.tables import TOTAL, ProtectedCell

from ..models import Snapshot
from ..models.dictionary import BREAKDOWNS, NONE, SEX, UNKNOWN
from .tables import Answer, table

ACROSS = ("age_group", "form", "report_channel", "year")
"""What the barriers can be seen across, besides the territory; girls and boys are always apart."""
ASKED = (
    "age_group",
    "form",
    "birth_registration",
    "nationality",
    "disability",
    "schooling",
    "report_channel",
    "barrier_group",
)
"""Items of which the share of unknown answers is said."""
_OPEN = (UNKNOWN - {"REF"}) | {NONE}
"""That somebody did not want to answer is an answer."""


@dataclass(frozen=True)
class Place:
    """Children counted in a territory, its offices that reported and those that should, and its children when a count is kept."""

    code: str
    name: str
    children: ProtectedCell
    offices: tuple[int, int]
    population: int | None

    @property
    def for_each_office(self) -> float | None:
        """Children counted for each office that should report; none where the number is hidden or there is no office."""
        return self.children.value / self.offices[1] if self.children.value is not None and self.offices[1] else None

    @property
    def for_10_000(self) -> float | None:
        """Children counted for each 10,000 that live there."""
        known = self.children.value is not None and self.population
        return 10_000 * self.children.value / self.population if known else None  # type: ignore[operator]


@dataclass(frozen=True)
class Unknowns:
    """Children of whom an item is not known, of all; ``None`` where the number is protected."""

    item: str
    unknown: int | None
    whole: int | None


@dataclass(frozen=True)
class UnderReporting:
    """``barriers``: kinds of barrier across what was asked; ``places``: fewest for each office first, hidden ones last."""

    barriers: Answer
    delay: Answer
    reporters: Answer
    places: tuple[Place, ...]
    silent: int
    expected: int
    unknowns: tuple[Unknowns, ...]

    @property
    def most_named(self) -> tuple[str, int] | None:
        """The kind of barrier that is named most, of those whose number may be shown."""
        shown = [
            (one, self.total(self.barriers, one)) for one in self.barriers.table.labels("barrier_group") if one not in _OPEN
        ]
        known = [(one, cell.value) for one, cell in shown if cell.value]
        return max(known, key=lambda pair: pair[1]) if known else None

    @staticmethod
    def total(answer: Answer, code: str) -> ProtectedCell:
        """A category of the first breakdown, over everything else."""
        return answer.table.cell(code, *[TOTAL] * (len(answer.question.by) - 1))


def under_reporting(*, across: str, level: str, snapshot: Snapshot) -> UnderReporting:
    """The analysis of a snapshot. ``across``: a breakdown of :data:`ACROSS` or the ``level`` itself.

    Raises:
        Refused: a breakdown that is not registered, a table that cannot be protected.
        OperatorError: the snapshot's file is not what was built.
    """
    whole, everybody = snapshot.coverage["all"], table(by=(SEX,), snapshot=snapshot).table.cell(TOTAL).value
    return UnderReporting(
        barriers=table(by=("barrier_group", across), snapshot=snapshot),
        delay=table(by=("report_delay",), snapshot=snapshot),
        reporters=table(by=("reporter",), snapshot=snapshot),
        places=_places(level, snapshot),
        silent=whole[1] - whole[0],
        expected=whole[1],
        unknowns=tuple(_unknown(item, everybody, snapshot) for item in ASKED),
    )


def _places(level: str, snapshot: Snapshot) -> tuple[Place, ...]:
    answer = table(by=(level,), snapshot=snapshot)
    coverage: Mapping[str, list[int]] = snapshot.coverage[level]
    counted = dict(Population.objects.values_list("territory", "children"))
    known = Territory.objects.filter(level=BREAKDOWNS[level].territory).order_by("path")
    found = [
        Place(
            one.code,
            answer.label(level, one.code),
            UnderReporting.total(answer, one.code),
            tuple(coverage.get(one.code, (0, 0))),  # type: ignore[arg-type]
            counted.get(one.pk),
        )
        for one in known
    ]
    return tuple(sorted(found, key=lambda one: (one.for_each_office is None, one.for_each_office or 0, one.name)))


def _unknown(item: str, everybody: int | None, snapshot: Snapshot) -> Unknowns:
    answer = table(by=(item,), snapshot=snapshot)
    cells = [UnderReporting.total(answer, one) for one in answer.table.labels(item) if one in _OPEN]
    hidden = any(cell.value is None for cell in cells)
    return Unknowns(item, None if hidden else sum(cell.value or 0 for cell in cells), everybody)
