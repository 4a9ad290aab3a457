"""Linking two registers, or one with itself: prepare, train, score, decide.

Two purposes, two thresholds. *Casework*: no link is safer than a wrong link, so only near certainty links, rivals within
``RIVAL_BITS`` are left to a person, and what is possible goes to review. *Statistics*: the pair more likely one person than
two links, so that errors balance, and every probability is kept for the estimate that follows.
"""

from __future__ import annotations

import logging
import time
import warnings
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tutela.methods.linkage import blocks, model
from tutela.methods.linkage import engine as engines
from tutela.methods.linkage.columns import labels_only, prepare
from tutela.methods.linkage.register import BadInput, Register, RowProblem

Purpose = Literal["casework", "statistics"]
THRESHOLDS: dict[Purpose, float] = {"casework": 0.99, "statistics": 0.5}
REVIEW_FROM = 0.1
"""Below this a pair is not worth a person's time."""
RIVAL_BITS = 4.0
"""In casework a link stands only when its weight is this many bits above every rival's."""
LEARN_FROM = 1000
"""Fewer records than this do not train a model; its starting values are used."""
MAX_PAIRS = 500_000.0
EM_PAIRS = 300_000.0
PART = 2_000_000
"""Records scored at a time, in a register too large to score at once in little memory."""
SEED = 20260117


@dataclass(frozen=True)
class Linkage:
    """What was found. ``links`` and ``review``: left_row, right_row (from 0), probability, weight (bits), and for each
    comparison its level in words and its weight. ``model``: Splink's settings with the probabilities used."""

    links: pa.Table
    review: pa.Table
    model: dict[str, Any]
    trained: bool
    threshold: float
    sizes: tuple[int, int]
    problems: tuple[RowProblem, ...]
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


def _known(table: pa.Table, column: str) -> bool:
    return column in table.column_names and table[column].null_count < len(table)


def _several(table: pa.Table, column: str) -> bool:
    """Whether one record in two hundred has several words there; fewer do not pay for comparing sets."""
    several = pc.sum(pc.greater(pc.list_value_length(table[column]), 1)).as_py() or 0
    return bool(several * 200 > len(table))


def _shape(left: pa.Table, right: pa.Table | None, identifier: bool) -> model.Shape:
    sides = [left] if right is None else [left, right]

    def has(column: str) -> bool:
        return all(_known(side, column) for side in sides)

    places = sum(1 for column in left.column_names if column.startswith("place"))
    return model.Shape(
        given=has("given"),
        family=has("family"),
        sex=has("sex"),
        born=has("year_low") or has("born"),
        places=places,
        identifier=identifier and has("identifier"),
        guardians=has("guardians"),
        sets=any(_several(side, column) for side in sides for column in ("given_set", "family_set")),
    )


def _prior(left: pa.Table, right: pa.Table | None) -> float:
    """The share of all pairs that are one person: pairs agreeing on the whole name and the birth (or the place, or the
    identifier), divided by the 0.6 of true pairs that agree so strictly; at least a tenth of the smaller register."""
    second = next((c for c in ("born", "identifier", "place1") if c in left.column_names), None)
    keys = ["names_key"] + ([second] if second else [])

    def counted(table: pa.Table) -> Any:
        known = table.select(keys).drop_null()
        return known.group_by(keys).aggregate([([], "count_all")])

    if right is None:
        pairs = len(left) * (len(left) - 1) / 2
        sizes = counted(left)["count_all"].to_numpy()
        agreeing = float((sizes * (sizes - 1) / 2).sum())
        floor = 0.02 * len(left)
    else:
        pairs = float(len(left) * len(right))
        both = counted(left).join(counted(right), keys, join_type="inner", right_suffix="_r")
        agreeing = float(pc.sum(pc.multiply(both["count_all"], both["count_all_r"])).as_py() or 0)
        floor = 0.1 * min(len(left), len(right))
    expected = min(max(agreeing / 0.5, floor, 0.5), 0.95 * len(left))
    return min(0.5, expected / max(pairs, 1.0))


def _train(linker: Any, shape: model.Shape) -> None:
    linker.training.estimate_u_using_random_sampling(max_pairs=MAX_PAIRS, seed=SEED)
    for block in model.training_blocks(shape):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, max_pairs=EM_PAIRS, fix_probability_two_random_records_match=False
        )


