"""The tables of monitoring."""

from .duties import DutyReport, LegalDuty
from .indicators import Break, Indicator, Measurement, YearTarget
from .instruments import Act, ReportDue, Reservation, WatchedState
from .law import Finding, Provision
from .recommendations import ImportBatch, ImportRow, Recommendation, StatusEntry, TargetDate, TermAnswer
from .reports import AnnexTable, Paragraph, PublishedPage, Reminder, ReportVersion, StateReport

__all__ = [
    "Act",
    "AnnexTable",
    "Break",
    "DutyReport",
    "Finding",
    "ImportBatch",
    "ImportRow",
    "Indicator",
    "LegalDuty",
    "Measurement",
    "Paragraph",
    "Provision",
    "PublishedPage",
    "Recommendation",
    "Reminder",
    "ReportDue",
    "ReportVersion",
    "Reservation",
    "StateReport",
    "StatusEntry",
    "TargetDate",
    "TermAnswer",
    "WatchedState",
    "YearTarget",
]
