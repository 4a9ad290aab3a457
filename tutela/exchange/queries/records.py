"""One row of a table as a record, or everything that stands in the way of it. The check, the preview and the run read alike."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import translation

from tutela.cases.api import BirthRange
from tutela.directory.api import Territory
from tutela.kernel import partial_dates
from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ..enums import CODED, NAMED, UNSPOKEN, RowProblem, Target
from .table import FORMULA

OLDEST = 25
_AGES = re.compile(r"^(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong: row of the file, column (``Target``), which kind, what stands there. Names are never
    repeated."""

    row: int
    column: str
    problem: RowProblem
    found: str = ""


@dataclass(frozen=True)
class Record:
    """A child and a file as they stood there. ``said`` are the answers by ``Target``, codes as those of the vocabulary."""

    said: Mapping[str, str] = field(default_factory=dict)
    birth: str = ""
    born: BirthRange | None = None
    reported_on: dt.date | None = None

    def get(self, target: Target, otherwise: str = "") -> str:
        """What stood in the column, or ``otherwise`` where it is empty or not there."""
        return self.said.get(target) or otherwise


class Reader:
    """Reads the rows of one table; remembers the numbers it has seen. ``places``: whether their codes are looked up."""

    def __init__(self, targets: Sequence[str], *, places: bool = True) -> None:
        self.targets, self._looks_up = targets, places
        self._seen: set[str] = set()
        self._words = {target: _words(CODED[Target(target)]) for target in targets if target in CODED}

    def read(self, number: int, cells: Sequence[Any]) -> tuple[Record | None, list[RowFault]]:
        """The record of row ``number``, or its faults."""
        said = {name: cell for name, cell in zip(self.targets, cells, strict=False) if name}
        said |= {name: "" for name in self.targets if name and name not in said}
        faults = list(self._faults(number, said))
        if len(cells) > len(self.targets):
            faults.append(RowFault(number, "", RowProblem.TOO_MANY_CELLS))
        external = said.get(Target.EXTERNAL_ID, "")
        if external is not FORMULA:
            self._seen.add(external)
        if faults:
            return None, faults
        said |= {name: words[_plain(said[name])] for name, words in self._words.items()}
        return _record(number, said)

    def _faults(self, number: int, said: Mapping[str, Any]) -> Iterator[RowFault]:
        for name, cell in said.items():
            problem = RowProblem.FORMULA if cell is FORMULA else self._problem(Target(name), cell)
            if problem is not None:
                yield RowFault(number, name, problem, "" if cell is FORMULA or name in UNSPOKEN else cell)

    def _problem(self, name: Target, cell: str) -> RowProblem | None:
        if len(cell) > NAMED.get(name, 100):
            return RowProblem.TOO_LONG
        if not cell.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs", "Co") for sign in cell):
            return RowProblem.ODD_SIGNS
        if name == Target.EXTERNAL_ID:
            return (RowProblem.ID_TWICE if cell in self._seen else None) if cell else RowProblem.NO_ID
        if name in self._words:
            known = _plain(cell) in self._words[name]
            return None if known else (RowProblem.OTHER_CODE if cell else RowProblem.NO_CODE)
        if name == Target.PLACE and self._looks_up and cell and cell not in self._places:
            return RowProblem.OTHER_PLACE
        return None

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(Territory.objects.values_list("code", flat=True))


def as_read(cells: Sequence[Any]) -> list[Any]:
    """The cells of a kept row as the reader of tables gave them."""
    return [FORMULA if cell is None else cell for cell in cells]


def _record(number: int, said: dict[str, str]) -> tuple[Record | None, list[RowFault]]:
    reported, problem = _day(said.get(Target.REPORTED_ON, ""))
    if problem is not None:
        return None, [RowFault(number, Target.REPORTED_ON, problem, said[Target.REPORTED_ON])]
    name = Target.BIRTH if said.get(Target.BIRTH) else Target.AGE
    born, birth = None, said.get(Target.BIRTH, "")
    if birth:
        born, problem = _birth(birth)
    elif said.get(Target.AGE):
        born, birth, problem = _aged(said[Target.AGE], said.get(Target.AGE_YEAR, ""), reported)
    if problem is None and born is not None and not born.presumed_child_on(today()):
        problem = RowProblem.ADULT
    if problem is not None:
        name = Target.AGE_YEAR if problem == RowProblem.NO_YEAR else name
        return None, [RowFault(number, name, problem, said.get(name, ""))]
    return Record(said, birth, born, reported), []


def _birth(text: str) -> tuple[BirthRange | None, RowProblem | None]:
    try:
        born = BirthRange.from_birth(text)
    except ValueError:
        return None, RowProblem.NOT_A_DATE
    future = born.earliest is not None and born.earliest > today()
    return born, RowProblem.IN_THE_FUTURE if future else None


def _aged(text: str, year: str, reported: dt.date | None) -> tuple[BirthRange | None, str, RowProblem | None]:
    """An age of some day of a year leaves a range of births: nobody is made older than the record says."""
    match = _AGES.match(text)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 0 <= low <= high <= OLDEST:
        return None, "", RowProblem.NOT_AN_AGE
    if _YEAR.match(year) and int(year) <= today().year:
        first, last = dt.date(int(year), 1, 1), min(dt.date(int(year), 12, 31), today())
    elif not year and reported is not None:
        first = last = reported
    else:
        return None, "", RowProblem.NO_YEAR
    earliest = BirthRange.from_ages(low, high, first).earliest
    born = BirthRange(earliest, BirthRange.from_ages(low, high, last).latest)
    said = str(low) if low == high else f"{low}–{high}"
    return born, f"{said} ({year or reported})", None


def _day(text: str) -> tuple[dt.date | None, RowProblem | None]:
    if not text:
        return None, None
    try:
        first, last = partial_dates.bounds(text)
    except ValueError:
        return None, RowProblem.NOT_A_DAY
    if first != last:
        return None, RowProblem.NOT_A_DAY
    return (None, RowProblem.IN_THE_FUTURE) if first > today() else (first, None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(list_id: str) -> dict[str, str]:
    """What may stand for a code: itself, and its label in each language; a word of two codes stands for neither. Letters such
    as M are words of no list: they are read differently from country to country."""
    found: dict[str, set[str]] = {}
    for language in vocabulary.LANGUAGES:
        with translation.override(language):
            for code, label in vocabulary.choices(list_id):
                found.setdefault(_plain(str(label)), set()).add(code)
    sole = {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}
    return sole | {_plain(code): code for code, _label in vocabulary.choices(list_id)}
