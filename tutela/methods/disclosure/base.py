"""From one row per person and period to true counts and cell keys. Runs in the statistics worker only.

DuckDB hashes the persons, encodes the classifications and groups once; NumPy sums the dense base into every table of the
lattice. Nothing computed here is written where a reader can reach it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .errors import DisclosureRefused
from .keys import Secret
from .lattice import Classification, Lattice
from .tables import Ints

if TYPE_CHECKING:
    import duckdb

KEY_MODULUS = np.uint64(2**32 - 1)  # a mask: keys are sums modulo 2³²
UNKNOWN_CODES = frozenset({"UNK", "NAS", "REF", "_U", "unknown"})
DISCOVERED_LABELS = 200
BETWEEN = ";"  # labels of one person in a text column
EMPTY = "NONE"
JOINED = "."
_WIDE_KEY = "UBIGINT"

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


class Microdata:
    """An open file of rows, read by DuckDB. Use as a context manager."""

    def __init__(self, source: Path, *, memory: str = "3GB") -> None:
        if not source.is_file():
            raise DisclosureRefused("no_microdata", f"The file {source} cannot be read.")
        import duckdb  # loaded by whoever counts, not by every process that answers from a cube

        self._broken = duckdb.Error
        self._db = duckdb.connect(config={"memory_limit": memory, "preserve_insertion_order": "false"})
        name = str(source).replace("'", "''")
        reader = "read_parquet('{}')" if source.suffix == ".parquet" else "read_csv('{}', all_varchar=true, header=true)"
        try:
            self._db.execute(f"CREATE VIEW file AS SELECT * FROM {reader.format(name)}")
            self._given = {str(row[0]): str(row[1]) for row in self._db.execute("DESCRIBE file").fetchall()}
            self.rename({})
        except self._broken as error:
            self._db.close()
            raise DisclosureRefused("microdata_damaged", f"The file {source} is not a readable table.") from error

    def rename(self, names: Mapping[str, str | tuple[str, ...]]) -> None:
        """Know columns of the file by other names from here on, as {new: old}; several old ones are joined by `JOINED`."""
        self._db.execute(f"CREATE OR REPLACE VIEW micro AS {_renamed(self._given, names)}")
        joined = {new: self._given.get(old, "") if isinstance(old, str) else "VARCHAR" for new, old in names.items()}
        self.types = self._given | joined
        self.columns = list(self.types)

    def __enter__(self) -> Microdata:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def need(self, *names: str) -> None:
        missing = [name for name in names if name not in self.columns]
        if missing:
            raise DisclosureRefused("no_such_column", f"The microdata has no column {missing[0]!r}.")

    def discover(self, column: str, *, several: bool = False) -> tuple[str, ...]:
        """The sorted values of a column, or with `several` of its lists, for use as labels.

        Refuses columns that are not a classification.
        """
        self.need(column)
        value = f"unnest({self._list(column)})" if several else f"CAST({_quoted(column)} AS VARCHAR)"
        query = f"SELECT DISTINCT {value} AS v FROM micro LIMIT {DISCOVERED_LABELS + 2}"
        found = sorted({"UNK" if row[0] in (None, "") else str(row[0]) for row in self._db.execute(query).fetchall()})
        if not found or len(found) > DISCOVERED_LABELS:
            raise DisclosureRefused("not_a_classification", f"{column!r} has no values or too many to be a classification.")
        return tuple(found)

    def base(self, lattice: Lattice, *, person: str, secret: Secret | None = None, key: str | None = None) -> Base:
        """Group the rows: dense counts and keys over (period, base classifications …), and beside them over the labels of
        the classification in which a person can have several.

        key: a column that already holds the permanent record keys (whole numbers < 2³²; of a column of unsigned 64-bit
        numbers the upper 32 bits are taken); else they are derived from `person` with `secret`. Raises DisclosureRefused
        for a person twice in a period, an unregistered category or period, a blank without an unknown category, or a
        blank person.
        """
        self.need(person, *[c.name for c in lattice.bases], *filter(None, [lattice.period, key]))
        hashed, given = self._key(person, secret, key)
        codes = [self._code(c) for c in lattice.singles]
        shape = lattice.shape([c.name for c in lattice.singles])
        flat = _flat(["p", *[f"c{i}" for i in range(len(codes))]], shape)
        inner = ", ".join([f"{self._period(lattice)} AS p", *[f"{code} AS c{i}" for i, code in enumerate(codes)]])
        several = [c for c in lattice.bases if c.many]
        labels = self._labels(several[0]) if several else "[0]"
        try:
            self._db.execute(
                f"CREATE OR REPLACE TEMP TABLE coded AS SELECT {flat} AS cell, {hashed} AS k, hash(who) AS h, labels FROM "
                f"(SELECT {labels} AS labels, CAST({_quoted(person)} AS VARCHAR) AS who, {given} AS given, {inner} FROM micro)",
                {"inner": secret.pads()[0], "outer": secret.pads()[1]} if secret and key is None else None,
            )
        except self._broken as error:
            raise DisclosureRefused("microdata_damaged", "The microdata could not be read to its end.") from error
        self._check(shape)
        whole = self._grouped("cell", "coded", shape)
        along = {c.name: self._along(c, shape) for c in lattice.classifications if c.many}
        return Base(whole.counts, whole.keys, along)

    def _along(self, level: Classification, shape: tuple[int, ...]) -> Cells:
        """The cells with the labels of a level behind them; a person with two labels of one group counts once in it."""
        code = f"list_transform(labels, lambda x: {list(level.groups)}[x + 1])" if level.groups else "labels"
        unnested = f"(SELECT cell, k, unnest(list_distinct({code})) AS label FROM coded)"
        return self._grouped(f"cell * {len(level.labels)} + label", unnested, (*shape, len(level.labels)))

    def _grouped(self, cell: str, source: str, shape: tuple[int, ...]) -> Cells:
        rows = self._db.execute(
            f"SELECT {cell} AS cell, count(*) AS n, (sum(k::UBIGINT) % {2**32})::UBIGINT AS k FROM {source} GROUP BY 1"
        ).fetchnumpy()
        counts, keys = np.zeros(int(np.prod(shape)), np.int64), np.zeros(int(np.prod(shape)), np.uint64)
        counts[rows["cell"]] = rows["n"]
        keys[rows["cell"]] = rows["k"]
        return Cells(counts.reshape(shape), keys.reshape(shape))

    def _check(self, shape: tuple[int, ...]) -> None:
        unregistered = "cell IS NULL OR len(labels) <> list_count(labels)"
        bad, blank = _one(self._db, f"SELECT count(*) FILTER ({unregistered}), count(*) FILTER (k IS NULL) FROM coded")
        if blank:
            raise DisclosureRefused("person_blank", "A row has no person or record key.")
        if bad:
            raise DisclosureRefused("not_registered", "A row has a category or period that is not registered.")
        inner = int(np.prod(shape[1:]))
        twice = self._db.execute(
            f"SELECT 1 FROM (SELECT h, cell // {inner} AS p FROM coded) GROUP BY h, p HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        if twice:
            raise DisclosureRefused("person_twice", "A person appears twice in a period; a table counts persons.")

    def _code(self, own: Classification) -> str:
        blank = next(iter(sorted(own.unknown)), None)
        return _enum(f"CAST({_quoted(own.name)} AS VARCHAR)", own.labels, blank)

    def _labels(self, own: Classification) -> str:
        """The codes of a person's labels, at least one."""
        blank = _text(min(own.unknown, default=own.empty))
        given = f"CASE WHEN len({{0}}) = 0 THEN [{_text(own.empty)}] ELSE coalesce({{0}}, [{blank}]) END"
        listed = given.format(self._list(own.name))
        return f"list_transform({listed}, lambda x: {_enum('x', own.labels, None)})"

    def _list(self, column: str) -> str:
        """A column as lists of texts: lists as they are, texts divided where `BETWEEN` stands."""
        if self.types[column].endswith("[]"):
            return f"CAST({_quoted(column)} AS VARCHAR[])"
        return f"list_filter(string_split(CAST({_quoted(column)} AS VARCHAR), '{BETWEEN}'), lambda x: x <> '')"

    def _period(self, lattice: Lattice) -> str:
        if lattice.period is None:
            return "0"
        return _enum(f"CAST({_quoted(lattice.period)} AS VARCHAR)", lattice.periods, None)

    def _key(self, person: str, secret: Secret | None, key: str | None) -> tuple[str, str]:
        """SQL for the record key and for the column it may come from."""
        if key is not None:
            wide = self.types[key] == _WIDE_KEY
            return "given", f"({_quoted(key)} >> 32)::UINTEGER" if wide else f"TRY_CAST({_quoted(key)} AS UINTEGER)"
        if secret is None:
            raise DisclosureRefused("secret_missing", "Record keys need a secret or a column that holds them.")
        mac = "sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode(NULLIF(who, '')))))"
        return f"('0x' || substr({mac}, 1, 8))::UINTEGER", "NULL"


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


