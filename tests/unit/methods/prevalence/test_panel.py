"""The panel: all methods, refusals with reasons, flags in words, linkage error, sensitivity."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tutela.methods.prevalence import plots
from tutela.methods.prevalence.bic import bic
from tutela.methods.prevalence.consistency import internal_consistency
from tutela.methods.prevalence.counts import CaptureCounts
from tutela.methods.prevalence.coverage import Coverage, simulate
from tutela.methods.prevalence.coverage import main as coverage_main
from tutela.methods.prevalence.errors import InvalidCounts, NotEstimable
from tutela.methods.prevalence.flags import common, limits_moving, modes, never_together, runaway
from tutela.methods.prevalence.graphs import graphs
from tutela.methods.prevalence.linkage_error import LinkageError
from tutela.methods.prevalence.loglinear import fit
from tutela.methods.prevalence.panel import Options, estimate
from tutela.methods.prevalence.results import Interval
from tutela.methods.prevalence.sensitivity import leave_one_out, merge_two, missed_links
from tutela.methods.prevalence.stepwise import choose, stepwise
from tutela.methods.prevalence.strata import split, stratified

from .fixtures import table

FAST = ("stepwise", "bic", "graphs", "closed")
QUICK = Options(bootstrap=60)


def quickly(counts: CaptureCounts):
    return stepwise(counts, bootstrap=40)


@pytest.fixture(scope="module")
def panel():
    return estimate(table("UKdat_5"), methods=FAST, options=Options(bootstrap=60, largest=40_000, max_order=2))


def test_the_panel_disagrees_and_says_so(panel) -> None:
    codes = {flag.code for flag in panel.flags}
    assert {"methods_disagree", "recall_unknown"} <= codes
    assert panel.result("stepwise").estimate == pytest.approx(11312.990, rel=1e-5)
    assert panel.result("bic").estimate == pytest.approx(22991.33, rel=1e-5)
    assert "bimodal" in " ".join(flag.text for flag in panel.result("graphs").flags)
    low, high = panel.range
    assert low < 11313 < 22991 < high
    with pytest.raises(KeyError):
        panel.result("nothing")


def test_the_panel_never_has_one_number(panel) -> None:
    data = json.loads(json.dumps(panel.to_dict()))
    assert data["method"] == "panel"
    assert data["estimate"] is None
    assert len(data["results"]) == len(panel.results)


def test_the_panel_cites_its_critics_in_every_form(panel) -> None:
    for text in (panel._repr_html_(), json.dumps(panel.to_dict(), ensure_ascii=False)):
        assert "Whitehead" in text
        assert "Steorts" in text
        assert "88.5%" in text


def test_recall_stands_beside_every_estimate() -> None:
    options = Options(bootstrap=40, linkage=LinkageError(recall=0.9))
    found = estimate(table("Kosovo"), methods=("stepwise", "graphs"), options=options)
    assert found._repr_html_().count("90%") >= 2
    assert "linkage_not_carried" in {flag.code for flag in found.result("graphs").flags}
    assert "linkage_not_carried" not in {flag.code for flag in found.result("stepwise").flags}
    assert "recall_unknown" not in {flag.code for flag in found.flags}


def test_refusals_stand_in_the_panel_with_their_reasons() -> None:
    found = estimate(CaptureCounts.from_letters("A10 B12 AB3"), methods=FAST, options=QUICK)
    assert not found.answered
    assert all("fewer than three lists" in result.refused for result in found.refused)
    assert "nothing_to_say" in {flag.code for flag in found.flags}
    assert found.range is None
    eight = estimate(table("NewOrl"), methods=("bic", "graphs"), options=QUICK)
    assert [result.flags[0].code for result in eight.refused] == ["too_many_lists"] * 2


def test_numpy_in_and_unknown_methods() -> None:
    rows = np.array([[1, 0, 0, 40], [0, 1, 0, 30], [0, 0, 1, 20], [1, 1, 0, 6]])
    found = estimate(rows, methods=("stepwise",), options=QUICK)
    assert found.result("stepwise").estimate == pytest.approx(539.094, rel=1e-5)
    with pytest.raises(InvalidCounts, match="no method"):
        estimate(rows, methods=("guess",))
    with pytest.raises(InvalidCounts, match="last column"):
        estimate(np.arange(4))


@pytest.mark.slow
def test_all_methods_answer_on_a_plain_table() -> None:
    found = estimate(table("HIV"), options=QUICK)
    assert {result.method.split(":")[0] for result in found.answered} == {
        "stepwise", "bic", "graphs", "latent", "threshold", "closed",
    }  # fmt: skip


def test_broken_links_raise_the_estimate_and_found_ones_lower_it() -> None:
    counts = table("Kosovo")
    assert missed_links(counts, (0.0, 0.05, 0.2), repeats=30).inflation == pytest.approx([0, 0.11, 0.51], abs=0.08)
    rng = np.random.default_rng(1)
    base = stepwise(counts, bootstrap=60).replicates
    missing = stepwise(counts, bootstrap=60, linkage=LinkageError(recall=0.8)).replicates
    wrong = stepwise(counts, bootstrap=60, linkage=LinkageError(match=0.8)).replicates
    assert np.median(missing) < np.median(base) < np.median(wrong)
    redrawn = LinkageError(recall=0.9, match=0.9).redraw(counts.cells[None, :], rng)
    assert np.all(redrawn >= 0)


def test_linkage_error_from_match_probabilities() -> None:
    linkage = LinkageError.from_matches([[1, 1, 0], [1, 1, 0], [0, 1, 0]], [0.9, 0.7, 0.1], recall=0.95)
    assert linkage.probability(3) == pytest.approx(0.8)
    assert linkage.probability(5) == 1.0
    assert not linkage.perfect
    assert LinkageError().perfect
    for wrong in ({"recall": 0.0}, {"match": 1.2}):
        with pytest.raises(InvalidCounts):
            LinkageError(**wrong)
    with pytest.raises(InvalidCounts):
        LinkageError.from_matches([[1, 1]], [0.5, 0.5])
    lonely = np.zeros((1, 8))
    lonely[0, 1] = 5
    assert np.array_equal(LinkageError(recall=0.5).redraw(lonely, np.random.default_rng(0)), lonely)


def test_a_recall_nobody_measured_is_not_shown_as_perfect() -> None:
    linkage = LinkageError.from_matches([[1, 1, 0]], [0.8])
    panel = estimate(table("Artificial_3"), methods=("graphs",), options=Options(linkage=linkage))
    assert panel.recall is None
    assert "recall_unknown" in {flag.code for flag in panel.flags}
    measured = estimate(table("Artificial_3"), methods=("graphs",), options=Options(linkage=LinkageError(recall=1.0)))
    assert measured.recall == 1.0
    assert "recall_unknown" not in {flag.code for flag in measured.flags}


def test_perfect_links_change_nothing() -> None:
    cells = table("Kosovo").cells[None, :].astype(float)
    assert np.array_equal(LinkageError().redraw(cells, np.random.default_rng(0)), cells)


def test_leave_one_out_and_merge_two() -> None:
    counts = table("UKdat_5")
    out = leave_one_out(counts, quickly)
    assert [change.change for change in out] == [f"without {name}" for name in counts.names]
    assert out[2].estimate > 1.5 * choose(counts).total  # the data rest on list C
    merged = merge_two(table("Artificial_3"), quickly)
    assert all(change.refused for change in merged)
    assert all(change.refused for change in leave_one_out(table("Artificial_3"), quickly))


def test_leave_one_out_survives_a_list_that_empties() -> None:
    only = CaptureCounts.from_letters("A5 AB4 AC3 ABC2 D9 AD1 B8 C8")
    assert len(leave_one_out(only, quickly)) == 4


def test_internal_consistency() -> None:
    report = internal_consistency(table("Kosovo"), quickly)
    assert [subset.truth for subset in report.subsets] == table("Kosovo").list_totals.tolist()
    assert 0 <= report.share_covered <= 1
    assert "Internal consistency" in report._repr_html_()
    none = internal_consistency(table("Artificial_3"), quickly)
    assert none.share_covered is None
    assert all(subset.covered is None for subset in none.subsets)


def test_strata_lean_on_each_other_or_are_refused() -> None:
    whole = table("Kosovo")
    rng = np.random.default_rng(4)
    parts = rng.multinomial(1, [0.4, 0.3, 0.29, 0.01], size=whole.observed)
    masks = np.repeat(np.arange(16), whole.cells)
    cells = {name: np.bincount(masks[parts[:, i] == 1], minlength=16) for i, name in enumerate("abcd")}
    found = stratified(cells, whole.names)
    assert [s.refused is not None for s in found.strata] == [False, False, False, True]
    assert found.tau >= 0
    for stratum in found.answered:
        assert stratum.pooled_interval.high - stratum.pooled_interval.low <= 1.001 * (
            stratum.own_interval.high - stratum.own_interval.low
        )
    assert "strata_refused" in {flag.code for flag in found.flags}
    assert "only" in found._repr_html_()


def test_two_strata_are_not_pooled_and_different_strata_do_not_add_up() -> None:
    one = table("Kosovo").cells
    found = stratified({"girls": one, "boys": one})
    assert found.tau is None
    assert "no_pooling" in {flag.code for flag in found.flags}
    assert all(s.own is not None and s.pooled is None for s in found.strata)
    with pytest.raises(InvalidCounts, match="no stratum"):
        stratified({})
    with pytest.raises(InvalidCounts, match="same lists"):
        stratified({"a": one, "b": one[:8]})


def test_strata_that_hide_heterogeneity_are_flagged() -> None:
    def cells(chances: list[float], people: int) -> np.ndarray:
        masks = np.arange(8)
        inside = (masks[:, None] >> np.arange(3)) & 1
        chance = np.prod(np.where(inside == 1, chances, 1 - np.array(chances)), axis=1)
        out = np.rint(people * chance).astype(int)
        out[0] = 0
        return out

    found = stratified({"a": cells([0.7] * 3, 2000), "b": cells([0.7] * 3, 2000), "c": cells([0.05] * 3, 40_000)},
                       threshold=0.0)  # fmt: skip
    assert "strata_do_not_add_up" in {flag.code for flag in found.flags}
    assert found.tau > 0.5


def test_split_by_stratum() -> None:
    cells = split([[1, 0], [1, 1], [0, 1]], ["x", "y", "x"])
    assert cells["x"].tolist() == [0, 1, 1, 0]
    assert cells["y"].tolist() == [0, 0, 0, 1]
    for patterns, labels in (([[1, 0]], ["a", "b"]), ([[0, 0]], ["a"]), ([[2, 0]], ["a"])):
        with pytest.raises(InvalidCounts):
            split(patterns, labels)


def test_flags_in_words() -> None:
    narrow, wide = Interval(0.8, 120, 400), Interval(0.95, 120, float("inf"))
    assert {flag.code for flag in common(20, 300, [narrow, wide])} == {
        "beyond_the_data", "coinciding_limits", "no_upper_limit",
    }  # fmt: skip
    assert limits_moving((1, 5), [Interval(0.95, 1, 2), Interval(0.95, 1, 3)])
    assert not limits_moving((1,), [narrow])
    assert not limits_moving((1, 5), [narrow, narrow])
    assert runaway(0.1)
    assert not runaway(0.0)
    assert never_together([("A", "B")])
    grid = np.linspace(-6, 6, 200)
    assert len(modes(grid, np.exp(-((grid - 3) ** 2)) + np.exp(-((grid + 3) ** 2)))) == 2
    assert len(modes(grid, np.exp(-(grid**2)))) == 1


def test_an_interval_that_was_not_made_is_not_invented() -> None:
    result = stepwise(table("Kosovo"), bootstrap=0)
    with pytest.raises(NotEstimable):
        result.interval(0.5)
    assert result.hidden == pytest.approx(result.estimate - 4400)
    assert "Kosovo" not in result._repr_html_()


@pytest.mark.slow
def test_figures(panel) -> None:
    counts = panel.counts
    base = panel.result("stepwise")
    figures = [
        plots.overlap(counts),
        plots.panel(panel),
        plots.panel(estimate(table("NewOrl"), methods=("graphs",), options=QUICK)),
        plots.limits_by_top(panel.result("bic")),
        plots.posterior(panel.result("graphs")),
        plots.posterior(base),
        plots.changes(base, leave_one_out(table("Artificial_3"), quickly)),
        plots.changes(base, leave_one_out(table("Kosovo"), quickly)),
        plots.missed_links(missed_links(table("Artificial_3"), (0.0, 0.1), repeats=10)),
    ]
    for figure in figures:
        figure.draw_without_rendering()
    with pytest.raises(NotEstimable):
        plots.limits_by_top(base)
    with pytest.raises(NotEstimable):
        plots.posterior(bic(table("Kosovo"), bootstrap=0))


def test_html_escapes_names() -> None:
    counts = CaptureCounts.from_letters("A40 B30 C20 AB6 AC4 BC5", names=("<b>", "B", "C"))
    assert "<b>" not in estimate(counts, methods=("stepwise",), options=QUICK)._repr_html_()
    assert "<table>" in missed_links(counts, (0.0, 0.1), repeats=5)._repr_html_()


def test_simulated_coverage_is_counted() -> None:
    rows = simulate(choose(table("Kosovo")), runs=3, bootstrap=30)
    assert all(isinstance(row, Coverage) and row.runs == 3 for row in rows)
    assert all(0 <= row.share <= 1 for row in rows)


def test_coverage_script(capsys) -> None:
    assert coverage_main(["--data", "Kosovo", "--runs", "1", "--bootstrap", "20"]) == 0
    assert "truth 14,342" in capsys.readouterr().out


def test_larger_prior_is_shown() -> None:
    assert graphs(table("Kosovo")).details["largest"] == 11 * 4400


def test_fitted_means_keep_the_margins() -> None:
    counts = table("Kosovo")
    model = fit(counts, [("A", "B")])
    assert model.fitted[1:].sum() == pytest.approx(counts.observed)
