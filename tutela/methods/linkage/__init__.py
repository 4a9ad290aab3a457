"""Record linkage for children: who appears in two lists, under which spelling, and why we think so.

Heavy libraries (Splink, DuckDB, pandas, pyarrow) are imported on first use, so that
``tutela.methods.linkage.names`` stays light enough for a case search. The public names below are loaded lazily.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "normalise": "names",
    "tokens": "names",
    "skeleton": "names",
    "consonants": "names",
    "prefixes": "names",
    "identifier_digits": "names",
    "similarity": "names",
    "SAME_NAME": "names",
    "parse_born": "born",
    "from_age": "born",
    "Born": "born",
    "Register": "register",
    "RowProblem": "register",
    "BadInput": "register",
    "parse_map": "register",
    "read_register": "register",
    "read_bytes": "register",
    "overlaps": "overlap",
    "Overlaps": "overlap",
    "link": "link",
    "Linkage": "link",
    "THRESHOLDS": "link",
    "waterfall": "explain",
    "Waterfall": "explain",
    "EngineMissing": "engine",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
