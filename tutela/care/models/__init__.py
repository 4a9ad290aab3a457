from .assessment import Assessment, SafetyPlan
from .base import Approvable
from .closure import Closure
from .followup import FollowUp, Review
from .placement import Placement, PlacementReview
from .plan import Plan, PlanAction, PlanTrack
from .referral import Referral, ReferralStep

__all__ = [
    "Approvable",
    "Assessment",
    "Closure",
    "FollowUp",
    "Placement",
    "PlacementReview",
    "Plan",
    "PlanAction",
    "PlanTrack",
    "Referral",
    "ReferralStep",
    "Review",
    "SafetyPlan",
]
