"""From one row per person and period to the finest cells, on whichever engine. Runs in the statistics worker only.

Every question is an Ibis expression, written once: the engine groups, and what comes back are the groups that occur, never
rows of persons. The codes of the lattice are put on them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .base import Base, Cells
from .errors import DisclosureRefused
from .keys import Secret
from .lattice import Classification, Lattice

if TYPE_CHECKING:
    import ibis

    from .engine import Engine

UNKNOWN_CODES = frozenset({"UNK", "NAS", "REF", "_U", "unknown"})
DISCOVERED_LABELS = 200
BETWEEN = ";"  # labels of one person in a text column
EMPTY = "NONE"
JOINED = "."
KEYS = 2**32
T = TypeVar("T")
WIDE = 64  # bits of a key of which the upper half is taken


class Microdata:
    """An open file of rows. Use as a context manager.

    engine: where it is counted, as `engine.open_engine` names it. memory: DuckDB's limit; nothing is
    written to the disk where it does not suffice.
    Raises DisclosureRefused for a file that is missing or no table, EngineMissing when the engine cannot run here.
    """

    def __init__(self, source: Path, *, engine: str = "", memory: str = "3GB") -> None:
        if not source.is_file():
            raise DisclosureRefused("no_microdata", f"The file {source} cannot be read.")
        from .engine import open_engine  # its libraries are loaded by whoever counts, not by whoever answers from a cube

        self._engine: Engine = open_engine(engine, memory=memory)
        try:
            self._given = self._engine.read(source)
        except self._engine.broken as error:
            self._engine.close()
            raise DisclosureRefused("microdata_damaged", f"The file {source} is not a readable table.") from error
        self._rows = self._given

    def __enter__(self) -> Microdata:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def rename(self, names: Mapping[str, str | tuple[str, ...]]) -> None:
        """Know columns of the file by other names from here on, as {new: old}; several old ones are joined by `JOINED`. A
        name given anew takes the place of the old column."""
        kept = {name: self._given[name] for name in self._given.columns if name not in names}
        self._rows = self._given.select(**kept, **{new: self._joined(old) for new, old in names.items()})

    def need(self, *names: str) -> None:
        missing = [name for name in names if name not in self._rows.columns]
        if missing:
            raise DisclosureRefused("no_such_column", f"The microdata has no column {missing[0]!r}.")

    def discover(self, column: str, *, several: bool = False) -> tuple[str, ...]:
        """The sorted values of a column, or with `several` of its lists, for use as labels.

        Refuses columns that are not a classification.
        """
        self.need(column)
        value = self._list(column).unnest() if several else self._text(column)
        some = self._rows.select(value=value).distinct().limit(DISCOVERED_LABELS + 2)
        found = sorted({value or "UNK" for value in self._ask(some)["value"].to_pylist()})
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
        several = [c for c in lattice.bases if c.many]
        axes = {"p": lattice.periods} | {f"c{i}": c.labels for i, c in enumerate(lattice.singles)}
        columns = {"p": self._period(lattice)} | {f"c{i}": self._single(c) for i, c in enumerate(lattice.singles)}
        columns |= {"k": self._key(person, secret, key), "mark": self._engine.mark(self._text(person))}
        rows = self._rows.select(**columns, **({"labels": self._labels(several[0])} if several else {}))
        by = [*axes, *(["labels"] if several else [])]
        grouped = rows.group_by(by).aggregate(n=rows.count(), s=rows.k.sum(), blank=rows.k.isnull().sum())
        if several:
            grouped = self._tried(lambda: self._engine.keep(grouped))
        whole = self._cells(grouped, axes)
        self._nobody_twice(rows)
        along = {
            level.name: self._cells(_unnested(grouped, lattice, level), axes | {"label": level.labels})
            for level in lattice.classifications
            if level.many
        }
        return Base(whole.counts, whole.keys, along)

    def _cells(self, grouped: ibis.Table, axes: Mapping[str, tuple[str, ...]]) -> Cells:
        """Groups of persons added up along the axes, dense."""
        shape = tuple(map(len, axes.values()))
        size = int(np.prod(shape))
        summed = grouped.group_by(list(axes)).aggregate(**{name: grouped[name].sum() for name in ("n", "s", "blank")})
        found = self._ask(summed.limit(size + 1))  # there are no more, unless a category is not registered
        if pc.any(pc.greater(found["blank"], 0)).as_py():
            raise DisclosureRefused("person_blank", "A row has no person or record key.")
        places = [pc.index_in(found[name], pa.array(labels, pa.string())) for name, labels in axes.items()]
        if any(place.null_count for place in places):
            raise DisclosureRefused("not_registered", "A row has a category or period that is not registered.")
        cell = np.ravel_multi_index([place.to_numpy() for place in places], shape)
        counts, keys = np.zeros(size, np.int64), np.zeros(size, np.uint64)
        counts[cell] = pc.cast(found["n"], pa.int64()).to_numpy()
        keys[cell] = pc.cast(found["s"], pa.int64()).to_numpy() % KEYS
        return Cells(counts.reshape(shape), keys.reshape(shape))

    def _nobody_twice(self, rows: ibis.Table) -> None:
        same = rows.group_by(["mark", "p"]).aggregate(n=rows.count())
        if self._ask(same.filter(same.n > 1).limit(1)).num_rows:
            raise DisclosureRefused("person_twice", "A person appears twice in a period; a table counts persons.")

    def _ask(self, question: ibis.Table) -> pa.Table:
        return self._tried(question.to_pyarrow)

    def _tried(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except self._engine.full as error:
            sentence = "The microdata do not fit into the memory; give more of it, or count them with Spark."
            raise DisclosureRefused("memory", sentence) from error
        except self._engine.broken as error:
            raise DisclosureRefused("microdata_damaged", "The microdata could not be read to its end.") from error

    def _text(self, column: str) -> Any:
        return self._rows[column].cast("string")

    def _joined(self, old: str | tuple[str, ...]) -> Any:
        import ibis

        return self._given[old] if isinstance(old, str) else ibis.literal(JOINED).join([self._given[name] for name in old])

    def _single(self, own: Classification) -> Any:
        told = self._text(own.name).nullif("")
        return told.fill_null(min(own.unknown)) if own.unknown else told

    def _labels(self, own: Classification) -> Any:
        """A person's labels, at least one."""
        import ibis

        listed = self._list(own.name)
        nobody_said, none = (ibis.array([label]) for label in (min(own.unknown, default=own.empty), own.empty))
        return ibis.cases((listed.isnull(), nobody_said), (listed.length() == 0, none), else_=listed)

    def _list(self, column: str) -> Any:
        """A column as lists of texts: lists as they are, texts divided where `BETWEEN` stands."""
        if self._rows[column].type().is_array():
            return self._rows[column].cast("array<string>")
        return self._text(column).split(BETWEEN).filter(lambda label: label != "")

    def _period(self, lattice: Lattice) -> Any:
        import ibis

        return ibis.literal("") if lattice.period is None else self._text(lattice.period)

    def _key(self, person: str, secret: Secret | None, key: str | None) -> Any:
        """The record key of a row; null where there is none."""
        if key is not None:
            given = self._rows[key]
            return self._engine.upper_half(given) if _is_wide(given) else _within(given.try_cast("int64"))
        if secret is None:
            raise DisclosureRefused("secret_missing", "Record keys need a secret or a column that holds them.")
        return self._engine.record_key(self._text(person).nullif(""), secret)


def _is_wide(column: Any) -> bool:
    """Whether a column holds unsigned 64-bit numbers, which Spark knows as decimals."""
    kind = column.type()
    return bool(kind.is_decimal() or (kind.is_unsigned_integer() and kind.nbytes * 8 == WIDE))


def _within(number: Any) -> Any:
    import ibis

    return ibis.ifelse((number >= 0) & (number < KEYS), number, ibis.null("int64"))


def _unnested(grouped: ibis.Table, lattice: Lattice, level: Classification) -> ibis.Table:
    """A row for each label of a level that the persons of a group have; two labels of one family count once."""
    labels = grouped.labels
    if level.of is not None:
        groups = [level.labels[place] for place in level.groups]
        pairs = list(zip(lattice.by_name[level.of].labels, groups, strict=True))
        labels = labels.map(lambda label: label.cases(*pairs, else_=None))
    others = [name for name in grouped.columns if name != "labels"]
    return grouped.select(*others, label=labels.unique().unnest())


def lattice_from(
    micro: Microdata,
    dims: list[str],
    *,
    area: str | None,
    period: str | None,
    sensitive: Iterable[str],
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
