"""Every hierarchical model, ranked by BIC, and a bootstrap over the best of them.

Silverman, Chan & Vincent (2024), *Stat. & Comput.* 34:44: fit all hierarchical models up to an order,
drop those without an estimate, rank by BIC, let every bootstrap replicate choose among the best
``ntop``, and show the limits as a function of ``ntop`` so that the reader sees whether they settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from . import flags
from .bca import acceleration, intervals
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .fitting import NO_TERM, Ints, criteria
from .hierarchy import default_max_order, generators, hierarchical_models, model_rows
from .lattice import Floats, term_names
from .linkage_error import LinkageError
from .loglinear import LogLinearFit, fit_terms
from .resampling import delete_one, multinomial
from .results import Estimate, Flag, Interval, Progress, no_progress
from .selection import fit_checked
from .tournament import tournament

__all__ = ["RankedModels", "bic", "rank_models"]

TITLE = "All hierarchical models by BIC, bootstrap over the best"
_CHUNK = 2000


@dataclass(frozen=True, eq=False)
class RankedModels:
    """The models whose estimate exists, best BIC first.

    ``terms`` (models, k) masks padded with ``NO_TERM``, ``alpha`` (models, k) coefficients, ``bic``
    and ``total`` (models,); ``tried`` counts those without an estimate too.
    """

    counts: CaptureCounts
    terms: Ints
    alpha: Floats
    bic: Floats
    total: Floats
    tried: int
    max_order: int

    def interactions(self, rank: int = 0) -> tuple[int, ...]:
        """The interaction terms of one model."""
        return tuple(int(m) for m in self.terms[rank, 1 + self.counts.lists :] if m != NO_TERM)

    def named(self, rank: int = 0) -> tuple[tuple[str, ...], ...]:
        """The largest interaction terms of one model, as names."""
        return tuple(term_names(m, self.counts.names) for m in generators(self.interactions(rank)))


def rank_models(counts: CaptureCounts, max_order: int | None = None, progress: Progress = no_progress) -> RankedModels:
    """Fit every hierarchical model and rank those whose estimate exists.

    Raises:
        NotEstimable: fewer than three or more than six lists, no overlap, or no model with an estimate.
        InvalidCounts: an order that is none.
    """
    counts.require_estimable()
    order = default_max_order(counts.lists) if max_order is None else max_order
    if not 1 <= order < counts.lists:
        raise InvalidCounts(f"The largest order must lie between 1 and {counts.lists - 1}.")
    default_max_order(counts.lists)
    terms = model_rows(counts.lists, hierarchical_models(counts.lists, order))
    cells = counts.cells[None, :].astype(np.float64)
    alpha, value, hidden = np.zeros(terms.shape), np.full(len(terms), np.inf), np.zeros(len(terms))
    for start in range(0, len(terms), _CHUNK):
        part = slice(start, start + _CHUNK)
        size = len(terms[part])
        table = np.repeat(cells, size, axis=0)
        fit, fine = fit_checked(table, np.repeat(counts.totals[None, :], size, axis=0), terms[part])
        score = criteria(table, fit.mu, np.sum(terms[part] != NO_TERM, axis=1))[2]
        alpha[part], hidden[part] = fit.alpha, fit.hidden
        value[part] = np.where(fine, score, np.inf)
        progress("models", min(start + _CHUNK, len(terms)), len(terms))
    exists = np.flatnonzero(np.isfinite(value))
    if not exists.size:
        raise NotEstimable("no_estimate", "Refused: no hierarchical model has an estimate.", 1)
    best = exists[np.argsort(value[exists], kind="stable")]
    return RankedModels(counts, terms[best], alpha[best], value[best], hidden[best] + counts.observed, len(terms), order)


def default_tops(lists: int, models: int) -> tuple[int, ...]:
    """How many models compete: up to 20 for 3 and 4 lists, up to 100 for 5 and 6."""
    most = 20 if lists <= 4 else 100
    return tuple(sorted({min(top, models) for top in (1, 2, 5, 10, 20, 50, 100) if top <= most}))


def bic(
    counts: CaptureCounts,
    *,
    max_order: int | None = None,
    tops: Sequence[int] | None = None,
    bootstrap: int = 1000,
    levels: Sequence[float] = (0.8, 0.95),
    seed: int = 1,
    linkage: LinkageError | None = None,
    progress: Progress = no_progress,
) -> Estimate:
    """Estimate by the model of best BIC, with limits from choosing anew in every replicate.

    Args:
        counts: the table, 3 to 6 lists.
        max_order: largest interaction; by default 2 for 3 and 6 lists, 3 for 4 and 5.
        tops: numbers of competing models, ascending; the last gives the interval quoted.
        bootstrap: replicates; 0 gives the Wald interval of the best model.
        levels, seed, linkage, progress: as in :func:`.stepwise.stepwise`.

    Raises:
        NotEstimable, InvalidCounts: as :func:`rank_models`.
    """
    begun = perf_counter()
    ranked = rank_models(counts, max_order, progress)
    model = fit_terms(counts, ranked.interactions())
    sizes = default_tops(counts.lists, len(ranked.bic)) if tops is None else tuple(sorted(tops))
    if not sizes or sizes[0] < 1:
        raise InvalidCounts("At least one model must compete.")
    sizes = tuple(sorted({min(size, len(ranked.bic)) for size in sizes}))
    details = {"ranked": ranked, "models": len(ranked.bic), "tried": ranked.tried, "max_order": ranked.max_order}
    if not bootstrap:
        return _answer(ranked, model, model.wald(levels), None, None, (), details, begun)
    rng = np.random.default_rng(seed)
    resample = linkage.resample if linkage is not None else multinomial
    replicates = tournament(resample(counts, bootstrap, rng), ranked, sizes, progress)
    left_out, weights = delete_one(counts)
    jackknife = tournament(left_out, ranked, sizes)
    by_top = []
    for column in range(len(sizes)):
        accelerate = acceleration(jackknife[:, column], weights)
        by_top.append(intervals(replicates[:, column], model.total, accelerate, levels))
    details |= {"tops": sizes, "intervals_by_top": tuple(by_top)}
    moving = flags.limits_moving(sizes, [spans[-1] for spans in by_top])
    missing = flags.runaway(float(np.mean(~np.isfinite(replicates[:, -1]))))
    return _answer(ranked, model, by_top[-1], replicates[:, -1], accelerate, moving + missing, details, begun)


def _answer(
    ranked: RankedModels,
    model: LogLinearFit,
    spans: tuple[Interval, ...],
    replicates: Floats | None,
    accelerate: float | None,
    warnings: tuple[Flag, ...],
    details: dict[str, object],
    begun: float,
) -> Estimate:
    counts = ranked.counts
    return Estimate(
        method="bic",
        title=TITLE,
        observed=counts.observed,
        estimate=model.total,
        intervals=spans,
        deviance=model.deviance,
        aic=model.aic,
        bic=model.bic,
        interactions=tuple(term for term in ranked.named() if term not in model.removed),
        removed_pairs=model.removed,
        acceleration=accelerate,
        existence_code=0,
        flags=warnings + flags.minus_infinity(model.removed) + flags.common(counts.observed, model.total, spans),
        replicates=replicates,
        details=details,
        seconds=perf_counter() - begun,
    )
