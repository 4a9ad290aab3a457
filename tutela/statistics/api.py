"""The door of statistics."""

from __future__ import annotations

from .actions.build_cubes import build_cubes
from .actions.build_observations import build_observations
from .actions.read_statistics import read_adequacy, read_table, read_under_agreement
from .actions.releases import check_release, drop_release, prepare_release, publish_release, withdraw_release
from .models import Release, Snapshot
from .models.dictionary import BREAKDOWNS, LEVELS, PAGE, PAIRS
from .models.hypercubes import HYPERCUBES
from .queries.adequacy import Adequacy, Pair, adequacy, pair
from .queries.cubes import audit_of
from .queries.exchange_tables import sdmx_csv, sdmx_xml
from .queries.exports import as_csv, as_dict
from .queries.released import ReleasedTable, editions, newest, released
from .queries.released import table as released_table
from .queries.snapshots import latest
from .queries.tables import Answer, Question, pages, table

__all__ = [
    "BREAKDOWNS",
    "HYPERCUBES",
    "LEVELS",
    "PAGE",
    "PAIRS",
    "Adequacy",
    "Answer",
    "Pair",
    "Question",
    "Release",
    "ReleasedTable",
    "Snapshot",
    "adequacy",
    "as_csv",
    "as_dict",
    "audit_of",
    "build_cubes",
    "build_observations",
    "check_release",
    "drop_release",
    "editions",
    "latest",
    "newest",
    "pages",
    "pair",
    "prepare_release",
    "publish_release",
    "read_adequacy",
    "read_table",
    "read_under_agreement",
    "released",
    "released_table",
    "sdmx_csv",
    "sdmx_xml",
    "table",
    "withdraw_release",
]
