"""Do parallel chains agree?"""

from __future__ import annotations

import numpy as np

from .lattice import Floats
from .results import Flag

__all__ = ["disagreement", "scale_reduction"]

_FAIR = 1.1


def scale_reduction(draws: Floats) -> float:
    """Split potential scale reduction of (chains, draws), on the log scale; 1 is perfect agreement
    (Gelman et al., *Bayesian Data Analysis*, 3rd ed., section 11.4)."""
    half = draws.shape[1] // 2
    if half < 2:
        return float("nan")
    parts = np.log(np.concatenate([draws[:, :half], draws[:, half : 2 * half]]))
    within = float(parts.var(axis=1, ddof=1).mean())
    between = half * float(parts.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((half - 1) / half + between / (half * within)))


def disagreement(reduction: float) -> tuple[Flag, ...]:
    """A warning when chains have not come to agree."""
    if reduction <= _FAIR:
        return ()
    return (
        Flag(
            "chains_disagree",
            f"The chains of the sampler do not agree (scale reduction {reduction:.2f}, 1 is perfect): "
            "the posterior is explored only in part.",
        ),
    )
