"""Stepwise choice of two-list interactions, many tables at once (Chan, Silverman & Vincent 2021).

Start with main effects.  For every pair not yet in, compare the observed overlap ``N*`` with its
fitted mean ``lambda``: ``p = min(P[X <= N*], P[X >= N*])``, ``X ~ Poisson(lambda)``.  Add the pair of
smallest ``p`` if that is below the threshold and the estimate of the larger model exists and is
identifiable; otherwise look at the next; stop when none is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from .existence import existence_codes, rank_deficient
from .fitting import NO_TERM, BatchFit, Bools, Ints, drop_empty_terms, fit_batch
from .lattice import Floats, pair_masks, superset_sums

__all__ = ["Selection", "entry_p_values", "fit_checked", "select"]


@dataclass(frozen=True, eq=False)
class Selection:
    """The chosen model of each row.

    ``entered`` (rows, k) pair masks in order of entry, ``NO_TERM`` after the last; ``hidden`` (rows,)
    the dark figure, infinite where the main effects alone have no estimate and the fit runs away;
    ``mu`` (rows, 2**t); ``exists`` (rows,) whether the final model's estimate exists.
    """

    entered: Ints
    hidden: Floats
    mu: Floats
    exists: Bools


def entry_p_values(seen: Floats, fitted: Floats) -> Floats:
    """``min(P[X <= seen], P[X >= seen])`` for ``X ~ Poisson(fitted)``."""
    below = scipy.special.gammaincc(seen + 1.0, fitted)
    above = np.where(seen > 0, scipy.special.gammainc(np.maximum(seen, 1.0), fitted), 1.0)
    return np.asarray(np.minimum(below, above), dtype=np.float64)


def fit_checked(cells: Floats, totals: Floats, terms: Ints, start: Floats | None = None) -> tuple[BatchFit, Bools]:
    """Fit each row by extended maximum likelihood and say whether its estimate exists uniquely.

    The fit itself proves existence in nearly all rows; the linear programme decides the others.
    """
    live, kept = drop_empty_terms(terms, totals)
    fit = fit_batch(cells, live, kept, start)
    fine = fit.proved.copy()
    dropped = (live != terms).any(axis=1)
    if dropped.any():
        fine[dropped] &= ~rank_deficient(live[dropped], kept[dropped])
    doubtful = np.flatnonzero(~fit.proved)
    if doubtful.size:
        fine[doubtful] = existence_codes(cells[doubtful], terms[doubtful]) == 0
    return fit, fine


class _Search:
    """The state of the rows of one stepwise search."""

    def __init__(self, cells: Floats, threshold: float) -> None:
        self.cells = cells
        self.threshold = threshold
        self.lists = cells.shape[1].bit_length() - 1
        self.pairs = pair_masks(self.lists)
        self.totals = superset_sums(cells)
        self.seen = self.totals[:, self.pairs]
        rows = cells.shape[0]
        base = np.array([[0, *(1 << np.arange(self.lists))]], dtype=np.int64)
        self.terms = np.repeat(base, rows, axis=0)
        fit, self.exists = fit_checked(cells, self.totals, self.terms)
        self.alpha, self.mu = fit.alpha, fit.mu
        self.inside = np.zeros((rows, self.pairs.size), dtype=bool)

    def run(self) -> Selection:
        """Add pairs until no row can take one more."""
        active = np.flatnonzero(self.exists)
        while active.size:
            active = self.step(active)
        with np.errstate(over="ignore"):
            hidden = np.exp(self.alpha[:, 0])
        hidden[~self.exists & (hidden > 1e6 * self.cells.sum(axis=1))] = np.inf
        return Selection(self.terms[:, 1 + self.lists :], hidden, self.mu, self.exists)

    def step(self, active: Ints) -> Ints:
        """Try to add one pair to each active row; return the rows that took one."""
        fitted = superset_sums(self.mu[active])[:, self.pairs]
        p = entry_p_values(self.seen[active], fitted)
        p[self.inside[active]] = 1.0
        guess = np.log(np.maximum(self.seen[active], 0.5) / np.maximum(fitted, 1e-12))
        self.terms = np.pad(self.terms, ((0, 0), (0, 1)), constant_values=NO_TERM)
        self.alpha = np.pad(self.alpha, ((0, 0), (0, 1)))
        took: list[Ints] = []
        open_rows = np.arange(active.size)
        while open_rows.size:
            best = p[open_rows].argmin(axis=1)
            good = p[open_rows, best] < self.threshold
            open_rows, best = open_rows[good], best[good]
            if not open_rows.size:
                break
            entered = self.try_pair(active[open_rows], best, guess[open_rows, best])
            took.append(active[open_rows[entered]])
            p[open_rows[~entered], best[~entered]] = 1.0
            open_rows = open_rows[~entered]
        return np.sort(np.concatenate(took)) if took else np.empty(0, dtype=np.int64)

    def try_pair(self, rows: Ints, pair: Ints, guess: Floats) -> Bools:
        """Fit the larger model of each row and keep it where its estimate exists."""
        terms = self.terms[rows]
        terms[:, -1] = self.pairs[pair]
        start = self.alpha[rows]
        start[:, -1] = guess
        fit, fine = fit_checked(self.cells[rows], self.totals[rows], terms, start)
        kept = rows[fine]
        self.terms[kept], self.alpha[kept], self.mu[kept] = terms[fine], fit.alpha[fine], fit.mu[fine]
        self.inside[kept, pair[fine]] = True
        return fine


def select(cells: Floats, threshold: float = 0.02) -> Selection:
    """Choose a model for each row of ``cells`` (rows, 2**t).

    A row whose list is empty is treated as if the list were not there; a row whose main effects
    have no estimate keeps main effects, with ``exists`` False.
    """
    return _Search(np.asarray(cells, dtype=np.float64), threshold).run()
