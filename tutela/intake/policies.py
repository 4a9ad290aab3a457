"""Who may see a report's envelope, read its words, settle it, learn who reported. Nobody else decides."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import About, ContactChoice, IntakeReason
from .models import OVERSIGHT, WORKS_THERE, CardBatch, Report
from .states import REPORT, SETTLED, WAITING, ReportState

SEEING = (Permission.REPORT_TRIAGE, Permission.REPORT_OVERSEE)
REVEALING = (Permission.REPORT_OVERSEE, Permission.REPORTER_REVEAL, Permission.OVERSIGHT_DOCKET)
LINE = tuple(
    Permission(word)
    for word in (
        *WORKS_THERE,
        "file_view",
        "file_approve",
        "file_assign",
        "file_escalations",
        "report_oversee",
        "justice_keep",
    )
)
"""Permissions that make somebody part of the line of the office they are held for."""
ENTERING = (Permission.REPORT_TRIAGE, Permission.REPORT_ENTER, Permission.OVERSIGHT_DOCKET)


@Rule
def see_report(actor: Actor, report: Report) -> IntakeReason | None:
    """The envelope: whoever triages or oversees the reports of its office, and the process that watches deadlines."""
    words = (*_of(report, SEEING), Permission.DEADLINE_KEEP)
    return None if _reaches(actor, report.office_id, words) else IntakeReason.NOT_VISIBLE


@Rule
def enter_report(actor: Actor, office_id: object, oversight: bool = False, about: str = About.NONE) -> IntakeReason | None:
    """Intake officers and the mechanism for their own office, partners for the offices of their grant (R16), committees wherever the place's
    team is (R77). What concerns officials or a facility goes to the mechanism (R87), a complaint about an office by whoever the child trusts (R68)."""
    handed_over = oversight and (actor.has(Permission.REPORT_TRIAGE) or about == About.CHILD_PROTECTION)
    handed_over |= actor.has(Permission.REPORT_ENTER) and actor.has(Permission.SUPPORT_DO)
    return None if handed_over or _reaches(actor, office_id, ENTERING) else IntakeReason.NO_PERMISSION


@Rule
def read_words(actor: Actor, report: Report) -> IntakeReason | None:
    """The words need the team's key besides; here: triage or oversight of its office."""
    if (reason := see_report.why_not(actor, report)) is not None:
        return IntakeReason(reason.value)
    if report.erased_on is not None:
        return IntakeReason.ERASED
    return None if _reaches(actor, report.office_id, _of(report, SEEING)) else IntakeReason.NO_PERMISSION


@Rule
def take_in_hand(actor: Actor, report: Report) -> IntakeReason | None:
    """An intake officer of its office; also to go on with a settled report, or to take over from a colleague."""
    return _triages(actor, report)


@Rule
def triage_report(actor: Actor, report: Report) -> IntakeReason | None:
    """Questions, urgency, category and notes: an intake officer of its office, while it waits for a decision."""
    if (reason := _triages(actor, report)) is not None:
        return reason
    if report.state == ReportState.NEW:
        return IntakeReason.NOT_STARTED
    return None if report.state in WAITING else IntakeReason.SETTLED


@Rule
def settle_report(actor: Actor, report: Report, target: ReportState) -> IntakeReason | None:
    """Move it on by oneself. Where immediate danger was ever seen, one person alone ends nothing."""
    if (reason := propose_settling.why_not(actor, report, target)) is not None:
        return IntakeReason(reason.value)
    return IntakeReason.SECOND_PERSON if needs_second_person(report, target) else None


@Rule
def propose_settling(actor: Actor, report: Report, target: ReportState) -> IntakeReason | None:
    """Ask a colleague to agree. Acceptance is not settled here: it happens with a file."""
    if (reason := _triages(actor, report)) is not None:
        return reason
    return IntakeReason.ACCEPT_BY_FILE if target == ReportState.ACCEPTED else None


@Rule
def agree_to_settling(actor: Actor, report: Report) -> IntakeReason | None:
    """A second officer or a supervisor, never whoever proposed it."""
    if (reason := read_words.why_not(actor, report)) is not None:
        return IntakeReason(reason.value)
    if not report.proposed_state:
        return IntakeReason.NOTHING_PROPOSED
    return IntakeReason.SAME_PERSON if report.proposed_by_id == actor.id else None


@Rule
def take_report(actor: Actor, report: Report) -> IntakeReason | None:
    """Accept it for a file. Never asks about verification, a complaint or cooperation (R22, P5).

    The supervisor may too, who was asked to compare a possible match (R25).
    """
    if report.oversight:
        return IntakeReason.NO_PERMISSION
    if actor.reaches("report_oversee", report.office_id) and report.state in WAITING:
        return None
    reason = triage_report.why_not(actor, report)
    return IntakeReason(reason.value) if reason is not None else None


@Rule
def forward_report(actor: Actor, report: Report, team_id: object) -> IntakeReason | None:
    """Hand it to another team while it waits for a decision."""
    if (reason := triage_report.why_not(actor, report)) is not None:
        return IntakeReason(reason.value)
    return IntakeReason.SAME_TEAM if report.team_id == team_id else None


