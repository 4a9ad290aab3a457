"""The classical closed-population models, as Poisson log-linear models of the capture patterns.

Otis et al. (1978); log-linear forms as in Cormack (1989) and Baillargeon & Rivest (2007).  With k the
number of lists a person is on, t the number of lists:

* M0: 1 + k.  Everybody and every list alike.
* Mt: 1 + each list.  Lists differ; independent.
* Mh (Chao): 1 + k + max(k - j, 0) terms: people differ; a lower bound for the total.
* Mh (Poisson2): 1 + k + (2^k - 1).
* Mh (Darroch), Mh (Gamma3.5): 1 + k + k^2/2, or - log(3.5 + k) + log 3.5.
* Mth (Chao, Poisson2, Darroch): the same with each list in place of k.
* Mb: 1 + (lists before the first) + (lists after the first one is on): behaviour after first capture.
  It reads the *order* of the lists as time and means nothing for lists without one.

The variance of the total is ``exp(g) + exp(2g) var(g)``, g the constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import scipy

from . import flags
from .counts import CaptureCounts
from .errors import NotEstimable
from .lattice import Floats, lists_in, sizes
from .results import Estimate, Flag, Interval

__all__ = ["MODELS", "ClosedFit", "closed", "closed_fit"]

_ITERATIONS = 200


@dataclass(frozen=True)
class ClosedFit:
    """One closed model: total, its standard error, fit, and coefficients in design order."""

    model: str
    total: float
    standard_error: float
    deviance: float
    aic: float
    bic: float
    coefficients: tuple[float, ...]
    dropped: int = 0


def _per_list(lists: int) -> Floats:
    masks = np.arange(1, 1 << lists)
    return (masks[:, None] >> np.arange(lists) & 1).astype(np.float64)


def _chao(k: Floats, lists: int) -> Floats:
    return np.asarray(np.maximum(k[:, None] - np.arange(2, lists), 0.0), dtype=np.float64)


def _poisson2(k: Floats, lists: int) -> Floats:
    return np.asarray(2.0**k - 1.0, dtype=np.float64)[:, None]


def _darroch(k: Floats, lists: int) -> Floats:
    return (k**2 / 2.0)[:, None]


def _gamma(k: Floats, lists: int) -> Floats:
    return np.asarray(np.log(3.5) - np.log(3.5 + k), dtype=np.float64)[:, None]


def _behaviour(lists: int) -> Floats:
    masks = range(1, 1 << lists)
    first = [lists_in(mask)[0] for mask in masks]
    again = [mask.bit_count() - 1 for mask in masks]
    return np.column_stack([first, again]).astype(np.float64)


_Heterogeneity = Callable[[Floats, int], Floats]
MODELS: dict[str, tuple[str, _Heterogeneity | None]] = {
    "M0": ("k", None),
    "Mt": ("lists", None),
    "Mh Chao": ("k", _chao),
    "Mh Poisson2": ("k", _poisson2),
    "Mh Darroch": ("k", _darroch),
    "Mh Gamma3.5": ("k", _gamma),
    "Mth Chao": ("lists", _chao),
    "Mth Poisson2": ("lists", _poisson2),
    "Mth Darroch": ("lists", _darroch),
    "Mth Gamma3.5": ("lists", _gamma),
    "Mb": ("behaviour", None),
}
"""Name to (base columns, heterogeneity columns)."""


def _design(model: str, lists: int) -> tuple[Floats, int]:
    """The design matrix, and how many of its last columns are Chao's, which must not be negative."""
    base, extra = MODELS[model]
    k = sizes(lists)[1:].astype(np.float64)
    columns = {"k": lambda: k[:, None], "lists": lambda: _per_list(lists), "behaviour": lambda: _behaviour(lists)}
    parts = [np.ones((k.size, 1)), columns[base]()]
    if extra is not None:
        parts.append(extra(k, lists))
    bounded = parts[-1].shape[1] if extra is _chao else 0
    return np.column_stack(parts), bounded


def _least_squares(design: Floats, target: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, target)[0], dtype=np.float64)


def _newton(design: Floats, seen: Floats) -> tuple[Floats, Floats, Floats]:
    """(coefficients, covariance, means) of a Poisson fit; a step that worsens the fit is halved."""
    mu = seen + 0.1
    beta: Floats = _least_squares(design * np.sqrt(mu)[:, None], np.sqrt(mu) * (np.log(mu) + (seen - mu) / mu))
    best = np.inf
    step: Floats = np.zeros(beta.shape)
    for _ in range(_ITERATIONS):
        eta = design @ beta
        loss = np.exp(np.minimum(eta, 50.0)).sum() - seen @ eta
        if loss > best + 1e-9 * abs(best):
            step = step / 2.0
            beta = beta - step
            continue
        best = loss
        mu = np.exp(np.minimum(eta, 50.0))
        info = design.T @ (design * mu[:, None])
        step = np.asarray(np.linalg.solve(info, design.T @ (seen - mu)), dtype=np.float64)
        if np.abs(design @ step).max() < 1e-9:
            return np.asarray(beta + step), np.asarray(np.linalg.inv(info)), mu
        beta = beta + step
    raise NotEstimable("no_estimate", "Refused: the fit did not settle.", 1)


