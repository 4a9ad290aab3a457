"""Which rows of a table could be registered, and what stands in the way of the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..enums import TableProblem, Target
from .records import Reader, RowFault
from .table import FORMULA, BadTable, rows

COLUMNS = tuple(Target.values)


@dataclass
class Checked:
    """Rows that could be taken, and the faults of the others."""

    good: int = 0
    faults: list[RowFault] = field(default_factory=list)


def check_records(path: Path) -> Checked:
    """Read a table to its end; nothing is written, and without a database no place is looked up.

    Raises:
        BadTable: the table is refused whole.
    """
    lines = rows(path)
    _number, head = next(lines, (0, []))
    reader, found = Reader(_columns(head), places=False), Checked()
    for number, cells in lines:
        _record, faults = reader.read(number, cells)
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
    if Target.EXTERNAL_ID not in names:
        raise BadTable(TableProblem.COLUMN_MISSING, Target.EXTERNAL_ID)
    return names
