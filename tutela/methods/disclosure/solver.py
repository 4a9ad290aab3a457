"""One door to HiGHS (through scipy): linear and whole-number programs with equality lines and simple bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from .tables import Ints

Floats = NDArray[np.float64]

_NODES = 300  # a limit in nodes, unlike one in seconds, keeps the answer deterministic
_WHOLE = 1e-6


def line_equations(shape: tuple[int, ...]) -> scipy.sparse.csr_array[Any]:
    """The additive structure of a table with totals: one row per line, Σ cells − total = 0.

    shape: with totals, (n+1, …). Returns equations × cells (flat, row-major).
    """
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    rows, columns, values = [], [], []
    offset = 0
    for axis, size in enumerate(shape):
        lines = np.moveaxis(numbers, axis, -1).reshape(-1, size)
        rows.append(np.repeat(np.arange(len(lines)) + offset, size))
        columns.append(lines.ravel())
        values.append(np.tile(np.append(np.ones(size - 1), -1.0), len(lines)))
        offset += len(lines)
    return scipy.sparse.csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(offset, numbers.size)
    )


def touched_rows(matrix: scipy.sparse.csr_array[Any]) -> Ints:
    """The indices of the rows that are not empty."""
    return np.flatnonzero(np.diff(matrix.indptr))


def minimise(
    goal: Floats, matrix: scipy.sparse.csr_array[Any], sums: Floats, lower: Floats, upper: Floats, *, whole: bool = False
) -> tuple[Floats | None, bool]:
    """The x with matrix·x = sums and lower ≤ x ≤ upper of least goal·x, and whether it is proven the least.

    None where there is no such x or, for whole numbers, none was found within the node limit.
    """
    answer = scipy.optimize.milp(
        goal,
        integrality=np.full(goal.size, int(whole)),
        bounds=scipy.optimize.Bounds(lower, upper),
        constraints=scipy.optimize.LinearConstraint(matrix, sums, sums),
        options={"node_limit": _NODES} if whole else {},
    )
    if answer.x is None:
        return None, answer.status == 2
    found = np.asarray(answer.x, dtype=np.float64)
    return np.rint(found) if whole else found, answer.status == 0


def is_whole(values: Floats) -> bool:
    """Whether every number is a whole one, within the solver's tolerance."""
    return bool(np.abs(values - np.rint(values)).max() < _WHOLE)
