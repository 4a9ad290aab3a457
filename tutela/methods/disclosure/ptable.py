"""The perturbation table: which noise a count gets, given its cell key.

For a true count i the published count j may be 0 or anything from 3 to i + D, never 1 or 2, never further than D away.
Among all distributions with mean i and variance V the one of greatest entropy is taken (Marley & Leaver 2011; Giessing
2016; the R package `ptable` does the same): p(d) ∝ exp(a·d + b·d²). It is laid out on 65 536 equal bins so that bias is
exactly 0 and the variance exactly V. D and V belong to the secret: they are never printed or published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import DisclosureRefused
from .tables import frozen

BINS = 1 << 16
LEAST_D, LEAST_V = 5, 3.0
NEVER_PUBLISHED = (1, 2)

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class PTable:
    """noise[row, bin]: row = true count − 1, bin = cell key mod number of bins (a power of two).

    Counts beyond the last row reuse the last `repeat` rows in turn. A count of 0 gets no noise.
    """

    noise: NDArray[np.int8] = field(repr=False)
    repeat: int = 1

    def __post_init__(self) -> None:
        bins = self.noise.shape[1]
        if self.noise.ndim != 2 or bins & (bins - 1) or not 1 <= self.repeat <= self.noise.shape[0]:
            raise DisclosureRefused("ptable", "A perturbation table needs a power of two of bins and a valid repeat.")
        frozen(self.noise)

    @property
    def reach(self) -> int:
        """The maximum noise D. Secret."""
        return max(int(self.noise.max()), -int(self.noise.min()))

    def perturb(self, counts: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.int64]:
        """The perturbed counts (before rounding and thresholds). counts, keys: same shape, whole numbers ≥ 0."""
        whole = np.asarray(counts, dtype=np.int64)
        last, bins = self.noise.shape
        row = np.where(whole <= last, whole - 1, (whole - 1) % self.repeat + last - self.repeat)
        column = (np.asarray(keys, dtype=np.uint64) & np.uint64(bins - 1)).astype(np.int64)
        flat = np.maximum(row, 0) * bins + column
        return whole + np.where(whole > 0, self.noise.ravel()[flat], 0)


@lru_cache(maxsize=8)
def max_entropy_ptable(reach: int = LEAST_D, variance: float = LEAST_V) -> PTable:
    """The table for maximum noise D = reach and variance V.

    Raises DisclosureRefused when D < 5, V < 3 (statistics.md 2.4) or no unbiased table with that variance exists.
    """
    if reach < LEAST_D or variance < LEAST_V or reach > 60:
        raise DisclosureRefused("noise_too_small", "The noise is below the least that protects a child; see the rules.")
    if (variance * BINS) % 2:
        raise DisclosureRefused("variance_not_even", "The variance must be a multiple of 1/32768.")
    rows = [row_for(count, reach, variance) for count in range(1, reach + 4)]
    return PTable(np.stack(rows))


def row_for(count: int, reach: int, variance: float) -> NDArray[np.int8]:
    """The 65 536 noise values of one true count, in ascending order."""
    steps = np.array([j - count for j in range(max(0, count - reach), count + reach + 1) if j not in NEVER_PUBLISHED])
    weights = _whole_weights(steps, probabilities(steps, variance), variance)
    return np.repeat(steps.astype(np.int8), weights)


def probabilities(steps: NDArray[Any], variance: float) -> Floats:
    """The maximum-entropy distribution on `steps` with mean 0 and the given variance, by Newton on the dual."""
    moments = np.stack([steps.astype(float), steps.astype(float) ** 2])
    target = np.array([0.0, variance])
    _refuse_impossible(steps, variance)
    dual = np.zeros(2)
    for _ in range(200):
        gap, curve, value = _dual(dual, moments, target)
        if np.abs(gap).max() < 1e-13:
            break
        step = np.linalg.solve(curve + 1e-15 * np.eye(2), gap)
        size = 1.0
        while size > 1e-9 and _dual(dual - size * step, moments, target)[2] > value - 1e-4 * size * float(gap @ step):
            size /= 2
        dual = dual - size * step
    result = _shares(dual, moments)
    if np.abs(moments @ result - target).max() > 1e-9:
        raise DisclosureRefused("ptable", "No perturbation table with this noise exists; raise the maximum noise.")
    return result


def _shares(dual: Floats, moments: Floats) -> Floats:
    exponent = dual @ moments
    raised = np.exp(exponent - exponent.max())
    shares: Floats = raised / raised.sum()
    return shares


def _dual(dual: Floats, moments: Floats, target: Floats) -> tuple[Floats, Floats, float]:
    """Gradient, Hessian and value of log Σ exp(dual·moments) − dual·target."""
    exponent = dual @ moments
    top = float(exponent.max())
    shares = _shares(dual, moments)
    mean = moments @ shares
    curve = (moments * shares) @ moments.T - np.outer(mean, mean)
    value = top + float(np.log(np.exp(exponent - top).sum())) - float(dual @ target)
    return mean - target, curve, value


def _refuse_impossible(steps: NDArray[Any], variance: float) -> None:
    """With mean 0 the variance of a distribution on `steps` lies between two two-point distributions."""
    below, above = int(steps[steps <= 0].max()), int(steps[steps >= 0].min())
    if not -below * above < variance < -int(steps.min()) * int(steps.max()):
        raise DisclosureRefused("ptable", "No perturbation table with this noise exists; change D or V.")


def _whole_weights(steps: NDArray[Any], shares: Floats, variance: float) -> NDArray[np.int64]:
    """Whole weights adding to 65 536 with mean exactly 0 and variance exactly V.

    The rounding error of the three moments is put on three neighbouring steps; with an even V·65 536 this always has a
    whole solution.
    """
    weights = np.floor(shares * BINS).astype(np.int64)
    best = max(
        (i for i in range(len(steps) - 2) if steps[i + 2] - steps[i] == 2),
        key=lambda i: int(weights[i : i + 3].min()),
    )
    x = int(steps[best])
    short = BINS - int(weights.sum())
    first = -int((weights * steps).sum()) - x * short
    second = round(variance * BINS) - int((weights * steps**2).sum())
    # with e0, e1, e2 on x, x+1, x+2: Σe = short, Σ k·e = first, Σ k²·e = twice
    twice = second - 2 * x * first - x * x * short
    e2 = (twice - first) // 2
    e1 = first - 2 * e2
    weights[best : best + 3] += np.array([short - e1 - e2, e1, e2])
    right = weights.min() >= 0 and (weights * steps).sum() == 0 and weights.sum() == BINS
    if not right or (weights * steps**2).sum() != round(variance * BINS):
        raise DisclosureRefused("ptable", "The perturbation table could not be laid out exactly; change D or V.")
    return weights
