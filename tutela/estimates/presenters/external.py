"""The register of others' estimates, topic by topic, as ranges on one scale. No mean is made (R31, P31)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tutela.kernel.csv_files import to_csv

from ..models import ExternalEstimate
from . import words

COLUMNS = tuple("topic kind low high unit population place period source method quality caveats wording".split())


def topics(entries: Iterable[ExternalEstimate]) -> list[dict[str, Any]]:
    """Each topic with its entries; a scale only where they share a unit."""
    found: dict[str, list[ExternalEstimate]] = defaultdict(list)
    for entry in entries:
        found[entry.topic].append(entry)
    return [{"topic": topic, "rows": _rows(of)} for topic, of in found.items()]


def as_csv(entries: Iterable[ExternalEstimate]) -> str:
    """A line for each entry, codes and plain numbers; ``low`` and ``high`` are empty where the source gives no figure."""
    return to_csv(COLUMNS, ([_plain(getattr(entry, name)) for name in COLUMNS] for entry in entries))


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _rows(entries: list[ExternalEstimate]) -> list[dict[str, Any]]:
    most: dict[str, float] = defaultdict(float)
    for entry in entries:
        if entry.high is not None:
            most[entry.unit] = max(most[entry.unit], float(entry.high))
    told = Counter(entry.unit for entry in entries)
    return [_row(entry, most[entry.unit], told[entry.unit] > 1) for entry in entries]


def _row(entry: ExternalEstimate, most: float, beside: bool) -> dict[str, Any]:
    """``beside``: others share its unit. A value that stands alone has nothing to be drawn against."""
    low, high = (None if end is None else float(end) for end in (entry.low, entry.high))
    value = words.span(low, high) if low != high else words.count(low)
    bar = None
    if low is not None and high is not None and most and (beside or low != high):
        bar = {"x": round(100 * low / most, 2), "width": round(max(1.0, 100 * (high - low) / most), 2)}
        bar["x"] = min(bar["x"], 99.0)
    return {"entry": entry, "value": value, "bar": bar}
