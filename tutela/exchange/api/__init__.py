"""The door of exchange: what of a table from elsewhere could be registered, and the import of it."""

from __future__ import annotations

from ..actions.imports import begin_import, close_old_imports, discard_import, map_columns, start_run, start_undo
from ..actions.runs import go_on
from ..enums import CODED, RowProblem, RowState, TableProblem, Target
from ..models import RecordImport
from ..queries.check import COLUMNS, Checked, check_records
from ..queries.files import CHAPTER
from ..queries.records import RowFault
from ..queries.table import MOST_COLUMNS, MOST_ROWS, BadTable, rows

__all__ = [
    "CHAPTER",
    "CODED",
    "COLUMNS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "BadTable",
    "Checked",
    "RecordImport",
    "RowFault",
    "RowProblem",
    "RowState",
    "TableProblem",
    "Target",
    "begin_import",
    "check_records",
    "close_old_imports",
    "discard_import",
    "go_on",
    "map_columns",
    "rows",
    "start_run",
    "start_undo",
]
