"""The linkage unit: compares bit strings from two registers, knows no secret and no name, keeps nothing.

Source: Dice 1945; greedy one-to-one assignment as in anonlink (CSIRO's Data61).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutela.methods.linkage.blind.clk import Bits

THRESHOLD = 0.50
"""Dice from which a pair is reported; tuned on FEBRL4 with the default scheme."""
BLOCK = 1024


@dataclass(frozen=True)
class UnitPair:
    """A pair of the registers' own opaque handles and their Dice likeness."""

    left: str
    right: str
    likeness: float


def compare(
    left: Bits, right: Bits, left_handles: Sequence[str], right_handles: Sequence[str], threshold: float = THRESHOLD
) -> tuple[UnitPair, ...]:
    """The best one-to-one pairs with Dice ≥ ``threshold``, best first.

    ``left`` and ``right``: 0/1 arrays with one row per handle and equal lengths. Raises ValueError when they do not fit.
    """
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[1]:
        raise ValueError("The two batches were not made by one scheme.")
    if (len(left), len(right)) != (len(left_handles), len(right_handles)):
        raise ValueError("There must be one handle for each row.")
    mine, theirs = left.astype(np.float32), right.astype(np.float32).T
    sizes, other_sizes = mine.sum(axis=1), theirs.sum(axis=0)
    found: list[tuple[float, int, int]] = []
    for start in range(0, len(mine), BLOCK):
        common = mine[start : start + BLOCK] @ theirs
        dice = 2 * common / np.maximum(sizes[start : start + BLOCK, None] + other_sizes[None, :], 1)
        rows, columns = np.nonzero(dice >= threshold)
        scores = dice[rows, columns].tolist()
        found += zip(scores, (rows + start).tolist(), columns.tolist(), strict=True)
    found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    taken_left, taken_right, pairs = set(), set(), []
    for score, i, j in found:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append(UnitPair(left_handles[i], right_handles[j], round(score, 6)))
    return tuple(pairs)
