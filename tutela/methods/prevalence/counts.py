"""The table a multiple-systems estimate starts from: how many people on which lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InvalidCounts, NotEstimable
from .lattice import letters, lists_in, mask_of, superset_sums

__all__ = ["MAX_LISTS", "CaptureCounts"]

MAX_LISTS = 12


@dataclass(frozen=True, eq=False)
class CaptureCounts:
    """Counts of people per capture pattern over ``t`` named lists.

    ``cells[w]`` is the number of people seen on exactly the lists in bit mask ``w`` (bit 0 is the
    first list); ``cells[0]``, the people nobody saw, is always 0.

    Raises:
        InvalidCounts: a negative or fractional count, a repeated name, a list without anyone.
    """

    names: tuple[str, ...]
    cells: NDArray[np.int64]

    def __post_init__(self) -> None:
        lists = len(self.names)
        if not 1 <= lists <= MAX_LISTS:
            raise InvalidCounts(f"There must be 1 to {MAX_LISTS} lists; {lists} were given.")
        if len(set(self.names)) != lists:
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise InvalidCounts(f"The list name '{twice}' is used twice.")
        raw = np.asarray(self.cells, dtype=np.float64)
        if raw.shape != (1 << lists,):
            raise InvalidCounts(f"{lists} lists need {1 << lists} cells; the table has the shape {raw.shape}.")
        if not np.all(np.isfinite(raw)) or np.any(raw < 0) or np.any(raw != np.rint(raw)):
            raise InvalidCounts("Every count must be a whole number that is not negative.")
        if raw[0] != 0:
            raise InvalidCounts("People on no list cannot be counted: the all-zero pattern is not 0.")
        cells = raw.astype(np.int64)
        cells.setflags(write=False)
        object.__setattr__(self, "cells", cells)
        for name, total in zip(self.names, self.list_totals, strict=True):
            if total == 0:
                raise InvalidCounts(f"List '{name}' has nobody on it; leave it out.")

    @classmethod
    def from_patterns(
        cls,
        patterns: ArrayLike,
        counts: ArrayLike | None = None,
        names: Sequence[str] | None = None,
    ) -> CaptureCounts:
        """From a (rows, t) table of 0/1 and, unless each row is one person, a count per row."""
        table = np.asarray(patterns)
        if table.ndim != 2:
            raise InvalidCounts(f"Patterns must be a rows by lists table, not {table.ndim}-d.")
        if not np.all((table == 0) | (table == 1)):
            row = int(np.argmax(np.any((table != 0) & (table != 1), axis=1))) + 1
            raise InvalidCounts(f"Row {row} has a value other than 0 or 1 in a list column.")
        rows, lists = table.shape
        weights = np.ones(rows) if counts is None else np.asarray(counts, dtype=np.float64)
        if weights.shape != (rows,):
            raise InvalidCounts(f"There are {rows} patterns but {weights.size} counts.")
        if not np.all(np.isfinite(weights)) or np.any(weights < 0):
            row = int(np.argmax(~np.isfinite(weights) | (weights < 0))) + 1
            raise InvalidCounts(f"Row {row} has a count that is negative or not a number.")
        masks = table.astype(np.int64) @ (1 << np.arange(lists, dtype=np.int64))
        cells = np.bincount(masks, weights=weights, minlength=1 << lists)
        if np.any(cells != np.rint(cells)):
            raise InvalidCounts("Every count must be a whole number.")
        return cls(tuple(names) if names is not None else letters(lists), cells.astype(np.int64))

    @classmethod
    def from_letters(cls, counts: Mapping[str, int] | str, names: Sequence[str] | None = None) -> CaptureCounts:
        """From ``{"A": 40, "AB": 6}`` or ``"A40 AB6"``, letters standing for the lists in order."""
        if isinstance(counts, str):
            words = counts.split()
            counts = {w.rstrip("0123456789"): int(w.lstrip("ABCDEFGHIJKL")) for w in words}
        highest = max(ord(letter) - 64 for pattern in counts for letter in pattern)
        cells = np.zeros(1 << (len(names) if names is not None else highest), dtype=np.int64)
        for pattern, count in counts.items():
            cells[mask_of(ord(letter) - 65 for letter in pattern)] += count
        return cls(tuple(names) if names is not None else letters(highest), cells)

    @property
    def lists(self) -> int:
        """The number of lists, t."""
        return len(self.names)

    @property
    def observed(self) -> int:
        """The number of people seen at least once, n."""
        return int(self.cells.sum())

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """``N*[theta]``: people on all the lists of theta, whatever else they are on."""
        return superset_sums(self.cells)

    @property
    def list_totals(self) -> NDArray[np.int64]:
        """People on each list."""
        return np.asarray(self.totals[1 << np.arange(self.lists)], dtype=np.int64)

    @property
    def overlap(self) -> int:
        """People seen on two lists or more."""
        return self.observed - int(self.cells[1 << np.arange(self.lists)].sum())

    def patterns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Masks of the patterns that occur, and their counts."""
        masks = np.flatnonzero(self.cells)
        return masks, self.cells[masks]

    def require_estimable(self) -> None:
        """Refuse what no method here may answer.

        Raises:
            NotEstimable: fewer than three lists, or nobody on two lists at once.
        """
        if self.lists < 3:
            raise NotEstimable(
                "too_few_lists",
                f"Refused: fewer than three lists ({self.lists}); with two lists their dependence "
                "cannot be told from the hidden population.",
            )
        if self.overlap == 0:
            raise NotEstimable(
                "no_overlap",
                "Refused: no overlap, nobody is on two lists, so nothing tells how many are on none.",
            )

    def without(self, name: str) -> CaptureCounts:
        """The table had one list never existed: those only on it are lost."""
        position = self._position(name)
        keep = [i for i in range(self.lists) if i != position]
        return self._mapped([(i,) for i in keep], tuple(self.names[i] for i in keep))

    def merged(self, first: str, second: str) -> CaptureCounts:
        """The table with two lists joined into one; nobody is lost."""
        a, b = sorted((self._position(first), self._position(second)))
        if a == b:
            raise InvalidCounts(f"List '{first}' cannot be merged with itself.")
        groups = [(i, b) if i == a else (i,) for i in range(self.lists) if i != b]
        names = tuple("+".join(self.names[i] for i in group) for group in groups)
        return self._mapped(groups, names)

    def within(self, name: str) -> tuple[CaptureCounts, int]:
        """The other lists as seen among the people on one list, and how many those really are."""
        position = self._position(name)
        inside = np.zeros_like(self.cells)
        masks = np.arange(self.cells.size)
        chosen = (masks >> position) & 1 == 1
        inside[masks[chosen] ^ (1 << position)] = self.cells[chosen]
        truth = int(inside.sum())
        inside[0] = 0
        totals = superset_sums(inside)
        keep = [i for i in range(self.lists) if i != position and totals[1 << i] > 0]
        if not keep:
            raise InvalidCounts(f"Nobody on list '{name}' is on another list.")
        reduced = _regroup(inside, [(i,) for i in keep])
        return CaptureCounts(tuple(self.names[i] for i in keep), reduced), truth

    def _position(self, name: str) -> int:
        if name not in self.names:
            raise InvalidCounts(f"There is no list '{name}'; the lists are {', '.join(self.names)}.")
        return self.names.index(name)

    def _mapped(self, groups: Sequence[tuple[int, ...]], names: tuple[str, ...]) -> CaptureCounts:
        return CaptureCounts(names, _regroup(self.cells, groups))

    def described(self) -> tuple[tuple[str, int], ...]:
        """(names joined by ``&``, count) for each pattern that occurs."""
        masks, counts = self.patterns()
        return tuple(
            ("&".join(self.names[i] for i in lists_in(int(mask))), int(count))
            for mask, count in zip(masks, counts, strict=True)
        )


def _regroup(cells: NDArray[np.int64], groups: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    out = np.zeros(1 << len(groups), dtype=np.int64)
    for mask in np.flatnonzero(cells):
        new = mask_of(g for g, group in enumerate(groups) if any(mask >> i & 1 for i in group))
        out[new] += cells[mask]
    out[0] = 0
    return out
