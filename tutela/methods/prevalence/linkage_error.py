"""Linkage error carried into the estimate.

A person found on two lists is a *link*.  A wrong link hides a person; a missed link invents one, and
the dark figure, which is driven by the overlaps, moves much further than either.  Here every
replicate first redraws the links:

* each person on k >= 2 lists keeps the link with its match probability; a link that fails sends one
  of the lists, at random, away as a person of its own;
* with recall r < 1, missed links are drawn as ``NegativeBinomial(kept links, r)`` (so their mean is
  ``kept (1 - r) / r``); each joins a person on one list with a person on others, the joined pattern
  drawn like the patterns seen, so that it undoes the breaking above.

See CBS (2019), *Correcting for linkage errors in the multiple capture*, for why recall is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .counts import CaptureCounts
from .errors import InvalidCounts
from .lattice import Floats, lists_in, sizes
from .resampling import multinomial

__all__ = ["LinkageError"]


@dataclass(frozen=True)
class LinkageError:
    """How good the links are.

    Attributes:
        recall: share of true links that were found, in (0, 1].
        match: mean probability that a link is true, for every pattern not named in ``by_pattern``.
        by_pattern: pattern mask to mean match probability.
        recall_known: False when nobody measured the recall; no missed link is then drawn, and the panel says so.
    """

    recall: float = 1.0
    match: float = 1.0
    by_pattern: Mapping[int, float] | None = None
    recall_known: bool = True

    def __post_init__(self) -> None:
        if not 0.0 < self.recall <= 1.0:
            raise InvalidCounts("Linkage recall must be above 0 and at most 1.")
        for value in (self.match, *(self.by_pattern or {}).values()):
            if not 0.0 <= value <= 1.0:
                raise InvalidCounts("A match probability must lie between 0 and 1.")

    @classmethod
    def from_matches(cls, patterns: ArrayLike, probabilities: ArrayLike, recall: float | None = None) -> LinkageError:
        """From linked records: a (rows, t) 0/1 table and each row's match probability; ``recall`` None: not known."""
        table = np.asarray(patterns, dtype=np.int64)
        chance = np.asarray(probabilities, dtype=np.float64)
        if table.ndim != 2 or chance.shape != (len(table),):
            raise InvalidCounts("Each row of patterns needs one match probability.")
        masks = table @ (1 << np.arange(table.shape[1]))
        means = {int(m): float(chance[masks == m].mean()) for m in np.unique(masks)}
        linked = {m: p for m, p in means.items() if m.bit_count() >= 2}
        return cls(recall=1.0 if recall is None else recall, by_pattern=linked, recall_known=recall is not None)

    @property
    def perfect(self) -> bool:
        """Whether there is no error to carry."""
        return self.recall == 1.0 and self.match == 1.0 and not self.by_pattern

    def probability(self, mask: int) -> float:
        """The match probability of one pattern."""
        return (self.by_pattern or {}).get(mask, self.match)

    def redraw(self, cells: Floats, rng: np.random.Generator) -> Floats:
        """(rows, 2**t) tables with their links drawn anew."""
        out = np.array(cells, dtype=np.float64)
        size = sizes(out.shape[1].bit_length() - 1)
        for row in out:
            self._break(row, size, rng)
            if self.recall < 1.0:
                self._join(row, size, rng)
        return out

    def resample(self, counts: CaptureCounts, size: int, rng: np.random.Generator) -> Floats:
        """A bootstrap replicate whose links were redrawn first."""
        return self.redraw(multinomial(counts, size, rng), rng)

    def _break(self, row: Floats, size: np.ndarray, rng: np.random.Generator) -> None:
        for mask in np.flatnonzero((row > 0) & (size >= 2))[::-1]:
            lost = int(rng.binomial(int(row[mask]), 1.0 - self.probability(int(mask))))
            if lost:
                members = lists_in(int(mask))
                shares = rng.multinomial(lost, np.full(len(members), 1.0 / len(members)))
                row[mask] -= lost
                for member, share in zip(members, shares, strict=True):
                    row[1 << member] += share
                    row[int(mask) ^ (1 << member)] += share

    def _join(self, row: Floats, size: np.ndarray, rng: np.random.Generator) -> None:
        linked = np.flatnonzero((row > 0) & (size >= 2))
        links = row[linked].sum()
        if not links:
            return
        missed = int(rng.negative_binomial(int(links), self.recall))
        found = rng.multinomial(missed, row[linked] / links)
        for mask, amount in zip(linked.tolist(), found.tolist(), strict=True):
            for member in rng.choice(lists_in(mask), size=amount):
                single, rest = 1 << int(member), mask ^ (1 << int(member))
                if row[single] >= 1 and row[rest] >= 1:
                    row[single] -= 1
                    row[rest] -= 1
                    row[mask] += 1
