"""Many replicates choose among a few ranked models.

Models are tried in rank order.  After one Newton step from its fit to the real data, a model's BIC on
a replicate is known to within about twice the Newton decrement; where even that bound does not beat
the best model so far, the model is left unfinished.  This changes no choice and saves most fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .fitting import NO_TERM, Bools, Ints, criteria, drop_empty_terms, one_step
from .lattice import Floats, superset_sums
from .results import Progress, no_progress
from .selection import fit_checked

if TYPE_CHECKING:
    from .bic import RankedModels

__all__ = ["tournament"]

_SLACK = 2.0
_MARGIN = 0.5


class _Field:
    """The replicates, with the best BIC and the total of the model that has it."""

    def __init__(self, tables: Floats) -> None:
        self.tables = tables
        self.totals = superset_sums(tables)
        self.people = tables.sum(axis=1)
        self.best = np.full(len(tables), np.inf)
        self.choice = np.full(len(tables), np.inf)

    def contest(self, terms: Ints, alpha: Floats) -> None:
        """Let one model try to beat the best in every replicate."""
        present = terms != NO_TERM
        terms, alpha, size = terms[present], alpha[present], int(present.sum())
        rows = np.repeat(terms[None, :], len(self.tables), axis=0)
        start = np.repeat(alpha[None, :], len(self.tables), axis=0)
        live, kept = drop_empty_terms(rows, self.totals)
        near, mu, decrement = one_step(self.tables, live, kept, start)
        bound = self._score(np.arange(len(rows)), mu, size) - _SLACK * decrement - _MARGIN
        alive = np.flatnonzero(bound < self.best)
        if not alive.size:
            return
        fit, fine = fit_checked(self.tables[alive], self.totals[alive], rows[alive], near[alive])
        score = np.where(fine, self._score(alive, fit.mu, size), np.inf)
        self._crown(alive, score, fit.hidden + self.people[alive])

    def _score(self, rows: Ints, mu: Floats, size: int) -> Floats:
        return criteria(self.tables[rows], mu, np.full(rows.size, size))[2]

    def _crown(self, rows: Ints, score: Floats, total: Floats) -> None:
        better: Bools = score < self.best[rows]
        self.best[rows[better]] = score[better]
        self.choice[rows[better]] = total[better]


def tournament(tables: Floats, ranked: RankedModels, tops: Sequence[int], progress: Progress = no_progress) -> Floats:
    """(replicates, len(tops)) totals of the best of the first 1, ..., ``tops[i]`` models; ``inf`` where
    none of them has an estimate."""
    field = _Field(tables)
    out = np.empty((len(tables), len(tops)))
    for rank in range(tops[-1]):
        field.contest(ranked.terms[rank], ranked.alpha[rank])
        for column, top in enumerate(tops):
            if top == rank + 1:
                out[:, column] = field.choice
        progress("bootstrap", rank + 1, tops[-1])
    return out
