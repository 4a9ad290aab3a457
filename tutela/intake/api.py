"""The door of intake: facts of a report for whoever opens a file, the reporter's side, and what the worker does."""

from __future__ import annotations

from .actions.alert import alert_duty
from .actions.answer import answer_reporter, mark_read, record_contact
from .actions.details import (
    count_other_contact,
    end_channel,
    keep_channel,
    keep_population,
    pass_on,
    record_barriers,
    record_online_harm,
    set_duty,
    settle_duty,
)
from .actions.erase import erase_expired_reports
from .actions.escalate import escalate_overdue_reports
from .actions.mailbox import change_code, give_feedback, withdraw_contact, write_to_team
from .actions.receive_report import LONGEST, Received, Submission, receive_report
from .actions.reseal import outdated_reports, reseal_reports, teams_to_reseal
from .actions.take_report import take_report
from .actions.triage import take_in_hand
from .queries.channels import channels_at, coverage, public_services
from .queries.duties import duties
from .queries.facts import IntakeFacts, facts_of
from .queries.figures import Figures, category_of, figures_of
from .queries.help_numbers import help_numbers
from .queries.mailbox import Line, Mailbox, lines_of, mailbox_again, mailbox_of_receipt
from .queries.places import places_to_offer
from .queries.reports import get_report, own_teams, queue, teams_to_forward_to, visible_to
from .queries.routing import is_oversight, offices_to_exclude, oversight_team, past_the_named, team_for

__all__ = [
    "LONGEST",
    "Figures",
    "IntakeFacts",
    "Line",
    "Mailbox",
    "Received",
    "Submission",
    "alert_duty",
    "answer_reporter",
    "category_of",
    "change_code",
    "channels_at",
    "count_other_contact",
    "coverage",
    "duties",
    "end_channel",
    "erase_expired_reports",
    "escalate_overdue_reports",
    "facts_of",
    "figures_of",
    "get_report",
    "give_feedback",
    "help_numbers",
    "is_oversight",
    "keep_channel",
    "keep_population",
    "lines_of",
    "mailbox_again",
    "mailbox_of_receipt",
    "mark_read",
    "offices_to_exclude",
    "outdated_reports",
    "oversight_team",
    "own_teams",
    "pass_on",
    "past_the_named",
    "places_to_offer",
    "public_services",
    "queue",
    "receive_report",
    "record_barriers",
    "record_contact",
    "record_online_harm",
    "reseal_reports",
    "set_duty",
    "settle_duty",
    "take_in_hand",
    "take_report",
    "team_for",
    "teams_to_forward_to",
    "teams_to_reseal",
    "visible_to",
    "withdraw_contact",
    "write_to_team",
]
