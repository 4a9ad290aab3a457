"""The door of intake: facts of a report for whoever opens a file, the reporter's side, and what the worker does."""

from __future__ import annotations

from .actions.alert import alert_duty
from .actions.answer import answer_reporter, mark_read, record_contact
from .actions.cards import hand_out_cards, print_cards, withdraw_cards
from .actions.details import (
    count_other_contact,
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
from .queries.cards import card_behind, card_figures, card_of_word, get_sheet, places_for_cards, sheets_of
from .queries.duties import duties
from .queries.facts import IntakeFacts, facts_of
from .queries.figures import Figures, category_of, figures_of
from .queries.mailbox import Line, Mailbox, derived_of, lines_of, mailbox_again, mailbox_behind, mailbox_of_receipt
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
    "card_behind",
    "card_figures",
    "card_of_word",
    "category_of",
    "change_code",
    "count_other_contact",
    "derived_of",
    "duties",
    "erase_expired_reports",
    "escalate_overdue_reports",
    "facts_of",
    "figures_of",
    "get_report",
    "get_sheet",
    "give_feedback",
    "hand_out_cards",
    "is_oversight",
    "lines_of",
    "mailbox_again",
    "mailbox_behind",
    "mailbox_of_receipt",
    "mark_read",
    "offices_to_exclude",
    "outdated_reports",
    "oversight_team",
    "own_teams",
    "pass_on",
    "past_the_named",
    "places_for_cards",
    "print_cards",
    "queue",
    "receive_report",
    "record_barriers",
    "record_contact",
    "record_online_harm",
    "reseal_reports",
    "set_duty",
    "settle_duty",
    "sheets_of",
    "take_in_hand",
    "take_report",
    "team_for",
    "teams_to_forward_to",
    "teams_to_reseal",
    "visible_to",
    "withdraw_cards",
    "withdraw_contact",
    "write_to_team",
]
