"""Answers from a cube, and from nothing else.

There are two parameters: which registered classifications, and which period. There is no filter, no union, no formula.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

from .errors import DisclosureRefused
from .keys import signature_holds
from .lattice import Lattice
from .rules import BELOW, Shown
from .store import canonical, open_parquet, read_shown
from .tables import TOTAL, CellState

NOTE = (
    "Persons known to the system, not prevalence. Counts are altered a little to protect children and rounded to 5; "
    "totals are protected on their own and may not add up."
)
_DISPLAY = {
    CellState.ZERO: "0",
    CellState.SUPPRESSED: f"<{BELOW}",
    CellState.NOT_APPLICABLE: "not applicable",
    CellState.UNKNOWN: "not reported",
    CellState.WITHHELD: "withheld",
}
_STATES = tuple(CellState)


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell. labels: one per classification asked for, `_T` for a total."""

    period: str
    labels: tuple[str, ...]
    state: CellState
    value: int | None
    unknown_category: bool

    @property
    def display(self) -> str:
        return _DISPLAY.get(self.state, str(self.value))


@dataclass(frozen=True, slots=True)
class Answer:
    """A published table with its margins. `as_of` is the snapshot's time."""

    by: tuple[str, ...]
    as_of: str
    cells: tuple[Cell, ...] = field(repr=False)
    note: str = NOTE

    def rows(self) -> list[dict[str, Any]]:
        """One row per cell: period, each classification, state, value, display, unknown_category."""
        return [
            {"period": cell.period}
            | dict(zip(self.by, cell.labels))
            | {
                "state": cell.state.value,
                "value": cell.value,
                "display": cell.display,
                "unknown_category": cell.unknown_category,
            }
            for cell in self.cells
        ]

    def to_json(self) -> str:
        """Canonical JSON: the same question gives the same bytes."""
        told = {"by": list(self.by), "as_of": self.as_of, "note": self.note, "cells": self.rows()}
        return json.dumps(told, sort_keys=True, ensure_ascii=False)


class Cube:
    """A released cube, opened for reading."""

    def __init__(self, path: Path, *, now: dt.datetime, trust: str | None = None) -> None:
        """Open and check a cube. trust: the public key (hex) that must have signed it.

        Raises DisclosureRefused for a missing, half-written, forged or future cube.
        """
        self._file, head = open_parquet(path)
        public = str(head.get("public_key"))
        if trust is not None and public != trust:
            raise DisclosureRefused("cube_forged", "The cube was not signed with the key this service trusts.")
        if not signature_holds(public, str(head.get("signature")), canonical(head)):
            raise DisclosureRefused("cube_forged", "The cube was changed after it was released; it is not used.")
        self.lattice = Lattice.from_json(head["lattice"])
        self.as_of = str(head["as_of"])
        if dt.datetime.fromisoformat(self.as_of) > now:
            raise DisclosureRefused("clock", "The cube is from the future; the clock was moved back.")
        self._where = {tuple(names): (number, wanted) for number, (names, wanted) in enumerate(head["tables"])}
        self._read: dict[tuple[str, ...], Shown] = {}

    def table(self, by: Sequence[str], *, period: str | None = None) -> Answer:
        """The table crossed by up to three registered classifications, with its totals, for one or every period."""
        table = self.lattice.resolve(by)
        if period is not None and period not in self.lattice.periods:
            raise DisclosureRefused("no_such_period", "The cube has no such period.")
        numbers = [i for i, name in enumerate(self.lattice.periods) if period in (None, name)]
        cells = [
            cell
            for size in range(len(table), -1, -1)
            for part in combinations(table, size)
            for number in numbers
            for cell in self._cells(table, part, number)
        ]
        return Answer(table, self.as_of, tuple(cells))

    def _cells(self, table: tuple[str, ...], part: tuple[str, ...], number: int) -> list[Cell]:
        shown = self._shown(part)
        values, states = shown.values[number].ravel().tolist(), shown.states[number].ravel().tolist()
        levels = [self.lattice.by_name[name] for name in table]
        axes = [level.labels if level.name in part else (TOTAL,) for level in levels]
        unknown = [level.unknown for level in levels]
        period = self.lattice.periods[number]
        found = []
        for labels, value, code in zip(product(*axes), values, states):
            state = _STATES[code]
            public = value if state in (CellState.VALUE, CellState.ZERO) else None
            found.append(Cell(period, labels, state, public, any(map(frozenset.__contains__, unknown, labels))))
        return found

    def _shown(self, table: tuple[str, ...]) -> Shown:
        if table not in self._read:
            number, wanted = self._where[table]
            self._read[table] = read_shown(self._file, number, self.lattice.shape(table), wanted)
        return self._read[table]
