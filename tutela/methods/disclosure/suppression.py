"""Threshold suppression for one static table and all its margins, verified by attack.

Primary: every count from 1 to threshold − 1 is hidden, in the table and in its margins. Complementary: for each hidden
cell a linear program finds the cheapest set of further cells whose change would let that cell be `min_width` larger
while every published number stays true (the LP path heuristic of Kelly, Golden & Assad 1992 for k-way tables; costs
prefer small inner cells over margins). Then the attacker of `intervals` is run on the result; cells that are still too
narrow are widened and the attack repeated. Zeros are shown and never used as complements.

Measured in statistics.md 2.3: primary suppression alone lets 32 % of the hidden cells be recovered exactly. One call
protects one table jointly with its own margins. Tables that share cells must be one call; free queries are served by
the cell-key cube, never by this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from .errors import DisclosureRefused
from .intervals import Range, attack
from .solver import Floats, is_whole, line_equations, minimise, touched_rows
from .tables import (
    AuditReport,
    Bools,
    CellState,
    CountTable,
    Interval,
    Ints,
    ProtectedTable,
    frozen,
    labels_at,
    state_code,
    with_totals,
)

PUBLIC_THRESHOLD = 10  # practice.md section 12
INTERNAL_THRESHOLD = 5
_ROUNDS = 6
_MARGIN_COST = 4.0
_MOVES = 1e-6


def protect(
    table: CountTable, threshold: int = PUBLIC_THRESHOLD, *, min_width: int | None = None, exact: bool = False
) -> ProtectedTable:
    """Hide what must be hidden so that no hidden cell can be recovered from the totals.

    threshold: counts below it are hidden (10 for the public, 5 inside the ministry). min_width: the least distance
    between the smallest and largest value an attacker must hold possible for every hidden cell; default half the
    threshold, rounded up (5 and 3). exact: compute every interval of the audit to the end, which is slower.
    Deterministic. Raises DisclosureRefused when a parameter makes no sense or no protection is found.
    """
    width = (threshold + 1) // 2 if min_width is None else min_width
    if threshold < 2 or width < 1:
        raise DisclosureRefused("threshold", "The threshold must be at least 2 and the width at least 1.")
    truth = with_totals(table.counts)
    primary = (truth > 0) & (truth < threshold)
    hidden = _complete(truth, primary, width)
    ranges = attack(truth, hidden, None if exact else width)
    report = _report(table, truth.shape, hidden, ranges, threshold, width)
    if not report.passed:
        raise DisclosureRefused("not_protected", "No safe way to publish this table was found; merge categories.")
    return _published(table, truth, hidden, threshold, report)


def _complete(truth: Ints, primary: Bools, width: int) -> Bools:
    """Add complementary cells until the attack fails on every hidden cell."""
    search = _Search.over(truth, width)
    hidden = primary.ravel().copy()
    stretch = np.full(truth.size, width)
    for _ in range(_ROUNDS):
        hidden = search.widen(hidden, stretch)
        exposed = [
            bound.cell for bound in attack(truth, hidden.reshape(truth.shape), width) if bound.upper - bound.lower < width
        ]
        if not exposed:
            return hidden.reshape(truth.shape)
        stretch[exposed] *= 2
    # Last resort, always safe: with every non-zero cell and margin hidden nothing bounds anything.
    return np.asarray(truth > 0)


@dataclass(frozen=True, slots=True)
class _Search:
    """The cells that may move (non-zero ones), their equations and what hiding each would cost."""

    movable: Ints
    start: Ints
    matrix: scipy.sparse.csr_array[Any]
    cost: Floats

    @classmethod
    def over(cls, truth: Ints, width: int) -> _Search:
        movable = np.flatnonzero(truth.ravel())
        equations = line_equations(truth.shape)[:, movable]
        kept = equations[touched_rows(scipy.sparse.csr_array(equations))]
        index = np.array(np.unravel_index(movable, truth.shape))
        totals = (index == (np.array(truth.shape) - 1)[:, None]).sum(axis=0)
        start = truth.ravel()[movable]
        cost = (1.0 + np.log2(start)) * _MARGIN_COST**totals
        cost += np.arange(movable.size) * (1e-6 * width)  # a fixed order among equals
        return cls(movable, start, scipy.sparse.csr_array(scipy.sparse.hstack([kept, -kept])), cost)

    def widen(self, hidden: Bools, stretch: Ints) -> Bools:
        """Hide cells until each hidden cell can be larger by its stretch, and each smaller or larger overall."""
        chosen = hidden[self.movable].copy()
        low = np.zeros(self.movable.size)
        high = np.zeros(self.movable.size)
        done = np.zeros(self.movable.size, bool)
        while True:
            waiting = np.flatnonzero(chosen & ~done)
            if waiting.size == 0:
                break
            column = int(waiting[np.lexsort((waiting, self.start[waiting]))[0]])
            done[column] = True
            wanted = int(stretch[self.movable[column]])
            if high[column] - low[column] >= wanted:
                continue
            change = self._change(column, wanted, chosen)
            chosen |= np.abs(change) > _MOVES
            if is_whole(change):
                np.minimum(low, change, out=low)
                np.maximum(high, change, out=high)
        result = hidden.copy()
        result[self.movable] = chosen
        return result

    def _change(self, column: int, wanted: int, chosen: Bools) -> Floats:
        """The cheapest change of the table that adds `wanted` to one cell and keeps every line's sum."""
        size = self.movable.size
        price = np.where(chosen, 0.0, self.cost)
        upper = np.concatenate([np.full(size, np.inf), (self.start - 1).astype(np.float64)])
        lower = np.zeros(2 * size)
        lower[column] = upper[column] = wanted
        upper[size + column] = 0.0
        zero = np.zeros(self.matrix.shape[0])
        best, _ = minimise(np.concatenate([price, price]), self.matrix, zero, lower, upper)
        if best is None:  # cannot happen: every non-zero cell and total may grow together
            raise DisclosureRefused("not_protected", "No safe way to publish this table was found; merge categories.")
        moved: Floats = best[:size] - best[size:]
        return moved


def _report(
    table: CountTable, shape: tuple[int, ...], hidden: Bools, ranges: tuple[Range, ...], threshold: int, width: int
) -> AuditReport:
    intervals = tuple(
        Interval(
            labels_at(table.dims, [int(i) for i in np.unravel_index(bound.cell, shape)]),
            bound.lower,
            bound.upper,
            bound.exact,
        )
        for bound in ranges
    )
    count = int(hidden.sum())
    return AuditReport(threshold, width, count, int(hidden.size) - count, intervals)


def _published(table: CountTable, truth: Ints, hidden: Bools, threshold: int, report: AuditReport) -> ProtectedTable:
    """Copy only what may be seen into the result."""
    structural = _all_along(np.asarray(table.not_applicable))
    silent = _all_along(np.asarray(table.not_applicable) | np.asarray(table.not_known))
    states = np.select(
        [hidden, structural, silent, truth == 0],
        [state_code(state) for state in (CellState.SUPPRESSED, CellState.NOT_APPLICABLE, CellState.UNKNOWN, CellState.ZERO)],
        default=state_code(CellState.VALUE),
    ).astype(np.uint8)
    values = np.where(states == state_code(CellState.VALUE), truth, 0)
    return ProtectedTable(table.dims, frozen(values), frozen(states), threshold, report)


def _all_along(mask: Bools) -> Bools:
    """The mask with totals: a margin is masked when its whole line is."""
    extended = mask
    for axis in range(mask.ndim):
        extended = np.concatenate([extended, extended.all(axis=axis, keepdims=True)], axis=axis)
    return np.asarray(extended)
