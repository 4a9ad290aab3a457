"""Suppression: the cell states, determinism, and attacks that must fail."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from tutela.methods.disclosure import intervals
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.intervals import attack
from tutela.methods.disclosure.suppression import INTERNAL_THRESHOLD, PUBLIC_THRESHOLD, protect
from tutela.methods.disclosure.tables import (
    TOTAL,
    CellState,
    CountTable,
    Dimension,
    ProtectedTable,
    state_code,
    with_totals,
)

HIDDEN = state_code(CellState.SUPPRESSED)


def table_of(counts: object, **masks: object) -> CountTable:
    array = np.asarray(counts)
    dims = tuple(Dimension(f"d{i}", tuple(f"c{j}" for j in range(n))) for i, n in enumerate(array.shape))
    return CountTable(array, dims, **masks)  # type: ignore[arg-type]


def slow_intervals(result: ProtectedTable) -> dict[tuple[int, ...], tuple[float, float]]:
    """The obvious attacker: one dense LP over every cell, nothing clever, straight from the published values."""
    shape = result.values.shape
    cells = list(np.ndindex(shape))
    where = {cell: i for i, cell in enumerate(cells)}
    equations = []
    for axis in range(len(shape)):
        for cell in cells:
            if cell[axis] == shape[axis] - 1:
                row = np.zeros(len(cells))
                row[where[cell]] = -1
                for k in range(shape[axis] - 1):
                    row[where[(*cell[:axis], k, *cell[axis + 1 :])]] = 1
                equations.append(row)
    bounds = [(1, None) if result.states[c] == HIDDEN else (int(result.values[c]), int(result.values[c])) for c in cells]
    found = {}
    for cell in cells:
        if result.states[cell] != HIDDEN:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(cells))
            goal[where[cell]] = sign
            answer = linprog(goal, A_eq=np.array(equations), b_eq=np.zeros(len(equations)), bounds=bounds)
            ends.append(float("inf") if answer.status in (3, 4) else float(answer.x[where[cell]]))
        found[cell] = (ends[0], ends[1])
    return found


def counts_up_to(shape: tuple[int, ...], most: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.int64, shape, elements=st.integers(0, most))


small_tables = st.one_of(
    st.tuples(st.integers(1, 6)).flatmap(lambda s: counts_up_to(s, 40)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(lambda s: counts_up_to(s, 40)),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)).flatmap(lambda s: counts_up_to(s, 30)),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(counts=small_tables, threshold=st.sampled_from([INTERNAL_THRESHOLD, PUBLIC_THRESHOLD]))
def test_no_hidden_cell_is_recoverable_by_the_slow_attacker(counts: np.ndarray, threshold: int) -> None:
    result = protect(table_of(counts), threshold)
    truth = with_totals(counts)
    shown = result.states == state_code(CellState.VALUE)
    assert (result.values[shown] == truth[shown]).all()
    assert (truth[shown] >= threshold).all()
    assert (result.values[~shown] == 0).all()
    assert ((result.states == state_code(CellState.ZERO)) == (truth == 0)).all()
    for cell, (lower, upper) in slow_intervals(result).items():
        assert upper - lower >= result.audit.min_width - 1e-6, (cell, lower, upper)
        assert lower - 1e-6 <= truth[cell] <= upper + 1e-6


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(counts=counts_up_to((2, 3), 12))
def test_every_whole_table_the_attacker_must_consider_is_enumerated(counts: np.ndarray) -> None:
    """Brute force: list whole tables consistent with what is published; every hidden cell takes ≥ 2 values."""
    result = protect(table_of(counts), 5, min_width=1)
    inner_hidden = [c for c in np.ndindex(2, 3) if result.states[c] == HIDDEN]
    reach = range(1, 14)
    if len(inner_hidden) > 4:
        return
    seen: dict[tuple[int, ...], set[int]] = {tuple(c): set() for c in np.argwhere(result.states == HIDDEN).tolist()}
    base = np.where(result.states[:2, :3] == HIDDEN, 0, result.values[:2, :3])
    for guess in itertools.product(reach, repeat=len(inner_hidden)):
        candidate = base.copy()
        for cell, value in zip(inner_hidden, guess, strict=True):
            candidate[cell] = value
        whole = with_totals(candidate)
        if (whole[result.states != HIDDEN] == result.values[result.states != HIDDEN]).all():
            for cell in seen:
                seen[cell].add(int(whole[cell]))
    assert all(len(values) >= 2 for values in seen.values())


@settings(max_examples=40, deadline=None)
@given(counts=counts_up_to((4, 4), 30))
def test_differencing_a_line_never_leaves_one_hidden_cell(counts: np.ndarray) -> None:
    result = protect(table_of(counts))
    hidden = result.states == HIDDEN
    for axis in (0, 1):
        assert (hidden.sum(axis=axis) != 1).all()


@settings(max_examples=25, deadline=None)
@given(counts=counts_up_to((3, 4), 30))
def test_same_input_same_output(counts: np.ndarray) -> None:
    first, second = protect(table_of(counts)), protect(table_of(counts))
    assert first.rows() == second.rows()
    assert first.audit == second.audit


@settings(max_examples=15, deadline=None)
@given(counts=counts_up_to((3, 3), 25))
def test_exact_intervals_equal_the_slow_attacker(counts: np.ndarray) -> None:
    result = protect(table_of(counts), exact=True)
    slow = slow_intervals(result)
    for interval in result.audit.intervals:
        cell = tuple(3 if label == TOTAL else int(label[1:]) for label in interval.cell)
        lower, upper = slow[cell]
        assert interval.exact
        assert interval.lower == pytest.approx(lower)
        assert interval.upper == pytest.approx(upper) or (upper == float("inf") and interval.upper > 500)


def test_primary_suppression_alone_is_broken_and_ours_is_not() -> None:
    rng = np.random.default_rng(7)
    counts = rng.multinomial(800, rng.dirichlet(np.ones(60) * 0.6)).reshape(15, 4)
    truth = with_totals(counts)
    naive = attack(truth, (truth > 0) & (truth < 10), None)
    assert sum(bound.lower == bound.upper for bound in naive) > 0
    result = protect(table_of(counts))
    assert result.audit.passed
    assert result.audit.narrowest is not None
    assert result.audit.narrowest >= 5


@pytest.mark.slow
def test_the_table_of_the_statistics_page_leaves_no_cell_recoverable() -> None:
    """statistics.md 2.3: 30 × 3 × 6, 5 000 records; thresholding alone gives away about a third of the cells."""
    rng = np.random.default_rng(1)
    counts = rng.multinomial(5_000, rng.dirichlet(np.ones(540) * 0.6)).reshape(30, 3, 6)
    result = protect(table_of(counts))
    recovered = sum(interval.width == 0 for interval in result.audit.intervals)
    print(f"suppression 30x3x6: {result.audit.suppressed} hidden, {recovered} recovered, "
          f"narrowest {result.audit.narrowest}")  # fmt: skip
    assert recovered == 0
    assert result.audit.passed


@pytest.mark.slow
def test_fractional_corners_in_three_dimensions_are_settled_in_whole_numbers() -> None:
    rng = np.random.default_rng(5)
    fractional = 0
    for _ in range(12):
        truth = with_totals(rng.integers(1, 14, (4, 4, 4)))
        hidden = np.zeros(truth.shape, bool)
        hidden[:4, :4, :4] = truth[:4, :4, :4] < 10
        for bound in attack(truth, hidden, None):
            assert bound.lower <= truth.ravel()[bound.cell] <= bound.upper
            assert bound.exact
        quick = {bound.cell: bound for bound in attack(truth, hidden, 3)}
        for bound in attack(truth, hidden, None):
            assert (bound.upper - bound.lower >= 3) == (quick[bound.cell].upper - quick[bound.cell].lower >= 3)
            fractional += bound.upper - bound.lower < 3
    assert fractional > 0


def test_the_five_things_a_cell_can_be_stay_different() -> None:
    counts = np.array([[40, 3, 0, 20], [25, 30, 0, 0], [50, 60, 0, 70]])
    structural = np.zeros((3, 4), bool)
    structural[:, 2] = True
    silent = np.zeros((3, 4), bool)
    silent[1, 3] = True
    dims = (Dimension("region", ("N", "S", "E")), Dimension("form", ("a", "b", "x", "_U"), frozenset({"_U"})))
    result = protect(CountTable(counts, dims, structural, silent))
    assert result.cell("N", "b").state is CellState.SUPPRESSED
    assert result.cell("N", "b").value is None
    assert result.cell("N", "x").state is CellState.NOT_APPLICABLE
    assert result.cell(TOTAL, "x").state is CellState.NOT_APPLICABLE
    assert result.cell("S", "_U").state is CellState.UNKNOWN
    assert result.cell("S", "_U").unknown_category
    assert not result.cell("S", "a").unknown_category
    assert result.cell("E", "_U").value == 70
    rows = result.rows()
    assert len(rows) == 20
    assert rows[0] == {"region": "N", "form": "a"} | {k: rows[0][k] for k in ("state", "value", "unknown_category")}
    assert len(result.margins()) == 8


def test_a_zero_is_shown_as_zero() -> None:
    result = protect(table_of([0, 15, 20]))
    assert (result.cell("c0").state, result.cell("c0").value) == (CellState.ZERO, 0)
    assert result.cell(TOTAL).value == 35
    assert result.audit.intervals == ()
    assert result.audit.narrowest is None


def test_internal_tables_may_show_what_public_ones_hide() -> None:
    table = table_of([[7, 20], [30, 40]])
    assert protect(table, PUBLIC_THRESHOLD).cell("c0", "c0").state is CellState.SUPPRESSED
    assert protect(table, INTERNAL_THRESHOLD).cell("c0", "c0").value == 7


def test_the_result_cannot_be_changed_and_holds_no_hidden_count() -> None:
    result = protect(table_of([[3, 20], [30, 40]]))
    assert 3 not in result.values
    with pytest.raises(ValueError, match="read-only"):
        result.values[0, 0] = 1


@pytest.mark.parametrize(
    ("code", "build"),
    [
        ("negative", lambda: table_of([-1, 2])),
        ("not_counts", lambda: table_of([0.5, 2.0])),
        ("dimensions", lambda: table_of(np.zeros((2, 2, 2, 2), int))),
        ("shape", lambda: CountTable(np.zeros(3, int), (Dimension("a", ("x",)),))),
        ("too_large", lambda: table_of(np.zeros((200, 200), int))),
        ("mask", lambda: table_of([1, 2], not_applicable=np.array([True, False]))),
        ("labels_not_unique", lambda: Dimension("a", ("x", "x"))),
        ("labels_not_unique", lambda: Dimension("a", (TOTAL,))),
        ("dimension_empty", lambda: Dimension("a", ())),
        ("unknown_label", lambda: Dimension("a", ("x",), frozenset({"y"}))),
        ("dimension_twice", lambda: CountTable(np.zeros((1, 1), int), (Dimension("a", ("x",)),) * 2)),
        ("threshold", lambda: protect(table_of([1, 2]), 1)),
        ("labels", lambda: protect(table_of([20])).cell()),
        ("no_such_category", lambda: protect(table_of([20])).cell("zz")),
    ],
)
def test_bad_input_is_refused_in_one_sentence(code: str, build: object) -> None:
    with pytest.raises(DisclosureRefused) as refused:
        build()  # type: ignore[operator]
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.requirement("R115")
@pytest.mark.parametrize("seed", range(12))
def test_the_attacker_finds_what_the_audit_of_tau_argus_finds(seed, monkeypatch):
    """Tables that τ-ARGUS protected (`data/make_tau.py`). It audits as if a hidden cell could be 0, so here ours does too. Two of its
    audits (3, 8) end early with narrower ranges, a plain linear program over every cell says so; in three dimensions it reports
    halves of a person."""
    monkeypatch.setattr(intervals, "LEAST_HIDDEN", 0)
    stored = np.load(Path(__file__).parent / "data" / "tau.npz")
    counts, hidden, audit = (stored[f"{name}{seed}"] for name in ("counts", "hidden", "audit"))
    ours = sorted((int(counts.ravel()[one.cell]), one.lower, one.upper) for one in attack(counts, hidden, None))
    theirs = sorted((int(value), int(np.ceil(low)), int(np.floor(high))) for value, low, high in audit)
    assert len(ours) == len(theirs) == hidden.sum()
    if seed in (3, 8):
        assert all(
            low <= at_least and at_most <= high for (_, low, high), (_, at_least, at_most) in zip(ours, theirs, strict=True)
        )
    else:
        assert ours == theirs


@pytest.mark.requirement("R115")
def test_at_most_twice_as_much_is_hidden_as_tau_argus_hides_at_its_best():
    """Its optimum guards against an attacker who thinks a hidden cell may be 0; ours against one who knows better."""
    stored = np.load(Path(__file__).parent / "data" / "tau.npz")
    ours = theirs = 0
    for seed in range(12):
        inner = tuple(slice(0, -1) for _ in stored[f"counts{seed}"].shape)
        found = protect(table_of(stored[f"counts{seed}"][inner]))
        ours += int((found.states == HIDDEN).sum())
        theirs += int(stored[f"hidden{seed}"].sum())
    print(f"hidden cells of 12 tables: ours {ours}, τ-ARGUS {theirs}")
    assert ours <= 2 * theirs
