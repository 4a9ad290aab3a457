"""Bayesian averaging over decomposable graphs (Madigan & York 1997, Biometrika 84:19).

For each decomposable graph on the lists and each population size N on a grid, the cell probabilities
have a hyper-Dirichlet prior of ``delta = 2**-t`` per cell; with them integrated out,

    log p(data | N, graph) = log [ N! / ((N-n)! prod N_w!) ] + sum over cliques of E(C) - sum over separators,
    E(S) = sum over cells x of S [ lgamma(n_S(x) + a_S) - lgamma(a_S) ] - [ lgamma(N + a) - lgamma(a) ],

``a_S = delta 2**(t-|S|)``, ``a = delta 2**t``, the unseen ``N - n`` standing in the all-zero cell of every margin.  The
prior of N is proportional to 1/N up to a largest N, to which the answer is sensitive: it is always shown.
Exact, no sampling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import scipy

from . import flags
from .counts import CaptureCounts
from .decomposable import decomposable_graphs
from .errors import InvalidCounts
from .lattice import Floats, lists_in, pair_masks, term_names
from .results import Estimate, Flag, Interval

__all__ = ["GraphPosterior", "graph_posterior", "graphs"]

TITLE = "Bayesian average over decomposable graphs"
_AT_THE_EDGE = 0.02


@dataclass(frozen=True, eq=False)
class GraphPosterior:
    """The joint posterior.

    Attributes:
        totals: (grid,) population sizes.
        density: (grid,) posterior weight of each.
        graph_weights: (graphs,) posterior weight of each graph.
        edges: (graphs, pairs) which pairs each graph joins.
        names: of the lists.
    """

    totals: Floats
    density: Floats
    graph_weights: Floats
    edges: np.ndarray
    names: tuple[str, ...]

    @property
    def mean(self) -> float:
        """The posterior mean of N."""
        return float(self.totals @ self.density)

    @property
    def mode(self) -> float:
        """The size of highest posterior weight."""
        return float(self.totals[self.density.argmax()])

    @property
    def relative_loss_estimate(self) -> float:
        """``E[1/N] / E[1/N^2]``, best under relative squared error (the paper's Bayes estimate)."""
        inverse = 1.0 / self.totals
        return float((inverse @ self.density) / (inverse**2 @ self.density))

    def quantiles(self, probabilities: Sequence[float] | Floats) -> Floats:
        """Quantiles of N, by linear interpolation of the cumulated weight between grid points."""
        return np.asarray(np.interp(probabilities, np.cumsum(self.density), self.totals), dtype=np.float64)

    def edge_probabilities(self) -> dict[tuple[str, ...], float]:
        """How probable it is that two lists depend on each other directly."""
        chance = self.graph_weights @ self.edges
        masks = pair_masks(len(self.names))
        return {term_names(int(m), self.names): float(p) for m, p in zip(masks, chance, strict=True)}


def graph_posterior(
    counts: CaptureCounts,
    sizes: Floats,
    delta: float | None = None,
    log_prior: Callable[[Floats], Floats] | None = None,
) -> GraphPosterior:
    """The posterior over all decomposable graphs and the given population sizes.

    Args:
        counts: the table.
        sizes: (grid,) population sizes, at least n.
        delta: prior count of every cell; by default ``2**-t``.
        log_prior: of N, not normalised; by default ``-log N``.
    """
    lists, cells = counts.lists, counts.cells.size
    edges, weights = decomposable_graphs(lists)
    delta = 2.0**-lists if delta is None else delta
    hidden = sizes - counts.observed
    mass = delta * cells
    whole = scipy.special.gammaln(sizes + mass) - scipy.special.gammaln(mass)
    terms = np.zeros((cells, sizes.size))
    for mask in range(1, cells):
        prior = delta * 2.0 ** (lists - mask.bit_count())
        margin = _margin(counts, mask)
        seen = (scipy.special.gammaln(margin[1:] + prior) - scipy.special.gammaln(prior)).sum()
        unseen = scipy.special.gammaln(margin[0] + hidden + prior) - scipy.special.gammaln(prior)
        terms[mask] = seen + unseen - whole
    frame = scipy.special.gammaln(sizes + 1.0) - scipy.special.gammaln(hidden + 1.0)
    frame += -np.log(sizes) if log_prior is None else log_prior(sizes)
    joint = weights @ terms
    joint += frame
    joint -= joint.max()
    np.exp(joint, out=joint)
    joint /= joint.sum()
    return GraphPosterior(sizes, joint.sum(axis=0), joint.sum(axis=1), edges, counts.names)


def _margin(counts: CaptureCounts, mask: int) -> Floats:
    """Counts over the lists in ``mask`` alone; entry 0 is those on none of them (the seen ones)."""
    members = lists_in(mask)
    where = np.zeros(counts.cells.size, dtype=np.int64)
    every = np.arange(counts.cells.size)
    for position, member in enumerate(members):
        where |= (every >> member & 1) << position
    return np.bincount(where, weights=counts.cells, minlength=1 << len(members)).astype(np.float64)


def graphs(
    counts: CaptureCounts,
    *,
    largest: float | None = None,
    grid: int = 1000,
    delta: float | None = None,
    log_prior: Callable[[Floats], Floats] | None = None,
    levels: Sequence[float] = (0.8, 0.95),
) -> Estimate:
    """Estimate by averaging over all decomposable graphs: posterior median and quantiles.

    Args:
        counts: the table, 3 to 6 lists.
        largest: the largest population size the prior allows; by default 11 times the observed.
        grid: how many sizes between n and the largest are looked at.
        delta, log_prior: as in :func:`graph_posterior`.
        levels: of the intervals.

    Raises:
        NotEstimable: fewer than three or more than six lists, or no overlap.
        InvalidCounts: a largest size below the observed.
    """
    begun = perf_counter()
    counts.require_estimable()
    top = 11.0 * counts.observed if largest is None else float(largest)
    if top <= counts.observed or grid < 2:
        raise InvalidCounts("The largest population size must be above the number observed.")
    posterior = graph_posterior(counts, np.linspace(counts.observed, top, grid), delta, log_prior)
    median = float(posterior.quantiles([0.5])[0])
    spans = tuple(_interval(posterior, level) for level in levels)
    places = flags.modes(posterior.totals, posterior.density)
    best = int(posterior.graph_weights.argmax())
    masks = pair_masks(counts.lists)[posterior.edges[best]]
    return Estimate(
        method="graphs",
        title=TITLE,
        observed=counts.observed,
        estimate=median,
        intervals=spans,
        interactions=tuple(term_names(int(mask), counts.names) for mask in masks),
        flags=flags.bimodal(places) + _edge(posterior, top) + flags.common(counts.observed, median, spans),
        details={
            "posterior": posterior,
            "largest": top,
            "modes": tuple(places.tolist()),
            "top_graph_weight": float(posterior.graph_weights[best]),
            "graphs": posterior.edges.shape[0],
        },
        seconds=perf_counter() - begun,
    )


def _interval(posterior: GraphPosterior, level: float) -> Interval:
    low, high = posterior.quantiles([(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Interval(level, float(low), float(high))


def _edge(posterior: GraphPosterior, largest: float) -> tuple[Flag, ...]:
    """The prior's largest size, always told; a warning when weight piles up against it."""
    near = posterior.totals > 0.95 * largest
    if posterior.density[near].sum() <= _AT_THE_EDGE:
        return ()
    return (
        Flag(
            "prior_edge",
            f"The posterior reaches the largest size the prior allows ({largest:,.0f}): a larger one "
            "would move the estimate.",
        ),
    )
