"""Forms of planning: the safety plan, the assessment, the plan, the supervisor's decision."""

from .assessment import AssessmentForm
from .decision import DecideForm, OverrideForm
from .plan import ActionDoneForm, ActionForm, PlanForm, TrackForm
from .safety import SafetyPlanForm

__all__ = [
    "ActionDoneForm",
    "ActionForm",
    "AssessmentForm",
    "DecideForm",
    "OverrideForm",
    "PlanForm",
    "SafetyPlanForm",
    "TrackForm",
]
