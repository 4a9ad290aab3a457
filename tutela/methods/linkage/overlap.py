"""Several registers linked at once, in memory: who is on which, as patterns without names.

All records are compared as one register, so that a child twice on one list counts once; linked records form one person by
connected components. What comes out holds no name, no date and no identifier: a pattern of lists, sex, an age group, a
place as spelt, and how sure the links are. Sources: Fellegi & Sunter 1969; components as in Splink's clustering; why the
probabilities are kept: Sadinle 2018 (linkage uncertainty in population size estimates).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy

from tutela.methods.linkage import names
from tutela.methods.linkage.born import NOT_KNOWN, Born, NotADate, from_age, parse_born
from tutela.methods.linkage.columns import sex_of
from tutela.methods.linkage.link import THRESHOLDS, link
from tutela.methods.linkage.register import BadInput, Register, RowProblem

AGE_GROUPS = ((0, 4), (5, 9), (10, 14), (15, 17))
MOST_LISTS = 12
UNKNOWN = "UNK"


@dataclass(frozen=True)
class Overlaps:
    """``rows``: (pattern mask, sex, age group, place) to people; ``match``: pattern mask of two lists or more to the mean
    probability of its weakest link; ``records``: per list how many records, ``people`` how many after its own duplicates
    were joined; ``outside``: records left out because their date is outside the period."""

    names: tuple[str, ...]
    rows: dict[tuple[int, str, str, str], int]
    match: dict[int, float]
    records: tuple[int, ...]
    people: tuple[int, ...]
    outside: int
    problems: tuple[RowProblem, ...]
    notes: tuple[str, ...]


def overlaps(
    registers: Sequence[Register],
    *,
    period: tuple[int, int] | None = None,
    threshold: float = THRESHOLDS["statistics"],
) -> Overlaps:
    """Link ``registers`` and count people by pattern.

    ``period``: first and last year of ``seen``; records with a date outside it, or without one when the list has dates, are
    left out. Ages are those in the last year of the period, or at ``seen``, or they are unknown. Raises BadInput for fewer
    than two or more than twelve lists, one name twice, or when there is nothing to compare.
    """
    if not 2 <= len(registers) <= MOST_LISTS:
        raise BadInput(f"Two to {MOST_LISTS} lists can be linked; {len(registers)} were given.")
    called = tuple(register.name for register in registers)
    if len(set(called)) != len(called):
        raise BadInput("Two lists have the same name.")
    kept = [_within(register, period) for register in registers]
    outside = sum(len(before) - len(after) for before, after in zip(registers, kept, strict=True))
    for register in kept:
        if not len(register):
            raise BadInput(f"“{register.name}” has no record in the period.")
    whole = _joined(kept)
    found = link(whole, threshold=threshold)
    lists = np.repeat(np.arange(len(kept)), [len(register) for register in kept])
    people, weakest = _components(found.links, len(whole))
    return _counted(kept, whole, lists, people, weakest, period, outside, found)


def _within(register: Register, period: tuple[int, int] | None) -> Register:
    """The records of the period. A register without dates is taken whole."""
    if period is None or "seen" not in register.columns:
        return register
    years = [_year(text) for text in register.columns["seen"][0]]
    keep = [at for at, year in enumerate(years) if year is not None and period[0] <= year <= period[1]]
    columns = {name: tuple([column[at] for at in keep] for column in columns) for name, columns in register.columns.items()}
    return Register(register.name, columns, [register.rows[at] for at in keep], register.problems)


def _year(text: str) -> int | None:
    try:
        return parse_born(text).low
    except NotADate:
        return None


def _joined(registers: Sequence[Register]) -> Register:
    """All registers as one; a field that one of them lacks is unknown there."""
    widths = {
        name: max(len(register.columns.get(name, ())) for register in registers)
        for register in registers
        for name in register.columns
    }
    columns = {
        name: tuple([text for register in registers for text in _column(register, name, number)] for number in range(width))
        for name, width in widths.items()
    }
    return Register("all lists", columns, list(range(sum(map(len, registers)))))


def _problems(registers: Sequence[Register], found: Sequence[RowProblem]) -> tuple[RowProblem, ...]:
    """What was wrong in reading, then in comparing; each row under its own list and number."""
    at = [(register.name, row) for register in registers for row in register.rows]
    own = [problem for register in registers for problem in register.problems]
    moved = [replace(problem, file=at[problem.row][0], row=at[problem.row][1]) for problem in found]
    return (*own, *moved)


def _column(register: Register, name: str, number: int) -> list[str]:
    known = register.columns.get(name, ())
    return known[number] if number < len(known) else [""] * len(register)


def _components(links: Any, size: int) -> tuple[Any, dict[int, float]]:
    """The person of each record, and each linked person's weakest link."""
    left, right = links["left_row"].to_numpy(), links["right_row"].to_numpy()
    graph = scipy.sparse.coo_array((np.ones(len(left)), (left, right)), shape=(size, size))
    people = scipy.sparse.csgraph.connected_components(graph, directed=False)[1]
    weakest: dict[int, float] = {}
    for person, probability in zip(people[left].tolist(), links["probability"].to_pylist(), strict=True):
        weakest[person] = min(weakest.get(person, 1.0), probability)
    return people, weakest


