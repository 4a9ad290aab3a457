"""From true counts to what may be shown: noise, rounding, "<10", sparsity, homogeneity, structural cells.

A true zero is shown as "<10" like any other small count; only a structural zero is shown as what it is. Every reason to
withhold an area's table looks the same from outside, so the reason cannot be used to learn anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .base import Cells
from .errors import DisclosureRefused
from .lattice import STRUCTURAL, Lattice
from .ptable import PTable
from .tables import Bools, CellState, Ints, state_code

ROUND_TO = 5
BELOW = 10  # practice.md section 12
ANYTHING = 10**12  # no upper bound
TOO_SPARSE = 0.40  # statistics.md 2.4, rule 4


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One table as it would be published: rounded values (0 where none) and states, shape (periods, labels …)."""

    values: Ints
    states: NDArray[np.uint8]

    @property
    def visible(self) -> Bools:
        return np.asarray(self.states == state_code(CellState.VALUE))


def perturbed(cells: Cells, ptable: PTable) -> Ints:
    """Noise, then rounding to the nearest multiple of 5. Never negative."""
    noisy = ptable.perturb(cells.counts, cells.keys)
    return (noisy + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def show(table: tuple[str, ...], cells: Cells, lattice: Lattice, ptable: PTable) -> Shown:
    """Publishable values cell by cell, before any area is withheld.

    Raises DisclosureRefused when a person is counted in a cell declared structurally empty.
    """
    values = perturbed(cells, ptable)
    states = np.full(values.shape, state_code(CellState.VALUE), np.uint8)
    states[values < BELOW] = state_code(CellState.SUPPRESSED)
    for rule in lattice.structural:
        where = structural_mask(table, rule.where, lattice)
        if where is None:
            continue
        if rule.state is not CellState.UNKNOWN and cells.counts[where].any():
            raise DisclosureRefused("structural_count", "A cell declared impossible holds a person; check the data.")
        states[where] = state_code(rule.state)
    values[states != state_code(CellState.VALUE)] = 0
    return Shown(values, states)


def possible(shown: Shown, reach: int) -> tuple[Ints, Ints]:
    """The least and greatest true count behind each published cell, for someone who knows the maximum noise."""
    half = ROUND_TO // 2
    least, most = np.zeros(shown.values.shape, np.int64), np.full(shown.values.shape, ANYTHING)
    seen, below = shown.visible, shown.states == state_code(CellState.SUPPRESSED)
    least[seen] = np.maximum(shown.values[seen] - half - reach, 0)
    most[seen] = shown.values[seen] + half + reach
    most[below] = BELOW - 1 - half + reach
    for state in STRUCTURAL:  # who did not report adds nothing, and everybody knows it
        most[shown.states == state_code(state)] = 0
    return least, most


def structural_mask(table: tuple[str, ...], where: tuple[tuple[str, str], ...], lattice: Lattice) -> Bools | None:
    """The cells of a table that lie wholly inside the rule; None when the table does not show all of its names."""
    mask = np.ones(lattice.shape(table), bool)
    for name, label in where:
        if name not in table and name != lattice.period:
            return None
        axis = 0 if name == lattice.period else 1 + table.index(name)
        chosen = np.zeros(mask.shape[axis], bool)
        chosen[lattice.labels(name).index(label)] = True
        mask &= chosen.reshape([-1 if i == axis else 1 for i in range(mask.ndim)])
    return mask


def unit_axes(table: tuple[str, ...], lattice: Lattice) -> tuple[int, ...]:
    """The axes that are summed over to judge one area of one period: all but the period and the area's."""
    kept = {0} | {1 + i for i, name in enumerate(table) if lattice.by_name[name].root == lattice.by_name[lattice.area].root}
    return tuple(axis for axis in range(len(table) + 1) if axis not in kept)


def sparse_units(table: tuple[str, ...], shown: Shown, lattice: Lattice) -> Bools:
    """Areas whose table has more than 40 % of its applicable cells below 10. Judged on published values only.

    Categories of what is not known do not count: good records leave them empty, and that is no reason to hide the rest.
    A table of one classification is not judged: its rare categories are shown as "<10" each.
    """
    if len(table) < 2:
        return np.zeros((1,) * (len(table) + 1), bool)
    axes = unit_axes(table, lattice)
    below = (shown.states == state_code(CellState.SUPPRESSED)) & _known(table, lattice)
    counted = below | (shown.visible & _known(table, lattice))
    share = below.sum(axis=axes, keepdims=True) / np.maximum(counted.sum(axis=axes, keepdims=True), 1)
    return np.asarray(share > TOO_SPARSE)


def _known(table: tuple[str, ...], lattice: Lattice) -> Bools:
    """The cells in no category that means "not known"; broadcasts against the table."""
    known = np.ones((1,) * (len(table) + 1), bool)
    for axis, name in enumerate(table, start=1):
        own = lattice.by_name[name]
        said = np.array([label not in own.unknown for label in own.labels])
        known = known & said.reshape([-1 if i == axis else 1 for i in range(len(table) + 1)])
    return known


def one_sided(table: tuple[str, ...], sets: Mapping[tuple[str, ...], Cells], lattice: Lattice) -> Bools:
    """Cells that hold everybody of their row in one category of a sensitive classification (group disclosure).

    A row's persons are the sum of its cells, or where a person can have several labels the row's own total.
    """
    counts = sets[table].counts
    found = np.zeros(counts.shape, bool)
    for axis, name in enumerate(table, start=1):
        if not lattice.by_name[name].sensitive:
            continue
        if lattice.by_name[name].many:
            persons = np.expand_dims(sets[tuple(other for other in table if other != name)].counts, axis)
        else:
            persons = counts.sum(axis=axis, keepdims=True)
        found |= (counts > 0) & (counts >= persons)
    return found


def by_unit(cells: Bools, table: tuple[str, ...], lattice: Lattice) -> Bools:
    """Whether an area has any such cell; broadcasts against the table."""
    axes = unit_axes(table, lattice)
    return np.asarray(cells.any(axis=axes, keepdims=True)) if axes else cells
