"""The door of planning, for monitoring above and for the demo."""

from __future__ import annotations

from .actions.plans import hand_over, settle_overlap
from .enums import Phase, Status
from .models import Activity, Consultation, Decision
from .queries.first import first
from .queries.people import absent_sectors, trained, trainings, unfollowed
from .queries.plans import ending_supports, overlaps, phases_without_children, rolled_up

__all__ = [
    "Activity",
    "Consultation",
    "Decision",
    "Phase",
    "Status",
    "absent_sectors",
    "ending_supports",
    "first",
    "hand_over",
    "overlaps",
    "phases_without_children",
    "rolled_up",
    "settle_overlap",
    "trained",
    "trainings",
    "unfollowed",
]
