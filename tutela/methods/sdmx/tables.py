"""A table as other systems take it: dimensions with code lists, rows with codes, a value or none, and what stands with it.

Knows neither Django's objects nor SDMX libraries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[str, ...]
"""One name in each language of the structure, in its order."""
PERIOD = "TIME_PERIOD"
_PERIOD = re.compile(r"\d{4}(-Q[1-4]|-\d\d(-\d\d)?)?")


@dataclass(frozen=True)
class Coded:
    """A code of a list. `shared`: the same code elsewhere, `agency:list` to code."""

    names: Names
    parent: str = ""
    shared: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Codes:
    """A versioned code list."""

    id: str
    version: str
    names: Names
    codes: Mapping[str, Coded]


@dataclass(frozen=True)
class Part:
    """A dimension or attribute. Without `codes` it takes any text, the period a period. `definition`: what it says."""

    id: str
    names: Names
    codes: Codes | None = None
    definition: Names = ()


@dataclass(frozen=True)
class Structure:
    """What tables of one kind are made of. `told`: attributes of a cell; `notes`: of a whole table; `lists`: further lists.

    `name` gives the ids: `DF_…` the flow, `DSD_…` the structure, `CS_…` the concepts.
    """

    agency: str
    name: str
    version: str
    title: str
    languages: tuple[str, ...]
    dims: tuple[Part, ...]
    measure: Part
    told: tuple[Part, ...]
    notes: tuple[Part, ...]
    lists: tuple[Codes, ...] = ()

    def parts(self) -> dict[str, Part]:
        """Every dimension, the measure and every attribute, by id."""
        return {part.id: part for part in (*self.dims, self.measure, *self.told, *self.notes)}

    def all_lists(self) -> dict[str, Codes]:
        """Every code list once, by id."""
        used = [part.codes for part in self.parts().values() if part.codes]
        return {one.id: one for one in (*used, *self.lists)}


@dataclass(frozen=True)
class Row:
    """One cell: a code for each dimension, a text for each attribute, a value or none."""

    keys: Mapping[str, str]
    told: Mapping[str, str]
    value: int | None


@dataclass(frozen=True)
class Table:
    """A whole table. `prepared`: ISO day of what was counted; the same table gives the same bytes."""

    structure: Structure
    rows: tuple[Row, ...]
    notes: Mapping[str, str]
    prepared: str


class NotInList(Exception):
    """A code of no list, by dimension or attribute; `part.codes` is None where a period was wanted."""

    def __init__(self, part: Part, code: str) -> None:
        super().__init__(f"{part.id}: {code}")
        self.part = part
        self.code = code


class CellTwice(Exception):
    """A key that two rows have."""


def check(table: Table) -> None:
    """Refuse a table of which any code stands in no list, or any cell twice. pysdmx does not look.

    Raises:
        NotInList, CellTwice
    """
    seen: set[tuple[str, ...]] = set()
    for row in table.rows:
        for part in (*table.structure.dims, *table.structure.told):
            code = row.keys.get(part.id, row.told.get(part.id, ""))
            known = code in part.codes.codes if part.codes else part.id != PERIOD or bool(_PERIOD.fullmatch(code))
            if not known:
                raise NotInList(part, code)
        key = tuple(row.keys[part.id] for part in table.structure.dims)
        if key in seen:
            raise CellTwice(".".join(key))
        seen.add(key)
