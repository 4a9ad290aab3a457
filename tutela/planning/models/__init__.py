"""The tables of planning."""

from .consultations import Consultation
from .coordination import Body, Decision, Meeting, Practice, Trainee, Training, Workforce
from .plans import Activity, BudgetLine, HandOver, LocalCommitment, Objective, PlanOverlap, Strategy, Support
from .shocks import Shock, ShockMeasure

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
    "Shock",
    "ShockMeasure",
    "Strategy",
    "Support",
    "Trainee",
    "Training",
    "Workforce",
]
