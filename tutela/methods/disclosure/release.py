"""The release audit: no two published cells may differ by one to four persons.

Nested cells: because the lattice is finite, every publishable cell is compared with every publishable cell that contains
it (fewer classifications or a coarser level, same period). Where the true difference is 1–4 the area's finer table is
withheld. Margins: where a row and its total, as published, leave
a cell fewer than six possible counts even for someone who knows the maximum noise, the area's finer table is withheld.
Successive snapshots: where a cell's set of persons changed but its count moved by less than five, the cell
keeps showing the earlier set until the change has grown to five, so two releases never differ by a countable few. All
that is published, including what is withheld, is a function of these sets, so one child more or less changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .base import Cells
from .lattice import Lattice
from .ptable import PTable
from .rules import Shown, by_unit, one_sided, possible, show, sparse_units
from .tables import Bools, CellState, Ints, state_code

LEAST_DIFFERENCE = 5

Table = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """How many cells and areas the audit touched. For the two people who release; contains no count of persons."""

    tables: int
    cells: int
    shown: int
    below: int
    withheld_cells: int
    sparse_areas: int
    one_sided_areas: int
    nested_areas: int
    narrow_areas: int
    held_cells: int
    nested_pairs_left: int

    @property
    def passed(self) -> bool:
        return self.nested_pairs_left == 0


def hold(now: Cells, before: Cells | None) -> tuple[Cells, Bools]:
    """The sets to publish: today's, or the earlier one where the change is smaller than five. And which were held."""
    if before is None:
        return now, np.zeros(now.counts.shape, bool)
    moved = np.abs(now.counts - before.counts)
    held = (moved < LEAST_DIFFERENCE) & ((moved > 0) | (now.keys != before.keys))
    return Cells(np.where(held, before.counts, now.counts), np.where(held, before.keys, now.keys)), held


def release(
    true: Mapping[Table, Cells], lattice: Lattice, ptable: PTable, before: Mapping[Table, Cells] | None = None
) -> tuple[dict[Table, Shown], dict[Table, Cells], ReleaseReport]:
    """Decide what is shown for every table of one snapshot.

    true: today's counts and keys. before: those published last time. Returns what may be shown, the sets it stands for
    (to be kept secret as `before` of the next snapshot) and the report.
    """
    base: dict[Table, Cells] = {}
    reach = ptable.reach
    shown: dict[Table, Shown] = {}
    tally = dict.fromkeys(("sparse", "one_sided", "nested", "narrow", "held"), 0)
    for table, cells in true.items():
        base[table], held = hold(cells, None if before is None else before.get(table))
        shown[table] = show(table, base[table], lattice, ptable)
        tally["held"] += int(held.sum())
    final: dict[Table, Shown] = {}
    for table in sorted(shown, key=lambda names: _finer_later(names, lattice)):
        candidate = shown[table]
        sparse = sparse_units(table, candidate, lattice)
        group = by_unit(one_sided(table, base, lattice) & candidate.visible, table, lattice)
        close = by_unit(near_cells(table, base, shown, lattice), table, lattice)
        for name, found in (("sparse", sparse), ("one_sided", group), ("nested", close)):
            tally[name] += int(found.sum())
        final[table] = _withheld(candidate, sparse | group | close)
        tight = by_unit(narrow_cells(table, final, lattice, reach), table, lattice)
        tally["narrow"] += int(tight.sum())
        final[table] = _withheld(final[table], tight)
    final = {table: final[table] for table in shown}
    return final, base, _report(final, tally, nested_pairs(base, final, lattice))


def _finer_later(table: Table, lattice: Lattice) -> tuple[int, int]:
    """Sorts every table after all tables that contain it."""
    return len(table), sum(lattice.by_name[name].of is None for name in table)


def near_cells(table: Table, sets: Mapping[Table, Cells], shown: Mapping[Table, Shown], lattice: Lattice) -> Bools:
    """The shown cells of a table that differ by 1–4 persons from a shown cell that contains them."""
    own, visible = sets[table], shown[table].visible
    near = np.zeros(visible.shape, bool)
    for coarse in lattice.coarser(table):
        other, index = _lifted(table, coarse, lattice)
        around = sets[other]
        gap = np.abs(around.counts[index] - own.counts)
        differ = (gap > 0) | (around.keys[index] != own.keys)
        near |= visible & shown[other].visible[index] & differ & (gap < LEAST_DIFFERENCE)
    return near


