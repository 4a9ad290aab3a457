"""Count tables before and after protection.

A table has one to three dimensions. Protection adds the total `_T` as the last category of every dimension, so a
protected table of shape (30, 3) is stored as (31, 4) and its margins are ordinary cells. "Not known" is never a blank:
it is either a category of a dimension (`Dimension.unknown`) or, where nothing was reported, a cell state.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import DisclosureRefused

TOTAL = "_T"  # the SDMX cross-domain code for a total
MAX_DIMENSIONS = 3  # practice.md section 12: no public table crosses more than three
MAX_CELLS = 20_000

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
A = TypeVar("A", bound=NDArray[Any])


class CellState(StrEnum):
    """What a published cell is. Different things that are never shown alike.

    SUPPRESSED: a small number, or one that would give a small number away. WITHHELD: the whole table of this area is
    too sparse to show. NOT_APPLICABLE: cannot exist. UNKNOWN: nothing was reported.
    """

    VALUE = "value"
    ZERO = "zero"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


_STATES = tuple(CellState)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A named list of categories; those in `unknown` stand for "not known" and are flagged in every row."""

    name: str
    labels: tuple[str, ...]
    unknown: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.name or not self.labels:
            raise DisclosureRefused("dimension_empty", "A dimension needs a name and at least one category.")
        if len(set(self.labels)) != len(self.labels) or TOTAL in self.labels:
            raise DisclosureRefused(
                "labels_not_unique", f"The categories of {self.name} must differ from each other and from {TOTAL}."
            )
        if not self.unknown <= set(self.labels):
            raise DisclosureRefused("unknown_label", f"The unknown categories of {self.name} must be among its labels.")


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """True counts, before protection. Never leaves the statistics worker.

    counts: whole numbers ≥ 0, shape = number of categories per dimension, no margins.
    not_applicable: cells that cannot exist (structural zeros); the count there must be 0.
    not_known: cells for which nothing was reported; they add nothing to the totals; the count there must be 0.
    """

    counts: Ints
    dims: tuple[Dimension, ...]
    not_applicable: Bools | None = None
    not_known: Bools | None = None

    def __post_init__(self) -> None:
        counts = np.asarray(self.counts)
        if not np.issubdtype(counts.dtype, np.integer):
            raise DisclosureRefused("not_counts", "Counts must be whole numbers.")
        if not 1 <= counts.ndim <= MAX_DIMENSIONS:
            raise DisclosureRefused("dimensions", f"A table has one to {MAX_DIMENSIONS} dimensions.")
        if counts.shape != tuple(len(dim.labels) for dim in self.dims):
            raise DisclosureRefused("shape", "The counts do not have the shape of the dimensions.")
        if len({dim.name for dim in self.dims}) != len(self.dims):
            raise DisclosureRefused("dimension_twice", "A dimension may be used once.")
        if math.prod(size + 1 for size in counts.shape) > MAX_CELLS:
            raise DisclosureRefused("too_large", f"A table has at most {MAX_CELLS} cells with its totals.")
        if counts.min() < 0:
            raise DisclosureRefused("negative", "Counts are never negative.")
        object.__setattr__(self, "counts", frozen(counts.astype(np.int64)))
        for name in ("not_applicable", "not_known"):
            given = getattr(self, name)
            mask = np.zeros(counts.shape, bool) if given is None else np.array(given, dtype=bool)
            if mask.shape != counts.shape or counts[mask].any():
                raise DisclosureRefused("mask", f"{name} must have the table's shape and hold only zero counts.")
            object.__setattr__(self, name, frozen(mask))


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker with the published cells and a solver can prove: lower ≤ cell ≤ upper.

    Where the audit stopped early because the range was already wide enough, `exact` is false and the real interval
    contains this one.
    """

    cell: tuple[str, ...]
    lower: int
    upper: int
    exact: bool

    @property
    def width(self) -> int:
        return self.upper - self.lower


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The result of attacking one protected table. Computed from published cells only, so it may be shown."""

    threshold: int
    min_width: int
    suppressed: int
    shown: int
    intervals: tuple[Interval, ...]

    @property
    def narrowest(self) -> int | None:
        return min((interval.width for interval in self.intervals), default=None)

    @property
    def passed(self) -> bool:
        return all(interval.width >= self.min_width for interval in self.intervals)


