"""``tutela records check FILE``: could the rows of a table be registered? Nothing is written."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tutela.kernel.errors import OperatorError

from ..operations import django_role

_TABLE = {
    "too_large": "The file is too large. Divide it into several.",
    "not_a_table": "This is neither a CSV file nor a workbook (.xlsx) that can be opened. Save it again where it was made.",
    "not_utf8": "The text is not in UTF-8. Save the table as “CSV UTF-8”.",
    "macros": "The workbook carries macros. Save it as .xlsx without them.",
    "several_sheets": "The workbook must have one sheet. Save the sheet with the records alone.",
    "too_many_columns": "The table has more than 60 columns. Leave out those that are not known.",
    "too_many_rows": "The table has more than 50,000 rows. Divide it into several.",
    "column_twice": "The column “%s” stands there twice. Keep one.",
    "column_unknown": "“%s” is no known column. Known: ",
    "empty": "The table has no heads or no rows.",
    "column_missing": "There is no column “%s”: each record needs its number in the register it comes from.",
}
_ROW = {
    "formula": "a formula; write its value",
    "no_id": "empty; write the record's number in its register",
    "id_twice": "stands there twice; keep one row for each record",
    "no_code": "empty; write UNK when it is not known",
    "other_code": "no code of the list; allowed: ",
    "not_a_date": "no date; write 2012-05-31, 2012-05 or 2012",
    "in_the_future": "lies in the future; check the year",
    "not_a_day": "no day; write 2024-05-31",
    "too_long": "too long; shorten it",
    "odd_signs": "line ends or control characters; take them out",
    "not_an_age": "no age; write whole years such as 12 or 10-12",
    "no_year": "an age needs the year in which it was noted, or the day of the first report",
    "adult": "18 or older today; no file of a child is opened",
    "other_place": "no code of a place in the directory",
    "too_many_cells": "has more cells than columns; check quotation marks and separators",
}


def main(arguments: list[str]) -> int:
    """Print what is wrong, row by row; 1 when a row could not be taken."""
    parser = argparse.ArgumentParser(prog="tutela records", description=__doc__)
    parser.add_argument("action", choices=["check"])
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        raise OperatorError(f"There is no file {options.file}.")
    django_role.start("staff")
    from tutela.exchange import api as exchange

    try:
        found = exchange.check_records(options.file)
    except exchange.BadTable as error:
        raise OperatorError(_refusal(error)) from error
    for fault in found.faults:
        print(_line(fault))
    print(f"{found.good} rows could be taken, {len({fault.row for fault in found.faults})} could not. Nothing was written.")
    return 1 if found.faults else 0


def _refusal(error: Any) -> str:
    from tutela.exchange import api as exchange

    text = _TABLE[error.problem]
    known = ", ".join(exchange.COLUMNS) + "." if error.problem == exchange.TableProblem.COLUMN_UNKNOWN else ""
    return (text % error.what if "%s" in text else text) + known


def _line(fault: Any) -> str:
    from tutela.exchange import api as exchange
    from tutela.vocabulary import api as vocabulary

    text = _ROW[fault.problem]
    if fault.problem == exchange.RowProblem.OTHER_CODE:
        text += ", ".join(code for code, _label in vocabulary.choices(exchange.CODED[fault.column]))
    shown = f" “{fault.found[:40]}”:" if fault.found else ""
    return f"row {fault.row}, {fault.column or 'whole row'}:{shown} {text}"
