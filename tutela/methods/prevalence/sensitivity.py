"""What if a list were not there, two lists were one, or links were missed?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from . import html
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .lattice import Floats
from .linkage_error import LinkageError
from .results import Estimate, Interval
from .stepwise import stepwise, stepwise_totals

__all__ = ["Change", "MissedLinks", "leave_one_out", "merge_two", "missed_links"]

Method = Callable[[CaptureCounts], Estimate]


@dataclass(frozen=True)
class Change:
    """The estimate after one change of the lists, or why there is none."""

    change: str
    observed: int
    estimate: float | None
    interval: Interval | None
    refused: str | None = None


@dataclass(frozen=True, eq=False)
class MissedLinks:
    """Median estimate when a share of the links is broken, and the middle 80 % of it."""

    shares: Floats
    medians: Floats
    low: Floats
    high: Floats

    @property
    def inflation(self) -> Floats:
        """How much each share raises the estimate, relative to none broken."""
        return np.asarray(self.medians / self.medians[0] - 1.0, dtype=np.float64)

    def _repr_html_(self) -> str:
        rows = zip(self.shares, self.medians, self.inflation, strict=True)
        body = [(f"{share:.0%}", html.count(median), f"{rise:+.0%}") for share, median, rise in rows]
        return html.table("If links were missed", ("Links broken", "Median estimate", "Change"), body)


def _quick(counts: CaptureCounts) -> Estimate:
    return stepwise(counts, bootstrap=200)


def leave_one_out(counts: CaptureCounts, method: Method = _quick) -> tuple[Change, ...]:
    """The estimate without each list in turn."""
    return tuple(_changed(f"without {name}", partial(counts.without, name), method) for name in counts.names)


def merge_two(counts: CaptureCounts, method: Method = _quick) -> tuple[Change, ...]:
    """The estimate with each two lists joined into one."""
    return tuple(
        _changed(f"{a} and {b} as one", partial(counts.merged, a, b), method) for a, b in combinations(counts.names, 2)
    )


def _changed(words: str, change: Callable[[], CaptureCounts], method: Method) -> Change:
    try:
        table = change()
    except InvalidCounts as why:
        return Change(words, 0, None, None, str(why))
    try:
        result = method(table)
    except NotEstimable as why:
        return Change(words, table.observed, None, None, str(why))
    return Change(words, table.observed, result.estimate, result.intervals[-1])


def missed_links(
    counts: CaptureCounts,
    shares: Sequence[float] = (0.0, 0.02, 0.05, 0.1, 0.2),
    *,
    repeats: int = 100,
    threshold: float = 0.02,
    seed: int = 1,
) -> MissedLinks:
    """Break a share of the links at random, estimate again by the stepwise method, many times.

    Raises:
        NotEstimable: fewer than three lists or no overlap.
    """
    counts.require_estimable()
    rng = np.random.default_rng(seed)
    table = np.repeat(counts.cells[None, :].astype(np.float64), repeats, axis=0)
    rows = []
    for share in shares:
        broken = LinkageError(match=1.0 - share).redraw(table, rng)
        totals, _ = stepwise_totals(broken, threshold)
        rows.append(np.quantile(np.minimum(totals, 1e300), [0.5, 0.1, 0.9]))
    middle = np.array(rows)
    return MissedLinks(np.array(shares, dtype=np.float64), middle[:, 0], middle[:, 1], middle[:, 2])
