"""The reading door of released statistics: registered tables of a release, and nothing that is not published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.kernel.errors import NotHere, OperatorError, Refused
from tutela.methods.disclosure.query import Cell
from tutela.methods.disclosure.rules import BELOW
from tutela.methods.disclosure.tables import CellState
from tutela.placements.api import beside_files
from tutela.vocabulary import api as vocabulary

from ..enums import Caution, StatisticsReason
from ..models import Release
from ..models.dictionary import BOYS_MISSING, BREAKDOWNS, LEVELS, MOST, SEX, UNKNOWN
from ..models.hypercubes import BETWEEN, PLACE, REGISTERED, Hypercube, holding
from ..states import READABLE
from .breaks import break_words
from .cubes import cube_of
from .editions import editions, newest
from .tables import INSTITUTIONS, label
from .words import COVERAGE, NOTE, SEVERAL

__all__ = ["ReleasedTable", "editions", "newest", "released", "table"]

METHOD = gettext_lazy(
    "Each child counts once, with the latest file, in the year of its report. Every count is altered a little, rounded to 5 "
    "and shown as “<10” when it is small; tables of a place that would be mostly small numbers are withheld. Totals are "
    "protected on their own and may not add up. Each release is audited within itself and against the one before."
)
CITATION = gettext_lazy("%(title)s, release %(version)s of %(day)s, as of %(cut_off)s. SHA-256 %(digest)s.")
TITLE = gettext_lazy("Children known to the child-protection system")
SAID_FOR: dict[CellState, str | Promise] = {
    CellState.SUPPRESSED: f"<{BELOW}",
    CellState.WITHHELD: gettext_lazy("withheld"),
    CellState.NOT_APPLICABLE: gettext_lazy("not applicable"),
    CellState.UNKNOWN: gettext_lazy("not reported"),
}
_FEW_BOYS, _ENOUGH = 0.10, 100


@dataclass(frozen=True)
class Category:
    """A label of a breakdown with its words. ``unknown``: it stands for one of the ways of not knowing."""

    code: str
    words: str
    unknown: bool


@dataclass(frozen=True)
class ReleasedCell:
    """``labels``: a code for each breakdown, ``_T`` for a total. ``value`` is ``None`` unless shown or zero."""

    period: str
    labels: tuple[str, ...]
    state: CellState
    value: int | None

    @property
    def said(self) -> str:
        """As a page shows it; the states never look alike."""
        return str(SAID_FOR[self.state]) if self.value is None else number_format(self.value, force_grouping=True)


@dataclass(frozen=True)
class ReleasedTable:
    """A published table. Note, coverage, method, day and citation are part of it and cannot be left out (R29).

    ``categories``: for each breakdown of ``by``, without the total. ``boys_missing``: periods in which hardly any boys are
    among the children (R30).
    """

    release: Release
    by: tuple[str, ...]
    periods: tuple[str, ...]
    categories: tuple[tuple[Category, ...], ...]
    cells: tuple[ReleasedCell, ...]
    boys_missing: tuple[str, ...]

    @property
    def cut_off(self) -> dt.date:
        """The day the figures are of."""
        return self.release.cut_off

    @property
    def note(self) -> str:
        """What the figures are and are not; the release's own notes; coverage of institutions where these are among them."""
        more = [beside_files(self.release.coverage.get("institutions"))] if INSTITUTIONS in self.by else []
        return " ".join(filter(None, [str(NOTE), *map(str, more), self.release.note]))

    @property
    def method(self) -> str:
        """How they were made and protected."""
        several = [str(SEVERAL)] if any(BREAKDOWNS[code].several for code in self.by) else []
        return " ".join(filter(None, [str(METHOD), *several, self.release.method]))

    @property
    def coverage(self) -> tuple[int, int]:
        """Offices that reported in the last year, and that should."""
        reporting, expected = self.release.coverage["all"]
        return reporting, expected

    @property
    def coverage_words(self) -> str:
        """The same as a sentence."""
        return str(COVERAGE) % {"reporting": self.coverage[0], "expected": self.coverage[1]}

    @property
    def citation(self) -> str:
        """How to cite it."""
        return citation(self.release)

    @property
    def breaks(self) -> list[dict[str, Any]]:
        """Where a series of this table breaks: ``period``, ``breakdown``, ``code``, ``on``; a line stops there."""
        return [one for one in self.release.breaks if one["breakdown"] in self.by and one["period"] in self.periods]

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before comparing."""
        anew = holding(self.by)
        told = [
            one for one in cautions(self.release) if one != Caution.NEW_SERIES or (anew and anew.name in self.release.anew)
        ]
        return [*(str(one.label) for one in told if one != Caution.DEFINITIONS), *break_words(self.breaks)]

    @property
    def under_identification(self) -> tuple[str, ...]:
        """Reasons to suspect that boys are not seen, when few are (R30); empty otherwise."""
        return tuple(vocabulary.label(*reason) for reason in BOYS_MISSING) if self.boys_missing else ()

    @cached_property
    def _found(self) -> dict[tuple[str, ...], ReleasedCell]:
        return {(cell.period, *cell.labels): cell for cell in self.cells}

    @cached_property
    def _words(self) -> dict[tuple[str, str], str]:
        return {(name, one.code): one.words for name, known in zip(self.by, self.categories, strict=True) for one in known}

    def cell(self, period: str, *labels: str) -> ReleasedCell:
        """One cell, by its period and a code for each breakdown (``_T`` for the total)."""
        return self._found[(period, *labels)]

    def words(self, breakdown: str, code: str) -> str:
        """The words of a category or of the total."""
        return self._words.get((breakdown, code)) or label(BREAKDOWNS[breakdown], code)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every cell with codes, words, state and value, for files and interfaces."""
        unknown = [{one.code for one in known if one.unknown} for known in self.categories]
        for cell in self.cells:
            yield (
                {"period": cell.period}
                | dict(zip(self.by, cell.labels, strict=True))
                | {f"{name}_label": self.words(name, code) for name, code in zip(self.by, cell.labels, strict=True)}
                | {"state": cell.state.value, "value": cell.value, "display": cell.said}
                | {"unknown_category": any(code in known for code, known in zip(cell.labels, unknown, strict=True))}
            )


