"""The Splink 5 model for children: what is compared, and at which levels.

The m and u probabilities written here are starting values. They are used as they stand for registers too small to
learn from and are re-estimated otherwise (``engine.train``). They come from FEBRL4 and from the made-up million of
``script/bench linkage``, rounded. Sources: Fellegi & Sunter 1969; Splink 5 documentation (comparison levels, term
frequency adjustments); Enamorado, Fifield & Imai 2019 (unknown values carry no weight).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on

_RARE = 0.0001
"""No name counts as rarer than this: one odd spelling is not proof."""


@dataclass(frozen=True)
class Shape:
    """What the registers have to compare: set from their prepared columns."""

    given: bool
    family: bool
    sex: bool
    born: bool
    places: int
    identifier: bool
    guardians: bool
    sets: bool = True
    """Whether names are sets of several words (or aliases) often enough to be compared as such."""

    @property
    def places_named(self) -> tuple[str, ...]:
        return tuple(f"place{number}" for number in range(1, self.places + 1))


def _level(level: Any, label: str, m: float, u: float, tf: str | None = None, tf_weight: float = 1.0) -> Any:
    options: dict[str, Any] = {"label_for_charts": label, "m_probability": m, "u_probability": u}
    if tf:
        options |= {"tf_adjustment_column": tf, "tf_minimum_u_value": _RARE, "tf_adjustment_weight": tf_weight}
        # Else Splink would adjust against another level that is exact on the same column.
        options["disable_tf_exact_match_detection"] = True
    return level.configure(**options)


def _comparison(name: str, nulls: str, levels: list[Any]) -> Any:
    null = cll.CustomLevel(nulls, "not known").configure(is_null_level=True)
    return cl.CustomComparison([null, *levels], output_column_name=name)


def _slip(column: str, ends: int = 1) -> Any:
    """One character or two neighbours differ. Then the first or the last ``ends`` characters agree (of words at least twice
    and two so long), which is far cheaper to see and spares most pairs the distance."""
    return cll.And(_same_end(column, ends), cll.DamerauLevenshteinLevel(column, 1))


def _same_end(column: str, ends: int) -> Any:
    left, right = f"{column}_l", f"{column}_r"
    return cll.CustomLevel(f"left({left}, {ends}) = left({right}, {ends}) or right({left}, {ends}) = right({right}, {ends})")


def _name(name: str, other: str | None, common: float, sets: bool) -> Any:
    """One part of the name. ``common``: how often two strangers share it exactly."""
    bones, sounds = f"{name}_bones", f"{name}_cons"
    levels = [
        _level(cll.ExactMatchLevel(name), "the same", 0.62, common, name),
        _level(cll.ExactMatchLevel(bones), "the same in another spelling", 0.08, common / 2, bones, 0.5),
    ]
    reordered = cll.CustomLevel(f"{name}_set_l = {name}_set_r")
    if sets:
        levels.append(_level(reordered, "the same names in another order", 0.02, common / 4))
    if other:
        crossed = f"{bones}_l = {other}_bones_r or {bones}_r = {other}_bones_l"
        levels.append(_level(cll.CustomLevel(crossed), "stands in the other name's place", 0.04, common / 2))
    close = cll.JaroWinklerLevel(bones, 0.92)
    levels += [
        _level(close, "nearly the same", 0.14, common * 1.5),
        _level(cll.ExactMatchLevel(sounds), "the same consonants", 0.02, common),
    ]
    if sets:
        levels.append(_level(cll.ArrayIntersectLevel(f"{name}_set", 1), "one name in common", 0.03, common))
    levels += [
        _level(cll.JaroWinklerLevel(bones, 0.82), "alike", 0.03, common * 4),
        _level(cll.ElseLevel(), "different", 0.04, 1 - 9 * common),
    ]
    return _comparison(name, f"{bones}_l is null or {bones}_r is null", levels)


def _birth() -> Any:
    year = "year_low_l <= year_high_r and year_low_r <= year_high_l"
    near = "year_low_l <= year_high_r + {0} and year_low_r <= year_high_l + {0}"
    partial = "(born_l is null or born_r is null)"
    months = f"{year} and month_l = month_r and {partial}"
    silent = f"{year} and (month_l is null or month_r is null) and {partial}"
    levels = [
        _level(cll.ExactMatchLevel("born"), "the same day", 0.72, 0.0002),
        _level(cll.CustomLevel(months), "the same month, day not known", 0.04, 0.006),
        _level(_slip("born", 3), "one digit or two neighbours differ", 0.13, 0.002),
        _level(cll.CustomLevel(silent), "agrees as far as it is known", 0.04, 0.09),
        _level(cll.CustomLevel("month_l = month_r and " + near.format(1)), "the same month, a year apart", 0.01, 0.01),
        _level(cll.CustomLevel(year), "the same year", 0.03, 0.055),
        _level(cll.CustomLevel(near.format(2)), "within two years", 0.015, 0.2),
        _level(cll.ElseLevel(), "different", 0.015, 0.64),
    ]
    return _comparison("born", "(year_low_l is null or year_low_r is null) and (born_l is null or born_r is null)", levels)


def _place(column: str) -> Any:
    # One digit of a short number is no likeness: 14 and 92 share nothing, 2088 and 2086 do.
    long = cll.CustomLevel(f"length({column}_l) > 3 and length({column}_r) > 3")
    alike = cll.Or(cll.DamerauLevenshteinLevel(column, 1), cll.JaroWinklerLevel(column, 0.9))
    near = cll.And(long, _same_end(column, 1), alike)
    levels = [
        _level(cll.ExactMatchLevel(column), "the same", 0.75, 0.02, column),
        _level(near, "nearly the same", 0.1, 0.02),
        _level(cll.ElseLevel(), "different (a place may change)", 0.15, 0.96),
    ]
    return _comparison(column, f"{column}_l is null or {column}_r is null", levels)


def comparisons(shape: Shape) -> list[Any]:
    """The comparisons for ``shape``, in the order the explanation shows them."""
    found = []
    if shape.given:
        found.append(_name("given", "family" if shape.family else None, 0.01, shape.sets))
    if shape.family:
        found.append(_name("family", "given" if shape.given else None, 0.006, shape.sets))
    if shape.born:
        found.append(_birth())
    if shape.sex:
        same = _level(cll.ExactMatchLevel("sex"), "the same", 0.985, 0.5)
        differs = _level(cll.ElseLevel(), "different", 0.015, 0.5)
        found.append(_comparison("sex", "sex_l is null or sex_r is null", [same, differs]))
    found += [_place(column) for column in shape.places_named]
    if shape.guardians:
        shared = _level(cll.ArrayIntersectLevel("guardians", 1), "a guardian in common", 0.7, 0.004)
        nulls = "guardians_l is null or guardians_r is null"
        found.append(_comparison("guardians", nulls, [shared, _level(cll.ElseLevel(), "no guardian in common", 0.3, 0.996)]))
    if shape.identifier:
        levels = [
            _level(cll.ExactMatchLevel("identifier"), "the same", 0.85, 0.000002),
            _level(_slip("identifier"), "one character or two neighbours differ", 0.09, 0.00005),
            _level(cll.ElseLevel(), "different", 0.06, 0.99995),
        ]
        found.append(_comparison("identifier", "identifier_l is null or identifier_r is null", levels))
    return found


def columns(shape: Shape, rules: list[tuple[str, ...]]) -> set[str]:
    """The prepared columns the model reads; the others need no memory in the engine."""
    found = {"unique_id", "names_key", "names_head"} | {column for rule in rules for column in rule}
    for name in ("given", "family"):
        if getattr(shape, name):
            found |= {name, f"{name}_bones", f"{name}_cons"} | ({f"{name}_set"} if shape.sets else set())
    found |= {"born", "year_low", "year_high", "month"} if shape.born else set()
    found |= {name for name in ("sex", "identifier", "guardians") if getattr(shape, name)}
    return found | set(shape.places_named)


def training_blocks(shape: Shape) -> list[Any]:
    """Blocks for expectation maximisation; between them every comparison is left free once."""
    blocks = [block_on("born")] if shape.born else []
    if shape.given and shape.family:
        blocks.append(block_on("given_bones", "family_bones"))
    elif shape.born:
        blocks.append(block_on("names_key"))
    return blocks


def settings(shape: Shape, link_type: str, prior: float, rules: list[tuple[str, ...]]) -> SettingsCreator:
    """The whole model; ``prior`` is the share of all possible pairs that are one person, ``rules`` come from ``blocks``."""
    blocking: list[Any] = [block_on(*rule) for rule in rules]
    if shape.guardians:
        blocking.append(block_on("guardians", "names_head", arrays_to_explode=["guardians"]))
    return SettingsCreator(
        link_type=link_type,  # type: ignore[arg-type]
        comparisons=comparisons(shape),
        blocking_rules_to_generate_predictions=blocking,
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
        em_convergence=0.001,
    )
