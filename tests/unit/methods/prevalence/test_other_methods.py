"""BIC, graphs, closed models, latent classes and the Bayesian threshold against the references."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from tutela.methods.prevalence.bench import Figure
from tutela.methods.prevalence.bench import main as bench_main
from tutela.methods.prevalence.bic import bic, rank_models
from tutela.methods.prevalence.closed import closed, closed_fit
from tutela.methods.prevalence.convergence import disagreement, scale_reduction
from tutela.methods.prevalence.counts import CaptureCounts
from tutela.methods.prevalence.decomposable import decomposable_graphs
from tutela.methods.prevalence.errors import InvalidCounts, NotEstimable
from tutela.methods.prevalence.graphs import graph_posterior, graphs
from tutela.methods.prevalence.latent import latent
from tutela.methods.prevalence.loglinear import fit
from tutela.methods.prevalence.profile import profile_interval
from tutela.methods.prevalence.threshold import threshold

from .fixtures import load, table, words

BIC, CLOSED, GRAPHS, SAMPLED = load("bic"), load("closed"), load("graphs"), load("sampled")


@pytest.mark.parametrize("name", [pytest.param("UKdat_5", marks=pytest.mark.slow), "Kosovo"])
def test_best_hierarchical_model(name: str) -> None:
    expected = BIC["best"][name]
    ranked = rank_models(table(name))
    assert sorted(words(ranked.named())) == sorted(expected["interactions"])
    assert ranked.total[0] == pytest.approx(expected["estimate"], rel=1e-5)
    assert ranked.bic[0] == pytest.approx(expected["bic"], rel=1e-6)
    assert len(ranked.bic) == expected["models"]


@pytest.mark.parametrize("name", list(BIC["rcapture_max_order_2"]))
def test_pair_models_by_bic(name: str) -> None:
    expected = BIC["rcapture_max_order_2"][name]
    ranked = rank_models(table(name), max_order=2)
    named = [tuple(pair) for pair in expected["pairs"]]
    model = fit(table(name), named)
    assert model.total == pytest.approx(expected["estimate"], rel=1e-5)
    assert model.bic == pytest.approx(expected["bic"], rel=1e-5)
    assert ranked.bic[0] <= model.bic + 1e-6


@pytest.mark.slow
def test_limits_move_with_the_number_of_competing_models() -> None:
    result = bic(table("Kosovo"), tops=(1, 5, 10, 113), bootstrap=600, seed=2)
    for top, spans in zip(result.details["tops"], result.details["intervals_by_top"], strict=True):
        low, high = BIC["kosovo_limits_by_ntop"][str(top)]
        assert [spans[1].low, spans[1].high] == pytest.approx([low, high], rel=0.08)
    early = bic(table("Kosovo"), tops=(1, 5), bootstrap=200, seed=2)
    assert "limits_moving" in {flag.code for flag in early.flags}


@pytest.mark.slow
@pytest.mark.parametrize("order", [2, 4])
def test_bic_limits_of_ukdat_5(order: int) -> None:
    interval = bic(table("UKdat_5"), max_order=order, seed=4).interval(0.95)
    assert [interval.low, interval.high] == pytest.approx(BIC["ukdat_5_limits"][f"max_order_{order}"], rel=0.15)


@pytest.mark.slow
def test_bic_refuses_too_many_lists_and_bad_orders() -> None:
    with pytest.raises(NotEstimable, match="3 to 6 lists"):
        bic(table("NewOrl"))
    with pytest.raises(InvalidCounts, match="largest order"):
        bic(table("Kosovo"), max_order=4)
    with pytest.raises(InvalidCounts, match="too many to try"):
        bic(table("UKdat"), max_order=3)
    with pytest.raises(InvalidCounts, match="one model"):
        bic(table("Kosovo"), tops=(0,))


def test_bic_without_bootstrap_gives_the_wald_interval() -> None:
    result = bic(table("Kosovo"), bootstrap=0)
    assert result.estimate == pytest.approx(10356.519, rel=1e-5)
    assert result.replicates is None


def test_numbers_of_decomposable_graphs() -> None:
    for lists, expected in GRAPHS["decomposable"].items():
        assert len(decomposable_graphs(int(lists))[0]) == expected
    with pytest.raises(NotEstimable):
        decomposable_graphs(7)


@pytest.mark.parametrize("name", ["UKdat_5", "UKdat_4", "Kosovo"])
def test_graph_averaging_reproduces_dga(name: str) -> None:
    result = graphs(table(name), largest=GRAPHS[name].get("max"))
    values = result.details["posterior"].quantiles(GRAPHS["probabilities"])
    assert values == pytest.approx(GRAPHS[name]["quantiles"], rel=1e-5)
    assert ("bimodal" in {flag.code for flag in result.flags}) == (name == "UKdat_5")


def test_graph_averaging_reproduces_madigan_and_york() -> None:
    counts, expected = table("SpinaBifida"), GRAPHS["SpinaBifida"]
    a, b = 13.14, 55.17

    def log_prior(n: np.ndarray) -> np.ndarray:
        return n * np.log(b) - (n + a) * np.log(1 + b) + gammaln(n + a) - gammaln(n + 1)

    posterior = graph_posterior(counts, counts.observed + np.arange(1.0, 301.0), 1.0, log_prior)
    assert posterior.graph_weights.max() == pytest.approx(expected["top_weight"], abs=5e-5)
    assert posterior.relative_loss_estimate == pytest.approx(expected["mean"], abs=0.01)
    assert posterior.mode == expected["mode"]
    assert np.rint(posterior.quantiles([0.025, 0.975])) == pytest.approx(expected["interval"], abs=1)
    assert all(0 <= p <= 1.0 + 1e-9 for p in posterior.edge_probabilities().values())


def test_a_prior_that_stops_too_early_is_flagged() -> None:
    result = graphs(table("UKdat_5"), largest=25000)
    assert "prior_edge" in {flag.code for flag in result.flags}
    with pytest.raises(InvalidCounts, match="largest population size"):
        graphs(table("Kosovo"), largest=100)


@pytest.mark.slow
def test_six_lists_can_be_averaged() -> None:
    result = graphs(table("UKdat"))
    assert result.details["graphs"] == 18154
    assert 10_000 < result.estimate < 15_000


@pytest.mark.parametrize("model", list(CLOSED["HIV"]))
def test_closed_models(model: str) -> None:
    fitted = closed_fit(table("HIV"), model)
    assert [fitted.total, fitted.standard_error] == pytest.approx(CLOSED["HIV"][model], rel=1e-5)


@pytest.mark.parametrize("model", ["M0", "Mh Chao", "Mh Poisson2"])
def test_closed_models_of_the_number_of_captures(model: str) -> None:
    rows = []
    for times, people in enumerate(CLOSED["hare_captures"]["frequencies"], start=1):
        rows += [np.roll([1] * times + [0] * (6 - times), person) for person in range(people)]
    fitted = closed_fit(CaptureCounts.from_patterns(rows), model)
    assert [fitted.total, fitted.standard_error] == pytest.approx(CLOSED["hare_captures"][model], abs=6e-4)


def test_closed_panel_flags_and_refuses() -> None:
    results = {result.method: result for result in closed(table("HIV"))}
    assert "order_of_lists" in {flag.code for flag in results["closed:Mb"].flags}
    assert "lower_bound" in {flag.code for flag in results["closed:Mh Chao"].flags}
    three = {result.method: result for result in closed(table("Artificial_3"))}
    assert any(result.refused for result in three.values())
    with pytest.raises(NotEstimable):
        closed(CaptureCounts.from_letters("A3 B4 AB1"))


def test_profile_interval() -> None:
    expected = CLOSED["profile"]["Kosovo"]
    total, interval = profile_interval(fit(table("Kosovo"), [tuple(p) for p in expected["pairs"]]))
    assert total == pytest.approx(expected["estimate"], rel=1e-5)
    assert [interval.low, interval.high] == pytest.approx(expected["interval"], rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Kosovo", "UKdat_5"])
def test_latent_classes(name: str) -> None:
    expected = SAMPLED["latent"][name]
    result = latent(table(name), seed=11)
    assert result.estimate == pytest.approx(np.mean(expected["median"]), rel=SAMPLED["latent_tolerance"]["median"])
    if "interval" in expected:
        interval = result.interval(0.95)
        assert [interval.low, interval.high] == pytest.approx(expected["interval"], rel=SAMPLED["latent_tolerance"]["tail"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Kosovo", "UKdat_5"])
def test_bayesian_threshold(name: str) -> None:
    result = threshold(table(name), seed=5)
    interval = result.interval(0.95)
    assert [result.estimate, interval.low, interval.high] == pytest.approx(SAMPLED["threshold"][name], rel=0.04)


def test_disagreeing_chains_are_flagged() -> None:
    rng = np.random.default_rng(0)
    apart = np.exp(rng.normal(size=(4, 100)) + np.array([0.0, 0, 0, 9])[:, None])
    assert disagreement(scale_reduction(apart))
    assert not disagreement(scale_reduction(np.exp(rng.normal(size=(4, 400)))))
    assert np.isnan(scale_reduction(apart[:, :3]))


def test_bench_prints_ratios_and_misses() -> None:
    kept = Figure("stepwise", 2.0, 1.9, 5.0, "SparseMSE", 306.0)
    assert "153 times as long" in str(kept)
    assert "kept" in str(kept)
    assert "MISSED; no peer does this" in str(Figure("graphs", 20.0, 19.0, 10.0, "", None))


@pytest.mark.slow
def test_bench_runs(capsys) -> None:
    assert bench_main() in (0, 1)
    assert len(capsys.readouterr().out.splitlines()) == 7


def test_sampler_sizes_are_checked() -> None:
    counts = table("Kosovo")
    with pytest.raises(InvalidCounts):
        latent(counts, classes=1)
    with pytest.raises(InvalidCounts):
        threshold(counts, draws=5)
    assert scale_reduction(np.ones((2, 8))) == 1.0


@pytest.mark.parametrize("text", ["ABC100", "AB100 B50 ABC20 BC3"])
def test_a_posterior_that_runs_off_is_refused_not_quoted(text: str) -> None:
    with pytest.raises(NotEstimable, match="without end") as refused:
        threshold(CaptureCounts.from_letters(text), draws=2000)
    assert refused.value.reason == "no_limit"


def test_chao_without_room_and_mb_without_fall_are_refused() -> None:
    rising = CaptureCounts.from_letters("A5 B20 C80 AB1 AC1 BC2 ABC1")
    refused = {result.method: result.refused for result in closed(rising) if result.refused}
    assert "Mb has no estimate" in refused["closed:Mb"]


def test_every_posterior_draw_is_at_least_what_was_seen() -> None:
    draws = latent(table("Artificial_3"), chains=4, burn=60, draws=60).replicates
    assert draws.min() >= 96


def test_a_handful_of_people_does_not_stop_the_sampler() -> None:
    draws = latent(CaptureCounts.from_letters("A1 B1 C1 AB1"), chains=3, burn=60, draws=20, seed=1).replicates
    assert draws.min() >= 4
