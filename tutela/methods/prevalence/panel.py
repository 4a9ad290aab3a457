"""The panel: every method side by side, with its interval and its flags; never one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import html
from .bic import TITLE as BIC_TITLE
from .bic import bic
from .closed import closed
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .graphs import TITLE as GRAPHS_TITLE
from .graphs import graphs
from .latent import TITLE as LATENT_TITLE
from .latent import latent
from .linkage_error import LinkageError
from .measured import COVERAGE_NOTE
from .results import Estimate, Flag, Progress, no_progress, number, refusal
from .sources import CAUTION, citations
from .stepwise import TITLE as STEPWISE_TITLE
from .stepwise import stepwise
from .threshold import TITLE as THRESHOLD_TITLE
from .threshold import threshold as bayesian_threshold

__all__ = ["METHODS", "Options", "Panel", "as_counts", "estimate", "run_method"]

METHODS = ("stepwise", "bic", "graphs", "latent", "threshold", "closed")
_BOOTSTRAPPED = ("stepwise", "bic")
_FEW = 20


@dataclass(frozen=True)
class Options:
    """How the methods are run; the defaults are the papers'."""

    threshold: float = 0.02
    bootstrap: int = 1000
    max_order: int | None = None
    largest: float | None = None
    levels: tuple[float, ...] = (0.8, 0.95)
    seed: int = 1
    linkage: LinkageError | None = None


@dataclass(frozen=True, eq=False)
class Panel:
    """All answers and refusals on one table, with what is to be said about them together."""

    counts: CaptureCounts
    results: tuple[Estimate, ...]
    flags: tuple[Flag, ...]
    linkage: LinkageError | None
    seconds: float

    @property
    def answered(self) -> tuple[Estimate, ...]:
        """The methods that gave an estimate."""
        return tuple(result for result in self.results if result.estimate is not None)

    @property
    def refused(self) -> tuple[Estimate, ...]:
        """The methods that refused, each with its reason."""
        return tuple(result for result in self.results if result.estimate is None)

    @property
    def recall(self) -> float | None:
        """The share of true links found, where it was given."""
        return self.linkage.recall if self.linkage is not None and self.linkage.recall_known else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Methods' sources, then the critics."""
        return citations(tuple(result.method for result in self.results))

    @property
    def range(self) -> tuple[float, float] | None:
        """From the lowest lower to the highest upper limit at the highest level, over main methods."""
        ends = [r.intervals[-1] for r in self.answered if r.intervals and not r.method.startswith("closed")]
        return (min(i.low for i in ends), max(i.high for i in ends)) if ends else None

    def result(self, method: str) -> Estimate:
        """One method's result, by its code.

        Raises:
            KeyError: it was not asked for.
        """
        for result in self.results:
            if result.method == method:
                return result
        raise KeyError(method)

    def to_dict(self) -> dict[str, Any]:
        """The same keys as one estimate, with no estimate of its own, and the results below."""
        own = Estimate("panel", "Panel", self.counts.observed, flags=self.flags, seconds=self.seconds)
        return own.to_dict() | {
            "results": [result.to_dict() for result in self.results],
            "observed": self.counts.observed,
            "recall": number(self.recall),
            "sources": list(self.sources),
            "notes": [CAUTION, COVERAGE_NOTE],
        }

    def _repr_html_(self) -> str:
        rows = []
        for r in self.results:
            spans = [html.span(i.low, i.high) for i in r.intervals[-1:]]
            words = " ".join(flag.text for flag in r.flags)
            rows.append((r.title, html.count(r.estimate), spans[0] if spans else "", self.recall_words, words))
        head = ("Method", "Estimate", "Interval", "Linkage recall", "Flags")
        caption = f"{self.counts.observed:,} people seen on {self.counts.lists} lists. {CAUTION}"
        return (
            html.table(caption, head, rows)
            + html.bullets(flag.text for flag in self.flags)
            + html.bullets([COVERAGE_NOTE, *self.sources])
        )

    @property
    def recall_words(self) -> str:
        """The recall as it stands beside each estimate."""
        return "not known" if self.recall is None else f"{self.recall:.0%}"


def as_counts(counts: CaptureCounts | ArrayLike) -> CaptureCounts:
    """The table itself, or one from an array of t 0/1 columns and a last column of counts."""
    if isinstance(counts, CaptureCounts):
        return counts
    table = np.asarray(counts)
    if table.ndim != 2 or table.shape[1] < 2:
        raise InvalidCounts("A table has one 0/1 column for each list and a last column of counts.")
    return CaptureCounts.from_patterns(table[:, :-1], table[:, -1])


