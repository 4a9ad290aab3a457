"""Bias-corrected and accelerated bootstrap limits (Efron 1987).

With ``z0 = Phi^-1(share of replicates below the estimate)`` and acceleration ``a``, the limit for
probability ``p`` is the type-8 quantile of the replicates at

    Phi( z0 + (z0 + z_p) / (1 - a (z0 + z_p)) ),   z_p = Phi^-1(p).

The acceleration comes from a delete-one jackknife, each distinct capture pattern once and weighted
by its count: ``r = weighted mean - jack``, ``a = sum c r^3 / (6 (sum c r^2)^1.5)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import scipy
from numpy.typing import ArrayLike

from .lattice import Floats
from .results import Interval

__all__ = ["acceleration", "bca_limits", "bias_correction", "intervals", "percentile_intervals"]

_ENDLESS = 1e15


def acceleration(jackknife: ArrayLike, weights: ArrayLike) -> float:
    """The acceleration from jackknife estimates and the counts of the patterns they leave out.

    0 when the jackknife does not vary; values that are not finite are left out.
    """
    values = np.asarray(jackknife, dtype=np.float64)
    counts = np.asarray(weights, dtype=np.float64)
    fine = np.isfinite(values) & (values < _ENDLESS)
    values, counts = values[fine], counts[fine]
    if counts.sum() == 0:
        return 0.0
    apart = np.average(values, weights=counts) - values
    spread = float((counts * apart**2).sum())
    if spread <= 1e-18 * float((counts * values**2).sum()):
        return 0.0
    return float((counts * apart**3).sum() / (6.0 * spread**1.5))


def bias_correction(replicates: ArrayLike, estimate: float) -> float:
    """``z0``; a share of 0 or 1 is taken as half a replicate, so that limits stay defined."""
    values = np.asarray(replicates, dtype=np.float64)
    half = 0.5 / values.size
    share = float(np.clip(np.mean(values < estimate), half, 1.0 - half))
    return float(scipy.special.ndtri(share))


def bca_limits(replicates: ArrayLike, estimate: float, accelerate: float, probabilities: ArrayLike) -> Floats:
    """The BCa limit for each probability; ``inf`` where replicates without a limit reach in."""
    z0 = bias_correction(replicates, estimate)
    shifted = z0 + scipy.special.ndtri(np.asarray(probabilities, dtype=np.float64))
    room = 1.0 - accelerate * shifted
    if np.any(room <= 0):  # beyond the pole the limit is the most extreme replicate
        shifted, room = np.where(room <= 0, np.sign(shifted) * 40.0, shifted), np.maximum(room, 1.0)
    return type8_quantile(replicates, scipy.special.ndtr(z0 + shifted / room))


def type8_quantile(values: ArrayLike, probabilities: ArrayLike) -> Floats:
    """Quantiles of type 8 (Hyndman & Fan 1996), numpy's ``median_unbiased``; infinities allowed."""
    capped = np.minimum(np.nan_to_num(np.asarray(values, dtype=np.float64), nan=np.inf), 1e300)
    out = np.quantile(capped, np.asarray(probabilities, dtype=np.float64), method="median_unbiased")
    return np.where(out >= _ENDLESS, np.inf, out)


def intervals(replicates: ArrayLike, estimate: float, accelerate: float, levels: Sequence[float]) -> tuple[Interval, ...]:
    """BCa intervals at several levels."""
    return _paired(lambda tails: bca_limits(replicates, estimate, accelerate, tails), tuple(levels))


def percentile_intervals(draws: ArrayLike, levels: Sequence[float]) -> tuple[Interval, ...]:
    """Equal-tailed intervals straight from draws of a posterior."""
    return _paired(lambda tails: type8_quantile(draws, tails), tuple(levels))


def _paired(limits: Callable[[Floats], Floats], levels: tuple[float, ...]) -> tuple[Interval, ...]:
    tails = [(1.0 - level) / 2.0 for level in levels]
    low = limits(np.array(tails))
    high = limits(1.0 - np.array(tails))
    return tuple(Interval(level, float(a), float(b)) for level, a, b in zip(levels, low, high, strict=True))
