"""Bayesian thresholding (Silverman 2020, JRSS-A 183:691).

All two-list interactions are in, with standard normal priors; main effects are flat.  Those whose
posterior mean is at least two posterior standard deviations from 0 stay, the model is sampled again
with only these, and the total's posterior quantiles are quoted:

    log posterior = sum over w of [ N_w eta_w - exp(eta_w) ] - sum over pairs of alpha^2 / 2.

Sampled by Hamiltonian Monte Carlo (Neal 2011), in coordinates where the normal approximation at the
mode is standard, many chains side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import scipy

from . import flags
from .bca import percentile_intervals
from .convergence import disagreement, scale_reduction
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .existence import model_terms
from .lattice import Floats, pair_masks, term_names
from .results import Estimate, Flag, Progress, no_progress

__all__ = ["threshold"]

TITLE = "Bayesian threshold on all pairs"
_CHAINS = 20
_LEAPS = 8
_STEP = 0.25
_BURN = 100
_WORLD = 1e9
"""A draw of so many unseen for each person seen is no estimate but a posterior that runs off."""


@dataclass(frozen=True, eq=False)
class _Posterior:
    """Design over the non-empty patterns, counts, and the prior precision of each coefficient."""

    design: Floats
    seen: Floats
    precision: Floats

    def gradient(self, alpha: Floats) -> tuple[Floats, Floats]:
        """(log density, gradient) of each row of coefficients."""
        eta = np.minimum(alpha @ self.design.T, 50.0)
        mu = np.exp(eta)
        value = eta @ self.seen - mu.sum(axis=1) - 0.5 * (alpha**2) @ self.precision
        return value, (self.seen - mu) @ self.design - alpha * self.precision

    def mode(self) -> tuple[Floats, Floats]:
        """The mode and the inverse Cholesky factor of the curvature there."""
        start = np.log(self.seen + 0.5)
        weight = self.seen + 0.5
        curve = self.design.T @ (self.design * weight[:, None]) + np.diag(self.precision + 1e-9)
        alpha: Floats = np.asarray(np.linalg.solve(curve, self.design.T @ (weight * start)), dtype=np.float64)
        for _ in range(200):
            slope = self.gradient(alpha[None, :])[1][0]
            mu = np.exp(np.minimum(self.design @ alpha, 50.0))
            curve = self.design.T @ (self.design * mu[:, None]) + np.diag(self.precision + 1e-12)
            step = np.linalg.solve(curve, slope)
            longest = np.abs(self.design @ step).max()
            alpha = alpha + step * min(1.0, 2.0 / max(longest, 1e-300))
            if longest < 1e-9:
                break
        factor = np.linalg.cholesky(curve)
        return alpha, np.asarray(scipy.linalg.solve_triangular(factor, np.eye(len(alpha)), lower=True))


def _sample(posterior: _Posterior, draws: int, rng: np.random.Generator, progress: Progress, what: str) -> Floats:
    """(chains, draws, coefficients) draws."""
    center, spread = posterior.mode()
    at = rng.normal(size=(_CHAINS, center.size))
    value, slope = _white(posterior, center, spread, at)
    out = np.empty((_CHAINS, draws, center.size))
    for step in range(_BURN + draws):
        pace = _STEP * rng.uniform(0.6, 1.4)
        speed = rng.normal(size=at.shape)
        energy = value - 0.5 * (speed**2).sum(axis=1)
        there, there_value, there_slope = at, value, slope
        for _ in range(_LEAPS):
            speed = speed + 0.5 * pace * there_slope
            there = there + pace * speed
            there_value, there_slope = _white(posterior, center, spread, there)
            speed = speed + 0.5 * pace * there_slope
        gain = there_value - 0.5 * (speed**2).sum(axis=1) - energy
        go = np.log(rng.random(_CHAINS)) < gain
        at = np.where(go[:, None], there, at)
        value, slope = np.where(go, there_value, value), np.where(go[:, None], there_slope, slope)
        if step >= _BURN:
            out[:, step - _BURN] = center + at @ spread
        if (step + 1) % 200 == 0:
            progress(what, step + 1, _BURN + draws)
    return out


def _white(posterior: _Posterior, center: Floats, spread: Floats, at: Floats) -> tuple[Floats, Floats]:
    value, slope = posterior.gradient(center + at @ spread)
    return value, slope @ spread.T


def _posterior(counts: CaptureCounts, pairs: Sequence[int]) -> _Posterior:
    terms = model_terms(counts.lists, pairs)[0]
    masks = np.arange(1, counts.cells.size)
    design = ((masks[:, None] & terms) == terms).astype(np.float64)
    precision = np.zeros(terms.size)
    precision[1 + counts.lists :] = 1.0
    return _Posterior(design, counts.cells[1:].astype(np.float64), precision)


def _totals(counts: CaptureCounts, hidden: Floats) -> Floats:
    """Seen and unseen together; raises NotEstimable when the draws run off."""
    if hidden.max() > np.log(_WORLD) + np.log(counts.observed):
        raise NotEstimable(
            "no_limit", "Refused: the counts set the Bayesian threshold method no limit; its total grows without end."
        )
    totals: Floats = counts.observed + np.exp(hidden)
    return totals


def threshold(
    counts: CaptureCounts,
    *,
    keep: float = 2.0,
    draws: int = 20_000,
    levels: Sequence[float] = (0.8, 0.95),
    seed: int = 1,
    progress: Progress = no_progress,
) -> Estimate:
    """Estimate by Bayesian thresholding: posterior median and quantiles.

    Args:
        counts: the table.
        keep: how many posterior standard deviations from 0 an interaction must be to stay.
        draws: posterior draws in all, from 20 chains.
        levels, seed, progress: as in :func:`.stepwise.stepwise`.

    Raises:
        NotEstimable: fewer than three lists, no overlap, or counts that leave the posterior without a limit.
    """
    if keep < 0 or draws < _CHAINS:
        raise InvalidCounts(f"The threshold must not be negative, and at least {_CHAINS} draws are needed.")
    begun = perf_counter()
    counts.require_estimable()
    rng = np.random.default_rng(seed)
    pairs = pair_masks(counts.lists)
    size = draws // _CHAINS
    first = _sample(_posterior(counts, pairs.tolist()), size, rng, progress, "all pairs")
    flat = first[:, :, 1 + counts.lists :].reshape(-1, pairs.size)
    ratio = flat.mean(axis=0) / flat.std(axis=0)
    kept = [int(mask) for mask, r in zip(pairs, ratio, strict=True) if abs(r) >= keep]
    second = _sample(_posterior(counts, kept), size, rng, progress, "kept pairs")
    totals = _totals(counts, second[:, :, 0])
    median = float(np.median(totals))
    spans = percentile_intervals(totals, levels)
    agreement = scale_reduction(totals)
    names = [term_names(int(mask), counts.names) for mask in pairs]
    empty: tuple[Flag, ...] = flags.never_together(
        [term_names(mask, counts.names) for mask in kept if counts.totals[mask] == 0]
    )
    return Estimate(
        method="threshold",
        title=TITLE,
        observed=counts.observed,
        estimate=median,
        intervals=spans,
        interactions=tuple(term_names(mask, counts.names) for mask in kept),
        flags=disagreement(agreement) + empty + flags.common(counts.observed, median, spans),
        replicates=totals.ravel(),
        details={
            "ratios": {name: float(r) for name, r in zip(names, ratio, strict=True)},
            "keep": keep,
            "scale_reduction": agreement,
        },
        seconds=perf_counter() - begun,
    )