_TITLES = {
    "stepwise": STEPWISE_TITLE,
    "bic": BIC_TITLE,
    "graphs": GRAPHS_TITLE,
    "latent": LATENT_TITLE,
    "threshold": THRESHOLD_TITLE,
    "closed": "Closed models",
}


def run_method(
    method: str, counts: CaptureCounts, options: Options, progress: Progress = no_progress
) -> tuple[Estimate, ...]:
    """One method's results; only ``closed`` has several.

    Raises:
        NotEstimable, InvalidCounts: as the method.
        KeyError: no such method.
    """
    o = options
    shared: dict[str, Any] = {"levels": o.levels, "seed": o.seed, "progress": progress}
    boot: dict[str, Any] = shared | {"bootstrap": o.bootstrap, "linkage": o.linkage}
    run: dict[str, Callable[[], tuple[Estimate, ...]]] = {
        "stepwise": lambda: (stepwise(counts, threshold=o.threshold, **boot),),
        "bic": lambda: (bic(counts, max_order=o.max_order, **boot),),
        "graphs": lambda: (graphs(counts, largest=o.largest, levels=o.levels),),
        "latent": lambda: (latent(counts, **shared),),
        "threshold": lambda: (bayesian_threshold(counts, **shared),),
        "closed": lambda: closed(counts, levels=o.levels),
    }
    return run[method]()


def estimate(
    counts: CaptureCounts | ArrayLike,
    *,
    methods: Sequence[str] = METHODS,
    options: Options | None = None,
    progress: Progress = no_progress,
) -> Panel:
    """Run every method on one table.

    Args:
        counts: the table, or an array of t 0/1 columns and a last column of counts.
        methods: which to run, of :data:`METHODS`.
        options: thresholds, bootstrap size, seed, linkage error.
        progress: called as work goes on.

    Returns:
        a panel; a method without an answer stands in it with its reason.

    Raises:
        InvalidCounts: the table is wrong, or there is no such method.
    """
    begun = perf_counter()
    table = as_counts(counts)
    chosen = Options() if options is None else options
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise InvalidCounts(f"There is no method '{unknown[0]}'; the methods are {', '.join(METHODS)}.")
    results: list[Estimate] = []
    for place, method in enumerate(methods):
        progress(f"method {method}", place, len(methods))
        try:
            found = run_method(method, table, chosen, progress)
        except NotEstimable as why:
            found = (refusal(method, _TITLES[method], table.observed, why),)
        results += [_with_linkage(result, chosen.linkage) for result in found]
    together = _together(table, results, chosen.linkage)
    return Panel(table, tuple(results), together, chosen.linkage, perf_counter() - begun)


def _with_linkage(result: Estimate, linkage: LinkageError | None) -> Estimate:
    """Say it where linkage error could not be carried in."""
    if linkage is None or linkage.perfect or result.method in _BOOTSTRAPPED or result.estimate is None:
        return result
    note = Flag("linkage_not_carried", "Linkage error is not in this interval: the method takes the links as right.")
    return replace(result, flags=(*result.flags, note))


def _together(counts: CaptureCounts, results: list[Estimate], linkage: LinkageError | None) -> tuple[Flag, ...]:
    """What only the panel can see."""
    out = []
    main = [r for r in results if r.estimate is not None and not r.method.startswith("closed")]
    totals = [r.estimate for r in main if r.estimate is not None]
    if len(totals) > 1 and max(totals) > 1.5 * min(totals):
        out.append(
            Flag(
                "methods_disagree",
                f"The methods disagree: from {min(totals):,.0f} to {max(totals):,.0f}. What they assume decides, "
                "not the data.",
            )
        )
    if counts.lists >= 3 and 0 < counts.overlap < _FEW:
        out.append(Flag("few_overlaps", f"Only {counts.overlap} people are on two lists or more: too few to lean on."))
    if linkage is None or not linkage.recall_known:
        out.append(
            Flag(
                "recall_unknown",
                "Linkage recall was not given. Every missed link invents a person and lowers the overlap, and so "
                "raises every estimate here.",
            )
        )
    if not totals:
        reasons = list(dict.fromkeys(r.refused for r in results if r.refused))
        out.append(Flag("nothing_to_say", f"No method gives an estimate. {' '.join(reasons)}"))
    return tuple(out)
