"""The tables of monitoring, and the registers among them by their slug."""

from .base import Codes, Entry, Register
from .consultations import Consultation
from .coordination import Body, Decision, DutyReport, LegalDuty, Meeting, Practice, Training, Workforce
from .indicators import Break, Estimate, Indicator, Measurement, YearTarget
from .instruments import Act, ReportDue, Reservation, WatchedState
from .law import Finding, Provision
from .plans import Activity, BudgetLine, HandOver, LocalCommitment, Objective, PlanOverlap, Strategy, Support
from .recommendations import ImportBatch, ImportRow, Recommendation, StatusEntry, TargetDate, TermAnswer
from .reports import AnnexTable, Paragraph, Publication, Reminder, ReportVersion, StateReport

REGISTERS: dict[str, type[Entry]] = {
    model.register.slug: model
    for model in (
        *(WatchedState, Act, Reservation, ReportDue, Provision),
        *(Recommendation, Strategy, Objective, Activity, BudgetLine, LocalCommitment, Support, Consultation),
        *(Body, Meeting, Decision, Training, Workforce, LegalDuty, DutyReport, Practice),
        *(Indicator, YearTarget, Measurement, Break, Estimate),
        *(StateReport, Paragraph, AnnexTable),
    )
}

__all__ = [
    "REGISTERS",
    "Act",
    "Activity",
    "AnnexTable",
    "Body",
    "Break",
    "BudgetLine",
    "Codes",
    "Consultation",
    "Decision",
    "DutyReport",
    "Entry",
    "Estimate",
    "Finding",
    "HandOver",
    "ImportBatch",
    "ImportRow",
    "Indicator",
    "LegalDuty",
    "LocalCommitment",
    "Measurement",
    "Meeting",
    "Objective",
    "Paragraph",
    "PlanOverlap",
    "Practice",
    "Provision",
    "Publication",
    "Recommendation",
    "Register",
    "Reminder",
    "ReportDue",
    "ReportVersion",
    "Reservation",
    "StateReport",
    "StatusEntry",
    "Strategy",
    "Support",
    "TargetDate",
    "TermAnswer",
    "Training",
    "WatchedState",
    "Workforce",
    "YearTarget",
]
