"""From a register as read to the columns the model compares: normal forms, skeletons, name sets, births as ranges.

Every distinct text is worked on once (dictionary encoding), so that a million rows cost what their distinct names cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def _coded(values: Sequence[str]) -> tuple[list[str], Any]:
    """The distinct values and, for each row, the number of its value."""
    coded = pa.array(values, pa.string()).dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy()


def _mapped(values: Sequence[str], to: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    distinct, codes = _coded(values)
    return pa.array([to(value) for value in distinct], kind).take(pa.array(codes))


def _merged(columns: Sequence[Sequence[str]]) -> Sequence[str]:
    return columns[0] if len(columns) == 1 else [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]


@lru_cache(maxsize=262144)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in names.tokens(text) if word not in _NO_VALUE)


def _plain(text: str) -> str | None:
    return " ".join(_words(text)) or None


def _bones(text: str) -> str | None:
    return "".join(names.skeleton(word) for word in _words(text)) or None


def _consonants(text: str) -> str | None:
    return "".join(names.consonants(word) for word in _words(text)) or None


def _set(text: str) -> list[str] | None:
    return sorted({names.skeleton(word) for word in _words(text)}) or None


def _whole(text: str) -> str:
    """A whole name whatever its order, script and vowels."""
    return "".join(sorted(names.consonants(word) for word in _words(text)))


def _place(text: str) -> str | None:
    plain = names.normalise(text)
    return None if plain in _NO_VALUE else plain or None


def _identifier(text: str) -> str | None:
    return None if names.normalise(text) in _NO_VALUE else names.identifier_digits(text) or None


def _sex(text: str) -> str | None:
    plain = names.normalise(text)
    return _SEX.get(plain)


def _births(register: Register, problems: list[RowProblem]) -> dict[str, pa.Array] | None:
    """The columns of the birth, from ``born`` and, where that says nothing, from ``age`` and ``seen``."""
    if "born" not in register.columns and "age" not in register.columns:
        return None
    size = len(register)
    found: list[Born] = [NOT_KNOWN] * size
    if "born" in register.columns:
        found = _parsed(register, _merged(register.columns["born"]), problems)
    if "age" in register.columns:
        ages = _merged(register.columns["age"])
        seen = _merged(register.columns["seen"]) if "seen" in register.columns else [""] * size
        found = [
            born if born.low is not None else _aged(register, row, age, when, problems)
            for row, (born, age, when) in enumerate(zip(found, ages, seen, strict=True))
        ]
    single = [born.low if born.low == born.high else None for born in found]
    return {
        "year": pa.array(single, pa.int32()),
        "year_low": pa.array([born.low for born in found], pa.int32()),
        "year_high": pa.array([born.high for born in found], pa.int32()),
        "month": pa.array([born.month for born in found], pa.int32()),
        "born": pa.array([born.text for born in found], pa.string()),
    }


def _parsed(register: Register, values: Sequence[str], problems: list[RowProblem]) -> list[Born]:
    distinct, codes = _coded(values)
    parsed: list[Born] = []
    wrong = np.zeros(len(distinct), bool)
    for number, text in enumerate(distinct):
        try:
            parsed.append(parse_born(text))
        except NotADate as error:
            parsed.append(Born(text=error.digits))
            wrong[number] = True
    if wrong.any():
        problems.extend(
            RowProblem(
                register.name, register.rows[row], "born", "date", "This is not a date of birth; it counts as unknown."
            )
            for row in np.flatnonzero(wrong[codes])
        )
    return [parsed[code] for code in codes]


def _aged(register: Register, row: int, age: str, when: str, problems: list[RowProblem]) -> Born:
    try:
        seen = parse_born(when).low if when else None
        return from_age(age, seen)
    except NotADate:
        problems.append(
            RowProblem(register.name, register.rows[row], "age", "age", "This is not an age; it counts as unknown.")
        )
        return NOT_KNOWN


def _key(given: Sequence[str], family: Sequence[str]) -> pa.Array:
    """One key for the whole set of names whatever their order and vowels: the consonant skeletons, sorted."""

    @lru_cache(maxsize=262144)
    def parts(text: str) -> tuple[str, ...]:
        return tuple(names.consonants(word) for word in _words(text))

    return pa.array(["".join(sorted(parts(g) + parts(f))) or None for g, f in zip(given, family, strict=True)], pa.string())


def prepare(register: Register) -> tuple[pa.Table, list[RowProblem]]:
    """The table to compare, and all that is wrong with the rows: reading's problems and those found here.

    One row per row of ``register``, ``unique_id`` counting from 0.

    Columns when mapped: given, family (plain), *_bones, *_cons, names_key, given_set, family_set, guardians (lists of
    keys), sex, born (YYYYMMDD), year, year_low, year_high, month, place1…, identifier. Unknown is null.
    """
    size, problems = len(register), list(register.problems)
    given = _merged(register.columns.get("given", ([""] * size,)))
    family = _merged(register.columns.get("family", ([""] * size,)))
    out: dict[str, pa.Array] = {"unique_id": pa.array(np.arange(size, dtype=np.int64))}
    for name, values in (("given", given), ("family", family)):
        out[name] = _mapped(values, _plain, pa.string())
        out[f"{name}_bones"] = _mapped(values, _bones, pa.string())
        out[f"{name}_cons"] = _mapped(values, _consonants, pa.string())
        out[f"{name}_set"] = _mapped(values, _set, pa.list_(pa.string()))
        out[f"{name}_head"] = pc.utf8_slice_codeunits(out[f"{name}_bones"], 0, 1)
    out["names_key"] = _key(given, family)
    out["names_head"] = pc.utf8_slice_codeunits(out["names_key"], 0, 2)
    if "alias" in register.columns:
        known = _merged([given, *register.columns["alias"]])
        out["given_set"] = _mapped(known, _set, pa.list_(pa.string()))
    if "guardian" in register.columns:
        out["guardians"] = pa.array(
            [
                sorted({_whole(name) for name in row} - {""}) or None
                for row in zip(*register.columns["guardian"], strict=True)
            ],
            pa.list_(pa.string()),
        )
    if "sex" in register.columns:
        out["sex"] = _mapped(_merged(register.columns["sex"]), _sex, pa.string())
    out.update(_births(register, problems) or {})
    for number, column in enumerate(register.columns.get("place", ()), 1):
        out[f"place{number}"] = _mapped(column, _place, pa.string())
    if "id" in register.columns:
        out["identifier"] = _mapped(_merged(register.columns["id"]), _identifier, pa.string())
    return pa.table(out), problems


def labels_only(left: pa.Table, right: pa.Table | None) -> bool:
    """True when ``identifier`` never agrees, between the registers or within the one: then it only numbers rows."""
    if "identifier" not in left.column_names:
        return False
    values = left["identifier"].drop_null().to_pylist()
    if right is None:
        return len(set(values)) == len(values)
    return not set(values) & set(right["identifier"].drop_null().to_pylist())
