"""What may be asked: a fixed, finite lattice of registered classifications.

There are no filters and no unions of categories; a coarser level exists only if it is registered here. Averaging over
free unions recovers 83 % of the true counts in 200 questions, over a fixed hierarchy no more than one look does
(statistics.md 2.3).
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from .errors import DisclosureRefused
from .tables import MAX_DIMENSIONS, TOTAL, CellState, Ints

MAX_LABELS = 500
MAX_BASE_CELLS = 40_000_000
STRUCTURAL = (CellState.NOT_APPLICABLE, CellState.ZERO, CellState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Classification:
    """One registered way to divide people.

    name: also the column of the microdata when `of` is None. unknown: labels meaning "not known"; blanks are counted
    there. sensitive: membership must not be inferable. of, groups: a coarser level of classification `of`; groups[i] is
    the position of this level's label for the i-th label of `of`. many: a person can have several labels, in a column
    of lists, and counts once in each; one without any counts under `empty`, so every person has at least one label.
    """

    name: str
    labels: tuple[str, ...]
    unknown: frozenset[str] = frozenset()
    sensitive: bool = False
    of: str | None = None
    groups: tuple[int, ...] = ()
    many: bool = False
    empty: str = ""

    def __post_init__(self) -> None:
        fine = self.name and self.labels and len(self.labels) <= MAX_LABELS and TOTAL not in self.labels
        if not fine or len(set(self.labels)) != len(self.labels) or not self.unknown <= set(self.labels):
            raise DisclosureRefused("classification", f"The classification {self.name!r} is not well formed.")
        if (self.of is None) != (not self.groups) or any(not 0 <= g < len(self.labels) for g in self.groups):
            raise DisclosureRefused("classification", f"The levels of classification {self.name!r} do not fit.")
        if (self.empty not in self.labels) if self.many and self.of is None else self.empty:
            raise DisclosureRefused(
                "classification", f"{self.name!r} must name its label for those without any, and only then."
            )

    @property
    def root(self) -> str:
        return self.of or self.name


@dataclass(frozen=True, slots=True)
class Structural:
    """Cells whose state is known beforehand, e.g. a form that cannot occur at an age, or a unit that did not report.

    where: pairs of a classification, or the period's column, and a label.
    """

    where: tuple[tuple[str, str], ...]
    state: CellState = CellState.NOT_APPLICABLE

    def __post_init__(self) -> None:
        if self.state not in STRUCTURAL or not self.where:
            raise DisclosureRefused("structural", "A structural cell is not applicable, zero or unknown.")


@dataclass(frozen=True)
class Lattice:
    """The registered classifications, the area, the optional period column with its values, the structural cells."""

    classifications: tuple[Classification, ...]
    area: str
    period: str | None = None
    periods: tuple[str, ...] = ("",)
    structural: tuple[Structural, ...] = ()

    def __post_init__(self) -> None:
        names = [c.name for c in self.classifications]
        if len(set(names)) != len(names) or (self.period in names) or self.area not in names:
            raise DisclosureRefused("lattice", "Names must differ and the area must be registered.")
        self._check_levels()
        for rule in self.structural:
            for name, label in rule.where:
                if label not in self.labels(name):
                    raise DisclosureRefused("structural", "A structural cell names something that is not registered.")
        if not self.periods or len(set(self.periods)) != len(self.periods):
            raise DisclosureRefused("lattice", "Periods must differ from each other.")
        if math.prod(len(c.labels) for c in self.bases) * len(self.periods) > MAX_BASE_CELLS:
            raise DisclosureRefused("lattice_too_large", "The registered classifications cross into too many cells.")

    def _check_levels(self) -> None:
        for level in self.classifications:
            base = self.by_name.get(level.root)
            if base is None or base.of is not None or (level.of and len(level.groups) != len(base.labels)):
                raise DisclosureRefused("lattice", f"The level {level.name!r} does not fit its classification.")
            if level.many != base.many or (level.many and level.root == self.by_name[self.area].root):
                raise DisclosureRefused(
                    "lattice", f"In {level.name!r} a person has one label or several; make it one of the two."
                )
        if len({c.root for c in self.classifications if c.many}) > 1:
            raise DisclosureRefused("lattice", "At most one classification may give a person several labels.")

    @cached_property
    def by_name(self) -> dict[str, Classification]:
        return {c.name: c for c in self.classifications}

    @cached_property
    def bases(self) -> tuple[Classification, ...]:
        return tuple(c for c in self.classifications if c.of is None)

    @cached_property
    def singles(self) -> tuple[Classification, ...]:
        """The bases in which a person has exactly one label: the dense base every total comes from."""
        return tuple(c for c in self.bases if not c.many)

    def several(self, table: Sequence[str]) -> str | None:
        """The name in a table along which a person may count more than once."""
        return next((name for name in table if self.by_name[name].many), None)

    def labels(self, name: str) -> tuple[str, ...]:
        """The labels of a classification, or the periods; none for a name that is not registered."""
        if name == self.period:
            return self.periods
        return self.by_name[name].labels if name in self.by_name else ()

    def same_kind(self, other: Lattice) -> bool:
        """Whether tables of both can stand in one series: other periods and other structural cells may differ."""
        plain, again = (replace(one, periods=("",), structural=()) for one in (self, other))
        return plain == again

    @cached_property
    def tables(self) -> tuple[tuple[str, ...], ...]:
        """Every table that may be asked for: up to three classifications of different roots, in registered order."""
        return tuple(
            tuple(c.name for c in chosen)
            for size in range(MAX_DIMENSIONS + 1)
            for chosen in itertools.combinations(self.classifications, size)
            if len({c.root for c in chosen}) == size
        )

    def shape(self, table: Sequence[str]) -> tuple[int, ...]:
        """(periods, labels of each classification …)."""
        return (len(self.periods), *(len(self.by_name[name].labels) for name in table))

    def resolve(self, by: Sequence[str]) -> tuple[str, ...]:
        """The registered table with these names in registered order. Raises DisclosureRefused for anything else."""
        if len(by) > MAX_DIMENSIONS:
            raise DisclosureRefused("too_many_dimensions", f"A table crosses at most {MAX_DIMENSIONS} classifications.")
        for name in by:
            if name not in self.by_name:
                raise DisclosureRefused("not_registered", f"{name[:40]!r} is not a registered classification.")
        table = tuple(c.name for c in self.classifications if c.name in by)
        if len(set(by)) != len(by) or table not in self.tables:
            raise DisclosureRefused("same_root", "A table may use each classification, at one level, once.")
        return table

    def coarser(self, table: Sequence[str]) -> list[tuple[str | None, ...]]:
        """Every proper coarsening: per classification itself, a coarser level of it, or None (summed over)."""
        choices: list[list[str | None]] = []
        for name in table:
            own = self.by_name[name]
            levels = [c.name for c in self.classifications if own.of is None and c.of == own.name]
            choices.append([name, *levels, None])
        return [choice for choice in itertools.product(*choices) if choice != tuple(table)]

    def lift(self, fine: str, coarse: str | None) -> Ints:
        """For each label of `fine` the position of its label in `coarse` (all 0 when summed over)."""
        size = len(self.by_name[fine].labels)
        if coarse is None:
            return np.zeros(size, np.int64)
        return np.arange(size) if fine == coarse else np.array(self.by_name[coarse].groups, dtype=np.int64)

    def to_json(self) -> str:
        """Canonical JSON; `from_json` reads it back."""
        told = {
            "classifications": [
                {
                    "name": c.name,
                    "labels": list(c.labels),
                    "unknown": sorted(c.unknown),
                    "sensitive": c.sensitive,
                    "of": c.of,
                    "groups": list(c.groups),
                }
                | ({"many": True, "empty": c.empty} if c.many else {})
                for c in self.classifications
            ],
            "area": self.area,
            "period": self.period,
            "periods": list(self.periods),
            "structural": [{"where": dict(s.where), "state": s.state.value} for s in self.structural],
        }
        return json.dumps(told, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Lattice:
        """Read a lattice. Raises DisclosureRefused when it is malformed."""
        try:
            told: Mapping[str, Any] = json.loads(text)
            return cls(
                tuple(
                    Classification(
                        str(c["name"]),
                        tuple(map(str, c["labels"])),
                        frozenset(c.get("unknown", ())),
                        bool(c.get("sensitive", False)),
                        c.get("of"),
                        tuple(map(int, c.get("groups", ()))),
                        bool(c.get("many", False)),
                        str(c.get("empty", "")),
                    )
                    for c in told["classifications"]
                ),
                str(told["area"]),
                told.get("period"),
                tuple(map(str, told.get("periods", [""]))),
                tuple(
                    Structural(tuple(sorted(s["where"].items())), CellState(s.get("state", "not_applicable")))
                    for s in told.get("structural", ())
                ),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DisclosureRefused("lattice", "The lattice file is not well formed.") from error
