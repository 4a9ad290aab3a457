"""How often our own intervals held the truth, as measured by :mod:`.coverage`.

python -m tutela.methods.prevalence.coverage --data UKdat_5 --runs 200 --bootstrap 300 --seed 1
"""

from __future__ import annotations

__all__ = ["COVERAGE", "COVERAGE_NOTE", "RUNS"]

RUNS = 200
"""Simulated populations of 11 313 people, drawn from the stepwise model of UKdat_5."""

COVERAGE: dict[str, float] = {
    "stepwise, model taken as known (Wald)": 0.785,
    "stepwise, whole selection repeated (BCa)": 0.885,
    "BIC, bootstrap over pair models": 0.825,
    "average over decomposable graphs": 0.835,
}
"""Interval to the share of simulations in which its nominal 95 % held the true total (error 2 to 3 points)."""

COVERAGE_NOTE = (
    "Nominal 95 % intervals hold the truth less often than that. Measured here on "
    f"{RUNS} simulated populations: "
    + "; ".join(f"{name} {share:.1%}" for name, share in COVERAGE.items())
    + ". Published: 61 % with the model taken as known, 90 % with the choice repeated "
    "(Chan, Silverman & Vincent 2021)."
)
