"""All decomposable (chordal) graphs over a few lists, each as the subsets its likelihood needs.

A graph is decomposable when its vertices can be taken away one by one, each with a clique for its
remaining neighbours.  If ``v`` goes with remaining neighbours ``S``, the log-likelihood gains the term
of ``S + v`` and loses that of ``S``; the sum over the vertices is cliques less separators, whatever
the order (Lauritzen 1996).  All graphs are taken apart together.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .errors import NotEstimable
from .lattice import Floats

__all__ = ["LARGEST", "decomposable_graphs"]

LARGEST = 6


@lru_cache(maxsize=8)
def decomposable_graphs(lists: int) -> tuple[NDArray[np.bool_], Floats]:
    """(edges, weights): which pairs each graph joins, pairs in the order AB, AC, ..., and how often
    each subset's term counts in its likelihood, (graphs, 2**t).  8, 61, 822, 18 154 for 3 to 6 lists.

    Raises:
        NotEstimable: not 3 to 6 lists.
    """
    if not 3 <= lists <= LARGEST:
        raise NotEstimable("too_many_lists", f"Refused: graphs can be averaged over 3 to {LARGEST} lists, not over {lists}.")
    pairs = list(combinations(range(lists), 2))
    edges = (np.arange(1 << len(pairs))[:, None] >> np.arange(len(pairs)) & 1).astype(bool)
    near = np.zeros((len(edges), lists), dtype=np.int64)
    for column, (a, b) in enumerate(pairs):
        near[:, a] |= edges[:, column].astype(np.int64) << b
        near[:, b] |= edges[:, column].astype(np.int64) << a
    weights = np.zeros((len(edges), 1 << lists))
    left = np.full(len(edges), (1 << lists) - 1)
    for _ in range(lists):
        before = left.copy()
        for vertex in range(lists):
            _take_away(vertex, near, left, before, weights)
    whole = left == 0
    weights[:, 0] = 0.0  # the empty separator has no term
    return edges[whole], weights[whole]


def _take_away(
    vertex: int, near: NDArray[np.int64], left: NDArray[np.int64], before: NDArray[np.int64], weights: Floats
) -> None:
    """Take ``vertex`` out of every graph where nothing went this round and its neighbours are a clique."""
    around = near[:, vertex] & left
    free = (left == before) & ((left >> vertex & 1) == 1)
    for other in range(near.shape[1]):
        is_near = (around >> other & 1) == 1
        missing = around & ~near[:, other] & ~(1 << other)
        free &= ~is_near | (missing == 0)
    graphs = np.flatnonzero(free)
    weights[graphs, around[graphs] | 1 << vertex] += 1.0
    weights[graphs, around[graphs]] -= 1.0
    left[graphs] &= ~(1 << vertex)
