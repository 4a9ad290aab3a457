"""What can be wrong with a table of records from elsewhere. The words are with whoever shows them."""

from __future__ import annotations

from enum import StrEnum


class TableProblem(StrEnum):
    """Why a whole table is not read."""

    TOO_LARGE = "too_large"
    NOT_A_TABLE = "not_a_table"
    NOT_UTF8 = "not_utf8"
    MACROS = "macros"
    SEVERAL_SHEETS = "several_sheets"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_MISSING = "column_missing"


class RowProblem(StrEnum):
    """Why one row would not be taken."""

    FORMULA = "formula"
    NO_ID = "no_id"
    ID_TWICE = "id_twice"
    NO_CODE = "no_code"
    OTHER_CODE = "other_code"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_MANY_CELLS = "too_many_cells"
