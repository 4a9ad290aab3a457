"""From a question to a protected table that carries its note, its coverage, its day and its method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.utils.translation import get_language

from tutela.directory.api import Territory
from tutela.kernel.errors import OperatorError, Refused
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.suppression import protect
from tutela.methods.disclosure.tables import TOTAL, Bools, CountTable, Dimension, ProtectedTable
from tutela.placements.api import beside_files, institutions_reporting
from tutela.vocabulary import api as vocabulary

from ..enums import StatisticsReason
from ..models import Snapshot
from ..models.dictionary import BOYS_MISSING, BREAKDOWNS, MOST, NONE, NOT_APPLICABLE, PAGE, SEX, UNKNOWN, WORDS, Breakdown
from ..models.parquet import columns_of
from .counting import Counts, count, top_of
from .snapshots import file_of
from .words import ALL, COVERAGE, METHOD, NOTE, NOTHING_YET, SEVERAL

INSTITUTIONS = "care_status"
"""The breakdown that counts children in institutions."""
_FEW_BOYS = 0.10
_ENOUGH = 100


@dataclass(frozen=True)
class Question:
    """Up to three registered breakdowns, and a form for the whole page (empty: every form)."""

    by: tuple[str, ...]
    page: str = ""


@dataclass(frozen=True)
class Answer:
    """A protected table. The note, the coverage and the day are part of it and cannot be left out (R29)."""

    question: Question
    table: ProtectedTable
    cut_off: dt.date
    sha256: str
    coverage: tuple[int, int]
    audience: str
    boys_missing: bool

    @property
    def note(self) -> str:
        """What the figures are and are not; where children in institutions are among them, the coverage of reporting too (R95)."""
        return f"{NOTE} {beside_files(institutions_reporting())}" if INSTITUTIONS in self.question.by else str(NOTE)

    @property
    def method(self) -> str:
        """How they were made and how small numbers are protected."""
        several = any(BREAKDOWNS[code].several for code in self.question.by)
        return str(METHOD) % {"threshold": self.table.threshold} + (f" {SEVERAL}" if several else "")

    @property
    def coverage_words(self) -> str:
        """Offices that report, of those that should."""
        return str(COVERAGE) % {"reporting": self.coverage[0], "expected": self.coverage[1]}

    @property
    def under_identification(self) -> tuple[str, ...]:
        """Reasons to suspect that boys are not seen, when few are (R30); empty otherwise."""
        return tuple(vocabulary.label(*reason) for reason in BOYS_MISSING) if self.boys_missing else ()

    def label(self, breakdown: str, code: str) -> str:
        """The words of a category."""
        return label(BREAKDOWNS[breakdown], code)


def table(*, by: Sequence[str], page: str = "", snapshot: Snapshot, audience: str = "internal") -> Answer:
    """Children in the snapshot by up to three registered breakdowns, each child once in every label.

    Sex is always one of them (R30) and is added when there is room. ``page``: only children with this form. ``audience``:
    ``internal`` (signed-in planners) or ``public``; it sets the threshold.

    Raises:
        Refused: an unregistered or too many breakdowns, an unknown page, a table that cannot be protected.
        OperatorError: the snapshot's file is not what was built.
    """
    question = asked(by, page)
    rules = vocabulary.jurisdiction().suppression
    threshold = rules.internal if audience == "internal" else rules.public
    _allow(question, rules.sensitive_lowest_level)
    found, boys_missing = _protected(
        str(file_of(snapshot)), snapshot.sha256, question, threshold, _silent(snapshot, question)
    )
    whole = snapshot.coverage["all"]
    return Answer(question, found, snapshot.cut_off, snapshot.sha256, (whole[0], whole[1]), audience, boys_missing)


def asked(by: Sequence[str], page: str = "") -> Question:
    """The question, with sex in it.

    Raises:
        Refused: with the reason.
    """
    wanted = tuple(by)
    if not wanted:
        raise Refused(StatisticsReason.NO_DIMENSION)
    if any(code not in BREAKDOWNS for code in wanted):
        raise Refused(StatisticsReason.NOT_REGISTERED)
    columns = [BREAKDOWNS[code].column for code in wanted]
    if len(set(columns)) < len(columns) or set(wanted) >= {"region", "district"}:
        raise Refused(StatisticsReason.TWICE)
    if SEX not in wanted:
        wanted = (*wanted, SEX) if len(wanted) < 2 else (*wanted[:1], SEX, *wanted[1:])
    if len(wanted) > MOST:
        raise Refused(StatisticsReason.TOO_MANY)
    if page and (page not in pages() or any(BREAKDOWNS[code].column == BREAKDOWNS[PAGE].column for code in wanted)):
        raise Refused(StatisticsReason.NO_CATEGORY)
    return Question(wanted, page)


def pages() -> dict[str, str]:
    """The forms that can be chosen for a whole page: code to words."""
    offences = vocabulary.code_list("offences")
    return {code.code: code.label() for code in offences.own() if top_of(code.code) == code.code}


def label(breakdown: Breakdown, code: str) -> str:
    """The words of a category in the active language; the code itself where there are none."""
    if code == TOTAL:
        return str(ALL)
    if code in breakdown.words or code in WORDS:
        return str(breakdown.words.get(code) or WORDS[code])
    if breakdown.territory and code not in UNKNOWN:
        return _territories(breakdown.territory, get_language() or "en").get(code, code)
    for list_id in filter(None, (breakdown.list_id, "universal")):
        if vocabulary.is_code(list_id, code):
            return vocabulary.label(list_id, code)
    return code


def few_boys(counts: Counts, place: int) -> bool:
    """Whether hardly any boys stand beside the girls (R30). ``place`` is that of sex.

    Judged on true counts, but only of a hundred or more: that boys are fewer than a tenth then leaves ten values open.
    """
    girls, boys = counts.of(place, "girl"), counts.of(place, "boy")
    return girls + boys >= _ENOUGH and boys < _FEW_BOYS * (girls + boys)


@lru_cache(maxsize=64)
def _protected(
    path: str, _sha256: str, question: Question, threshold: int, silent: frozenset[str]
) -> tuple[ProtectedTable, bool]:
    """Count and protect, and whether boys are few; remembered: one question of one snapshot has one answer."""
    breakdowns = [BREAKDOWNS[code] for code in question.by]
    if not {one.column for one in breakdowns} <= set(columns_of(Path(path))):
        raise Refused(StatisticsReason.OLDER)
    counts = count(Path(path), breakdowns, question.page)
    dims = tuple(_dimension(one, counts.codes(at)) for at, one in enumerate(breakdowns))
    return protected(counts, dims, threshold, silent), few_boys(counts, question.by.index(SEX))


def protected(
    counts: Counts, dims: tuple[Dimension, ...], threshold: int, silent: frozenset[str] = frozenset()
) -> ProtectedTable:
    """The counts with small ones hidden, and enough others that totals give none away.

    Raises:
        Refused: too many cells, or no safe way.
    """
    array = counts.array([dim.labels for dim in dims])
    structural, unknown = _structural(dims) & (array == 0), _unreported(dims, silent) & (array == 0)
    try:
        return protect(CountTable(array, dims, structural, unknown & ~structural), threshold)
    except DisclosureRefused as refused:
        reason = StatisticsReason.TOO_LARGE if refused.code == "too_large" else StatisticsReason.NOT_PROTECTED
        raise Refused(reason) from None


def _dimension(one: Breakdown, present: set[str]) -> Dimension:
    """Every category of the list, unknown always; the other ways of not knowing, and none, where they occur."""
    if one.territory:
        known = list(_territories(one.territory, "en"))
    elif one.list_id:
        chosen = vocabulary.code_list(one.list_id)
        known = [code.code for code in chosen.own() if not one.families or top_of(code.code) == code.code]
    else:
        known = [str(code) for code in one.words]
    more = sorted(present - set(known) - {"UNK", NONE, NOT_APPLICABLE})
    last = ["UNK"] if not one.several and not UNKNOWN & set(known) else []
    labels = list(dict.fromkeys([*known, *more, *last, *sorted(present & {"UNK", NONE, NOT_APPLICABLE})]))
    return Dimension(one.code, tuple(labels), frozenset(labels) & UNKNOWN)


def _structural(dims: tuple[Dimension, ...]) -> Bools:
    """Cells that cannot exist: a reason of closing on a file that is not closed, and the reverse."""
    names = [dim.name for dim in dims]
    mask = np.zeros([len(dim.labels) for dim in dims], bool)
    if "file_state" in names and "closure_reason" in names:
        state, reason = names.index("file_state"), names.index("closure_reason")
        closed = np.array([code == "closed" for code in dims[state].labels])
        none = np.array([code == NOT_APPLICABLE for code in dims[reason].labels])
        mask |= _along(closed, state, mask.ndim) == _along(none, reason, mask.ndim)
    return mask


def _unreported(dims: tuple[Dimension, ...], silent: frozenset[str]) -> Bools:
    """Cells of territories from which no office reports: a nought there is not zero, it is unknown."""
    mask = np.zeros([len(dim.labels) for dim in dims], bool)
    for at, dim in enumerate(dims):
        if BREAKDOWNS.get(dim.name) and BREAKDOWNS[dim.name].territory:
            mask |= _along(np.array([code in silent for code in dim.labels]), at, mask.ndim)
    return mask


def _along(values: Bools, axis: int, ndim: int) -> Bools:
    return values.reshape([-1 if at == axis else 1 for at in range(ndim)])


def _silent(snapshot: Snapshot, question: Question) -> frozenset[str]:
    """Codes of the territories in the question from which nothing was reported."""
    for level in set(question.by) & {"region", "district"}:
        counted = snapshot.coverage[level]
        known = _territories(BREAKDOWNS[level].territory, "en")
        return frozenset(code for code in known if not counted.get(code, [0])[0])
    return frozenset()


def _allow(question: Question, lowest: str) -> None:
    """Sensitive characteristics stop at the country's lowest level."""
    sensitive = any(BREAKDOWNS[code].sensitive for code in question.by)
    if sensitive and "district" in question.by and lowest not in ("district", "commune", "community"):
        raise Refused(StatisticsReason.TOO_FINE)


def _territories(level: int, language: str) -> dict[str, str]:
    names = Territory.objects.filter(level=level).order_by("path").values_list("code", "names")
    return {code: words.get(language) or words.get("en") or code for code, words in names}


def needed(snapshot: Snapshot | None) -> Snapshot:
    """The snapshot, when there is one.

    Raises:
        OperatorError: nothing was built yet.
    """
    if snapshot is None:
        raise OperatorError(NOTHING_YET)
    return snapshot
