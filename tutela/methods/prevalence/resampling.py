"""New tables out of one: bootstrap replicates and delete-one tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .counts import CaptureCounts
from .lattice import Floats

__all__ = ["Resampler", "delete_one", "multinomial"]

Resampler = Callable[[CaptureCounts, int, np.random.Generator], Floats]
"""(table, how many, random stream) -> (how many, 2**t) tables."""


def multinomial(counts: CaptureCounts, size: int, rng: np.random.Generator) -> Floats:
    """Resample the n observed people with replacement: the number of people stays n."""
    masks, seen = counts.patterns()
    out = np.zeros((size, counts.cells.size))
    out[:, masks] = rng.multinomial(counts.observed, seen / counts.observed, size=size)
    return out


def delete_one(counts: CaptureCounts) -> tuple[Floats, Floats]:
    """For each pattern that occurs, the table with one such person left out; and the counts."""
    masks, seen = counts.patterns()
    out = np.repeat(counts.cells[None, :].astype(np.float64), masks.size, axis=0)
    out[np.arange(masks.size), masks] -= 1.0
    return out, seen.astype(np.float64)
