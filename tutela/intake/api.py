"""The door of intake: facts of a report for whoever opens a file, and the escalation of what is overdue."""

from __future__ import annotations

from .actions.escalate import escalate_overdue_reports
from .actions.receive_report import LONGEST, Received, Submission, receive_report
from .actions.take_report import take_report
from .actions.triage import take_in_hand
from .queries.duties import duties
from .queries.facts import IntakeFacts, facts_of
from .queries.help_numbers import help_numbers
from .queries.places import places_to_offer
from .queries.reports import get_report, own_teams, queue, state_of_receipt, teams_to_forward_to, visible_to

__all__ = [
    "LONGEST",
    "IntakeFacts",
    "Received",
    "Submission",
    "duties",
    "escalate_overdue_reports",
    "facts_of",
    "get_report",
    "help_numbers",
    "own_teams",
    "places_to_offer",
    "queue",
    "receive_report",
    "state_of_receipt",
    "take_in_hand",
    "take_report",
    "teams_to_forward_to",
    "visible_to",
]
