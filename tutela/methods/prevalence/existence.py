"""Does the estimate exist, and does it mean one thing?

Fienberg & Rinaldo (2012): with ``A`` the design of the kept cells and terms and ``t = A'N``, the
maximum-likelihood estimate exists if and only if the linear programme

    maximise s  subject to  A'x = t,  x >= s,  s >= 0

has a positive optimum.  The answer depends only on the model and on *which* cells are not zero, so
it is remembered by zero pattern and the programme is posed with ones for the counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import scipy

from .counts import CaptureCounts
from .fitting import NO_TERM, Bools, Ints, drop_empty_terms
from .lattice import Floats, superset_sums

__all__ = [
    "CODES",
    "existence_code",
    "existence_codes",
    "model_terms",
    "rank_deficient",
]

CODES = {
    0: "The estimate exists and is unique.",
    1: "The maximum-likelihood estimate does not exist: the fit runs off to a limit.",
    2: "Not identifiable: different values of the parameters give the same fit.",
    3: "The estimate does not exist, and the parameters are not identifiable either.",
}

_POSITIVE = 1e-6
_SCALE = 1000.0
_SINGULAR = 1e-10


def model_terms(lists: int, interactions: Iterable[int]) -> Ints:
    """The empty term, the main effects, then the interactions, as one row of masks."""
    return np.array([[0, *(1 << i for i in range(lists)), *interactions]], dtype=np.int64)


def existence_code(counts: CaptureCounts, interactions: Iterable[int] = ()) -> int:
    """The code of one model: 0 exists; 1 does not exist; 2 not identifiable; 3 both.

    Args:
        counts: the table.
        interactions: masks of the interaction terms; main effects are always in.
    """
    terms = model_terms(counts.lists, interactions)
    return int(existence_codes(counts.cells[None, :], terms)[0])


def existence_codes(cells: Floats | Ints, terms: Ints) -> Ints:
    """The code of each row's model on each row's counts; terms may include those to be dropped."""
    totals = superset_sums(cells)
    live, kept = drop_empty_terms(terms, totals)
    unclear = rank_deficient(live, kept)
    codes = np.where(unclear, 2, 0)
    for row in range(terms.shape[0]):
        chosen = tuple(int(term) for term in live[row] if term != NO_TERM)
        support = np.packbits(cells[row] > 0).tobytes()
        dropped = np.packbits(kept[row]).tobytes()
        codes[row] += 0 if _has_interior(kept.shape[1], chosen, dropped, support) else 1
    return codes


def rank_deficient(terms: Ints, kept: Bools) -> Bools:
    """Whether the columns of each row's design over its kept cells are linearly dependent."""
    absent = terms < 0
    safe = np.maximum(terms, 0)
    width = terms.shape[1]
    sums = superset_sums(kept)
    unions = np.bitwise_or(safe[:, :, None], safe[:, None, :]).reshape(len(terms), -1)
    gram = np.take_along_axis(sums, unions, axis=1).reshape(-1, width, width)
    diagonal = np.take_along_axis(sums, safe, axis=1)
    vacant = (diagonal == 0) & ~absent
    scale = np.where(absent | vacant, 0.0, 1.0 / np.sqrt(np.maximum(diagonal, 1.0)))
    gram *= scale[:, :, None] * scale[:, None, :]
    steps = np.arange(width)
    gram[:, steps, steps] = 1.0
    smallest = np.linalg.eigvalsh(gram)[:, 0]
    return np.asarray((smallest < _SINGULAR) | vacant.any(axis=1), dtype=np.bool_)


@lru_cache(maxsize=200_000)
def _has_interior(cells: int, terms: tuple[int, ...], kept: bytes, support: bytes) -> bool:
    """Whether the programme's optimum is positive, for a 0/1 table with this support."""
    where = np.unpackbits(np.frombuffer(kept, dtype=np.uint8), count=cells).astype(bool)
    ones = np.unpackbits(np.frombuffer(support, dtype=np.uint8), count=cells).astype(bool)[where]
    masks = np.flatnonzero(where)
    if ones.all():
        return True
    if not ones.any():
        return False
    columns = np.array(terms, dtype=np.int64)
    design = ((masks[:, None] & columns) == columns).astype(np.float64)
    equal = np.column_stack([design.T, design.sum(axis=0)])
    cost = np.zeros(masks.size + 1)
    cost[-1] = -1.0
    target = _SCALE * design[ones].sum(axis=0)
    answer = scipy.optimize.linprog(cost, A_eq=equal, b_eq=target, bounds=(0, None), method="highs")
    return bool(answer.status == 0 and answer.fun is not None and -answer.fun > _POSITIVE * _SCALE)
