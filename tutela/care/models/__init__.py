from .assessment import Assessment, SafetyPlan
from .base import APPROVAL, Approvable
from .closure import Closure
from .followup import FollowUp, Review
from .plan import Plan, PlanAction, PlanTrack
from .referral import Referral, ReferralStep

__all__ = [
    "APPROVAL",
    "Approvable",
    "Assessment",
    "Closure",
    "FollowUp",
    "Plan",
    "PlanAction",
    "PlanTrack",
    "Referral",
    "ReferralStep",
    "Review",
    "SafetyPlan",
]
