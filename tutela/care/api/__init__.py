"""The door of care: the agreements made for a child, what every agreement passes, and the de-identified row they end in.

Its leaves: this one answers; :mod:`.steps` is for actions of the contexts above.
"""

from __future__ import annotations

from ..actions.plans import add_action, note_unmet
from ..actions.refusals import ground_problems, tell_of_refusal
from ..enums.planning import PlanningReason
from ..models import Assessment, Closure, FollowUp, Plan, PlanAction, PlanTrack, Referral, Review, SafetyPlan
from ..policies.approval import approve
from ..policies.planning import (
    PRINCIPLES,
    change_action,
    edit_draft,
    names_abuse,
    principles_stated,
    view_recorded,
    view_weighed,
)
from ..policies.referral import open_as_service, share_on
from ..queries.observations import OBSERVATION, observations
from ..queries.referrals import get_for_service, open_to_service
from ..queries.timeline import CHAPTER
from ..queries.work import decisions
from ..states import APPROVAL, ApprovalState, ReferralState

__all__ = ["APPROVAL", "CHAPTER", "OBSERVATION", "PRINCIPLES", "ApprovalState", "Assessment", "Closure", "FollowUp"]
__all__ += ["Plan", "PlanAction", "PlanTrack", "PlanningReason", "Referral", "ReferralState", "Review", "SafetyPlan"]
__all__ += ["add_action", "approve", "change_action", "decisions", "edit_draft", "get_for_service", "tell_of_refusal"]
__all__ += ["names_abuse", "share_on", "view_recorded", "view_weighed"]
__all__ += ["ground_problems", "note_unmet", "observations", "open_as_service", "open_to_service", "principles_stated"]