def _counted(
    kept: Sequence[Register],
    whole: Register,
    lists: Any,
    people: Any,
    weakest: dict[int, float],
    period: tuple[int, int] | None,
    outside: int,
    found: Any,
) -> Overlaps:
    masks: dict[int, int] = {}
    for person, at in zip(people.tolist(), lists.tolist(), strict=True):
        masks[person] = masks.get(person, 0) | 1 << at
    traits = _traits(whole, people.tolist(), period)
    rows: Counter[tuple[int, str, str, str]] = Counter()
    sure: dict[int, list[float]] = {}
    for person, mask in masks.items():
        rows[(mask, *traits[person])] += 1
        if mask.bit_count() > 1:
            sure.setdefault(mask, []).append(weakest[person])
    return Overlaps(
        names=tuple(register.name for register in kept),
        rows=dict(rows),
        match={mask: float(np.mean(values)) for mask, values in sorted(sure.items())},
        records=tuple(len(register) for register in kept),
        people=tuple(sum(mask >> at & 1 for mask in masks.values()) for at in range(len(kept))),
        outside=outside,
        problems=_problems(kept, found.problems),
        notes=found.notes,
    )


def _traits(whole: Register, people: list[int], period: tuple[int, int] | None) -> dict[int, tuple[str, str, str]]:
    """(sex, age group, place) of each person: the first of each that any of the records knows."""
    size = len(whole)
    sexes = [sex_of(text) or UNKNOWN for text in whole.columns.get("sex", ([""] * size,))[0]]
    ages = _ages(whole, period)
    places = [names.normalise(text).title() or UNKNOWN for text in whole.columns.get("place", ([""] * size,))[0]]
    found: dict[int, list[str]] = {}
    for person, known in zip(people, zip(sexes, ages, places, strict=True), strict=True):
        so_far = found.setdefault(person, [UNKNOWN] * 3)
        for at, value in enumerate(known):
            if so_far[at] == UNKNOWN:
                so_far[at] = value
    return {person: (known[0], known[1], known[2]) for person, known in found.items()}


def _ages(whole: Register, period: tuple[int, int] | None) -> list[str]:
    nothing = [""] * len(whole)
    columns = (whole.columns.get(name, (nothing,))[0] for name in ("born", "age", "seen"))
    return [_age_group(born, age, seen, period) for born, age, seen in zip(*columns, strict=True)]


def _age_group(born: str, age: str, seen: str, period: tuple[int, int] | None) -> str:
    """The age group as stated, else in the year of ``seen`` or the last of the period; a birth that spans groups is unknown."""
    if age.strip().isdecimal():
        return _group(int(age))
    year = _year(seen) or (period[1] if period else None)
    known = _birth(born, age, year)
    if known.low is None or known.high is None or year is None:
        return UNKNOWN
    groups = {_group(year - known.low), _group(year - known.high)}
    return groups.pop() if len(groups) == 1 else UNKNOWN


def _birth(born: str, age: str, year: int | None) -> Born:
    with suppress(NotADate):
        found = parse_born(born)
        if found.low is not None:
            return found
    with suppress(NotADate):
        return from_age(age, year)
    return NOT_KNOWN


def _group(age: int) -> str:
    if age < 0:
        return UNKNOWN
    return next((f"{low}-{high}" for low, high in AGE_GROUPS if low <= age <= high), "18+" if age < 120 else UNKNOWN)
