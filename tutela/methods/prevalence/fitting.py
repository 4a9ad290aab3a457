"""Poisson log-linear fits by Newton's method, many tables at once.

The model is ``N[w] ~ Poisson(mu[w])``, ``log mu[w] = sum of alpha[theta], theta inside w``, over the
non-empty patterns ``w`` (Fienberg 1972).  Each row of a batch has its own counts, its own terms and
its own set of kept cells, so that a thousand bootstrap replicates, or a thousand models, take one
pass.  Terms with ``N*[theta] = 0`` are the caller's to drop together with the cells above them
(extended maximum likelihood; Chan, Silverman & Vincent 2021): see :func:`drop_empty_terms`.

A converged fit proves by itself that the estimate exists.  If ``d`` is the Newton step at ``mu``,
then ``x = mu (1 + A d)`` satisfies ``A'x = A'N`` exactly, so ``x > 0`` is a feasible point of the
Fienberg-Rinaldo programme with a positive optimum.  When the estimate does not exist, some cells
have ``A d`` near -1 for ever and the proof fails.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from .lattice import Floats, subset_sums, superset_sums

__all__ = ["NO_TERM", "BatchFit", "criteria", "drop_empty_terms", "fit_batch", "one_step"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_TERM = -1
_RIDGE = 1e-12
_LONGEST_STEP = 3.0
_CONVERGED = 1e-6
_PROOF = -0.5


@dataclass(frozen=True, eq=False)
class BatchFit:
    """``alpha`` (rows, terms), ``mu`` (rows, 2**t) with 0 outside kept cells, and ``proved`` (rows,):
    the fit converged and by that proves that the maximum-likelihood estimate exists."""

    alpha: Floats
    mu: Floats
    proved: Bools

    @property
    def hidden(self) -> Floats:
        """The dark figure ``exp(alpha[empty set])`` of each row; the empty term comes first."""
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(self.alpha[:, 0]), dtype=np.float64)


def drop_empty_terms(terms: Ints, totals: Floats) -> tuple[Ints, Bools]:
    """Extended maximum likelihood: which terms stay finite and which cells stay.

    Args:
        terms: (rows, k) masks, ``NO_TERM`` where a row has fewer.
        totals: (rows, 2**t) sums ``N*``.

    Returns:
        the terms with those of ``N* = 0`` replaced by ``NO_TERM``, and the (rows, 2**t) kept cells:
        not the empty pattern and not above a dropped term.
    """
    rows, cells = totals.shape
    safe = np.maximum(terms, 0)
    empty = (terms > 0) & (np.take_along_axis(totals, safe, axis=1) == 0)
    marks = np.zeros((rows, cells))
    if empty.any():
        row, column = np.nonzero(empty)
        np.add.at(marks, (row, terms[row, column]), 1.0)
        marks = subset_sums(marks)
    kept = marks == 0
    kept[:, 0] = False
    return np.where(empty, NO_TERM, terms), kept


def fit_batch(
    counts: Floats,
    terms: Ints,
    kept: Bools,
    start: Floats | None = None,
    iterations: int = 60,
) -> BatchFit:
    """Fit every row; never raises for a row without an estimate, it is only not ``proved``.

    Args:
        counts: (rows, 2**t) counts, or (1, 2**t) shared by all rows.
        terms: (rows, k) term masks, first column 0 (the empty term), ``NO_TERM`` for none.
        kept: (rows, 2**t) cells that take part.
        start: (rows, k) coefficients to start from; otherwise one weighted least-squares step.
        iterations: how many Newton steps at most.
    """
    rows = terms.shape[0]
    alpha = np.zeros(terms.shape)
    mu = np.zeros(kept.shape)
    proved = np.zeros(rows, dtype=bool)
    work = _Work(np.broadcast_to(counts, kept.shape), terms, kept)
    here = work.first() if start is None else np.where(terms < 0, 0.0, start)
    index = np.arange(rows)
    for _ in range(iterations):
        expected = work.expected(here)
        step, move = work.newton(expected)
        longest = np.abs(move).max(axis=1)
        here = here + step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-300))[:, None]
        done = longest < _CONVERGED
        if done.any():
            spot = index[done]
            alpha[spot] = here[done]
            mu[spot] = expected[done] * (1.0 + move[done])
            proved[spot] = move[done].min(axis=1) > _PROOF
            if done.all():
                return BatchFit(alpha, mu, proved)
            index, here, work = index[~done], here[~done], work.only(~done)
    alpha[index], mu[index] = here, work.expected(here)
    return BatchFit(alpha, mu, proved)


def one_step(counts: Floats, terms: Ints, kept: Bools, start: Floats) -> tuple[Floats, Floats, Floats]:
    """One Newton step: (coefficients, means there, Newton decrement there) of each row."""
    work = _Work(np.broadcast_to(counts, kept.shape), terms, kept)
    begun = np.where(terms < 0, 0.0, start)
    step, move = work.newton(work.expected(begun))
    longest = np.abs(move).max(axis=1)
    here = begun + step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-300))[:, None]
    mu = work.expected(here)
    _, move = work.newton(mu)
    return here, mu, (mu * move**2).sum(axis=1)


class _Work:
    """The rows still moving, with the index arrays each step needs."""

    def __init__(self, counts: Floats, terms: Ints, kept: Bools) -> None:
        self.counts, self.terms, self.kept = counts, terms, kept
        self.width = terms.shape[1]
        self.absent = terms < 0
        self.safe = np.maximum(terms, 0)
        rows, cells = kept.shape
        unions = np.bitwise_or(self.safe[:, :, None], self.safe[:, None, :])
        self.unions: Ints = unions.reshape(rows, -1)
        self.targets = np.where(self.absent, cells, terms)
        self.live = kept.astype(np.float64)
        self.score_of = np.take_along_axis(superset_sums(counts * self.live), self.safe, axis=1) * (~self.absent)

    def only(self, rows: Bools) -> _Work:
        """The same for fewer rows."""
        new = object.__new__(_Work)
        new.width = self.width
        for name in (
            "counts", "terms", "kept", "absent", "safe", "unions", "targets", "live", "score_of",
        ):  # fmt: skip
            setattr(new, name, getattr(self, name)[rows])
        return new

    def spread(self, values: Floats) -> Floats:
        """``A values``: a value per term summed into each cell."""
        rows, cells = self.kept.shape
        table = np.zeros((rows, cells + 1))
        np.put_along_axis(table, self.targets, values, axis=1)
        return subset_sums(table[:, :cells])

    def expected(self, alpha: Floats) -> Floats:
        """``mu`` on kept cells, 0 elsewhere."""
        eta = np.minimum(self.spread(alpha), 60.0)
        return np.asarray(np.exp(eta) * self.live, dtype=np.float64)

    def solve(self, weights: Floats, right: Floats) -> Floats:
        """``(A' diag(weights) A) x = right`` row by row, scaled to a unit diagonal."""
        sums = superset_sums(weights)
        info = np.take_along_axis(sums, self.unions, axis=1).reshape(-1, self.width, self.width)
        diagonal = np.take_along_axis(sums, self.safe, axis=1)
        usable = (diagonal > 0) & ~self.absent
        scale = np.where(usable, 1.0 / np.sqrt(np.where(usable, diagonal, 1.0)), 0.0)
        info *= scale[:, :, None] * scale[:, None, :]
        steps = np.arange(self.width)
        info[:, steps, steps] = 1.0 + _RIDGE
        return np.asarray(np.linalg.solve(info, (right * scale)[:, :, None])[:, :, 0] * scale, dtype=np.float64)

    def newton(self, expected: Floats) -> tuple[Floats, Floats]:
        """The step in the coefficients and the move it makes in each kept cell's log mean."""
        fitted = np.take_along_axis(superset_sums(expected), self.safe, axis=1)
        step = self.solve(expected, np.where(self.absent, 0.0, self.score_of - fitted))
        return step, self.spread(step) * self.live

    def first(self) -> Floats:
        """The usual start of iteratively reweighted least squares: ``mu = N + 0.1``."""
        guess = (self.counts + 0.1) * self.live
        working = np.log(np.where(self.live > 0, guess, 1.0)) * guess
        working += (self.counts - guess) * self.live
        right = np.take_along_axis(superset_sums(working), self.safe, axis=1)
        return self.solve(guess, np.where(self.absent, 0.0, right))


def criteria(counts: Floats, mu: Floats, parameters: Ints) -> tuple[Floats, Floats, Floats]:
    """(deviance, AIC, BIC) of each row.

    ``deviance = 2 sum [N log(N/mu) - (N - mu)]``; AIC and BIC are from the full Poisson likelihood
    with ``parameters`` counting dropped terms too, BIC with ``log n``, n the people observed.
    """
    counts = np.broadcast_to(counts, mu.shape)
    with np.errstate(divide="ignore"):
        agreement = scipy.special.xlogy(counts, mu)
    deviance = 2.0 * (scipy.special.xlogy(counts, counts) - agreement - counts + mu).sum(axis=1)
    minus_twice = -2.0 * (agreement - mu - scipy.special.gammaln(counts + 1.0)).sum(axis=1)
    aic = minus_twice + 2.0 * parameters
    bic = minus_twice + np.log(counts.sum(axis=1)) * parameters
    return deviance, aic, bic
