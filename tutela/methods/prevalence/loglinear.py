"""One Poisson log-linear model on one table: its coefficients, its fit, its total.

    N[w] ~ Poisson(mu[w]),   log mu[w] = sum of alpha[theta], theta contained in w,
    total = n + exp(alpha[empty set]).

Terms with ``N*[theta] = 0`` are at minus infinity: the term and every cell above it are dropped, and
AIC and BIC still pay for it (Chan, Silverman & Vincent 2021, JASA 116:1297).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .existence import CODES, existence_codes, model_terms
from .fitting import NO_TERM, criteria, drop_empty_terms, fit_batch
from .lattice import Floats, lists_in, mask_of, superset_sums, term_names
from .results import Interval

__all__ = ["LogLinearFit", "fit", "fit_terms", "interaction_masks"]


@dataclass(frozen=True, eq=False)
class LogLinearFit:
    """A fitted model whose estimate exists.

    Attributes:
        counts: the table.
        interactions: masks of the interaction terms, dropped ones included, in the order given.
        coefficients: term mask to coefficient; ``-inf`` for dropped terms.
        standard_error: of the empty term, the log of the dark figure.
        fitted: (2**t,) means; cell 0 is the dark figure.
        deviance, aic, bic: full Poisson likelihood; BIC with the log of people observed.
    """

    counts: CaptureCounts
    interactions: tuple[int, ...]
    coefficients: dict[int, float]
    standard_error: float
    fitted: Floats
    deviance: float
    aic: float
    bic: float

    @property
    def hidden(self) -> float:
        """The dark figure."""
        return float(np.exp(self.coefficients[0]))

    @property
    def total(self) -> float:
        """People seen and unseen."""
        return self.counts.observed + self.hidden

    @property
    def removed(self) -> tuple[tuple[str, ...], ...]:
        """Terms at minus infinity, as names."""
        return tuple(term_names(mask, self.counts.names) for mask in self.interactions if self.coefficients[mask] == -np.inf)

    @property
    def named_interactions(self) -> tuple[tuple[str, ...], ...]:
        """Interaction terms with a finite coefficient, as names in order of entry."""
        return tuple(term_names(mask, self.counts.names) for mask in self.interactions if self.coefficients[mask] != -np.inf)

    def coefficient(self, *names: str) -> float:
        """The coefficient of the term over these lists; no name at all for the empty term."""
        return self.coefficients[mask_of(self.counts.names.index(name) for name in names)]

    def wald(self, levels: Sequence[float] = (0.8, 0.95)) -> tuple[Interval, ...]:
        """``n + exp(alpha +- z se)``: takes the model as known, so it is too short (the panel says so)."""
        out = []
        for level in levels:
            reach = float(scipy.special.ndtri(0.5 + level / 2.0)) * self.standard_error
            ends = np.exp(self.coefficients[0] + np.array([-reach, reach])) + self.counts.observed
            out.append(Interval(level, float(ends[0]), float(ends[1])))
        return tuple(out)


def interaction_masks(counts: CaptureCounts, interactions: Iterable[int | Iterable[str]]) -> tuple[int, ...]:
    """Masks from masks, or from collections of list names.

    Raises:
        InvalidCounts: an unknown name, a term of fewer than two lists, the same term twice.
    """
    masks = []
    for term in interactions:
        if isinstance(term, int | np.integer):
            mask = int(term)
        else:
            unknown = [name for name in term if name not in counts.names]
            if unknown:
                raise InvalidCounts(f"There is no list '{unknown[0]}'.")
            mask = mask_of(counts.names.index(name) for name in term)
        if len(lists_in(mask)) < 2 or mask >= counts.cells.size:
            raise InvalidCounts("An interaction needs two lists or more of the table.")
        masks.append(mask)
    if len(set(masks)) != len(masks):
        raise InvalidCounts("An interaction is given twice.")
    return tuple(masks)


def fit(counts: CaptureCounts, interactions: Iterable[int | Iterable[str]] = ()) -> LogLinearFit:
    """Fit main effects and the given interactions.

    Raises:
        NotEstimable: the estimate does not exist or is not identifiable (with its existence code).
        InvalidCounts: an interaction is not one.
    """
    return fit_terms(counts, interaction_masks(counts, interactions))


def fit_terms(counts: CaptureCounts, interactions: Sequence[int]) -> LogLinearFit:
    """The same from checked masks."""
    terms = model_terms(counts.lists, interactions)
    cells = counts.cells[None, :].astype(np.float64)
    code = int(existence_codes(cells, terms)[0])
    if code:
        raise NotEstimable("no_estimate" if code == 1 else "not_identifiable", f"Refused: {CODES[code]}", code)
    live, kept = drop_empty_terms(terms, counts.totals[None, :])
    batch = fit_batch(cells, live, kept, iterations=500)
    if not batch.proved[0]:
        raise NotEstimable("no_estimate", "Refused: the fit did not settle.", code)
    deviance, aic, bic = criteria(cells, batch.mu, np.array([terms.shape[1]]))
    finite = live[0] != NO_TERM
    fitted = batch.mu[0].copy()
    fitted[0] = batch.hidden[0]
    values = np.where(finite, batch.alpha[0], -np.inf)
    return LogLinearFit(
        counts=counts,
        interactions=tuple(int(mask) for mask in interactions),
        coefficients=dict(zip(terms[0].tolist(), values.tolist(), strict=True)),
        standard_error=_standard_error(batch.mu[0], live[0][finite]),
        fitted=fitted,
        deviance=float(deviance[0]),
        aic=float(aic[0]),
        bic=float(bic[0]),
    )


def _standard_error(mu: Floats, terms: np.ndarray) -> float:
    """Square root of the first entry of the inverse information ``A' diag(mu) A``."""
    info = superset_sums(mu)[terms[:, None] | terms[None, :]]
    scale = 1.0 / np.sqrt(np.diag(info))
    inverse = np.linalg.inv(info * scale[:, None] * scale[None, :])
    return float(np.sqrt(inverse[0, 0]) * scale[0])
