"""How often our own intervals held the truth, from ``python -m tutela.methods.prevalence.coverage``."""

from __future__ import annotations

__all__ = ["COVERAGE", "COVERAGE_NOTE"]

COVERAGE: dict[str, tuple[float, int]] = {}
"""Interval to (share of simulations whose nominal 95 % interval held the true total, simulations)."""

COVERAGE_NOTE = (
    "Nominal 95 % intervals hold the truth less often than that: 61 % for an interval that takes the "
    "chosen model as known, 90 % for the bootstrap that repeats the choice (Chan, Silverman & Vincent 2021)."
)
