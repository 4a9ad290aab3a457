"""Estimates by sex, age or territory: partial pooling, or an honest refusal.

The model is chosen once, on all strata together.  In each stratum it is fitted by itself; the log odds of
being hidden, ``theta = log(hidden / observed)``, are then shrunk towards their common mean by random
effects (DerSimonian & Laird 1986), so that thin strata lean on the others as far as the strata agree.
A stratum with fewer than 20 people on two lists, an empty list, or no estimate, gets no figure at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from . import html
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .lattice import Floats, letters
from .loglinear import LogLinearFit, fit_terms
from .results import Flag, Interval
from .stepwise import choose

__all__ = ["LEAST_OVERLAP", "Stratified", "Stratum", "split", "stratified"]

LEAST_OVERLAP = 20
_LEAST_STRATA = 3


@dataclass(frozen=True)
class Stratum:
    """One stratum: its own estimate, the partially pooled one, or the reason there is neither."""

    name: str
    observed: int
    own: float | None = None
    own_interval: Interval | None = None
    pooled: float | None = None
    pooled_interval: Interval | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Stratified:
    """All strata, the estimate of all together, and how much the strata differ (``tau`` of theta)."""

    strata: tuple[Stratum, ...]
    together: float
    together_interval: Interval
    tau: float | None
    flags: tuple[Flag, ...]

    @property
    def answered(self) -> tuple[Stratum, ...]:
        """Strata with a figure."""
        return tuple(stratum for stratum in self.strata if stratum.own is not None)

    def _repr_html_(self) -> str:
        rows = []
        for s in self.strata:
            own = html.span(s.own_interval.low, s.own_interval.high) if s.own_interval else s.refused or ""
            both = html.span(s.pooled_interval.low, s.pooled_interval.high) if s.pooled_interval else ""
            rows.append((s.name, html.count(s.observed), html.count(s.own), own, both))
        head = ("Stratum", "People seen", "Own estimate", "Own interval", "Interval, partly pooled")
        return html.table("By stratum", head, rows) + html.bullets(flag.text for flag in self.flags)


def split(patterns: ArrayLike, labels: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """Cells (2**t,) of each stratum from a (people, t) 0/1 table and each person's stratum.

    Raises:
        InvalidCounts: a value other than 0 or 1, a person on no list, or lengths that differ.
    """
    table = np.asarray(patterns)
    if table.ndim != 2 or len(labels) != len(table):
        raise InvalidCounts("Each person needs one row of 0/1 values and one stratum.")
    if not np.all((table == 0) | (table == 1)) or not table.any(axis=1).all():
        raise InvalidCounts("Each person's row holds only 0 and 1, and at least one 1.")
    masks = table.astype(np.int64) @ (1 << np.arange(table.shape[1]))
    names = np.asarray(labels)
    return {str(name): np.bincount(masks[names == name], minlength=1 << table.shape[1]) for name in np.unique(names)}


def stratified(
    strata: Mapping[str, ArrayLike],
    names: Sequence[str] | None = None,
    *,
    threshold: float = 0.02,
    level: float = 0.95,
    least_overlap: int = LEAST_OVERLAP,
) -> Stratified:
    """Fit each stratum and pool partially.

    Args:
        strata: stratum name to cells (2**t,), as :func:`split` gives them.
        names: of the lists.
        threshold: of the stepwise choice of the common model.
        level: of the intervals, which take the common model as known.
        least_overlap: people on two lists or more below which a stratum is refused.

    Raises:
        NotEstimable: all strata together have no estimate.
        InvalidCounts: a table is wrong.
    """
    if not strata:
        raise InvalidCounts("There is no stratum.")
    tables = {name: np.asarray(cells, dtype=np.int64) for name, cells in strata.items()}
    sizes = {cells.size for cells in tables.values()}
    if len(sizes) != 1:
        raise InvalidCounts("All strata must have the same lists.")
    lists = sizes.pop().bit_length() - 1
    called = tuple(names) if names is not None else letters(lists)
    model = choose(CaptureCounts(called, np.sum(list(tables.values()), axis=0)), threshold)
    fits = {name: _fit(cells, model, least_overlap) for name, cells in tables.items()}
    good = {name: fitted for name, fitted in fits.items() if isinstance(fitted, LogLinearFit)}
    pooling = _shrink(list(good.values())) if len(good) >= _LEAST_STRATA else None
    reach = float(scipy.special.ndtri(0.5 + level / 2.0))
    found = []
    for name, cells in tables.items():
        fitted = fits[name]
        if isinstance(fitted, str):
            found.append(Stratum(name, int(cells.sum()), refused=fitted))
            continue
        place = list(good).index(name)
        middle = None if pooling is None else (float(pooling[0][place]), float(pooling[1][place]))
        found.append(_stratum(name, fitted, middle, reach, level))
    warnings = _warnings(found, model, pooling is not None, level)
    tau = None if pooling is None else pooling[2]
    return Stratified(tuple(found), model.total, model.wald((level,))[0], tau, warnings)


def _fit(cells: NDArray[np.int64], model: LogLinearFit, least_overlap: int) -> LogLinearFit | str:
    """The common model on one stratum, or why not."""
    try:
        counts = CaptureCounts(model.counts.names, cells)
        if counts.overlap < least_overlap:
            return f"Refused: only {counts.overlap} people are on two lists; {least_overlap} are needed."
        return fit_terms(counts, model.interactions)
    except (InvalidCounts, NotEstimable) as why:
        return str(why)


def _shrink(fits: Sequence[LogLinearFit]) -> tuple[Floats, Floats, float]:
    """(shrunken theta, its standard error, tau) by DerSimonian-Laird random effects."""
    theta = np.array([np.log(f.hidden / f.counts.observed) for f in fits])
    variance = np.array([f.standard_error**2 for f in fits])
    weight = 1.0 / variance
    fixed = (weight @ theta) / weight.sum()
    excess = weight @ (theta - fixed) ** 2 - (len(fits) - 1)
    tau2 = max(0.0, float(excess / (weight.sum() - (weight**2).sum() / weight.sum())))
    random = 1.0 / (variance + tau2)
    mean, mean_variance = (random @ theta) / random.sum(), 1.0 / random.sum()
    own = tau2 / (tau2 + variance)
    middle = own * theta + (1.0 - own) * mean
    spread = np.sqrt(own * variance + (1.0 - own) ** 2 * mean_variance)
    return middle, spread, float(np.sqrt(tau2))


def _stratum(name: str, fitted: LogLinearFit, middle: tuple[float, float] | None, reach: float, level: float) -> Stratum:
    seen = fitted.counts.observed
    pooled, interval = None, None
    if middle is not None:
        at, error = middle
        pooled = seen * (1.0 + float(np.exp(at)))
        ends = seen * (1.0 + np.exp(at + np.array([-reach, reach]) * error))
        interval = Interval(level, float(ends[0]), float(ends[1]))
    return Stratum(name, seen, fitted.total, fitted.wald((level,))[0], pooled, interval)


def _warnings(found: Sequence[Stratum], model: LogLinearFit, pooled: bool, level: float) -> tuple[Flag, ...]:
    out = [Flag("model_taken_as_known", "The intervals take the common model as known and are too short.")]
    refused = [stratum.name for stratum in found if stratum.refused]
    if refused:
        out.append(Flag("strata_refused", f"No figure for {', '.join(refused)}: too few people on two lists."))
    if not pooled:
        out.append(
            Flag("no_pooling", f"Fewer than {_LEAST_STRATA} strata have an estimate, so they cannot lean on each other.")
        )
    elif not refused:
        added = sum(stratum.own or 0.0 for stratum in found)
        if added not in model.wald((level,))[0]:
            out.append(
                Flag(
                    "strata_do_not_add_up",
                    f"The strata add up to {added:,.0f}, outside the interval of all together: the strata differ "
                    "in how they are caught, and the common model hides it.",
                )
            )
    return tuple(out)
