"""Invented children for the tests, and the slow obvious way to count them."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tutela.methods.disclosure.base import Cells, tabulate
from tutela.methods.disclosure.keys import Secret
from tutela.methods.disclosure.lattice import Classification, Lattice
from tutela.methods.disclosure.micro import Microdata

SECRET = Secret(b"not a secret: only for the tests of Tutela")
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SPRING, AUTUMN = dt.datetime(2026, 4, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 1, tzinfo=dt.UTC)

REGION = Classification("region", tuple("ABCDEF"))
PROVINCE = Classification("province", ("west", "east"), of="region", groups=(0, 0, 0, 1, 1, 1))
SEX = Classification("sex", ("F", "M", "UNK"), unknown=frozenset({"UNK"}))
AGE = Classification("age", ("0-4", "5-9", "10-14", "15-17"))
FORM = Classification("form", ("sale", "labour", "abuse", "online", "trafficking"), sensitive=True)
LATTICE = Lattice((REGION, PROVINCE, SEX, AGE, FORM), "region")

FORMS = Classification(
    "forms",
    ("sale", "sale-online", "labour", "abuse", "abuse-home", "NONE"),
    sensitive=True,
    many=True,
    empty="NONE",
)
FAMILY = Classification("family", ("sale", "labour", "abuse", "NONE"), frozenset(), True, "forms", (0, 0, 1, 2, 2, 3), True)
SEVERAL = Lattice((REGION, PROVINCE, SEX, FORMS, FAMILY), "region")
"""A child has any number of forms and counts once in each, and once in each family of them."""

Person = dict[str, str]


def children(size: int, seed: int, lattice: Lattice = LATTICE) -> list[Person]:
    """Persons with uneven, correlated categories, so that there are small cells, empty ones and near-empty ones."""
    rng = np.random.default_rng(seed)
    people: list[Person] = [{"id": f"child-{seed}-{i}"} for i in range(size)]
    for own in lattice.bases:
        shares = rng.dirichlet(np.full(len(own.labels), 1.2))
        for person, label in zip(people, rng.choice(own.labels, size=size, p=shares), strict=True):
            person[own.name] = str(label)
    return people


def with_several(people: list[Person], seed: int, share: float = 0.3) -> list[dict[str, Any]]:
    """The same persons with none, one or more forms each."""
    rng = np.random.default_rng(seed)
    chance = np.array([share, share / 3, share / 2, share, share / 4])
    chosen = rng.random((len(people), len(chance))) < chance
    labels = np.array(FORMS.labels[:-1])
    return [person | {"forms": labels[own].tolist()} for person, own in zip(people, chosen, strict=True)]


def labels_of(person: dict[str, Any], name: str, lattice: Lattice) -> set[str]:
    """The labels under which one person counts in a classification."""
    own = lattice.by_name[name]
    given = person[own.root]
    told = (set(given) or {FORMS.empty}) if own.many else {given}
    if own.of is None:
        return told
    return {own.labels[own.groups[lattice.by_name[own.of].labels.index(label)]] for label in told}


def micro_file(folder: Path, people: list[Any], name: str = "micro.parquet") -> Path:
    path = folder / name
    pq.write_table(pa.Table.from_pylist(people), path)
    return path


def slow_sets(people: list[Any], lattice: Lattice = LATTICE) -> dict[tuple[tuple[str, str], ...], frozenset[str]]:
    """Every cell of every table as the set of its persons, by looking at everybody for each cell."""
    found: dict[Any, set[str]] = {}
    for table in lattice.tables:
        for person in people:
            choices = [[(name, label) for label in labels_of(person, name, lattice)] for name in table]
            for labels in itertools.product(*choices):
                found.setdefault(tuple(labels), set()).add(person["id"])
    return {cell: frozenset(ids) for cell, ids in found.items()}


def true_tables(folder: Path, people: list[Any], lattice: Lattice = LATTICE) -> dict[tuple[str, ...], Cells]:
    with Microdata(micro_file(folder, people)) as micro:
        return tabulate(micro.base(lattice, person="id", secret=SECRET), lattice)
