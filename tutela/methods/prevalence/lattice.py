"""Sums over the lattice of subsets of lists.

A capture pattern or a model term is a bit mask: bit ``i`` is list ``i``.  A log-linear model

    log mu[w] = sum of alpha[theta] over theta contained in w

needs three products with its 0/1 design matrix ``A[w, theta] = (theta contained in w)``:
``A alpha`` is a sum over subsets, ``A' x`` a sum over supersets, and ``A' diag(mu) A`` is again a
sum over supersets, read at ``theta1 | theta2``.  All are done here with ``t`` vector additions, so
no design matrix is ever stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "letters",
    "lists_in",
    "mask_of",
    "pair_masks",
    "sizes",
    "subset_sums",
    "superset_sums",
    "term_names",
]

Floats = NDArray[np.float64]


def _axis_views(table: Floats, lists: int, i: int) -> tuple[Floats, Floats]:
    shaped = table.reshape((*table.shape[:-1], 1 << (lists - 1 - i), 2, 1 << i))
    return shaped[..., 0, :], shaped[..., 1, :]


def superset_sums(table: NDArray[np.generic]) -> Floats:
    """``out[..., theta] = sum of table[..., w] over w containing theta``; last axis has 2**t cells."""
    out = np.array(table, dtype=np.float64, order="C")
    lists = out.shape[-1].bit_length() - 1
    for i in range(lists):
        without, within = _axis_views(out, lists, i)
        without += within
    return out


def subset_sums(table: NDArray[np.generic]) -> Floats:
    """``out[..., w] = sum of table[..., theta] over theta contained in w``."""
    out = np.array(table, dtype=np.float64, order="C")
    lists = out.shape[-1].bit_length() - 1
    for i in range(lists):
        without, within = _axis_views(out, lists, i)
        within += without
    return out


def mask_of(members: Iterable[int]) -> int:
    """The bit mask of a set of list positions."""
    mask = 0
    for member in members:
        mask |= 1 << member
    return mask


def lists_in(mask: int) -> tuple[int, ...]:
    """The list positions in a bit mask, ascending."""
    return tuple(i for i in range(int(mask).bit_length()) if mask >> i & 1)


def pair_masks(lists: int) -> NDArray[np.int64]:
    """Masks of all pairs of lists, in the order AB, AC, ..., BC, BD, ..."""
    return np.array([mask_of(pair) for pair in combinations(range(lists), 2)], dtype=np.int64)


def sizes(lists: int) -> NDArray[np.int64]:
    """``sizes(t)[w]``: the number of lists in each of the 2**t masks."""
    masks = np.arange(1 << lists)
    return np.array([int(mask).bit_count() for mask in masks], dtype=np.int64)


def letters(lists: int) -> tuple[str, ...]:
    """Names A, B, C, ... for lists nobody named (``L27`` onwards after Z)."""
    return tuple(chr(65 + i) if i < 26 else f"L{i + 1}" for i in range(lists))


def term_names(mask: int, names: Sequence[str]) -> tuple[str, ...]:
    """The list names in a mask, in list order."""
    return tuple(names[i] for i in lists_in(mask))
