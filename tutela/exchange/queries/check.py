"""Which rows of a table could be registered, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutela.kernel import partial_dates
from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ..enums import RowProblem, TableProblem
from .table import FORMULA, BadTable, rows

ID = "external_id"
CODED = {
    "sex": "sexes",
    "birth_registration": "birth_registration",
    "nationality": "nationality_status",
    "disability": "yes_no_unknown",
    "schooling": "schooling",
    "residence": "residence",
    "age_basis": "age_basis",
}
BIRTH = "birth"
COLUMNS = (ID, "given_names", "family_names", *CODED, BIRTH)


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong: row of the file, column, which kind, what stands there. Names are never repeated."""

    row: int
    column: str
    problem: RowProblem
    found: str = ""


@dataclass
class Checked:
    """Rows that could be taken, and the faults of the others."""

    good: int = 0
    faults: list[RowFault] = field(default_factory=list)


def check_records(path: Path) -> Checked:
    """Read a table to its end; nothing is written.

    Raises:
        BadTable: the table is refused whole.
    """
    lines = rows(path)
    _number, head = next(lines, (0, []))
    names = _columns(head)
    found, seen = Checked(), set[str]()
    for number, cells in lines:
        faults = list(_faults(number, names, cells, seen))
        found.faults += faults
        found.good += not faults
    return found


def _columns(head: list[Any]) -> list[str]:
    names = ["" if cell is FORMULA else cell.lower().replace(" ", "_") for cell in head]
    for name in names:
        if name not in COLUMNS:
            raise BadTable(TableProblem.COLUMN_UNKNOWN, name)
        if names.count(name) > 1:
            raise BadTable(TableProblem.COLUMN_TWICE, name)
    if ID not in names:
        raise BadTable(TableProblem.COLUMN_MISSING, ID)
    return names


def _faults(number: int, names: list[str], cells: list[Any], seen: set[str]) -> Iterator[RowFault]:
    if len(cells) > len(names):
        yield RowFault(number, "", RowProblem.TOO_MANY_CELLS)
    row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
    for name, cell in row.items():
        if cell is FORMULA:
            yield RowFault(number, name, RowProblem.FORMULA)
        elif name == ID and (not cell or cell in seen):
            yield RowFault(number, name, RowProblem.ID_TWICE if cell else RowProblem.NO_ID, cell)
        elif name in CODED and not vocabulary.is_code(CODED[name], cell):
            yield RowFault(number, name, RowProblem.OTHER_CODE if cell else RowProblem.NO_CODE, cell)
        elif name == BIRTH and cell:
            yield from _birth(number, cell)
    if row[ID] is not FORMULA:
        seen.add(row[ID])


def _birth(number: int, cell: str) -> Iterator[RowFault]:
    try:
        earliest, _latest = partial_dates.bounds(cell)
    except ValueError:
        yield RowFault(number, BIRTH, RowProblem.NOT_A_DATE, cell)
        return
    if earliest is not None and earliest > today():
        yield RowFault(number, BIRTH, RowProblem.IN_THE_FUTURE, cell)