def narrow_cells(table: Table, shown: Mapping[Table, Shown], lattice: Lattice, reach: int) -> Bools:
    """Cells that their row and its margin pin to fewer than six possible counts (the margin exploit of the ESS guide).

    The attacker is granted the maximum noise. Where a person can have several labels a row does not add up to its margin:
    each cell is at most the margin, and the margin at most their sum, for nobody is without a label.
    shown: this table and every smaller one, as they would be published.
    """
    least, most = possible(shown[table], reach)
    narrow = np.zeros(least.shape, bool)
    for coarse in lattice.coarser(table):
        changed = [i for i, (fine, name) in enumerate(zip(table, coarse)) if fine != name]
        if len(changed) != 1:
            continue
        axis, lift = changed[0] + 1, lattice.lift(table[changed[0]], coarse[changed[0]])
        other, index = _lifted(table, coarse, lattice)
        bottom, top = (bound[index] for bound in possible(shown[other], reach))
        high_sum = _spread_sum(most, axis, lift)
        if lattice.by_name[table[changed[0]]].many:
            taken, others = _spread_most(least, axis, lift), np.zeros_like(least)
        else:
            taken = _spread_sum(least, axis, lift)
            others = taken - least
        upper = np.minimum(most, top - others)
        lower = np.maximum(least, bottom - (high_sum - most))
        margin = np.minimum(top, high_sum) - np.maximum(bottom, taken)
        narrow |= (upper - lower < LEAST_DIFFERENCE) | (margin < LEAST_DIFFERENCE)
    return narrow & (most > 0)


def _spread_sum(bound: Ints, axis: int, lift: Ints) -> Ints:
    """Sums along an axis within each group of `lift`, spread back over the members."""
    same = (lift[:, None] == lift[None, :]).astype(np.int64)
    return np.moveaxis(np.tensordot(bound, same, axes=(axis, 0)), -1, axis)


def _spread_most(bound: Ints, axis: int, lift: Ints) -> Ints:
    """The greatest along an axis within each group of `lift`, spread back over the members."""
    groups = np.stack(
        [bound.take(np.flatnonzero(lift == g), axis=axis).max(axis=axis, initial=0) for g in range(lift.max() + 1)], axis
    )
    return groups.take(lift, axis=axis)


def nested_pairs(sets: Mapping[Table, Cells], shown: Mapping[Table, Shown], lattice: Lattice) -> int:
    """How many shown cells still have a near container; 0 in every release."""
    return sum(int(near_cells(table, sets, shown, lattice).sum()) for table in shown)


def _lifted(table: Table, coarse: tuple[str | None, ...], lattice: Lattice) -> tuple[Table, tuple[Ints, ...]]:
    """The containing table and the index that spreads its cells over the finer table's shape."""
    kept = [(axis, fine, name) for axis, (fine, name) in enumerate(zip(table, coarse), start=1) if name]
    other = tuple(c.name for c in lattice.classifications if c.name in {name for _, _, name in kept})
    rank = len(table) + 1
    index: list[Ints] = [np.arange(len(lattice.periods)).reshape([-1] + [1] * (rank - 1))]
    for name in other:
        axis, fine = next((axis, fine) for axis, fine, kept_name in kept if kept_name == name)
        index.append(lattice.lift(fine, name).reshape([-1 if i == axis else 1 for i in range(rank)]))
    return other, tuple(index)


def _withheld(shown: Shown, areas: Bools) -> Shown:
    counted = shown.visible | (shown.states == state_code(CellState.SUPPRESSED))
    gone = counted & np.broadcast_to(areas, shown.states.shape)
    states = np.where(gone, state_code(CellState.WITHHELD), shown.states).astype(np.uint8)
    return Shown(np.where(gone, 0, shown.values), states)


def _report(final: Mapping[Table, Shown], tally: Mapping[str, int], left: int) -> ReleaseReport:
    def count(state: CellState) -> int:
        return sum(int((shown.states == state_code(state)).sum()) for shown in final.values())

    return ReleaseReport(
        tables=len(final),
        cells=sum(shown.states.size for shown in final.values()),
        shown=count(CellState.VALUE),
        below=count(CellState.SUPPRESSED),
        withheld_cells=count(CellState.WITHHELD),
        sparse_areas=tally["sparse"],
        one_sided_areas=tally["one_sided"],
        nested_areas=tally["nested"],
        narrow_areas=tally["narrow"],
        held_cells=tally["held"],
        nested_pairs_left=left,
    )