@dataclass(frozen=True, slots=True)
class ProtectedCell:
    """One published cell. `value` is None unless the state is VALUE or ZERO."""

    labels: tuple[str, ...]
    state: CellState
    value: int | None
    unknown_category: bool


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedTable:
    """A table that may be published; holds no count that is not shown.

    values, states: shape (n+1, …), the last index of each axis is the total; values are 0 where nothing is shown.
    """

    dims: tuple[Dimension, ...]
    values: Ints = field(repr=False)
    states: NDArray[np.uint8] = field(repr=False)
    threshold: int
    audit: AuditReport = field(repr=False)

    def cell(self, *labels: str) -> ProtectedCell:
        """The cell with these labels, one per dimension, `_T` for a total."""
        return self._at(self._index(labels))

    def labels(self, name: str) -> tuple[str, ...]:
        """The categories of a dimension, without the total."""
        return next(dim.labels for dim in self.dims if dim.name == name)

    def cells(self) -> Iterator[ProtectedCell]:
        """Every cell, margins included, in row-major order."""
        for index in np.ndindex(self.values.shape):
            yield self._at(index)

    def margins(self) -> tuple[ProtectedCell, ...]:
        """The cells that are a total over at least one dimension."""
        return tuple(cell for cell in self.cells() if TOTAL in cell.labels)

    def rows(self) -> list[dict[str, Any]]:
        """Plain rows for JSON, CSV or a template: one key per dimension, then state, value, unknown_category."""
        return [
            dict(zip((dim.name for dim in self.dims), cell.labels, strict=True))
            | {"state": cell.state.value, "value": cell.value, "unknown_category": cell.unknown_category}
            for cell in self.cells()
        ]

    def _index(self, labels: Sequence[str]) -> tuple[int, ...]:
        if len(labels) != len(self.dims):
            raise DisclosureRefused("labels", f"Give one category for each of {len(self.dims)} dimensions.")
        index = []
        for dim, label in zip(self.dims, labels, strict=True):
            if label != TOTAL and label not in dim.labels:
                raise DisclosureRefused("no_such_category", f"{dim.name} has no category {label!r}.")
            index.append(len(dim.labels) if label == TOTAL else dim.labels.index(label))
        return tuple(index)

    def _at(self, index: tuple[int, ...]) -> ProtectedCell:
        labels = labels_at(self.dims, index)
        state = _STATES[int(self.states[index])]
        shown = state in (CellState.VALUE, CellState.ZERO)
        unknown = any(label in dim.unknown for dim, label in zip(self.dims, labels, strict=True))
        return ProtectedCell(labels, state, int(self.values[index]) if shown else None, unknown)


def labels_at(dims: Sequence[Dimension], index: Sequence[int]) -> tuple[str, ...]:
    """The labels of an index into a table with totals."""
    return tuple((*dim.labels, TOTAL)[i] for dim, i in zip(dims, index, strict=True))


def state_code(state: CellState) -> int:
    """The small number a state is stored as in `ProtectedTable.states`."""
    return _STATES.index(state)


def with_totals(counts: NDArray[Any]) -> NDArray[Any]:
    """Append the sum over each axis as its last index: shape (a, b) becomes (a+1, b+1)."""
    extended = counts
    for axis in range(counts.ndim):
        extended = np.concatenate([extended, extended.sum(axis=axis, keepdims=True, dtype=extended.dtype)], axis=axis)
    return extended


def frozen(array: A) -> A:
    """The same array, read-only."""
    array.setflags(write=False)
    return array
