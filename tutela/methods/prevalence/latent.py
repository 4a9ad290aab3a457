"""Dirichlet-process mixture of latent classes (Manrique-Vallier 2016, Biometrics 72:1246).

People fall into K classes that nobody sees; within a class the lists are independent:

    P(pattern) = sum over k of pi_k prod over lists j of lambda_jk^x (1 - lambda_jk)^(1-x),
    lambda_jk ~ Beta(1, 1),  pi by stick breaking with V_k ~ Beta(1, alpha),  alpha ~ Gamma(1/4, 1/4),

and p(N) proportional to 1/N.  Gibbs sampling: classes of the seen and the unseen, the unseen
(negative binomial), lambda, V, alpha.  One chain mixes badly, so many run side by side, and their
agreement (the split potential scale reduction, Gelman et al.) is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from . import flags
from .bca import percentile_intervals
from .convergence import disagreement, scale_reduction
from .counts import CaptureCounts
from .errors import InvalidCounts
from .lattice import Floats
from .results import Estimate, Progress, no_progress

__all__ = ["latent", "latent_draws"]

TITLE = "Dirichlet-process latent classes"
_TINY = 1e-12
_GAMMA = 0.25


@dataclass(eq=False)
class _Chains:
    """The state of all chains: class weights (chains, K), list probabilities (chains, t, K), alpha."""

    patterns: Floats
    seen: np.ndarray
    weights: Floats
    listing: Floats
    alpha: Floats
    rng: np.random.Generator

    def sweep(self) -> np.ndarray:
        """One Gibbs sweep; returns each chain's number of unseen people."""
        chances = self._chances()
        unseen_chance = np.clip(chances[:, -1].sum(axis=1), _TINY, 1.0 - 1e-9)
        unseen = self.rng.negative_binomial(int(self.seen.sum()), 1.0 - unseen_chance)
        people = np.concatenate([np.broadcast_to(self.seen, (len(unseen), self.seen.size)), unseen[:, None]], axis=1)
        chances /= chances.sum(axis=2, keepdims=True)
        members = self.rng.multinomial(people, chances).astype(np.float64)
        sizes = members.sum(axis=1)
        listed = np.einsum("pt,cpk->ctk", self.patterns, members, optimize=True)
        draw = self.rng.beta(1.0 + listed, 1.0 + sizes[:, None, :] - listed)
        self.listing = np.clip(draw, _TINY, 1.0 - _TINY)
        self._sticks(sizes)
        return np.asarray(unseen, dtype=np.int64)

    def _chances(self) -> Floats:
        """Joint probability of each pattern (the last is the unseen one) and class."""
        present = self.patterns @ np.log(self.listing)
        absent = (1.0 - self.patterns) @ np.log1p(-self.listing)
        return np.asarray(np.exp(present + absent) * self.weights[:, None, :] + 1e-300)

    def _sticks(self, sizes: Floats) -> None:
        after = np.cumsum(sizes[:, ::-1], axis=1)[:, ::-1] - sizes
        broken = np.clip(self.rng.beta(1.0 + sizes, self.alpha[:, None] + after), _TINY, 1.0 - _TINY)
        broken[:, -1] = 1.0
        left = np.cumprod(1.0 - broken[:, :-1], axis=1)
        self.weights = broken.copy()
        self.weights[:, 1:] *= left
        last = np.log(np.maximum(self.weights[:, -1], 1e-300))
        classes = sizes.shape[1]
        self.alpha = np.maximum(self.rng.gamma(_GAMMA + classes - 1.0, 1.0 / (_GAMMA - last)), 1e-6)

    def stretch(self) -> None:
        """A Metropolis move along the slow direction: one class grows while its lists reach less of it.

        In logit lambda and log-ratio pi coordinates the proposal is symmetric; classes and the unseen
        are integrated out, so that the likelihood is of the seen patterns given being seen.
        """
        chains, classes = self.weights.shape
        every = np.arange(chains)
        which = np.minimum(self.rng.geometric(0.4, size=chains) - 1, classes - 1)
        shift = self.rng.normal(scale=self.rng.choice([0.3, 1.2], size=chains))
        before = self._density()
        weights, listing = self.weights, self.listing
        self.weights, self.listing = weights.copy(), listing.copy()
        self.weights[every, which] *= np.exp(shift)
        self.weights /= self.weights.sum(axis=1, keepdims=True)
        odds = listing[every, :, which] / (1.0 - listing[every, :, which]) * np.exp(-shift)[:, None]
        self.listing[every, :, which] = np.clip(odds / (1.0 + odds), _TINY, 1.0 - _TINY)
        back = ~(np.log(self.rng.random(chains)) < self._density() - before)
        self.weights[back], self.listing[back] = weights[back], listing[back]

    def swap(self) -> None:
        """Exchange the labels of two neighbouring classes; only the prior of pi changes."""
        chains, classes = self.weights.shape
        every, first = np.arange(chains), self.rng.integers(classes - 1, size=chains)
        order = np.repeat(np.arange(classes)[None, :], chains, axis=0)
        order[every, first], order[every, first + 1] = first + 1, first
        weights = np.take_along_axis(self.weights, order, axis=1)
        gain = _stick_density(weights, self.alpha) - _stick_density(self.weights, self.alpha)
        go = np.log(self.rng.random(chains)) < gain
        self.weights[go] = weights[go]
        self.listing[go] = np.take_along_axis(self.listing[go], order[go][:, None, :], axis=2)

    def _density(self) -> Floats:
        """Log posterior in the coordinates of :meth:`stretch`, up to a constant."""
        chances = self._chances().sum(axis=2)
        fit = np.log(chances[:, :-1]) @ self.seen - self.seen.sum() * np.log1p(-np.minimum(chances[:, -1], 1 - 1e-9))
        spread = np.log(self.listing * (1.0 - self.listing)).sum(axis=(1, 2))
        ratios = np.log(np.maximum(self.weights, 1e-300)).sum(axis=1)
        return np.asarray(fit + spread + ratios + _stick_density(self.weights, self.alpha))