@Rule
def reveal_reporter(actor: Actor, report: Report, receiving_office_id: object) -> IntakeReason | None:
    """The intake lead of the office that received the report; the team's key is needed besides (R17, P8)."""
    words = _of(report, (Permission.REPORT_OVERSEE, Permission.REPORTER_REVEAL))
    if not any(actor.has(permission) for permission in words):
        return IntakeReason.NO_REPORTER
    if not _reaches(actor, receiving_office_id, words):
        return IntakeReason.WITH_OTHER_OFFICE
    return IntakeReason(reason.value) if (reason := see_report.why_not(actor, report)) is not None else None


@Rule
def answer_reporter(actor: Actor, report: Report, contact: str) -> IntakeReason | None:
    """Write into the mailbox: whoever triages the report, at any time before it is erased, unless the reporter said never."""
    if (reason := _triages(actor, report)) is not None:
        return reason
    if report.erased_on is not None:
        return IntakeReason.ERASED
    return IntakeReason.NEVER_CONTACT if contact == ContactChoice.NEVER else None


@Rule
def contact_reporter(actor: Actor, report: Report, contact: str, way: str) -> IntakeReason | None:
    """Call or send a text message: only the way the reporter chose; never is never (R18, R19)."""
    if (reason := read_words.why_not(actor, report)) is not None:
        return IntakeReason(reason.value)
    return None if way == contact and way in (ContactChoice.PHONE, ContactChoice.MESSAGE) else IntakeReason.CONTACT_REFUSED


@Rule
def record_details(actor: Actor, report: Report) -> IntakeReason | None:
    """Barriers and duties: whoever triages the report, also after it is settled."""
    if (reason := _triages(actor, report)) is not None:
        return reason
    return IntakeReason.ERASED if report.erased_on is not None else None


@Rule
def count_contact(actor: Actor, office_id: object) -> IntakeReason | None:
    """A contact that is no report: an intake officer, for their own office."""
    return None if office_id in actor.offices(Permission.REPORT_TRIAGE) else IntakeReason.NO_PERMISSION


@Rule
def keep_cards(actor: Actor, place_id: object) -> IntakeReason | None:
    """Codes on paper for the children of a place: the independent mechanism, never somebody who works there (R94)."""
    if not actor.has(OVERSIGHT):
        return IntakeReason.NO_PERMISSION
    return IntakeReason.WORKS_THERE if works_at(actor, place_id) else None


@Rule
def see_cards(actor: Actor, batch: CardBatch) -> IntakeReason | None:
    """A sheet: the mechanism that keeps it, never somebody who works at the place."""
    if batch.office_id not in actor.offices(OVERSIGHT):
        return IntakeReason.NOT_VISIBLE
    return IntakeReason.WORKS_THERE if works_at(actor, batch.place_id) else None


@Rule
def hand_out_cards(actor: Actor, batch: CardBatch) -> IntakeReason | None:
    """Hand out or take back: whoever sees the sheet, while it is open."""
    if (reason := see_cards.why_not(actor, batch)) is not None:
        return IntakeReason(reason.value)
    return None if batch.is_open else IntakeReason.CARDS_OVER


@Rule
def read_card_report(actor: Actor, place_id: object) -> IntakeReason | None:
    """What came with a card of a place: nobody who works there, even where they work for the mechanism as well."""
    return IntakeReason.WORKS_THERE if works_at(actor, place_id) else None


@Rule
def read_past_office(actor: Actor, office_id: object) -> IntakeReason | None:
    """What names an office that must not read it: nobody who works there or above it, whatever else they are (R68)."""
    return IntakeReason.EXCLUDED if _reaches(actor, office_id, LINE) else None


@Rule
def escalate_reports(actor: Actor) -> IntakeReason | None:
    """The process that watches deadlines."""
    return None if actor.has(Permission.DEADLINE_KEEP) else IntakeReason.NOT_A_PROCESS


def works_at(actor: Actor, place_id: object) -> bool:
    """Whether the actor is staff of this office."""
    return _reaches(actor, place_id, tuple(Permission(word) for word in WORKS_THERE))


def needs_second_person(report: Report, target: ReportState) -> bool:
    """Whether two must agree: immediate danger was ever seen and this ends it; what two agreed, one may close."""
    if not report.ever_immediate or target not in SETTLED:
        return False
    agreed_before = report.state in SETTLED and target == ReportState.CLOSED
    return not agreed_before


def possible_ends(report: Report) -> list[ReportState]:
    """What an officer may choose next, in the order of the enum."""
    hidden = (ReportState.ACCEPTED, ReportState.NEW)
    return [state for state in ReportState if state not in hidden and REPORT.allows(report.state, state)]


def _triages(actor: Actor, report: Report) -> IntakeReason | None:
    if _reaches(actor, report.office_id, _of(report, (Permission.REPORT_TRIAGE,))):
        return None
    return IntakeReason.NO_PERMISSION if see_report.allows(actor, report) else IntakeReason.NOT_VISIBLE


def _of(report: Report, words: tuple[Permission, ...]) -> tuple[Permission, ...]:
    """The permissions that count for a report: the independent mechanism's alone where it lies with that (R87)."""
    return (Permission(OVERSIGHT),) if report.oversight else words


def _reaches(actor: Actor, office_id: object, permissions: tuple[Permission, ...]) -> bool:
    return any(office_id in actor.offices(permission) for permission in permissions)
