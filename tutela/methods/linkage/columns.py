"""From a register as read to the columns the model compares: normal forms, skeletons, name sets, births as ranges.

Every distinct text is worked on once (dictionary encoding), so that a million rows cost what their distinct names cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tutela.methods.linkage import names
from tutela.methods.linkage.born import NOT_KNOWN, Born, NotADate, from_age, parse_born
from tutela.methods.linkage.register import Register, RowProblem

_SEXES = {
    "m": "m male man boy masculin masculino garcon homme hombre nino homem menino muzhskoy dhkr 1",
    "f": "f female woman girl feminin femenino feminino fille femme mujer nina mulher menina zhenskiy 'nth 2",
}
_SEX = {word: code for code, words in _SEXES.items() for word in words.split()}
_NO_VALUE = frozenset(["unk", "nas", "ref", "unknown", "na", "null", "none", "nan", "inconnu", "desconocido", "nk"])


Coded = tuple[list[str], Any]
"""The distinct values of a column and, for each row, the number of its value."""


def _coded(values: Sequence[str]) -> Coded:
    coded = pa.array(values, pa.string()).dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices


def _mapped(values: Coded, to: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    return pa.array([to(value) for value in values[0]], kind).take(values[1])


def _merged(columns: Sequence[Sequence[str]]) -> Sequence[str]:
    return columns[0] if len(columns) == 1 else [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]


@lru_cache(maxsize=16384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in names.tokens(text) if word not in _NO_VALUE)


@dataclass(frozen=True)
class _Names:
    """One column of names: for each distinct value its words, their skeletons and their consonants."""

    coded: Coded
    words: list[tuple[str, ...]]
    bones: list[tuple[str, ...]]
    sounds: list[tuple[str, ...]]

    def text(self, parts: list[tuple[str, ...]], between: str = "") -> pa.Array:
        """One text per row; null for a row without a name."""
        return pa.array([between.join(found) or None for found in parts], pa.string()).take(self.coded[1])

    def sets(self) -> pa.Array:
        """The skeletons of a row as a sorted set; null for a row without a name."""
        return pa.array([sorted(set(found)) or None for found in self.bones], pa.list_(pa.string())).take(self.coded[1])


def _names(values: Sequence[str]) -> _Names:
    coded = _coded(values)
    words, bones, sounds = [], [], []
    for text in coded[0]:  # one pass, so that the caches of the skeletons need not hold a whole register
        found = _words(text)
        words.append(found)
        bones.append(tuple(map(names.skeleton, found)))
        sounds.append(tuple(map(names.consonants, found)))
    return _Names(coded, words, bones, sounds)


def _whole(text: str) -> str:
    """A whole name whatever its order, script and vowels."""
    return "".join(sorted(names.consonants(word) for word in _words(text)))


def _place(text: str) -> str | None:
    plain = names.normalise(text)
    return None if plain in _NO_VALUE else plain or None


def _identifier(text: str) -> str | None:
    return None if names.normalise(text) in _NO_VALUE else names.identifier_digits(text) or None


def sex_of(text: str) -> str | None:
    """``m``, ``f`` or None, from the words and letters of several languages."""
    plain = names.normalise(text)
    return _SEX.get(plain)


def _births(register: Register, problems: list[RowProblem]) -> dict[str, pa.Array]:
    """The columns of the birth, from ``born`` and, where that says nothing, from ``age`` and ``seen``."""
    if "born" not in register.columns and "age" not in register.columns:
        return {}
    born, codes = _coded(_merged(register.columns["born"]) if "born" in register.columns else [""] * len(register))
    distinct = _parsed(register, born, codes, problems)
    if "age" not in register.columns:
        return {name: column.take(codes) for name, column in _birth_columns(distinct).items()}
    ages = _merged(register.columns["age"])
    seen = _merged(register.columns["seen"]) if "seen" in register.columns else [""] * len(register)
    found = [
        distinct[code] if distinct[code].low is not None else _aged(register, row, age, when, problems)
        for row, (code, age, when) in enumerate(zip(codes.to_pylist(), ages, seen, strict=True))
    ]
    return _birth_columns(found)


def _birth_columns(found: list[Born]) -> dict[str, pa.Array]:
    return {
        "year": pa.array([born.low if born.low == born.high else None for born in found], pa.int32()),
        "year_low": pa.array([born.low for born in found], pa.int32()),
        "year_high": pa.array([born.high for born in found], pa.int32()),
        "month": pa.array([born.month for born in found], pa.int32()),
        "born": pa.array([born.text for born in found], pa.string()),
    }


def _parsed(register: Register, distinct: list[str], codes: Any, problems: list[RowProblem]) -> list[Born]:
    parsed: list[Born] = []
    wrong = np.zeros(len(distinct), bool)
    for number, text in enumerate(distinct):
        try:
            parsed.append(parse_born(text))
        except NotADate as error:
            parsed.append(Born(text=error.digits))
            wrong[number] = True
    reason = "This is not a date of birth; it counts as unknown."
    problems.extend(
        RowProblem(register.name, register.rows[row], "born", "date", reason)
        for row in np.flatnonzero(wrong[codes.to_numpy()]).tolist()
    )
    return parsed


def _aged(register: Register, row: int, age: str, when: str, problems: list[RowProblem]) -> Born:
    try:
        seen = parse_born(when).low if when else None
        return from_age(age, seen)
    except NotADate:
        problems.append(
            RowProblem(register.name, register.rows[row], "age", "age", "This is not an age; it counts as unknown.")
        )
        return NOT_KNOWN


def _key(given: _Names, family: _Names) -> pa.Array:
    """One key for the whole set of names whatever their order and vowels: the consonant skeletons, sorted.

    Rows of one word each, the most, are joined as columns; the others one by one.
    """
    sides = (given, family)
    many, ends = np.zeros(len(given.coded[1]), bool), []
    for side in sides:
        many |= np.array([len(found) > 1 for found in side.sounds], bool)[side.coded[1].to_numpy()]
        ends.append(pa.array(["".join(found[:1]) for found in side.sounds], pa.string()).take(side.coded[1]))
    first_less = pc.less(ends[0], ends[1])
    low, high = pc.if_else(first_less, ends[0], ends[1]), pc.if_else(first_less, ends[1], ends[0])
    joined = pc.binary_join_element_wise(low, high, "")
    if many.any():
        codes = [side.coded[1].to_numpy()[many].tolist() for side in sides]
        whole = ["".join(sorted(given.sounds[g] + family.sounds[f])) for g, f in zip(*codes, strict=True)]
        joined = pc.replace_with_mask(joined, pa.array(many), pa.array(whole, pa.string()))
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def prepare(register: Register) -> tuple[pa.Table, list[RowProblem]]:
    """The table to compare, and all that is wrong with the rows: reading's problems and those found here.

    One row per row of ``register``, ``unique_id`` counting from 0.

    Columns when mapped: given, family (plain), *_bones, *_cons, names_key, given_set, family_set, guardians (lists of
    keys), sex, born (YYYYMMDD), year, year_low, year_high, month, place1…, identifier. Unknown is null.
    """
    size, problems = len(register), list(register.problems)
    plain_given = _merged(register.columns.get("given", ([""] * size,)))
    given, family = _names(plain_given), _names(_merged(register.columns.get("family", ([""] * size,))))
    out: dict[str, pa.Array] = {"unique_id": pa.array(np.arange(size, dtype=np.int64))}
    for name, side in (("given", given), ("family", family)):
        out[name] = side.text(side.words, " ")
        out[f"{name}_bones"] = side.text(side.bones)
        out[f"{name}_cons"] = side.text(side.sounds)
        out[f"{name}_set"] = side.sets()
        out[f"{name}_head"] = pc.utf8_slice_codeunits(out[f"{name}_bones"], 0, 1)
    out["names_key"] = _key(given, family)
    out["names_head"] = pc.utf8_slice_codeunits(out["names_key"], 0, 2)
    if "alias" in register.columns:
        known = _merged([plain_given, *register.columns["alias"]])
        out["given_set"] = _names(known).sets()
    if "guardian" in register.columns:
        out["guardians"] = pa.array(
            [
                sorted({_whole(name) for name in row} - {""}) or None
                for row in zip(*register.columns["guardian"], strict=True)
            ],
            pa.list_(pa.string()),
        )
    if "sex" in register.columns:
        out["sex"] = _mapped(_coded(_merged(register.columns["sex"])), sex_of, pa.string())
    out.update(_births(register, problems))
    for number, column in enumerate(register.columns.get("place", ()), 1):
        out[f"place{number}"] = _mapped(_coded(column), _place, pa.string())
    if "id" in register.columns:
        out["identifier"] = _mapped(_coded(_merged(register.columns["id"])), _identifier, pa.string())
    return pa.table(out), problems


def labels_only(left: pa.Table, right: pa.Table | None) -> bool:
    """True when ``identifier`` never agrees, between the registers or within the one: then it only numbers rows."""
    if "identifier" not in left.column_names:
        return False
    values = left["identifier"].drop_null().to_pylist()
    if right is None:
        return len(set(values)) == len(values)
    return not set(values) & set(right["identifier"].drop_null().to_pylist())
