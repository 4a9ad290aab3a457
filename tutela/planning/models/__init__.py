"""The tables of planning."""

from .consultations import Consultation
from .coordination import Body, Decision, Meeting, Practice, Training, Workforce
from .plans import Activity, BudgetLine, HandOver, LocalCommitment, Objective, PlanOverlap, Strategy, Support

__all__ = [
    "Activity",
    "Body",
    "BudgetLine",
    "Consultation",
    "Decision",
    "HandOver",
    "LocalCommitment",
    "Meeting",
    "Objective",
    "PlanOverlap",
    "Practice",
    "Strategy",
    "Support",
    "Training",
    "Workforce",
]