def cautions(release: Release) -> list[Caution]:
    """The warnings of a release."""
    return [Caution(code) for code in release.warnings]


def citation(release: Release) -> str:
    """How to cite a release."""
    return str(CITATION) % {
        "title": TITLE,
        "version": release.version,
        "day": release.published_at.date() if release.published_at else "–",
        "cut_off": release.cut_off,
        "digest": release.digest,
    }


def released(version: str) -> Release:
    """A release by its number, or ``newest``.

    Raises:
        NotHere: there is none.
    """
    found = newest() if version == "newest" else None
    if version.isascii() and version.isdecimal() and len(version) < 9:
        found = editions().filter(version=int(version)).first()
    if found is None:
        raise NotHere(_("There is no such release. Choose one from the list of releases."))
    return found


def asked(by: Sequence[str]) -> tuple[tuple[str, ...], Hypercube]:
    """The breakdowns with sex among them (R30), and the hypercube that has them.

    Raises:
        Refused: with the reason.
    """
    wanted = tuple(by)
    if any(name not in REGISTERED for name in wanted):
        raise Refused(StatisticsReason.NOT_REGISTERED)
    roots = [PLACE if name in LEVELS else BREAKDOWNS[name].column for name in wanted]
    if len(set(roots)) < len(roots):
        raise Refused(StatisticsReason.TWICE)
    if SEX not in wanted:
        wanted = (*wanted, SEX)
    if len(wanted) > MOST:
        raise Refused(StatisticsReason.TOO_MANY)
    cube = holding(wanted)
    if cube is None:
        raise Refused(StatisticsReason.SEVERAL_SUBJECTS)
    return wanted, cube


def table(release: Release, by: Sequence[str], *, period: str | None = None, area: str | None = None) -> ReleasedTable:
    """A registered table of a release with its margins, for one year or all.

    ``by``: at most three breakdowns with sex, which is always one; none asks for the children by sex. ``area``: the rows of
    one region only, and of its districts.

    Raises:
        Refused: not registered, too many, a breakdown twice, two subjects, or a district where the subject has none.
        NotHere: no such year or region in this release, or it was withdrawn.
        OperatorError: a file of the release is not the one that was published, or the clock was moved back.
    """
    if release.state not in READABLE:
        raise NotHere(_("This release was withdrawn: its tables are no longer given out."))
    if release.digest != release.frozen():
        raise OperatorError(_("This release was changed after it was published; its tables are not shown."))
    if area is not None and not set(by) & set(LEVELS):
        by = (LEVELS[0], *by)
    wanted, held = asked(by)
    cube = cube_of(release, held.name)
    if not set(wanted) <= set(cube.lattice.by_name):
        raise Refused(StatisticsReason.TOO_FINE)
    if period is not None and period not in release.periods:
        raise NotHere(_("This release has no such year."))
    answer = cube.table(wanted, period=period)
    cells = answer.cells
    place = next((at for at, name in enumerate(answer.by) if name in LEVELS), None)
    if area is not None and place is not None:
        if area not in {label.split(BETWEEN)[0] for label in cube.lattice.by_name[answer.by[place]].labels}:
            raise NotHere(_("This release has no such region."))
        cells = tuple(cell for cell in cells if cell.labels[place].split(BETWEEN)[0] == area)
    shown = {at: {cell.labels[at] for cell in cells} for at in range(len(answer.by))}
    categories = tuple(
        tuple(
            Category(_code(name, code), _worded(name, code), code.split(BETWEEN)[-1] in UNKNOWN)
            for code in cube.lattice.by_name[name].labels
            if code in shown[at]
        )
        for at, name in enumerate(answer.by)
    )
    periods = tuple(release.periods) if period is None else (period,)
    few = tuple(one for one in periods if _few_boys(cube.table([SEX], period=one).cells))
    return ReleasedTable(release, answer.by, periods, categories, tuple(_cell(answer.by, cell) for cell in cells), few)


def _cell(by: tuple[str, ...], cell: Cell) -> ReleasedCell:
    labels = tuple(_code(name, code) for name, code in zip(by, cell.labels, strict=True))
    return ReleasedCell(cell.period, labels, cell.state, cell.value)


def _code(name: str, code: str) -> str:
    """A district by its own code; one that is not known stays with its region's."""
    own = code.split(BETWEEN)[-1]
    return own if name == PLACE and own != "UNK" else code


def _worded(name: str, code: str) -> str:
    if name == PLACE and code.endswith(f"{BETWEEN}UNK"):
        region, not_known = code.split(BETWEEN)
        return f"{label(BREAKDOWNS['region'], region)}: {label(BREAKDOWNS[PLACE], not_known)}"
    said = label(BREAKDOWNS[name], _code(name, code))
    return vocabulary.label("universal", "UNK") if said == "unknown" else said


def _few_boys(cells: Sequence[Cell]) -> bool:
    """Whether hardly any boys stand beside the girls, as published: "<10" counts as the most it can be."""
    values = {cell.labels[0]: BELOW - 1 if cell.state is CellState.SUPPRESSED else cell.value or 0 for cell in cells}
    girls, boys = values.get("girl", 0), values.get("boy", 0)
    return girls + boys >= _ENOUGH and boys < _FEW_BOYS * (girls + boys)
