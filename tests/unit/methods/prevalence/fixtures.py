"""The reference tables of statistics.md 1.3 and 1.5."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tutela.methods.prevalence.counts import CaptureCounts

FOLDER = Path(__file__).parents[3] / "fixtures" / "prevalence"


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


_DATA = load("data")["data"]


def table(name: str) -> CaptureCounts:
    """A reference data set, its lists called by their letters."""
    lists = len(_DATA[name]["names"])
    return CaptureCounts.from_letters(_DATA[name]["counts"], tuple("ABCDEFGH"[:lists]))


def words(terms: tuple[tuple[str, ...], ...]) -> list[str]:
    return ["".join(term) for term in terms]
