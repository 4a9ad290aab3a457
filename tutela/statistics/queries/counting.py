"""Counting children in the file of a snapshot: true counts, which leave this room only through protection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tutela.methods.disclosure.tables import Ints
from tutela.vocabulary import api as vocabulary

from ..models.dictionary import NONE, Breakdown

if TYPE_CHECKING:
    import duckdb

_THREADS = 2


@dataclass(frozen=True)
class Counts:
    """``cells`` maps one code for each breakdown to the number of children."""

    cells: dict[tuple[str, ...], int]

    def codes(self, place: int) -> set[str]:
        """The codes that occur."""
        return {cell[place] for cell in self.cells}

    def of(self, place: int, code: str) -> int:
        """The sum over every cell with this code."""
        return sum(number for cell, number in self.cells.items() if cell[place] == code)

    def array(self, labels: Sequence[Sequence[str]]) -> Ints:
        """The counts in the order of ``labels``, zero where nobody is."""
        places = [{code: at for at, code in enumerate(codes)} for codes in labels]
        counts = np.zeros([len(codes) for codes in labels], np.int64)
        for cell, number in self.cells.items():
            counts[tuple(known[code] for known, code in zip(places, cell, strict=True))] = number
        return counts


def count(path: Path, breakdowns: Sequence[Breakdown], page: str = "") -> Counts:
    """Children for each combination of codes; with several labels a child counts once in each (R4).

    ``page``: only children with this code of ``offences``, or one below it.
    """
    columns = ", ".join(_column(one, at) for at, one in enumerate(breakdowns))
    joins = " ".join(_join(one, at) for at, one in enumerate(breakdowns))
    where = "WHERE list_has_any(o.offences, ?)" if page else ""
    sql = f"SELECT {columns}, count(DISTINCT o.record_key) FROM read_parquet(?) o {joins} {where} GROUP BY ALL"
    with _database() as database:
        database.execute("CREATE TEMP TABLE family (code VARCHAR, top VARCHAR)")
        database.execute("INSERT INTO family SELECT unnest(?), unnest(?)", _families())
        rows = database.execute(sql, [str(path), with_all_below((page,))] if page else [str(path)]).fetchall()
    return Counts({tuple(row[:-1]): row[-1] for row in rows})


def count_pair(path: Path, first: Iterable[str], second: Iterable[str]) -> Counts:
    """Children by sex and whether any code of the ``first`` and of the ``second`` side is there."""
    with _database() as database:
        rows = database.execute(
            "SELECT sex, CASE WHEN list_has_any(offences, ?) THEN 'yes' ELSE 'no' END AS a, "
            "CASE WHEN list_has_any(offences, ?) THEN 'yes' ELSE 'no' END AS b, count(DISTINCT record_key) "
            "FROM read_parquet(?) GROUP BY ALL",
            [with_all_below(first), with_all_below(second), str(path)],
        ).fetchall()
    return Counts({tuple(row[:-1]): row[-1] for row in rows})


def _database() -> duckdb.DuckDBPyConnection:
    """A connection of one's own to this process's engine, which holds nothing between two questions."""
    return _engine().cursor()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Starting it takes longer than counting the children of a small country, so it is started once."""
    import duckdb  # loaded by whoever asks for a table, not by every process of the staff site

    return duckdb.connect(config={"threads": _THREADS})


def with_all_below(codes: Iterable[str]) -> list[str]:
    """The codes of ``offences`` and every code below one of them."""
    offences, wanted = vocabulary.code_list("offences"), set(codes)
    return [code.code for code in offences if wanted & {code.code, *offences.ancestors(code.code)}]


def top_of(code: str) -> str:
    """The code at the top of this one's family: of ``offences``, or the kind of a barrier; itself where it has none."""
    offences, barriers = vocabulary.code_list("offences"), vocabulary.code_list("barriers")
    if code in barriers:
        return barriers.codes[code].parent or code
    return (offences.ancestors(code) or (code,))[-1] if code in offences else code


def _families() -> tuple[list[str], list[str]]:
    """Every code of ``offences`` and ``barriers`` and, in the same order, the top of its family."""
    codes = list(dict.fromkeys(code.code for list_id in ("offences", "barriers") for code in vocabulary.code_list(list_id)))
    return codes, [top_of(code) for code in codes]


def _column(one: Breakdown, at: int) -> str:
    if one.families:
        return f"coalesce(f{at}.top, u{at}.code) AS d{at}"
    return f"u{at}.code AS d{at}" if one.several else f"o.{one.column} AS d{at}"


def _join(one: Breakdown, at: int) -> str:
    """One row for each label of the child; a child without any has the label “none”."""
    if not one.several:
        return ""
    labels = f"CASE WHEN len(o.{one.column}) = 0 THEN ['{NONE}'] ELSE o.{one.column} END"
    family = f" LEFT JOIN family f{at} ON f{at}.code = u{at}.code" if one.families else ""
    return f"CROSS JOIN unnest({labels}) AS u{at}(code){family}"
