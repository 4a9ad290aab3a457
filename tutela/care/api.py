"""The door of care: the agreements made for a child, and the de-identified row they end in."""

from __future__ import annotations

from .models import Assessment, Closure, FollowUp, Placement, Plan, PlanAction, PlanTrack, Referral, Review, SafetyPlan
from .queries.observations import OBSERVATION, observations
from .queries.placements import occupancy
from .queries.timeline import CHAPTER

__all__ = [
    "CHAPTER",
    "OBSERVATION",
    "Assessment",
    "Closure",
    "FollowUp",
    "Placement",
    "Plan",
    "PlanAction",
    "PlanTrack",
    "Referral",
    "Review",
    "SafetyPlan",
    "observations",
    "occupancy",
]
