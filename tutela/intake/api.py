"""The door of intake: facts of a report for whoever opens a file, and the escalation of what is overdue."""

from __future__ import annotations

from .actions.escalate import escalate_overdue_reports
from .actions.receive_report import Received, Submission, receive_report
from .actions.take_report import take_report
from .actions.triage import take_in_hand
from .queries.facts import IntakeFacts, facts_of
from .queries.reports import get_report, queue, visible_to

__all__ = [
    "IntakeFacts",
    "Received",
    "Submission",
    "escalate_overdue_reports",
    "facts_of",
    "get_report",
    "queue",
    "receive_report",
    "take_in_hand",
    "take_report",
    "visible_to",
]
