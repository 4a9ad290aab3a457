"""Profile-likelihood interval for the total under one log-linear model.

With ``N`` people of whom ``n`` were seen, the multinomial log-likelihood maximised over the cell
probabilities is, up to a constant,

    l(N) = log N! - log (N-n)! + sum over seen w of N_w log(mu_w / N) + (N-n) log(mu_0 / N),

``mu`` the fit of the model to the table with ``N - n`` in the empty pattern.  The interval holds the
``N`` whose ``2 (max l - l(N))`` is below the chi-squared quantile (Cormack 1992).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy

from .fitting import NO_TERM, drop_empty_terms, fit_batch
from .loglinear import LogLinearFit
from .results import Interval

__all__ = ["profile_interval"]


def _profile(model: LogLinearFit) -> Callable[[float], float]:
    """``log(N - n)`` to the profile log-likelihood."""
    counts = model.counts
    terms = np.array([list(model.coefficients)], dtype=np.int64)
    live, kept = drop_empty_terms(terms, counts.totals[None, :])
    kept[:, 0] = True
    start = np.where(live == NO_TERM, 0.0, list(model.coefficients.values()))

    def value(log_hidden: float) -> float:
        hidden = float(np.exp(log_hidden))
        total = counts.observed + hidden
        cells = counts.cells[None, :].astype(np.float64)
        cells[0, 0] = hidden
        mu = fit_batch(cells, live, kept, start, iterations=500).mu[0]
        shape = scipy.special.gammaln(total + 1.0) - scipy.special.gammaln(hidden + 1.0)
        return float(shape + scipy.special.xlogy(cells[0], mu / total).sum())

    return value


def profile_interval(model: LogLinearFit, level: float = 0.95) -> tuple[float, Interval]:
    """(the multinomial maximum-likelihood total, its profile interval); a limit may be infinite or n."""
    value = _profile(model)
    center = float(np.log(model.hidden))
    best = scipy.optimize.minimize_scalar(lambda x: -value(x), bracket=(center - 0.05, center, center + 0.05), tol=1e-10)
    floor = -best.fun - float(scipy.special.gammaincinv(0.5, level))
    ends = [_crossing(value, floor, float(best.x), direction) for direction in (-1.0, 1.0)]
    observed = model.counts.observed
    low = observed + float(np.exp(ends[0])) if np.isfinite(ends[0]) else float(observed)
    return observed + float(np.exp(best.x)), Interval(level, low, observed + float(np.exp(ends[1])))


def _crossing(value: Callable[[float], float], floor: float, center: float, direction: float) -> float:
    near, far = center, center + direction * 0.1
    for _ in range(60):
        if value(far) < floor:
            return float(scipy.optimize.brentq(lambda x: value(x) - floor, near, far, xtol=1e-10))
        near, far = far, far + direction * 0.25
    return direction * np.inf
