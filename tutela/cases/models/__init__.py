from .access import FileAccess
from .assessment import Assessment, SafetyPlan
from .child import AgeRecord, Child, SearchToken
from .circle import CareArrangement, PersonAround
from .closure import Closure
from .concern import Concern, OverlapDecision
from .consent import Consent
from .deadline import Deadline
from .file import CaseFile, LinkedReport
from .followup import FollowUp, Review
from .participation import ChildView
from .plan import Plan, PlanAction, PlanTrack
from .referral import Referral, ReferralStep
from .revision import Revision

__all__ = [
    "AgeRecord",
    "Assessment",
    "CareArrangement",
    "CaseFile",
    "Child",
    "ChildView",
    "Closure",
    "Concern",
    "Consent",
    "Deadline",
    "FileAccess",
    "FollowUp",
    "LinkedReport",
    "OverlapDecision",
    "PersonAround",
    "Plan",
    "PlanAction",
    "PlanTrack",
    "Referral",
    "ReferralStep",
    "Review",
    "Revision",
    "SafetyPlan",
    "SearchToken",
]