def _sound(settings: dict[str, Any]) -> bool:
    """Whether training kept sense: in every comparison agreement speaks for, and difference against, one person."""
    for comparison in settings["comparisons"]:
        levels = [x for x in comparison["comparison_levels"] if not x.get("is_null_level")]
        ends = (levels[0], levels[-1])
        ratios = [x.get("m_probability", 1) / max(x.get("u_probability", 1), 1e-12) for x in ends]
        if not (ratios[0] > 1 and ratios[0] > ratios[1]):
            return False
    return True


def _linker(frames: list[Any], shape: model.Shape, prior: float, rules: list[tuple[str, ...]]) -> Any:
    from splink import Linker

    kind = "link_only" if len(frames) == 2 else "dedupe_only"
    return Linker(
        frames if len(frames) == 2 else frames[0], model.settings(shape, kind, prior, rules), log_level=logging.ERROR
    )


def _scored(linker: Any, floor: float, settings: dict[str, Any], parts: int = 1) -> pa.Table:
    """The pairs at or above ``floor`` with their evidence, in words and bits, best first; worked in ``parts`` for memory."""
    found = engines.fetch(linker.inference.predict(floor, num_chunks_right=parts, warning_mode="never"))
    columns: dict[str, Any] = {
        "left_row": found["unique_id_l"],
        "right_row": found["unique_id_r"],
        "probability": found["match_probability"],
        "weight": found["match_weight"],
    }
    for comparison in settings["comparisons"]:
        name = comparison["output_column_name"]
        words = {
            int(level["comparison_vector_value"]): str(level["label_for_charts"])
            for level in _numbered(comparison["comparison_levels"])
        }
        order = sorted(words)
        codes = pc.subtract(found[f"gamma_{name}"].combine_chunks().cast(pa.int32()), order[0])
        columns[f"{name}_says"] = pa.DictionaryArray.from_arrays(codes, pa.array([words[number] for number in order]))
        weight = found[f"mw_{name}"]
        if f"mw_tf_adj_{name}" in found.column_names:
            weight = pc.add(weight, found[f"mw_tf_adj_{name}"])
        columns[f"{name}_bits"] = weight.cast(pa.float32())
    order_by = [
        ("probability", "descending"),
        ("weight", "descending"),
        ("left_row", "ascending"),
        ("right_row", "ascending"),
    ]
    return pa.table(columns).sort_by(order_by)


