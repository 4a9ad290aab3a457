"""Internal consistency (Binette & Steorts 2022): estimate where the truth is known.

The people on one list are a population whose size is known.  Seen through the other lists only, some
of them are hidden; a method that is any good should find how many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import html
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .results import Estimate, Interval
from .stepwise import stepwise

__all__ = ["Consistency", "KnownSubset", "internal_consistency"]


@dataclass(frozen=True)
class KnownSubset:
    """One list's people, estimated from the other lists."""

    name: str
    truth: int
    observed: int
    estimate: float | None
    interval: Interval | None
    refused: str | None = None

    @property
    def covered(self) -> bool | None:
        """Whether the interval holds the truth; None without an interval."""
        return None if self.interval is None else float(self.truth) in self.interval


@dataclass(frozen=True)
class Consistency:
    """All lists of one table."""

    subsets: tuple[KnownSubset, ...]

    @property
    def tested(self) -> int:
        """How many lists gave an interval."""
        return sum(subset.covered is not None for subset in self.subsets)

    @property
    def share_covered(self) -> float | None:
        """How many of the intervals hold the truth; None when none could be made."""
        return sum(s.covered is True for s in self.subsets) / self.tested if self.tested else None

    def _repr_html_(self) -> str:
        rows = [
            (
                s.name,
                html.count(s.truth),
                html.count(s.estimate),
                html.span(s.interval.low, s.interval.high) if s.interval else s.refused or "",
                {True: "yes", False: "no", None: ""}[s.covered],
            )
            for s in self.subsets
        ]
        head = ("List", "Truly on it", "Estimate from the other lists", "Interval", "Holds the truth")
        return html.table("Internal consistency", head, rows)


def internal_consistency(
    counts: CaptureCounts, method: Callable[[CaptureCounts], Estimate] = lambda table: stepwise(table, bootstrap=200)
) -> Consistency:
    """Estimate the size of each list from the others; needs four lists or more."""
    return Consistency(tuple(_subset(counts, name, method) for name in counts.names))


def _subset(counts: CaptureCounts, name: str, method: Callable[[CaptureCounts], Estimate]) -> KnownSubset:
    truth = int(counts.list_totals[counts.names.index(name)])
    try:
        inside, truth = counts.within(name)
        result = method(inside)
    except (NotEstimable, InvalidCounts) as why:
        return KnownSubset(name, truth, 0, None, None, str(why))
    return KnownSubset(name, truth, inside.observed, result.estimate, result.intervals[-1])
