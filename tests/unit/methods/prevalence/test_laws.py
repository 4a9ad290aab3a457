"""What must hold whatever the data (Hypothesis)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tutela.methods.prevalence.bca import acceleration, bca_limits, type8_quantile
from tutela.methods.prevalence.counts import CaptureCounts
from tutela.methods.prevalence.errors import InvalidCounts, NotEstimable
from tutela.methods.prevalence.existence import existence_code
from tutela.methods.prevalence.fitting import drop_empty_terms, fit_batch
from tutela.methods.prevalence.graphs import graphs
from tutela.methods.prevalence.hierarchy import generators, hierarchical_models
from tutela.methods.prevalence.lattice import letters, lists_in, mask_of, pair_masks, subset_sums, superset_sums
from tutela.methods.prevalence.loglinear import fit
from tutela.methods.prevalence.resampling import delete_one, multinomial
from tutela.methods.prevalence.selection import select

from .fixtures import table

LISTS = 4
CALM = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def tables(draw: st.DrawFn, least: int = 0) -> CaptureCounts:
    """Four lists, every one with somebody on it."""
    cells = draw(st.lists(st.integers(least, 60), min_size=15, max_size=15))
    try:
        return CaptureCounts(letters(LISTS), np.array([0, *cells]))
    except InvalidCounts:
        assume(False)
        raise


def relabelled(counts: CaptureCounts, order: list[int]) -> CaptureCounts:
    cells = np.zeros_like(counts.cells)
    for mask, people in enumerate(counts.cells):
        cells[mask_of(order.index(i) for i in lists_in(mask))] = people
    return CaptureCounts(tuple(counts.names[i] for i in order), cells)


@CALM
@given(tables(least=1), st.permutations(range(LISTS)))
def test_relabelling_lists_changes_no_fit(counts: CaptureCounts, order: list[int]) -> None:
    other = relabelled(counts, order)
    pairs = [("A", "B"), ("B", "C")]
    assert fit(other, pairs).total == pytest.approx(fit(counts, pairs).total, rel=1e-8)
    assert graphs(other).estimate == pytest.approx(graphs(counts).estimate, rel=1e-8)


@pytest.mark.parametrize("name", ["UKdat_5", "Kosovo", "HIV"])
def test_relabelling_lists_changes_no_selection(name: str) -> None:
    counts = table(name)
    order = list(reversed(range(counts.lists)))
    cells = np.stack([counts.cells, relabelled(counts, order).cells]).astype(float)
    hidden = select(cells).hidden
    assert hidden[0] == pytest.approx(hidden[1], rel=1e-9)


@CALM
@given(tables(least=1), st.integers(2, 50))
def test_multiplying_counts_keeps_coefficients(counts: CaptureCounts, times: int) -> None:
    once = fit(counts, [("A", "B")])
    more = fit(CaptureCounts(counts.names, counts.cells * times), [("A", "B")])
    for mask, value in once.coefficients.items():
        if mask:
            assert more.coefficients[mask] == pytest.approx(value, abs=1e-6)
    assert more.hidden == pytest.approx(times * once.hidden, rel=1e-6)
    assert more.deviance == pytest.approx(times * once.deviance, rel=1e-6, abs=1e-6)


@CALM
@given(tables())
def test_adding_an_empty_list_is_refused(counts: CaptureCounts) -> None:
    cells = np.concatenate([counts.cells, np.zeros_like(counts.cells)])
    with pytest.raises(InvalidCounts, match="nobody on it"):
        CaptureCounts((*counts.names, "new"), cells)


@CALM
@given(tables(), st.sets(st.sampled_from(pair_masks(LISTS).tolist())))
def test_a_fit_proves_existence_only_where_the_programme_agrees(counts: CaptureCounts, pairs: set[int]) -> None:
    chosen = sorted(pairs)
    code = existence_code(counts, chosen)
    terms = np.array([[0, 1, 2, 4, 8, *chosen]])
    live, kept = drop_empty_terms(terms, counts.totals[None, :])
    proved = bool(fit_batch(counts.cells[None, :].astype(float), live, kept, iterations=300).proved[0])
    if code in (0, 1):
        assert proved == (code == 0)
    if code:
        with pytest.raises(NotEstimable):
            fit(counts, chosen)


@CALM
@given(tables(), st.integers(2, 9))
def test_existence_depends_on_the_zero_pattern_only(counts: CaptureCounts, times: int) -> None:
    pairs = pair_masks(LISTS)[:3].tolist()
    other = CaptureCounts(counts.names, np.where(counts.cells > 0, counts.cells * times + 1, 0))
    assert existence_code(counts, pairs) == existence_code(other, pairs)


@CALM
@given(tables(least=1))
def test_fitted_margins_equal_observed_ones(counts: CaptureCounts) -> None:
    model = fit(counts, [("A", "B"), ("C", "D")])
    seen = model.fitted.copy()
    seen[0] = 0.0
    sums = superset_sums(seen)
    for mask in model.coefficients:
        assert sums[mask] == pytest.approx(counts.totals[mask], rel=1e-7)


@CALM
@given(st.lists(st.floats(-5, 5), min_size=16, max_size=16))
def test_lattice_sums_are_what_they_say(values: list[float]) -> None:
    table_ = np.array(values)
    masks = np.arange(16)
    inside = (masks[:, None] & masks[None, :]) == masks[None, :]
    assert subset_sums(table_) == pytest.approx(inside @ table_, abs=1e-9)
    assert superset_sums(table_) == pytest.approx(inside.T @ table_, abs=1e-9)


@CALM
@given(tables())
def test_bootstrap_keeps_n_and_zeros(counts: CaptureCounts) -> None:
    replicates = multinomial(counts, 7, np.random.default_rng(0))
    assert np.all(replicates.sum(axis=1) == counts.observed)
    assert np.all(replicates[:, counts.cells == 0] == 0)
    left_out, weights = delete_one(counts)
    assert np.all(left_out.sum(axis=1) == counts.observed - 1)
    assert weights.sum() == counts.observed


@CALM
@given(st.lists(st.floats(1, 1e6), min_size=20, max_size=60), st.floats(-0.1, 0.1), st.floats(0.5, 100))
def test_bca_limits_are_ordered_and_follow_the_scale(values: list[float], a: float, scale: float) -> None:
    draws = np.array(values)
    limits = bca_limits(draws, float(np.median(draws)), a, [0.025, 0.1, 0.9, 0.975])
    assert np.all(np.diff(limits) >= -1e-9)
    assert draws.min() - 1e-9 <= limits[0] <= limits[-1] <= draws.max() + 1e-9
    scaled = bca_limits(draws * scale, float(np.median(draws) * scale), a, [0.025, 0.1, 0.9, 0.975])
    assert scaled == pytest.approx(limits * scale, rel=1e-6)


def test_bca_edges() -> None:
    assert acceleration([5.0, 5.0], [1, 2]) == 0.0
    assert acceleration([np.inf], [1]) == 0.0
    assert type8_quantile([1.0, np.inf, np.inf, np.inf], 0.9) == np.inf
    assert np.isfinite(bca_limits(np.arange(100.0), 1e9, 0.9, [0.025, 0.975])).all()


def test_hierarchical_models_are_hierarchical_and_counted() -> None:
    assert [sum(1 for _ in hierarchical_models(t, t - 1)) for t in (3, 4, 5)] == [8, 113, 6893]
    for model in hierarchical_models(4, 3):
        for term in model:
            below = [term ^ (1 << i) for i in lists_in(term)]
            assert all(smaller in model for smaller in below if len(lists_in(smaller)) > 1)
    assert generators((3, 5, 6, 7, 9)) == (7, 9)


@pytest.mark.parametrize(
    ("names", "cells", "sentence"),
    [
        (("A", "A"), [0, 1, 1, 1], "used twice"),
        (("A", "B"), [0, 1, 1], "need 4 cells"),
        (("A", "B"), [0, -1, 1, 1], "not negative"),
        (("A", "B"), [0, 1.5, 1, 1], "whole number"),
        (("A", "B"), [3, 1, 1, 1], "all-zero pattern"),
        ((), [0], "1 to 12 lists"),
    ],
)
def test_wrong_tables(names: tuple[str, ...], cells: list[float], sentence: str) -> None:
    with pytest.raises(InvalidCounts, match=sentence):
        CaptureCounts(names, np.array(cells))


def test_tables_from_arrays() -> None:
    counts = CaptureCounts.from_patterns([[1, 0, 1], [0, 1, 0], [1, 1, 0]], [3, 4, 5], names=("x", "y", "z"))
    assert counts.described() == (("y", 4), ("x&y", 5), ("x&z", 3))
    assert counts.overlap == 8
    assert CaptureCounts.from_letters({"A": 1, "AB": 2}).observed == 3
    assert counts.merged("x", "z").names == ("x+z", "y")
    for wrong in (([1, 0], None), ([[1, 2]], None), ([[1, 0]], [1, 2]), ([[1, 1]], [-1]), ([[1, 1]], [0.5])):
        with pytest.raises(InvalidCounts):
            CaptureCounts.from_patterns(*wrong)
    for change in (lambda: counts.without("q"), lambda: counts.merged("x", "x"), lambda: counts.within("q")):
        with pytest.raises(InvalidCounts):
            change()


def test_lists_alone_cannot_be_tested_within() -> None:
    counts = CaptureCounts.from_letters("A3 B4 C5 BC2")
    with pytest.raises(InvalidCounts, match="on another list"):
        counts.within("A")
    inside, truth = counts.within("B")
    assert (inside.names, inside.observed, truth) == (("C",), 2, 6)