def _numbered(levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The levels with the number Splink gives each: −1 for unknown, then downwards to 0 for the last."""
    plain = [level for level in levels if not level.get("is_null_level")]
    nulls = [level | {"comparison_vector_value": -1} for level in levels if level.get("is_null_level")]
    return nulls + [level | {"comparison_vector_value": len(plain) - 1 - at} for at, level in enumerate(plain)]


def one_to_one(pairs: pa.Table, *, same_register: bool, rival_bits: float = 0.0) -> Any:
    """A mask over ``pairs`` (best first): each record in at most one pair, the better pair first.

    With ``rival_bits`` a pair whose weight is not that far above the best other pair of either record is not taken.
    """
    left, right = pairs["left_row"].to_numpy(), pairs["right_row"].to_numpy()
    weights = pairs["weight"].to_numpy()
    offset = 0 if same_register else (int(left.max()) + 1 if len(left) else 0)
    taken = np.zeros(len(pairs), bool)
    used: dict[int, float] = {}
    for at, (a, b, weight) in enumerate(zip(left.tolist(), (right + offset).tolist(), weights.tolist(), strict=True)):
        if a not in used and b not in used:
            taken[at] = True
        used.setdefault(a, weight)
        used.setdefault(b, weight)
    if rival_bits:
        taken &= ~_rivalled(left, right + offset, weights, rival_bits)
    return taken


def _rivalled(left: Any, right: Any, weights: Any, bits: float) -> Any:
    """True where either record has another pair within ``bits``."""
    best: dict[int, list[float]] = {}
    for end in (left, right):
        for record, weight in zip(end.tolist(), weights.tolist(), strict=True):
            best.setdefault(record, []).append(weight)
    close = {record for record, found in best.items() if len(found) > 1 and _close(found, bits)}
    return np.fromiter(
        (a in close or b in close for a, b in zip(left.tolist(), right.tolist(), strict=True)), bool, len(left)
    )


def _close(found: list[float], bits: float) -> bool:
    first, second = sorted(found, reverse=True)[:2]
    return first - second < bits


def link(
    left: Register,
    right: Register | None = None,
    *,
    purpose: Purpose = "statistics",
    threshold: float | None = None,
    one_to_one_only: bool = False,
    engine: str = "duckdb",
    memory: str = engines.MEMORY,
    threads: int | None = None,
) -> Linkage:
    """Link ``left`` with ``right``, or find duplicates within ``left``.

    Raises BadInput when there is nothing to compare or too much for the memory, EngineMissing when the engine cannot run, ValueError for a threshold
    outside (0, 1]. Nothing is written anywhere; the same input gives the same output.
    """
    least = THRESHOLDS[purpose] if threshold is None else threshold
    if not 0 < least <= 1:
        raise ValueError("The threshold is a probability above 0 and at most 1.")
    started = time.perf_counter()
    prepared_sides = [prepare(side) for side in (left, right) if side is not None]
    tables = [table for table, _ in prepared_sides]
    labels = labels_only(tables[0], tables[1] if right is not None else None)
    shape = _shape(tables[0], tables[1] if right is not None else None, not labels)
    if not (shape.given or shape.family):
        raise BadInput("No row has a name in both registers; there is nothing to link by.")
    notes = (
        ["The identifier never agrees between two records; it was taken as a row label, not as evidence."] if labels else []
    )
    prepared = time.perf_counter()
    database = engines.open_engine(engine, memory=memory, threads=threads)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            linker, settings, trained = _fitted(database, tables, shape, notes)
            fitted = time.perf_counter()
            pairs = _scored(linker, min(least, REVIEW_FROM), settings, 1 + sum(map(len, tables)) // PART)
    except Exception as error:
        if not engines.out_of_memory(error):
            raise
        raise BadInput(
            f"The pairs to compare need more memory than {memory}. Many rows may be one row repeated: take them out, "
            "or give more memory (--memory)."
        ) from None
    finally:
        engines.close(database)
    links, review = _decided(pairs, least, purpose, one_to_one_only, right is None)
    ended = time.perf_counter()
    return Linkage(
        links=links,
        review=review,
        model=settings,
        trained=trained,
        threshold=least,
        sizes=(len(left), 0 if right is None else len(right)),
        problems=tuple(problem for _, found in prepared_sides for problem in found),
        notes=tuple(notes),
        seconds={"prepare": prepared - started, "train": fitted - prepared, "score": ended - fitted, "all": ended - started},
    )


def _fitted(database: Any, tables: list[Any], shape: model.Shape, notes: list[str]) -> tuple[Any, dict[str, Any], bool]:
    silent = set() if shape.identifier else {"identifier"}
    usable = [name for name in tables[0].column_names if name not in silent and all(_known(side, name) for side in tables)]
    rules = blocks.choose(tables[0], tables[1] if len(tables) == 2 else None, usable)
    prior = _prior(tables[0], tables[1] if len(tables) == 2 else None)
    needed = [name for name in tables[0].column_names if name in model.columns(shape, rules)]
    frames = [
        engines.register(database, table.select(needed), name)
        for table, name in zip(tables, ("a_left", "b_right"), strict=False)
    ]
    linker = _linker(frames, shape, prior, rules)
    enough = sum(len(table) for table in tables) >= LEARN_FROM and len(model.comparisons(shape)) >= 3
    if enough:
        _train(linker, shape)
        settings = linker.misc.save_model_to_json()
        if _sound(settings):
            return linker, settings, True
        notes.append("Training did not settle; the model's starting values were used.")
        linker = _linker(frames, shape, prior, rules)
    return linker, linker.misc.save_model_to_json(), False


def _decided(pairs: Any, least: float, purpose: Purpose, single: bool, same: bool) -> tuple[Any, Any]:
    sure = np.asarray(pc.greater_equal(pairs["probability"], least).combine_chunks().to_numpy(zero_copy_only=False))
    linked = sure.copy()
    if single or purpose == "casework":
        bits = RIVAL_BITS if purpose == "casework" else 0.0
        linked &= one_to_one(pairs, same_register=same, rival_bits=bits)
    possible = np.asarray(
        pc.greater_equal(pairs["probability"], REVIEW_FROM).combine_chunks().to_numpy(zero_copy_only=False)
    )
    return pairs.filter(pa.array(linked)), pairs.filter(pa.array(possible & ~linked))
