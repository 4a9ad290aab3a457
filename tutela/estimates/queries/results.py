"""The work itself: a panel, its sensitivity and its strata as one JSON value with codes, so that any language can say it.

``observed lists overlap methods flags range recall tops shapes removed missed strata strata_flags sources notes seconds``.
A method: ``method estimate intervals [[level, low, high]] interactions removed flags [[code, text]] refused [code, text]``.
Numbers without a limit are null.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from tutela.methods import prevalence
from tutela.methods.prevalence import (
    CaptureCounts,
    Estimate,
    Flag,
    InvalidCounts,
    LinkageError,
    NotEstimable,
    Options,
    Panel,
    leave_one_out,
    missed_links,
    stratified,
)

Progress = Callable[[str, int, int], None]
_BINS = 40


def work(
    counts: CaptureCounts,
    strata: dict[str, list[int]],
    linkage: LinkageError | None,
    settings: dict[str, Any],
    progress: Progress,
) -> dict[str, Any]:
    """Everything a panel page shows, from the table. ``settings``: bootstrap, threshold, seed."""
    options = Options(
        bootstrap=settings["bootstrap"], threshold=settings["threshold"], seed=settings["seed"], linkage=linkage
    )
    panel = prevalence.estimate(counts, options=options, progress=progress)
    progress("sensitivity", 0, 2)
    found = _panel(panel) | {"removed": _removed(counts), "missed": _missed(counts)}
    progress("sensitivity", 2, 2)
    return found | _strata(counts, strata, settings["threshold"])


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _flags(flags: Iterable[Flag]) -> list[list[str]]:
    return [[flag.code, flag.text] for flag in flags]


def _panel(panel: Panel) -> dict[str, Any]:
    counts, said = panel.counts, panel.to_dict()
    masks, people = counts.patterns()
    order = np.argsort(-people, kind="stable")
    return {
        "observed": counts.observed,
        "lists": [[name, int(total)] for name, total in zip(counts.names, counts.list_totals, strict=True)],
        "overlap": [[int(masks[at]), int(people[at])] for at in order],
        "methods": [_method(result) for result in panel.results],
        "flags": _flags(panel.flags),
        "range": None if panel.range is None else [_number(end) for end in panel.range],
        "recall": said["recall"],
        "tops": _tops(panel),
        "shapes": [shape for result in panel.answered if (shape := _shape(result)) is not None],
        "sources": said["sources"],
        "notes": said["notes"],
        "seconds": round(panel.seconds, 1),
    }


def _method(result: Estimate) -> dict[str, Any]:
    refused = [result.flags[0].code, result.refused] if result.refused and result.flags else None
    return {
        "method": result.method,
        "estimate": _number(result.estimate),
        "intervals": [[one.level, _number(one.low), _number(one.high)] for one in result.intervals],
        "interactions": [list(term) for term in result.interactions],
        "removed": [list(term) for term in result.removed_pairs],
        "flags": [] if refused else _flags(result.flags),
        "refused": refused,
    }


def _tops(panel: Panel) -> list[list[float | None]]:
    """Limits of the BIC method by the number of models that compete."""
    details = next((result.details for result in panel.answered if result.method == "bic"), {})
    spans = details.get("intervals_by_top", ())
    return [
        [top, _number(span[-1].low), _number(span[-1].high)]
        for top, span in zip(details.get("tops", ()), spans, strict=True)
    ]


def _shape(result: Estimate) -> dict[str, Any] | None:
    """Where a method's posterior or bootstrap lies: equal bins from the smallest to the 99th percentile."""
    exact = result.details.get("posterior")
    if exact is not None:
        values, weights = exact.totals, exact.density
        most = float(exact.quantiles([0.995])[0])
    elif result.replicates is not None and np.isfinite(result.replicates).any():
        values = result.replicates[np.isfinite(result.replicates)]
        weights, most = np.ones(len(values)), float(np.quantile(values, 0.99))
    else:
        return None
    low = float(values.min())
    heights, _ = np.histogram(values, bins=_BINS, range=(low, max(most, low + 1.0)), weights=weights)
    share = heights / heights.max() if heights.max() > 0 else heights
    return {"method": result.method, "low": low, "high": max(most, low + 1.0), "heights": np.round(share, 4).tolist()}


def _removed(counts: CaptureCounts) -> list[dict[str, Any]]:
    """The stepwise estimate without each list."""
    if counts.lists < 4:
        return []
    return [
        {
            "name": name,
            "estimate": _number(change.estimate),
            "low": None if change.interval is None else _number(change.interval.low),
            "high": None if change.interval is None else _number(change.interval.high),
            "refused": change.refused,
        }
        for name, change in zip(counts.names, leave_one_out(counts), strict=True)
    ]


def _missed(counts: CaptureCounts) -> list[list[float | None]]:
    """The stepwise estimate when a share of the links is broken: share, median, tenth and ninetieth percentile."""
    try:
        found = missed_links(counts, repeats=60)
    except NotEstimable:
        return []
    rows = zip(found.shares, found.medians, found.low, found.high, strict=True)
    return [[float(share), *(_number(value if value < 1e15 else None) for value in values)] for share, *values in rows]


def _strata(counts: CaptureCounts, strata: dict[str, list[int]], threshold: float) -> dict[str, Any]:
    if not strata:
        return {"strata": [], "strata_flags": []}
    try:
        found = stratified(strata, counts.names, threshold=threshold)
    except (NotEstimable, InvalidCounts) as why:
        return {"strata": [], "strata_flags": [["strata_refused", str(why)]]}
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "observed": one.observed,
            "own": _number(one.own),
            "own_interval": _span(one.own_interval),
            "pooled": _number(one.pooled),
            "pooled_interval": _span(one.pooled_interval),
            "refused": one.refused,
        }
        for one in found.strata
    ]
    return {"strata": rows, "strata_flags": _flags(found.flags)}


def _span(interval: Any) -> Sequence[float | None] | None:
    return None if interval is None else [_number(interval.low), _number(interval.high)]
