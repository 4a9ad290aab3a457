"""True counts and cell keys: the finest cells, and from them every table of a lattice. Runs in the statistics worker only.

The engine groups the rows once (`micro`); NumPy sums the dense base into every table. Nothing computed here is written
where a reader can reach it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .lattice import Classification, Lattice
from .tables import Ints

KEY_MODULUS = np.uint64(2**32 - 1)  # a mask: keys are sums modulo 2³²

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """True counts of persons and their cell keys, same shape: (periods, labels …)."""

    counts: Ints
    keys: Keys


@dataclass(frozen=True, slots=True, eq=False)
class Base(Cells):
    """The finest cells, each person once. several: per name along which a person may count in several labels, the same
    cells with that name as their last axis, each person once in each label.
    """

    several: Mapping[str, Cells] = field(default_factory=dict)


def tabulate(base: Base, lattice: Lattice) -> dict[tuple[str, ...], Cells]:
    """True counts and keys of every table of the lattice, each summed from the smallest table that contains it.

    A table without several labels a person comes from the cells that hold each person once, never from one with them.
    """
    names = tuple(c.name for c in lattice.singles)
    done: dict[tuple[str, ...], Cells] = {}
    for table in sorted(lattice.tables, key=len, reverse=True):
        along = lattice.several(table)
        source, cells = ((*names, along), base.several[along]) if along else (names, base)
        for other, ready in done.items():
            contained = set(table) <= set(other) and lattice.several(other) == along
            if contained and ready.counts.size < cells.counts.size:
                source, cells = other, ready
        done[table] = _summed(cells, source, table, lattice)
    return {table: done[table] for table in lattice.tables}


def _summed(cells: Cells, source: tuple[str, ...], table: tuple[str, ...], lattice: Lattice) -> Cells:
    wanted = {name if name in source else lattice.by_name[name].root: name for name in table}
    dropped = tuple(1 + i for i, name in enumerate(source) if name not in wanted)
    counts, keys = cells.counts.sum(axis=dropped), cells.keys.sum(axis=dropped)
    for axis, name in enumerate([name for name in source if name in wanted], start=1):
        if wanted[name] != name:
            level = lattice.by_name[wanted[name]]
            counts, keys = (_grouped(part, axis, level) for part in (counts, keys))
    # axes follow the order of `source`; a coarser level may be registered elsewhere than its root
    order = [wanted[name] for name in source if name in wanted]
    turn = (0, *[1 + order.index(name) for name in table])
    counts, keys = np.ascontiguousarray(counts.transpose(turn)), np.ascontiguousarray(keys.transpose(turn))
    return Cells(counts, keys & KEY_MODULUS)


def _grouped(part: NDArray[Any], axis: int, level: Classification) -> NDArray[Any]:
    groups = np.array(level.groups)
    members = [np.flatnonzero(groups == g) for g in range(len(level.labels))]
    return np.stack([part.take(rows, axis=axis).sum(axis=axis) for rows in members], axis)