def _stick_density(weights: Floats, alpha: Floats) -> Floats:
    """Log density of stick-breaking weights given alpha: ``pi_K^(alpha-1) prod over l<K of 1/R_l``,
    ``R_l`` what is left before class l."""
    left = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
    last = np.log(np.maximum(weights[:, -1], 1e-300))
    return np.asarray((alpha - 1.0) * last - np.log(np.maximum(left[:, :-1], 1e-300)).sum(axis=1))


def latent_draws(
    counts: CaptureCounts,
    *,
    classes: int = 10,
    chains: int = 40,
    burn: int = 1500,
    draws: int = 2000,
    seed: int = 1,
    progress: Progress = no_progress,
) -> Floats:
    """(chains, draws) posterior draws of the total."""
    rng = np.random.default_rng(seed)
    masks, seen = counts.patterns()
    every = np.append(masks, 0)
    patterns = (every[:, None] >> np.arange(counts.lists) & 1).astype(np.float64)
    reach = counts.list_totals / (3.0 * counts.observed)
    state = _Chains(
        patterns,
        seen,
        np.repeat(_few(classes)[None, :], chains, axis=0),
        np.clip(reach[None, :, None] * rng.lognormal(sigma=0.7, size=(chains, counts.lists, classes)), 1e-4, 0.9),
        np.full(chains, 0.5),
        rng,
    )
    out = np.empty((chains, draws))
    for step in range(burn + draws):
        state.seen = _annealed(seen, step, burn, rng)
        unseen = state.sweep()
        state.stretch()
        state.swap()
        if step >= burn:
            out[:, step - burn] = unseen + counts.observed
        if (step + 1) % 250 == 0:
            progress("latent classes", step + 1, burn + draws)
    return out


def _annealed(seen: np.ndarray, step: int, burn: int, rng: np.random.Generator) -> np.ndarray:
    """In the first two thirds of the burn-in only a growing share of the people speaks, so that chains
    cross from one mode to another before they settle."""
    share = 0.1 ** max(0.0, 1.0 - 1.5 * step / max(burn, 1))
    if share >= 1.0:
        return seen
    speaking = np.asarray(np.floor(seen * share + rng.random(seen.size)), dtype=np.int64)
    return speaking if speaking.any() else seen


def _few(classes: int) -> Floats:
    """Weights that halve from class to class."""
    weights = 0.5 ** np.arange(classes)
    return np.asarray(weights / weights.sum())


def latent(
    counts: CaptureCounts,
    *,
    classes: int = 10,
    chains: int = 20,
    burn: int = 2500,
    draws: int = 2500,
    levels: Sequence[float] = (0.8, 0.95),
    seed: int = 1,
    progress: Progress = no_progress,
) -> Estimate:
    """Estimate by latent classes: posterior median and quantiles.

    Args:
        counts: the table.
        classes: at most how many classes, K.
        chains, burn, draws: chains side by side, sweeps thrown away, sweeps kept of each.
        levels, seed, progress: as in :func:`.stepwise.stepwise`.

    Raises:
        NotEstimable: fewer than three lists or no overlap.
    """
    if classes < 2 or chains < 1 or burn < 0 or draws < 4:
        raise InvalidCounts("At least two classes, one chain and four draws are needed.")
    begun = perf_counter()
    counts.require_estimable()
    totals = latent_draws(counts, classes=classes, chains=chains, burn=burn, draws=draws, seed=seed, progress=progress)
    median = float(np.median(totals))
    spans = percentile_intervals(totals, levels)
    agreement = scale_reduction(totals)
    heights, edges = np.histogram(totals, bins=60, range=(totals.min(), float(np.quantile(totals, 0.995)) + 1.0))
    smooth = np.convolve(heights, np.ones(5) / 5.0, mode="same")
    places = flags.modes((edges[1:] + edges[:-1]) / 2.0, smooth)
    return Estimate(
        method="latent",
        title=TITLE,
        observed=counts.observed,
        estimate=median,
        intervals=spans,
        flags=flags.bimodal(places) + disagreement(agreement) + flags.common(counts.observed, median, spans),
        replicates=totals.ravel(),
        details={"classes": classes, "chains": chains, "scale_reduction": agreement, "modes": tuple(places.tolist())},
        seconds=perf_counter() - begun,
    )
