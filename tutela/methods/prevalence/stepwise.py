"""The stepwise method with its whole-selection bootstrap (Chan, Silverman & Vincent 2021).

The choice of the model is repeated in every replicate, so the interval carries the uncertainty of
choosing; the naive interval of the chosen model covers the truth far less often than it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from . import flags
from .bca import acceleration, intervals
from .counts import CaptureCounts
from .errors import InvalidCounts
from .fitting import NO_TERM
from .lattice import Floats
from .linkage_error import LinkageError
from .loglinear import LogLinearFit, fit_terms
from .resampling import delete_one, multinomial
from .results import Estimate, Flag, Progress, no_progress
from .selection import select

__all__ = ["choose", "stepwise", "stepwise_totals"]

TITLE = "Stepwise Poisson log-linear, BCa bootstrap of the whole selection"
_CHUNK = 500
_KNOWN = Flag("model_taken_as_known", "The interval takes the chosen model as known and is too short.")


def choose(counts: CaptureCounts, threshold: float = 0.02) -> LogLinearFit:
    """The model stepwise selection ends with, fitted.

    Raises:
        NotEstimable: fewer than three lists, no overlap, or no estimate for the main effects.
    """
    if not 0.0 <= threshold <= 1.0:
        raise InvalidCounts("The threshold must lie between 0 and 1.")
    counts.require_estimable()
    fit_terms(counts, ())
    entered = select(counts.cells[None, :].astype(np.float64), threshold).entered[0]
    return fit_terms(counts, [int(mask) for mask in entered if mask != NO_TERM])


def stepwise_totals(tables: Floats, threshold: float = 0.02, progress: Progress = no_progress) -> tuple[Floats, np.ndarray]:
    """The stepwise total of each table, and whether it exists, selection repeated in each."""
    total, exists = [], []
    for start in range(0, len(tables), _CHUNK):
        part = tables[start : start + _CHUNK]
        chosen = select(part, threshold)
        total.append(chosen.hidden + part.sum(axis=1))
        exists.append(chosen.exists)
        progress("bootstrap", min(start + _CHUNK, len(tables)), len(tables))
    return np.concatenate(total), np.concatenate(exists)


def stepwise(
    counts: CaptureCounts,
    *,
    threshold: float = 0.02,
    bootstrap: int = 1000,
    levels: Sequence[float] = (0.8, 0.95),
    seed: int = 1,
    linkage: LinkageError | None = None,
    progress: Progress = no_progress,
) -> Estimate:
    """Estimate by stepwise selection, with BCa intervals.

    Args:
        counts: the table.
        threshold: p-value below which a pair enters; the paper recommends 0.02.
        bootstrap: replicates; 0 gives the Wald interval of the chosen model, flagged as too short.
        levels: of the intervals.
        seed: of the random stream.
        linkage: errors of the links, redrawn in every replicate.
        progress: called as work goes on.

    Raises:
        NotEstimable: the question has no answer; the reason is in words.
    """
    begun = perf_counter()
    model = choose(counts, threshold)
    left_out, weights = delete_one(counts)
    accelerate = acceleration(stepwise_totals(left_out, threshold)[0], weights)
    warnings: tuple[Flag, ...] = flags.minus_infinity(model.removed)
    replicates: Floats | None = None
    if bootstrap:
        resample = linkage.resample if linkage is not None else multinomial
        tables = resample(counts, bootstrap, np.random.default_rng(seed))
        replicates, exists = stepwise_totals(tables, threshold, progress)
        spans = intervals(replicates, model.total, accelerate, levels)
        warnings += flags.runaway(float(np.mean(~exists)))
    else:
        spans = model.wald(levels)
        warnings += (_KNOWN,)
    return Estimate(
        method="stepwise",
        title=TITLE,
        observed=counts.observed,
        estimate=model.total,
        intervals=spans,
        deviance=model.deviance,
        aic=model.aic,
        bic=model.bic,
        interactions=model.named_interactions,
        removed_pairs=model.removed,
        acceleration=accelerate,
        existence_code=0,
        flags=warnings + flags.common(counts.observed, model.total, spans),
        replicates=replicates,
        details={"threshold": threshold, "bootstrap": bootstrap, "wald": model.wald(levels), "fit": model},
        seconds=perf_counter() - begun,
    )
