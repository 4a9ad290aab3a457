"""Counts from a CSV file, with errors that name the row and the column."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from .counts import MAX_LISTS, CaptureCounts
from .errors import InvalidCounts

__all__ = ["decoded", "read_csv", "read_text"]

COUNT = "count"
_LARGEST = 10**12
"""More than a hundred times all people alive: a slip of the keyboard, and beyond what the methods can resolve."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_UTF8 = "The file is not UTF-8; it was read as Windows-1252. Look whether the names of the lists are right."


def read_csv(path: str | Path, *, microdata: bool = False, tell: Callable[[str], None] | None = None) -> CaptureCounts:
    """Read a table of capture patterns.

    One 0/1 column for each list and, unless ``microdata``, a column ``count``; with ``microdata`` each
    row is one person.  Commas, semicolons or tabs; UTF-8 or UTF-16 with a byte-order mark, else Windows-1252, which
    ``tell`` is told.  Equal patterns are added up; empty lines are skipped; a count of ``12.0`` is 12.

    Raises:
        InvalidCounts: the file cannot be read, or a row or column is wrong; one sentence says which.
    """
    text, guessed = decoded(_raw(Path(path)), str(path))
    if guessed and tell:
        tell(NOT_UTF8)
    return read_text(text, str(path), microdata=microdata, hint="; use --microdata if each row is one person")


def decoded(raw: bytes, called: str) -> tuple[str, bool]:
    """The text of a file, and whether its encoding had to be guessed.

    Raises:
        InvalidCounts: no text in UTF-8, UTF-16 or Windows-1252.
    """
    try:
        if raw[:2] in _WIDE:
            return raw.decode("utf-16"), False
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        if raw[:2] not in _WIDE:
            return raw.decode("cp1252"), True
    except UnicodeDecodeError:
        pass
    raise InvalidCounts(f"The file '{called}' is not text. Save it as CSV UTF-8.")


def read_text(text: str, called: str, *, microdata: bool = False, hint: str = "") -> CaptureCounts:
    """The same from a text in memory, ``called`` so in errors; ``hint`` is what a file without counts is told.

    Raises:
        InvalidCounts: as :func:`read_csv`.
    """
    header, rows = _rows(text, called)
    names, place = _columns(header, microdata, hint)
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


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InvalidCounts(f"There is no file '{path}'.") from None
    except IsADirectoryError:
        raise InvalidCounts(f"'{path}' is a folder, not a file.") from None
    except OSError as why:
        raise InvalidCounts(f"The file '{path}' cannot be read: {why.strerror}.") from None


def _rows(text: str, called: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row with its line number; the first line is 1."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    try:
        lines = [(reader.line_num, [value.strip() for value in row]) for row in reader if any(v.strip() for v in row)]
    except csv.Error as why:
        raise InvalidCounts(f"The file '{called}' is not a CSV file: {why}.") from None
    if not lines:
        raise InvalidCounts(f"The file '{called}' is empty.")
    return lines[0][1], lines[1:]


def _columns(header: Sequence[str], microdata: bool, hint: str) -> tuple[tuple[str, ...], int | None]:
    """The list names, and where the counts are."""
    for place, name in enumerate(header, start=1):
        if not name:
            raise InvalidCounts(f"Column {place} has no name in the header.")
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise InvalidCounts(f"The column '{twice}' is in the header twice.")
    found = [place for place, name in enumerate(header) if name.lower() == COUNT]
    if len(found) > 1:
        raise InvalidCounts("The column 'count' is in the header twice.")
    if microdata and found:
        raise InvalidCounts("With --microdata each row is one person, so there may be no column 'count'.")
    if not microdata and not found:
        raise InvalidCounts(f"There is no column 'count'{hint}.")
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
    digits, point, rest = value.partition(".")
    whole = digits.isascii() and digits.isdigit() and not rest.strip("0") and bool(rest) == bool(point)
    if not whole or len(digits.lstrip("0")) > len(str(_LARGEST)) or int(digits) > _LARGEST:
        raise InvalidCounts(f"Row {line}, column '{column}': '{value[:40]}' is not a whole number of people.")
    return int(digits)
