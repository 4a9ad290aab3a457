"""Warnings in words.  Each is one sentence that says what was seen and what it means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .lattice import Floats
from .results import Flag, Interval

__all__ = [
    "bimodal",
    "common",
    "limits_moving",
    "minus_infinity",
    "modes",
    "never_together",
    "runaway",
]


def common(observed: int, estimate: float, intervals: Sequence[Interval]) -> tuple[Flag, ...]:
    """Flags any interval can earn: far beyond the data, coinciding limits, no upper limit."""
    out = []
    if estimate > 10 * observed:
        out.append(
            Flag(
                "beyond_the_data",
                f"The estimate is more than 10 times the {observed:,} people observed: almost all "
                "of it is the model, not the data.",
            )
        )
    ends = [(a, b) for a in intervals for b in intervals if a.level < b.level]
    if any(np.isclose(a.low, b.low) or np.isclose(a.high, b.high) for a, b in ends):
        out.append(
            Flag(
                "coinciding_limits",
                "Limits at different levels coincide (coinciding limits): replicates or posterior pile up at one "
                "value on that side, and the true limit may lie further out.",
            )
        )
    if any(not np.isfinite(i.high) for i in intervals):
        out.append(Flag("no_upper_limit", "Some replicates have no finite estimate: there is no upper limit."))
    return tuple(out)


def minus_infinity(removed: Sequence[Sequence[str]]) -> tuple[Flag, ...]:
    """Pairs in the model that nobody is on."""
    if not removed:
        return ()
    pairs = ", ".join(" and ".join(term) for term in removed)
    return (
        Flag(
            "minus_infinity",
            f"Nobody is on both of {pairs} (−∞ pairs): their interaction is put at minus infinity "
            "and those overlaps tell nothing.",
        ),
    )


def never_together(pairs: Sequence[Sequence[str]]) -> tuple[Flag, ...]:
    """Pairs nobody is on whose coefficient only the prior keeps finite."""
    if not pairs:
        return ()
    named = ", ".join(" and ".join(term) for term in pairs)
    return (
        Flag(
            "prior_decides",
            f"Nobody is on both of {named}: the size of that interaction comes from the prior alone.",
        ),
    )


def runaway(share: float) -> tuple[Flag, ...]:
    """Replicates whose first model has no estimate."""
    if share == 0:
        return ()
    return (
        Flag(
            "replicates_without_estimate",
            f"In {share:.1%} of the bootstrap replicates not even the simplest model has an estimate.",
        ),
    )


def limits_moving(tops: Sequence[int], intervals: Sequence[Interval]) -> tuple[Flag, ...]:
    """The bootstrap's limits still change by over 5 % of the interval between the last two tops."""
    if len(tops) < 2:
        return ()
    last, before = intervals[-1], intervals[-2]
    width = max(last.high - last.low, 1e-9)
    if max(abs(last.low - before.low), abs(last.high - before.high)) <= 0.05 * width:
        return ()
    return (
        Flag(
            "limits_moving",
            f"The limits are still moving as more models compete ({tops[-2]} to {tops[-1]} models): they have not settled.",
        ),
    )


def modes(grid: Floats, density: Floats) -> Floats:
    """Where a density has separate peaks: at least a tenth as high as the highest, and above the dips on
    either side by a tenth of their own height."""
    line = np.concatenate([[0.0], density, [0.0]])
    peaks = np.flatnonzero((line[1:-1] > line[:-2]) & (line[1:-1] >= line[2:])) + 1
    tall = peaks[line[peaks] >= 0.1 * line.max()]
    real = [int(peak) for peak in tall if line[peak] - _dip(line, int(peak)) >= 0.1 * line[peak]]
    return np.asarray(grid[np.array(real, dtype=np.int64) - 1], dtype=np.float64)


def _dip(line: Floats, peak: int) -> float:
    """The higher of the two lowest points between a peak and the next higher ground, left and right."""
    higher = np.flatnonzero(line > line[peak])
    left = max((int(i) for i in higher if i < peak), default=0)
    right = min((int(i) for i in higher if i > peak), default=line.size - 1)
    return float(max(line[left:peak].min(), line[peak + 1 : right + 1].min()))


def bimodal(places: Floats) -> tuple[Flag, ...]:
    """A posterior with more than one peak."""
    if len(places) < 2:
        return ()
    near = " and ".join(f"{place:,.0f}" for place in places)
    return (
        Flag(
            "bimodal",
            f"The posterior is bimodal, with peaks near {near}: the data do not choose between "
            "them, and any one number in between is believed by neither.",
        ),
    )