def closed_fit(counts: CaptureCounts, model: str) -> ClosedFit:
    """Fit one of :data:`MODELS`.

    Raises:
        NotEstimable: the model has too many parameters for the lists, or its fit runs away.
    """
    counts.require_estimable()
    design, bounded = _design(model, counts.lists)
    if design.shape[1] >= design.shape[0] + 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise NotEstimable("not_identifiable", f"Refused: {model} is not identifiable on {counts.lists} lists.", 2)
    seen = counts.cells[1:].astype(np.float64)
    # Chao columns that only reach numbers of lists nobody is on would go to minus infinity
    dropped = min(bounded, counts.lists - max(int(mask).bit_count() for mask in counts.patterns()[0]))
    design, bounded = design[:, : design.shape[1] - dropped], bounded - dropped
    try:
        beta, covariance, mu = _newton(design, seen)
        while bounded and (beta[-bounded:] < 0).any():
            worst = design.shape[1] - bounded + int(np.argmax(beta[-bounded:] < 0))
            design = np.delete(design, worst, axis=1)
            bounded, dropped = bounded - 1, dropped + 1
            beta, covariance, mu = _newton(design, seen)
    except np.linalg.LinAlgError:
        raise NotEstimable("no_estimate", f"Refused: {model} has no estimate on these data.", 1) from None
    hidden, variance = _unseen(model, beta, covariance, counts)
    minus_twice = -2.0 * (scipy.special.xlogy(seen, mu) - mu - scipy.special.gammaln(seen + 1.0)).sum()
    deviance = 2.0 * (scipy.special.xlogy(seen, seen) - scipy.special.xlogy(seen, mu) - seen + mu).sum()
    width = design.shape[1]
    return ClosedFit(
        model=model,
        total=counts.observed + hidden,
        standard_error=float(np.sqrt(variance)),
        deviance=float(deviance),
        aic=float(minus_twice + 2.0 * width),
        bic=float(minus_twice + np.log(counts.observed) * width),
        coefficients=tuple(beta.tolist()),
        dropped=dropped,
    )


def _unseen(model: str, beta: Floats, covariance: Floats, counts: CaptureCounts) -> tuple[float, float]:
    """(dark figure, variance of the total).

    For Mb the constant is ``log[N p (1-c)^(t-1)]``, the two slopes ``log[(1-p)/(1-c)]`` and
    ``log[c/(1-c)]``, so the dark figure is ``N (1-p)^t``; its variance is by the delta method.
    """
    if model != "Mb":
        hidden = float(np.exp(beta[0]))
        return hidden, hidden + hidden**2 * float(covariance[0, 0])

    def log_hidden(b: Floats) -> float:
        stay = np.exp(b[1]) / (1.0 + np.exp(b[2]))  # 1 - p
        if not 0.0 < stay < 1.0:
            raise NotEstimable("no_estimate", "Refused: Mb has no estimate, first captures do not fall off.", 1)
        alone = (counts.lists - 1) * -np.log1p(np.exp(b[2]))
        return float(b[0] - np.log1p(-stay) - alone + counts.lists * np.log(stay))

    center = log_hidden(beta)
    slope = np.array([(log_hidden(beta + h) - log_hidden(beta - h)) / 2e-6 for h in 1e-6 * np.eye(3)])
    hidden = float(np.exp(center))
    return hidden, hidden + hidden**2 * float(slope @ covariance @ slope)


def closed(
    counts: CaptureCounts, *, models: Sequence[str] | None = None, levels: Sequence[float] = (0.8, 0.95)
) -> tuple[Estimate, ...]:
    """Fit the closed models; a model that cannot be estimated is a refusal in its place.

    Intervals are log-normal on the dark figure (Chao 1987) from the standard error, and take the model
    as known.

    Raises:
        NotEstimable: fewer than three lists or no overlap.
    """
    counts.require_estimable()
    return tuple(_result(counts, model, levels) for model in (MODELS if models is None else models))


def _result(counts: CaptureCounts, model: str, levels: Sequence[float]) -> Estimate:
    begun = perf_counter()
    title = f"Closed model {model}"
    try:
        fitted = closed_fit(counts, model)
    except NotEstimable as why:
        return Estimate(
            f"closed:{model}",
            title,
            counts.observed,
            refused=str(why),
            existence_code=why.existence_code,
            flags=(Flag(why.reason, str(why)),),
        )
    spans = _intervals(fitted, counts.observed, levels)
    warnings = flags.common(counts.observed, fitted.total, spans)
    if model == "Mb":
        warnings += (Flag("order_of_lists", "Mb reads the order of the lists as time; without one it says nothing."),)
    if model.endswith("Chao"):
        warnings += (Flag("lower_bound", "Chao's estimate is a lower bound for the total."),)
    return Estimate(
        method=f"closed:{model}",
        title=title,
        observed=counts.observed,
        estimate=fitted.total,
        intervals=spans,
        deviance=fitted.deviance,
        aic=fitted.aic,
        bic=fitted.bic,
        existence_code=0,
        flags=warnings,
        details={"fit": fitted, "standard_error": fitted.standard_error},
        seconds=perf_counter() - begun,
    )


def _intervals(fitted: ClosedFit, observed: int, levels: Sequence[float]) -> tuple[Interval, ...]:
    hidden = fitted.total - observed
    spread = np.sqrt(np.log1p((fitted.standard_error / hidden) ** 2)) if hidden > 0 else 0.0
    out = []
    for level in levels:
        factor = float(np.exp(scipy.special.ndtri(0.5 + level / 2.0) * spread))
        out.append(Interval(level, observed + hidden / factor, observed + hidden * factor))
    return tuple(out)
