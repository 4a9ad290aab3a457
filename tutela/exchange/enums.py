"""What a table of records from elsewhere may hold, what can be wrong with it, and why a step is refused."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

KEPT_DAYS = 30
"""So long what was sent is kept and an import can be undone."""


class Target(TextChoices):
    """What a column may be."""

    EXTERNAL_ID = "external_id", _("Number of the record in its register")
    GIVEN_NAMES = "given_names", _("Given names")
    FAMILY_NAMES = "family_names", _("Family names")
    SEX = "sex", _("Sex")
    BIRTH = "birth", _("Date, month or year of birth")
    AGE = "age", _("Age in years, such as 12 or 10-12")
    AGE_YEAR = "age_year", _("Year in which the age was noted")
    AGE_BASIS = "age_basis", _("Where the age comes from")
    BIRTH_REGISTRATION = "birth_registration", _("Is the birth registered?")
    NATIONALITY = "nationality", _("Nationality")
    DISABILITY = "disability", _("Difficulty in seeing, hearing, moving, understanding or another")
    SCHOOLING = "schooling", _("School")
    RESIDENCE = "residence", _("Town or countryside")
    REPORTED_ON = "reported_on", _("Day of the first report")
    URGENCY = "urgency", _("Urgency")
    FILE_TYPE = "file_type", _("Kind of file")
    PLACE = "place", _("Code of the place")
    COLLECTED_BY = "collected_by", _("Who collected it")


CODED = {
    Target.SEX: "sexes",
    Target.BIRTH_REGISTRATION: "birth_registration",
    Target.NATIONALITY: "nationality_status",
    Target.DISABILITY: "yes_no_unknown",
    Target.SCHOOLING: "schooling",
    Target.RESIDENCE: "residence",
    Target.AGE_BASIS: "age_basis",
    Target.URGENCY: "urgency",
    Target.FILE_TYPE: "file_types",
}
"""Columns with codes, and their lists."""
NAMED = {Target.GIVEN_NAMES: 200, Target.FAMILY_NAMES: 200, Target.COLLECTED_BY: 200, Target.EXTERNAL_ID: 100}
"""Columns with texts, and the most letters; but for the number in its register none is repeated in a report."""
UNSPOKEN = frozenset({Target.GIVEN_NAMES, Target.FAMILY_NAMES, Target.COLLECTED_BY})
"""Columns whose content no list of faults repeats."""


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
    EMPTY = "empty"


class RowProblem(StrEnum):
    """Why one row would not be taken."""

    FORMULA = "formula"
    NO_ID = "no_id"
    ID_TWICE = "id_twice"
    NO_CODE = "no_code"
    OTHER_CODE = "other_code"
    NOT_A_DATE = "not_a_date"
    NOT_A_DAY = "not_a_day"
    IN_THE_FUTURE = "in_the_future"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_LONG = "too_long"
    ODD_SIGNS = "odd_signs"
    NOT_AN_AGE = "not_an_age"
    NO_YEAR = "no_year"
    ADULT = "adult"
    OTHER_PLACE = "other_place"
    REFUSED = "refused"


class RowState(TextChoices):
    """What became of a row."""

    READY = "ready", _("Can be brought in")
    FAULTY = "faulty", _("Cannot be brought in as it stands")
    KNOWN = "known", _("Brought in before")
    MADE = "made", _("Brought in")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Stays")


class ImportReason(Reason):
    """Why a step of an import is refused."""

    NOT_YOURS = (
        "import_not_yours",
        _(
            "Existing records are brought in by a supervisor of the office that will hold the files. Ask the supervisor of "
            "that office."
        ),
    )
    HOLDS_NO_FILES = (
        "import_holds_no_files",
        _("This office holds no files. Choose the office that will be responsible for these children."),
    )
    NOT_NOW = "import_not_now", _("This step does not fit where the import stands. Look at its page for what is possible.")
    NOTHING_READY = (
        "import_nothing_ready",
        _("No row can be brought in. Choose other columns, or mend the table and send it again."),
    )
    NO_NUMBER = (
        "import_no_number",
        _(
            "A record without its number in the register it comes from could be brought in twice. Choose the column that holds "
            "it."
        ),
    )
    TWICE = "import_column_twice", _("One answer comes from one column. Choose each only once.")
    WINDOW_OVER = (
        "import_window_over",
        _("An import can be undone for 30 days. Close single files that were opened in error on their own page."),
    )
    CHANGED = (
        "import_changed",
        _("Somebody has worked on this file since. It stays; close it on its own page if it is an error."),
    )
