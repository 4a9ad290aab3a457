"""What is wrong, in words with a way out. Names are never repeated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import FileReason
from tutela.kernel.csv_files import to_csv
from tutela.vocabulary import api as vocabulary

from ..enums import CODED, UNSPOKEN, ImportReason, RowProblem, TableProblem, Target
from ..models import ImportedRow, RecordImport
from ..queries.table import BadTable

TABLE = {
    TableProblem.TOO_LARGE: gettext_lazy("The file is too large. Divide it into several."),
    TableProblem.NOT_A_TABLE: gettext_lazy(
        "This is neither a CSV file nor a workbook (.xlsx) that can be opened. Save it again where it was made."
    ),
    TableProblem.NOT_UTF8: gettext_lazy("The text is not in UTF-8. Save the table as “CSV UTF-8”."),
    TableProblem.MACROS: gettext_lazy("The workbook carries macros. Save it as .xlsx without them."),
    TableProblem.SEVERAL_SHEETS: gettext_lazy("The workbook must have one sheet. Save the sheet with the records alone."),
    TableProblem.TOO_MANY_COLUMNS: gettext_lazy("The table has more than 60 columns. Leave out those that are not needed."),
    TableProblem.TOO_MANY_ROWS: gettext_lazy(
        "The table has more than 10,000 rows. Send it in parts, under the same name of the register: nothing is doubled."
    ),
    TableProblem.COLUMN_TWICE: gettext_lazy("The column “%(what)s” stands there twice. Keep one."),
    TableProblem.EMPTY: gettext_lazy("The table has no heads or no rows. Its first row must name the columns."),
}
ROW = {
    RowProblem.FORMULA: gettext_lazy("A formula. Write its value."),
    RowProblem.NO_ID: gettext_lazy("Empty. Write the record's number in its register."),
    RowProblem.ID_TWICE: gettext_lazy("This number stands there twice. Keep one row for each record."),
    RowProblem.NO_CODE: gettext_lazy("Empty. “Not known” is an answer too; write one of: %(codes)s."),
    RowProblem.OTHER_CODE: gettext_lazy("No answer of the list. Write one of: %(codes)s."),
    RowProblem.NOT_A_DATE: gettext_lazy("No date. Write 2012-05-31, 2012-05 or 2012."),
    RowProblem.NOT_A_DAY: gettext_lazy("No day. Write it like 2024-05-31, or leave it empty."),
    RowProblem.IN_THE_FUTURE: gettext_lazy("Lies in the future. Check the year."),
    RowProblem.TOO_MANY_CELLS: gettext_lazy("More cells than columns. Check quotation marks and separators."),
    RowProblem.TOO_LONG: gettext_lazy("Too long. Shorten it, or leave the column out."),
    RowProblem.ODD_SIGNS: gettext_lazy("Line ends or control characters. Take them out."),
    RowProblem.NOT_AN_AGE: gettext_lazy("No age. Write whole years, such as 12, or a range such as 10-12."),
    RowProblem.NO_YEAR: gettext_lazy(
        "An age says nothing without the year in which it was noted. Add that year, or the day of the first report."
    ),
    RowProblem.ADULT: gettext_lazy("18 or older today: no file of a child is opened. Keep the record where it is."),
    RowProblem.OTHER_PLACE: gettext_lazy("No place of the directory has this code. Correct it, or leave it empty."),
    RowProblem.REFUSED: gettext_lazy("The register did not take it. Open this file by hand."),
}
REASONS = {reason.value: reason.label for kinds in (FileReason, ImportReason) for reason in kinds}


def table_fault(error: BadTable) -> str:
    """Why a whole table is refused."""
    text = str(TABLE[error.problem])
    return text % {"what": error.what} if "%(what)s" in text else text


def faults_of(one: RecordImport, row: ImportedRow) -> list[dict[str, Any]]:
    """Every fault of a row: its number, the column as it is called there, what stands there, what to do."""
    return [_fault(one, row, *fault) for fault in row.faults]


def as_csv(one: RecordImport, rows: list[ImportedRow]) -> str:
    """The faults as a table to work through."""
    heads = [_("Row"), _("Column"), _("Field"), _("What stands there"), _("What to do")]
    lines = (
        [fault["row"], fault["column"], fault["field"], fault["found"], fault["words"]]
        for row in rows
        for fault in faults_of(one, row)
    )
    return to_csv(heads, lines)


def _fault(one: RecordImport, row: ImportedRow, target: str, problem: str, code: str = "") -> dict[str, Any]:
    place = one.targets.index(target) if target in one.targets else None
    words = str(ROW[RowProblem(problem)] if problem in set(RowProblem) else REASONS[problem])
    if "%(codes)s" in words:
        words %= {"codes": ", ".join(known for known, _label in vocabulary.choices(CODED[Target(target)]))}
    spoken = place is not None and target not in UNSPOKEN and place < len(row.cells)
    return {
        "row": row.number,
        "target": target,
        "problem": problem,
        "column": one.columns[place] if place is not None else "",
        "field": str(Target(target).label) if target else "",
        "found": (row.cells[place] or "")[:40] if spoken and place is not None else "",
        "words": f"{words} {REASONS.get(code, '')}".strip(),
    }
