"""The door of exchange: what of a table from elsewhere could be registered."""

from __future__ import annotations

from ..enums import RowProblem, TableProblem
from ..queries.check import CODED, COLUMNS, Checked, RowFault, check_records
from ..queries.table import MOST_COLUMNS, MOST_ROWS, BadTable

__all__ = [
    "CODED",
    "COLUMNS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "BadTable",
    "Checked",
    "RowFault",
    "RowProblem",
    "TableProblem",
    "check_records",
]
