"""The attacker: what a table with holes still gives away.

The attacker knows every published cell, that each margin is the sum of its line, and that a hidden cell is at least 1
(zeros are always published, and the rules are public). For each hidden cell the attack finds the smallest and the
largest whole number compatible with all of that (Fischetti & Salazar 2001, feasibility intervals). Linear programs give
vertices; where a vertex is fractional, as happens in three dimensions, whole numbers are searched, so every interval
reported is witnessed by two whole tables the attacker cannot tell apart from the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from .solver import Floats, is_whole, line_equations, minimise, touched_rows
from .tables import Bools, Ints

LEAST_HIDDEN = 1


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of one hidden cell, by flat index; `exact` when both ends are proven optimal."""

    cell: int
    lower: int
    upper: int
    exact: bool


def attack(published: Ints, hidden: Bools, stop_at: int | None) -> tuple[Range, ...]:
    """Bound every hidden cell of a table with totals.

    published: counts with totals, hidden cells ignored. hidden: same shape. stop_at: stop refining a cell once its
    proven range is this wide; None computes every interval to the end. Cells come back in flat order.
    """
    flat = np.where(hidden, 0, published).ravel()
    holes = np.flatnonzero(hidden.ravel())
    if holes.size == 0:
        return ()
    equations = line_equations(published.shape)
    unknowns = scipy.sparse.csr_array(equations[:, holes])
    touched = touched_rows(unknowns)
    unknowns = scipy.sparse.csr_array(unknowns[touched])
    sums = -(equations[touched] @ flat.astype(np.float64))
    cap = 4.0 * float(flat.sum()) + 1_000  # stands for "unbounded": far above what the published cells imply
    found: list[Range] = []
    for rows, columns in _components(unknowns):
        part = _Part(scipy.sparse.csr_array(unknowns[rows][:, columns]), sums[rows], cap, stop_at)
        found.extend(part.ranges(holes[columns]))
    return tuple(sorted(found, key=lambda bound: bound.cell))


def _components(unknowns: scipy.sparse.csr_array[Any]) -> Iterator[tuple[Ints, Ints]]:
    """Split the attacker's system into parts that share no hidden cell: (row indices, column indices)."""
    count, part = scipy.sparse.csgraph.connected_components(scipy.sparse.csr_array(unknowns.T @ unknowns), directed=False)
    pattern = unknowns.tocoo()
    part_of_row = np.zeros(unknowns.shape[0], np.int64)
    part_of_row[pattern.coords[0]] = part[pattern.coords[1]]
    for number in range(count):
        yield np.flatnonzero(part_of_row == number), np.flatnonzero(part == number)


class _Part:
    """One connected system and the widest ranges witnessed so far."""

    def __init__(self, matrix: scipy.sparse.csr_array[Any], sums: Floats, cap: float, stop_at: int | None) -> None:
        size = matrix.shape[1]
        self.matrix, self.sums, self.stop_at = matrix, sums, stop_at
        self.floor, self.ceiling = np.full(size, float(LEAST_HIDDEN)), np.full(size, cap)
        self.lower, self.upper = np.full(size, np.inf), np.full(size, -np.inf)

    def ranges(self, cells: Ints) -> list[Range]:
        found = []
        proven = [self._refine(column) for column in range(cells.size)]
        for column, cell in enumerate(cells):
            if np.isfinite(self.lower[column]):
                lower, upper = int(self.lower[column]), int(self.upper[column])
                found.append(Range(int(cell), lower, upper, proven[column]))
            else:  # no whole table was found: read as recovered, which is the safe reading
                found.append(Range(int(cell), LEAST_HIDDEN, LEAST_HIDDEN, False))
        return found

    def _refine(self, column: int) -> bool:
        """Widen one cell's range until it is wide enough or its ends are proven; true when proven."""
        ends, proven = [], []
        for sign in (-1, 1):
            if self._wide(column):
                return False
            vertex, _ = self._solve(column, sign)
            whole = vertex is not None and is_whole(vertex)
            if vertex is not None and whole:
                self._witness(np.rint(vertex))
            ends.append(None if vertex is None else float(vertex[column]))
            proven.append(whole)
        if all(proven):
            return True
        low, high = ends[1], ends[0]
        if low is None or high is None:
            return False
        if self.stop_at is not None:
            if np.floor(high + 1e-6) - np.ceil(low - 1e-6) < self.stop_at:
                return False  # even the relaxed range is too narrow
            self._reach(column, self.stop_at)
        for side, sign in enumerate((-1, 1)):
            if not proven[side] and not self._wide(column):
                point, optimal = self._solve(column, sign, whole=True)
                self._witness(point)
                proven[side] = optimal
        return all(proven)

    def _reach(self, column: int, width: int) -> None:
        """Look for any whole table that makes the range wide enough; cheaper than finding the very end."""
        if not np.isfinite(self.lower[column]):
            self._witness(self._solve(column, 0, whole=True)[0])
        if not np.isfinite(self.lower[column]):
            return
        far, near = self.lower[column] + width, self.upper[column] - width
        if not self._wide(column):
            self._witness(self._solve(column, 0, whole=True, least=far)[0])
        if not self._wide(column) and near >= LEAST_HIDDEN:
            self._witness(self._solve(column, 0, whole=True, most=near)[0])

    def _solve(
        self, column: int, sign: int, *, whole: bool = False, least: float | None = None, most: float | None = None
    ) -> tuple[Floats | None, bool]:
        goal = np.zeros(self.floor.size)
        goal[column] = sign
        floor, ceiling = self.floor.copy(), self.ceiling.copy()
        floor[column] = floor[column] if least is None else least
        ceiling[column] = ceiling[column] if most is None else most
        return minimise(goal, self.matrix, self.sums, floor, ceiling, whole=whole)

    def _witness(self, table: Floats | None) -> None:
        if table is not None:
            np.minimum(self.lower, table, out=self.lower)
            np.maximum(self.upper, table, out=self.upper)

    def _wide(self, column: int) -> bool:
        return self.stop_at is not None and bool(self.upper[column] - self.lower[column] >= self.stop_at)
