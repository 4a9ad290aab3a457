"""How many do we not see?  Multiple-systems estimation, never one number.

    from tutela.methods.prevalence import CaptureCounts, estimate

    counts = CaptureCounts.from_patterns(patterns, how_many, names=("police", "health", "shelters"))
    panel = estimate(counts)          # every method, its interval, its flags; refusals with reasons

Pure numpy and scipy.  Every model's existence is checked before it is quoted.
"""

from __future__ import annotations

from .bic import bic, rank_models
from .closed import closed, closed_fit
from .consistency import internal_consistency
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .existence import existence_code
from .graphs import graph_posterior, graphs
from .latent import latent
from .linkage_error import LinkageError
from .loglinear import LogLinearFit, fit
from .panel import Options, Panel, estimate
from .profile import profile_interval
from .reading import read_csv
from .results import Estimate, Flag, Interval
from .sensitivity import leave_one_out, merge_two, missed_links
from .stepwise import choose, stepwise
from .strata import split, stratified
from .threshold import threshold as bayesian_threshold

__all__ = [
    "CaptureCounts",
    "Estimate",
    "Flag",
    "Interval",
    "InvalidCounts",
    "LinkageError",
    "LogLinearFit",
    "NotEstimable",
    "Options",
    "Panel",
    "bayesian_threshold",
    "bic",
    "choose",
    "closed",
    "closed_fit",
    "estimate",
    "existence_code",
    "fit",
    "graph_posterior",
    "graphs",
    "internal_consistency",
    "latent",
    "leave_one_out",
    "merge_two",
    "missed_links",
    "profile_interval",
    "rank_models",
    "read_csv",
    "split",
    "stepwise",
    "stratified",
]
