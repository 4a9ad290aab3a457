"""The stepwise method against the reference outputs of the R package of the paper's authors."""

from __future__ import annotations

import numpy as np
import pytest

from tutela.methods.prevalence.bca import acceleration, bca_limits
from tutela.methods.prevalence.counts import CaptureCounts
from tutela.methods.prevalence.errors import InvalidCounts, NotEstimable
from tutela.methods.prevalence.existence import existence_code
from tutela.methods.prevalence.lattice import pair_masks
from tutela.methods.prevalence.loglinear import fit, interaction_masks
from tutela.methods.prevalence.resampling import delete_one
from tutela.methods.prevalence.stepwise import choose, stepwise, stepwise_totals

from .fixtures import load, table, words

REFERENCE = load("stepwise")
BCA = load("bca")


def test_reference_data_have_the_published_sizes() -> None:
    for name, entry in load("data")["data"].items():
        assert table(name).observed == entry["observed"], name


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: f"case{case['case']}-{case['data']}")
def test_stepwise_reproduces_the_reference(case: dict) -> None:
    model = choose(table(case["data"]), case["threshold"])
    assert model.total == pytest.approx(case["estimate"], rel=1e-5)
    assert model.deviance == pytest.approx(case["deviance"], rel=1e-5)
    assert model.aic == pytest.approx(case["aic"], rel=1e-5)
    wald = model.wald((0.95,))[0]
    assert [wald.low, wald.high] == pytest.approx(case["wald"], rel=3e-5)  # R's s.e. is one step short
    assert words(model.named_interactions) == case["interactions"]
    assert words(model.removed) == case["removed"]


@pytest.mark.parametrize("name", list(REFERENCE["all_pairs"]))
def test_all_pairs_fits(name: str) -> None:
    counts = table(name)
    model = fit(counts, pair_masks(counts.lists))
    assert [model.total, model.deviance] == pytest.approx(REFERENCE["all_pairs"][name], rel=1e-5)


def test_coefficients_of_case_6() -> None:
    model = choose(table("UKdat_5"))
    for letters, value in REFERENCE["coefficients_case_6"].items():
        assert model.coefficient(*letters) == pytest.approx(value, abs=2e-6), letters


@pytest.mark.parametrize(("name", "pairs", "code"), load("existence")["codes"])
def test_existence_codes(name: str, pairs: list[str], code: int) -> None:
    counts = table(name)
    assert existence_code(counts, interaction_masks(counts, [tuple(p) for p in pairs])) == code


@pytest.mark.parametrize("name", load("existence")["all_pairs_exist"])
def test_all_pairs_models_exist(name: str) -> None:
    counts = table(name)
    assert existence_code(counts, pair_masks(counts.lists)) == 0


def test_every_pair_model_of_ukdat_5_exists() -> None:
    counts = table("UKdat_5")
    pairs = pair_masks(5)
    chosen = np.random.default_rng(0).random((60, pairs.size)) < 0.5
    assert all(existence_code(counts, pairs[row]) == 0 for row in chosen)


@pytest.mark.parametrize("name", list(BCA["acceleration"]))
def test_acceleration(name: str) -> None:
    left_out, weights = delete_one(table(name))
    value = acceleration(stepwise_totals(left_out)[0], weights)
    assert value == pytest.approx(BCA["acceleration"][name], abs=6e-7)


def test_bca_function_on_exact_fixtures() -> None:
    for unit, replicates in zip(BCA["unit"], (np.arange(1, 1001), np.arange(1, 201) ** 2), strict=True):
        limits = bca_limits(replicates, unit["estimate"], unit["acceleration"], unit["probabilities"])
        assert limits == pytest.approx(unit["limits"], rel=1e-9)


@pytest.mark.parametrize("name", ["UKdat", "UKdat_5", "Kosovo", "Artificial_3"])
def test_bca_limits_are_near_the_reference(name: str) -> None:
    result = stepwise(table(name), bootstrap=1000, seed=3)
    interval = result.interval(0.95)
    assert [interval.low, interval.high] == pytest.approx(BCA["limits_95"][name], rel=0.12)


def test_minus_infinity_pairs_and_large_estimates_are_flagged() -> None:
    result = stepwise(table("Ned"), bootstrap=0)
    codes = {flag.code for flag in result.flags}
    assert {"minus_infinity", "beyond_the_data", "model_taken_as_known"} <= codes


def test_coinciding_limits_are_flagged() -> None:
    result = stepwise(table("NewOrl"), bootstrap=400, seed=1)
    assert "coinciding_limits" in {flag.code for flag in result.flags}


def test_same_seed_same_answer_and_other_seed_other_replicates() -> None:
    first, again, other = (stepwise(table("UKdat_5"), bootstrap=100, seed=s) for s in (5, 5, 6))
    assert np.array_equal(first.replicates, again.replicates)
    assert not np.array_equal(first.replicates, other.replicates)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    stepwise(table("Artificial_3"), bootstrap=60, progress=lambda *step: told.append(step))
    assert told[-1] == ("bootstrap", 60, 60)


def test_too_few_lists_and_no_overlap_are_refused() -> None:
    with pytest.raises(NotEstimable, match="fewer than three lists"):
        stepwise(CaptureCounts.from_letters("A10 B12 AB3"))
    with pytest.raises(NotEstimable, match="no overlap"):
        stepwise(CaptureCounts.from_letters("A10 B12 C9"))


def test_a_model_without_estimate_is_refused_with_its_code() -> None:
    with pytest.raises(NotEstimable) as caught:
        fit(table("Artificial_3"), [("A", "B")])
    assert caught.value.existence_code == 1
    with pytest.raises(NotEstimable) as caught:
        fit(table("Artificial_3"), [("A", "B"), ("A", "C"), ("B", "C")])
    assert caught.value.existence_code == 2


def test_wrong_arguments_are_told_in_words() -> None:
    counts = table("Kosovo")
    with pytest.raises(InvalidCounts, match="threshold"):
        choose(counts, 2.0)
    with pytest.raises(InvalidCounts, match="no list 'Q'"):
        fit(counts, [("A", "Q")])
    with pytest.raises(InvalidCounts, match="two lists or more"):
        fit(counts, [("A",)])
    with pytest.raises(InvalidCounts, match="twice"):
        fit(counts, [("A", "B"), ("B", "A")])
