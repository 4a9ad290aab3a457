"""The rows of a CSV file or of a workbook with one sheet, one at a time; what is unsafe or unclear is refused whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from tutela.kernel.packages import contents

from ..enums import TableProblem

LARGEST = 30_000_000
"""Most bytes of a file."""
LARGEST_OPENED = 300_000_000
"""Most bytes of a workbook when its parts are unpacked."""
MOST_ROWS = 50_000
MOST_COLUMNS = 60

FORMULA = object()
"""Stands in the place of a cell that calculates."""


class BadTable(Exception):
    """The whole table is refused: why, and the piece it is about."""

    def __init__(self, problem: TableProblem, what: str = "") -> None:
        super().__init__(problem, what)
        self.problem, self.what = problem, what


def rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Row number (the head is 1) and cells as text or :data:`FORMULA`; empty rows are passed over.

    Raises:
        BadTable: the file is refused.
    """
    with path.open("rb") as stream:
        yield from rows_of(stream, path.name, MOST_ROWS)


def rows_of(stream: BinaryIO, name: str, most: int = MOST_ROWS) -> Iterator[tuple[int, list[Any]]]:
    """The same of an open file; ``name`` says which kind it is, ``most`` how many rows below the heads are taken.

    Raises:
        BadTable: the file is refused.
    """
    if stream.seek(0, io.SEEK_END) > LARGEST:
        raise BadTable(TableProblem.TOO_LARGE)
    stream.seek(0)
    read = _workbook if name.lower().endswith((".xlsx", ".xlsm")) else _csv
    for count, (number, cells) in enumerate(line for line in read(stream) if any(line[1])):
        if count > most:
            raise BadTable(TableProblem.TOO_MANY_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise BadTable(TableProblem.TOO_MANY_COLUMNS)
        yield number, cells


def _csv(stream: BinaryIO) -> Iterator[tuple[int, list[Any]]]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        for number, row in enumerate(csv.reader(text, strict=True), start=1):
            yield number, [FORMULA if cell.startswith("=") else cell.strip() for cell in row]
    except UnicodeDecodeError as error:
        raise BadTable(TableProblem.NOT_UTF8) from error
    except csv.Error as error:
        raise BadTable(TableProblem.NOT_A_TABLE) from error
    finally:
        text.detach()  # whoever opened the file closes it


def _workbook(stream: BinaryIO) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook  # only when a workbook is read

    _safe(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # the reader of workbooks raises whatever the file drives it to
        raise BadTable(TableProblem.NOT_A_TABLE) from error
    try:
        if len(book.sheetnames) != 1 or len(book.worksheets) != 1:
            raise BadTable(TableProblem.SEVERAL_SHEETS)
        sheet = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        for number, row in enumerate(sheet, start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    finally:
        book.close()


def _safe(stream: BinaryIO) -> None:
    try:
        names, unpacked = contents(stream)
    except BadZipFile as error:
        raise BadTable(TableProblem.NOT_A_TABLE) from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadTable(TableProblem.MACROS)
    if unpacked > LARGEST_OPENED:
        raise BadTable(TableProblem.TOO_LARGE)
    stream.seek(0)


def _text(cell: Any) -> Any:
    if cell.data_type == "f":
        return FORMULA
    if isinstance(cell.value, dt.datetime):
        return cell.value.date().isoformat()
    return "" if cell.value is None else str(cell.value).strip()
