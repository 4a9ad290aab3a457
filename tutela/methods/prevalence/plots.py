"""Figures.  Each function returns a matplotlib ``Figure`` of its own; nothing is shown or saved.

Colours are told apart by all readers (Okabe & Ito) and never carry meaning alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .counts import CaptureCounts
from .errors import NotEstimable
from .graphs import GraphPosterior
from .panel import Panel
from .results import Estimate
from .sensitivity import Change, MissedLinks

__all__ = ["changes", "limits_by_top", "missed_links", "overlap", "panel", "posterior"]

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#999999"


def _people(axes: Axes, which: str = "x") -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _refused(axes: Axes, place: int) -> None:
    across = axes.get_yaxis_transform()
    axes.text(0.01, place, "refused", va="center", color=_GREY, style="italic", transform=across)


def overlap(counts: CaptureCounts, most: int = 30) -> Figure:
    """An UpSet plot: people per capture pattern, the largest first (Lex et al. 2014)."""
    masks, seen = counts.patterns()
    order = np.argsort(-seen, kind="stable")[:most]
    masks, seen = masks[order], seen[order]
    figure = Figure(figsize=(max(4.0, 0.32 * len(masks) + 2.0), 4.5), layout="constrained")
    bars, dots = figure.subplots(2, 1, sharex=True, height_ratios=(3, 0.35 * counts.lists + 0.3))
    bars.bar(np.arange(len(masks)), seen, color=_BLUE)
    for place, people in enumerate(seen):
        bars.annotate(f"{people:,}", (place, people), ha="center", va="bottom", fontsize=7)
    bars.set_ylabel("People")
    bars.spines[["top", "right"]].set_visible(False)
    inside = (masks[:, None] >> np.arange(counts.lists) & 1).astype(bool)
    for place, row in enumerate(inside):
        dots.scatter(np.full(counts.lists, place), np.arange(counts.lists), s=22, color="#dddddd")
        where = np.flatnonzero(row)
        dots.plot(np.full(where.size, place), where, "o-", color="black", markersize=5, linewidth=1)
    dots.set_yticks(np.arange(counts.lists), [f"{n} ({t:,})" for n, t in zip(counts.names, counts.list_totals, strict=True)])
    dots.invert_yaxis()
    dots.set_xticks([])
    dots.spines[["top", "right", "bottom"]].set_visible(False)
    return figure


def panel(result: Panel) -> Figure:
    """Every method's interval on one scale; refusals stand in their place."""
    rows = result.results
    figure, axes = _figure(8.0, 0.38 * len(rows) + 1.2)
    ends = [r.intervals[-1].high for r in rows if r.intervals and np.isfinite(r.intervals[-1].high)]
    most = float(np.quantile(ends, 0.9)) * 1.3 if ends else 1.0
    for place, row in enumerate(rows):
        if row.estimate is None:
            _refused(axes, place)
            continue
        for width, interval in zip((5.0, 2.0), row.intervals[:1] + row.intervals[-1:], strict=False):
            axes.plot([interval.low, min(interval.high, most)], [place, place], color=_BLUE, linewidth=width)
        if row.intervals[-1].high > most:
            axes.plot(most, place, ">", color=_BLUE)
        axes.plot(min(row.estimate, most), place, "o", color=_ORANGE, zorder=3)
    axes.axvline(result.counts.observed, color="black", linestyle=":", linewidth=1)
    axes.set_yticks(np.arange(len(rows)), [r.method for r in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel("People in all; dotted: people seen")
    _people(axes)
    return figure


def limits_by_top(result: Estimate) -> Figure:
    """Limits of the BIC method as more models compete; flat at the right means settled.

    Raises:
        NotEstimable: the result has no such limits.
    """
    if "intervals_by_top" not in result.details:
        raise NotEstimable("no_limits", "Only the BIC method with a bootstrap has limits by the number of models.")
    figure, axes = _figure(6.0, 4.0)
    tops: Sequence[int] = result.details["tops"]
    ends = np.array([[spans[-1].low, spans[-1].high] for spans in result.details["intervals_by_top"]])
    axes.fill_between(tops, ends[:, 0], ends[:, 1], color=_BLUE, alpha=0.15)
    axes.plot(tops, ends[:, 0], "v-", color=_BLUE, label="lower limit")
    axes.plot(tops, ends[:, 1], "^-", color=_ORANGE, label="upper limit")
    axes.set_xscale("log")
    axes.set_xticks(tops, [str(top) for top in tops])
    axes.minorticks_off()
    axes.set_xlabel("Models that compete")
    axes.set_ylabel("People in all")
    _people(axes, "y")
    axes.legend(frameon=False)
    return figure


def posterior(result: Estimate) -> Figure:
    """The posterior or bootstrap distribution of the total.

    Raises:
        NotEstimable: the method has none.
    """
    figure, axes = _figure(6.0, 3.5)
    exact = result.details.get("posterior")
    if isinstance(exact, GraphPosterior):
        axes.fill_between(exact.totals, exact.density / np.gradient(exact.totals), color=_BLUE, alpha=0.4)
    elif result.replicates is not None:
        draws = result.replicates[np.isfinite(result.replicates)]
        axes.hist(draws[draws <= np.quantile(draws, 0.99)], bins=60, color=_BLUE, alpha=0.6, density=True)
    else:
        raise NotEstimable("no_posterior", f"{result.title} has neither a posterior nor replicates.")
    if result.estimate is not None:
        axes.axvline(result.estimate, color=_ORANGE)
    axes.set_yticks([])
    axes.set_xlabel("People in all")
    axes.set_title(result.title, fontsize=10)
    _people(axes)
    return figure


def changes(base: Estimate, changed: Sequence[Change]) -> Figure:
    """The estimate without each list, or with two as one, beside the estimate with all."""
    figure, axes = _figure(7.0, 0.35 * len(changed) + 1.2)
    for place, change in enumerate(changed):
        if change.estimate is None:
            _refused(axes, place)
            continue
        if change.interval is not None and np.isfinite(change.interval.high):
            axes.plot([change.interval.low, change.interval.high], [place, place], color=_BLUE, linewidth=2)
        axes.plot(change.estimate, place, "o", color=_ORANGE)
    if base.estimate is not None:
        axes.axvline(base.estimate, color="black", linestyle=":", linewidth=1)
    axes.set_yticks(np.arange(len(changed)), [change.change for change in changed])
    axes.set_ylim(len(changed) - 0.5, -0.5)
    axes.set_xlabel("People in all; dotted: all lists")
    _people(axes)
    return figure


def missed_links(result: MissedLinks) -> Figure:
    """How the estimate rises with the share of links that were missed."""
    figure, axes = _figure(6.0, 4.0)
    axes.fill_between(result.shares * 100, result.low, result.high, color=_BLUE, alpha=0.2, label="middle 80 %")
    axes.plot(result.shares * 100, result.medians, "o-", color=_BLUE, label="median")
    axes.set_xlabel("Links broken, %")
    axes.set_ylabel("People in all")
    _people(axes, "y")
    axes.legend(frameon=False)
    return figure
