"""Counts from a CSV file, with errors that name the row and the column."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .counts import MAX_LISTS, CaptureCounts
from .errors import InvalidCounts

__all__ = ["read_csv", "read_text"]

COUNT = "count"
_LARGEST = 2**53


def read_csv(path: str | Path, *, microdata: bool = False) -> CaptureCounts:
    """Read a table of capture patterns.

    One 0/1 column for each list and, unless ``microdata``, a column ``count``; with ``microdata`` each
    row is one person.  Commas or semicolons; UTF-8, with or without a byte-order mark.  Equal patterns
    are added up; empty lines are skipped.

    Raises:
        InvalidCounts: the file cannot be read, or a row or column is wrong; one sentence says which.
    """
    return read_text(_text(Path(path)), str(path), microdata=microdata)


def read_text(text: str, called: str, *, microdata: bool = False) -> CaptureCounts:
    """The same from a text in memory, ``called`` so in errors.

    Raises:
        InvalidCounts: as :func:`read_csv`.
    """
    header, rows = _rows(text, called)
    names, place = _columns(header, microdata)
    lists = [i for i in range(len(header)) if i != place]
    cells = np.zeros(1 << len(lists))
    for line, row in rows:
        if len(row) != len(header):
            raise InvalidCounts(f"Row {line} has {len(row)} values where the header has {len(header)} columns.")
        mask = sum(_flag(row[column], line, header[column]) << i for i, column in enumerate(lists))
        people = 1 if place is None else _count(row[place], line, header[place])
        if mask == 0 and people:
            raise InvalidCounts(f"Row {line} counts people who are on no list: every list column is 0.")
        cells[mask] += people
    if not cells.any():
        raise InvalidCounts(f"The file '{called}' has a header but nobody in it.")
    return CaptureCounts(names, cells.astype(np.int64))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InvalidCounts(f"There is no file '{path}'.") from None
    except IsADirectoryError:
        raise InvalidCounts(f"'{path}' is a folder, not a file.") from None
    except UnicodeDecodeError:
        raise InvalidCounts(f"The file '{path}' is not UTF-8 text.") from None
    except OSError as why:
        raise InvalidCounts(f"The file '{path}' cannot be read: {why.strerror}.") from None


def _rows(text: str, called: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row with its line number; the first line is 1."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        lines = [(reader.line_num, [value.strip() for value in row]) for row in reader if any(v.strip() for v in row)]
    except csv.Error as why:
        raise InvalidCounts(f"The file '{called}' is not a CSV file: {why}.") from None
    if not lines:
        raise InvalidCounts(f"The file '{called}' is empty.")
    return lines[0][1], lines[1:]


def _columns(header: Sequence[str], microdata: bool) -> tuple[tuple[str, ...], int | None]:
    """The list names, and where the counts are."""
    for place, name in enumerate(header, start=1):
        if not name:
            raise InvalidCounts(f"Column {place} has no name in the header.")
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise InvalidCounts(f"The column '{twice}' is in the header twice.")
    found = [place for place, name in enumerate(header) if name.lower() == COUNT]
    if microdata and found:
        raise InvalidCounts("With --microdata each row is one person, so there may be no column 'count'.")
    if not microdata and not found:
        raise InvalidCounts("There is no column 'count'; use --microdata if each row is one person.")
    names = tuple(name for place, name in enumerate(header) if place not in found)
    if not names:
        raise InvalidCounts("There is no list column beside 'count'.")
    if len(names) > MAX_LISTS:
        raise InvalidCounts(f"There are {len(names)} list columns; at most {MAX_LISTS} can be handled.")
    return names, found[0] if found else None


def _flag(value: str, line: int, column: str) -> int:
    if value not in ("0", "1"):
        raise InvalidCounts(f"Row {line}, column '{column}': '{value[:40]}' is not 0 or 1.")
    return int(value)


def _count(value: str, line: int, column: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) > _LARGEST:
        raise InvalidCounts(f"Row {line}, column '{column}': '{value[:40]}' is not a whole number of people.")
    return int(value)