def _renamed(columns: Mapping[str, str], names: Mapping[str, str | tuple[str, ...]]) -> str:
    """The query that gives columns of `file` their other names; a name given anew takes the place of the old column."""
    kept = [_quoted(column) for column in columns if column not in names]
    for new, old in names.items():
        joined = _quoted(old) if isinstance(old, str) else f"concat_ws('{JOINED}', {', '.join(map(_quoted, old))})"
        kept.append(f"{joined} AS {_quoted(new)}")
    return f"SELECT {', '.join(kept)} FROM file"


def _enum(value: str, labels: tuple[str, ...], blank: str | None) -> str:
    """SQL for the position of a text among labels, NULL for any other."""
    value = f"NULLIF({value}, '')"
    if blank is not None:
        value = f"COALESCE({value}, {_text(blank)})"
    return f"enum_code(TRY_CAST({value} AS ENUM({', '.join(map(_text, labels))})))"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _flat(names: list[str], shape: tuple[int, ...]) -> str:
    strides = [int(np.prod(shape[i + 1 :])) for i in range(len(shape))]
    return " + ".join(f"{name}::BIGINT * {stride}" for name, stride in zip(names, strides))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _one(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = db.execute(query).fetchone()
    if row is None:
        raise DisclosureRefused("microdata_damaged", "The microdata could not be read.")
    return tuple(row)


def lattice_from(
    micro: Microdata,
    dims: list[str],
    *,
    area: str | None,
    period: str | None,
    sensitive: frozenset[str],
    several: str | None = None,
) -> Lattice:
    """A lattice whose labels are those found in the data, for the stand-alone command.

    several: the one among `dims` in which a person can have several labels; persons without any count as `EMPTY`.
    """
    if several is not None and several not in dims:
        raise DisclosureRefused("no_such_column", f"{several!r} is not among the columns to register.")
    found: dict[str, tuple[str, ...]] = {name: micro.discover(name, several=name == several) for name in dims}
    if several is not None:
        found[several] = tuple(dict.fromkeys([*found[several], EMPTY]))
    unknown = {name: frozenset(labels) & UNKNOWN_CODES for name, labels in found.items()}
    return Lattice(
        tuple(
            Classification(n, labels, unknown[n], n in sensitive, many=n == several, empty=EMPTY if n == several else "")
            for n, labels in found.items()
        ),
        area or dims[0],
        period,
        micro.discover(period) if period else ("",),
    )
