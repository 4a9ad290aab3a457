"""What every method returns: an estimate that cannot be had without its interval and its flags."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from . import html
from .errors import NotEstimable
from .lattice import Floats

__all__ = ["Estimate", "Flag", "Interval", "Progress", "no_progress", "refusal"]

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, how much is done, how much there is)."""


def no_progress(what: str, done: int, total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Flag:
    """A warning: a short code for programs and one plain sentence for people."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Interval:
    """An interval for the whole population, observed people included."""

    level: float
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, eq=False)
class Estimate:
    """One method's answer, or its refusal (``estimate`` is None and ``refused`` says why).

    Attributes:
        method: ``stepwise``, ``bic``, ``graphs``, ``latent``, ``threshold`` or ``closed:...``.
        title: the method in words.
        observed: people on at least one list.
        estimate: people in all, seen and unseen.
        intervals: at the levels asked for.
        deviance, aic, bic: of the fitted model where there is one.
        interactions: terms of the model, each as names of lists, in order of entry.
        removed_pairs: terms estimated at minus infinity.
        acceleration: of the BCa interval.
        existence_code: see :mod:`.existence`; None for methods without the question.
        flags: warnings in words.
        replicates: bootstrap replicates or posterior draws, where there are any.
        details: diagnostics particular to the method.
        seconds: how long it took.
    """

    method: str
    title: str
    observed: int
    estimate: float | None = None
    intervals: tuple[Interval, ...] = ()
    deviance: float | None = None
    aic: float | None = None
    bic: float | None = None
    interactions: tuple[tuple[str, ...], ...] = ()
    removed_pairs: tuple[tuple[str, ...], ...] = ()
    acceleration: float | None = None
    existence_code: int | None = None
    flags: tuple[Flag, ...] = ()
    refused: str | None = None
    replicates: Floats | None = field(default=None, repr=False)
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    seconds: float = 0.0

    def interval(self, level: float = 0.95) -> Interval:
        """The interval at one level.

        Raises:
            NotEstimable: there is none at that level.
        """
        for interval in self.intervals:
            if math.isclose(interval.level, level):
                return interval
        raise NotEstimable("no_interval", f"There is no {level:.0%} interval for {self.title}.")

    @property
    def hidden(self) -> float | None:
        """People on no list."""
        return None if self.estimate is None else self.estimate - self.observed

    def flagged(self, *flags: Flag) -> Estimate:
        """The same with more flags."""
        return replace(self, flags=self.flags + flags)

    def to_dict(self) -> dict[str, Any]:
        """The keys of ``tutela prevalence estimate --json``, ready for :func:`json.dumps`."""
        return {
            "method": self.method,
            "estimate": number(self.estimate),
            "interval": {f"{i.level:g}": [number(i.low), number(i.high)] for i in self.intervals},
            "deviance": number(self.deviance),
            "aic": number(self.aic),
            "bic": number(self.bic),
            "interactions": [list(term) for term in self.interactions],
            "removed_pairs": [list(term) for term in self.removed_pairs],
            "acceleration": number(self.acceleration),
            "existence_code": self.existence_code,
            "flags": [flag.text for flag in self.flags],
            "seconds": round(self.seconds, 4),
        }

    def _repr_html_(self) -> str:
        return html.estimate(self)


def number(value: float | None) -> float | None:
    """A float that JSON can carry: an infinite or undefined one becomes None."""
    return None if value is None or not np.isfinite(value) else float(value)


def refusal(method: str, title: str, observed: int, why: NotEstimable) -> Estimate:
    """A refusal as a result, so that it stands in the panel beside the answers."""
    return Estimate(
        method=method,
        title=title,
        observed=observed,
        existence_code=why.existence_code,
        refused=str(why),
        flags=(Flag(why.reason, str(why)),),
    )
