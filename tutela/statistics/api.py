"""The door of statistics."""

from __future__ import annotations

from .actions.build_observations import build_observations
from .actions.read_statistics import read_adequacy, read_table
from .models import Snapshot
from .models.dictionary import BREAKDOWNS, LEVELS, PAGE, PAIRS
from .queries.adequacy import Adequacy, Pair, adequacy, pair
from .queries.exchange_tables import sdmx_csv, sdmx_xml
from .queries.exports import as_csv, as_dict
from .queries.snapshots import latest
from .queries.tables import Answer, Question, pages, table

__all__ = [
    "BREAKDOWNS",
    "LEVELS",
    "PAGE",
    "PAIRS",
    "Adequacy",
    "Answer",
    "Pair",
    "Question",
    "Snapshot",
    "adequacy",
    "as_csv",
    "as_dict",
    "build_observations",
    "latest",
    "pages",
    "pair",
    "read_adequacy",
    "read_table",
    "sdmx_csv",
    "sdmx_xml",
    "table",
]
