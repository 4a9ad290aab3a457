"""The words of intake: who reports, which ages, how urgent and why, and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class ReporterType(TextChoices):
    """Who reports; said by the reporter, never checked."""

    CHILD = "child", _("I am a child or a young person, and it is about me")
    PEER = "peer", _("I am a child or a young person, and it is about someone else")
    FAMILY = "family", _("I am a parent, a relative, a friend or a neighbour")
    PROFESSIONAL = "professional", _("I work with children (school, health, police, other)")
    TRAVELLER = "traveller", _("I am travelling, or I work for a company")
    UNKNOWN = "UNK", _("I would rather not say")


class AgeBand(TextChoices):
    """How old the child is thought to be, as bands that a worried person can choose."""

    UNDER_10 = "under_10", _("Under 10")
    FROM_10 = "10_13", _("10 to 13")
    FROM_14 = "14_17", _("14 to 17")
    ADULT = "18_over", _("18 or over")
    UNKNOWN = "UNK", _("I do not know")


AGES: dict[str, tuple[int, int]] = {
    AgeBand.UNDER_10.value: (0, 9),
    AgeBand.FROM_10.value: (10, 13),
    AgeBand.FROM_14.value: (14, 17),
}
"""Lowest and highest whole years of the bands that lie under 18."""


class Danger(TextChoices):
    """The first question of the form."""

    YES = "yes", _("Yes")
    UNSURE = "unsure", _("I am not sure")
    NO = "no", _("No")
    NOT_SAID = "NAS", _("I would rather not say")


class DangerSign(TextChoices):
    """Asked early and on one page; any of the first five means immediate danger."""

    HURT_NOW = "hurt_now", _("Somebody is hurt, or is being hurt now")
    NOT_SAFE_TONIGHT = "not_safe_tonight", _("There is no safe place for tonight")
    WANTS_TO_DIE = "wants_to_die", _("Somebody thinks about dying")
    WEAPON = "weapon", _("There is a weapon")
    NEAR = "near", _("The person who does it is near")
    UNSURE = "unsure", _("I am not sure")
    NONE = "none", _("Nothing of this")


class About(TextChoices):
    """Whether the report concerns somebody who could otherwise read it; all but the first go to oversight (R87, R94)."""

    NONE = "none", _("No")
    FACILITY = "facility", _("The home, shelter or institution where the child lives")
    CHILD_PROTECTION = "child_protection", _("Somebody of a child-protection office")
    OFFICIAL = "official", _("Police, a court or another public office")


class ContactChoice(TextChoices):
    """Whether it is safe to contact the reporter. Staff refuses every other way."""

    NEVER = "never", _("No, never contact me")
    HERE = "here", _("Only here, with the code you give me")
    PHONE = "phone", _("By telephone, at the times I say")
    MESSAGE = "message", _("By text message, at the times I say")


class Urgency(TextChoices):
    """The codes of the list ``urgency``, most urgent first."""

    IMMEDIATE = "immediate_danger", _("Immediate danger")
    DAY = "within_24_hours", _("Within 24 hours")
    TWO_DAYS = "within_48_hours", _("Within 48 hours")
    PLANNED = "planned", _("Planned visit")


class UrgencyReason(TextChoices):
    """Why the urgency is what it is: a code, so that it can stand in the clear."""

    SAID_DANGER = "said_danger", _("The reporter said somebody is in danger now")
    SAID_UNSURE = "said_unsure", _("The reporter was not sure whether somebody is in danger")
    NOT_SAID = "not_said", _("Nothing was said about danger")
    SAFETY_ANSWERS = "safety_answers", _("The immediate-safety questions")
    JUDGEMENT = "judgement", _("The officer's reasoned judgement")
    REPORTER_WROTE = "reporter_wrote", _("The reporter wrote again that somebody is in danger")


class DueKind(TextChoices):
    """What is due: reading and sorting the report, or the first response to the child."""

    TRIAGE = "triage", _("Triage")
    RESPONSE = "report_response", _("First response")


class NoteKind(TextChoices):
    """What a sealed note holds."""

    SAFETY = "safety", _("Immediate-safety questions")
    NOTE = "note", _("Note")
    REASON = "reason", _("Reason of a decision")


class StepKind(TextChoices):
    """What happened to a report, in codes."""

    STATE = "state", _("State")
    URGENCY = "urgency", _("Urgency")
    ASSIGNED = "assigned", _("Taken in hand")
    FORWARDED = "forwarded", _("Forwarded to another office")
    VERIFICATION = "verification", _("Verification")
    PROPOSED = "proposed", _("Proposed; waits for a second person")
    ESCALATED = "escalated", _("Escalated because it was overdue")
    REVEALED = "revealed", _("The reporter's identity was opened")
    ALERTED = "alerted", _("The duty was alerted")
    ANSWERED = "answered", _("Answered in the reporter's mailbox")
    REPORTER_WROTE = "reporter_wrote", _("The reporter wrote in the mailbox")
    CONTACTED = "contacted", _("The reporter was contacted")
    DUTY = "duty", _("Duty to report")
    ONLINE = "online", _("Harm by means of technology")
    PASSED_ON = "passed_on", _("Passed on")
    RESEALED = "resealed", _("Sealed to the newest team key")
    ERASED = "erased", _("Erased: the keys were destroyed")


class MessageKind(TextChoices):
    """What lies in a mailbox."""

    REPLY = "reply", _("Answer of the team")
    CLOSING = "closing", _("Last answer of the team")
    REPORTER = "reporter", _("Message of the reporter")
    CONTACT = "contact", _("The reporter withdrew the contact details")
    FEEDBACK = "feedback", _("The reporter said how it was")


class FeedbackAnswer(TextChoices):
    """What a reporter says in the end; counted without the report."""

    YES = "yes", _("It helped")
    SOME = "some", _("It helped a little")
    NO = "no", _("It did not help")


class OtherContactKind(TextChoices):
    """Calls and messages that are no reports; counted apart, so that figures stay clean."""

    SILENT = "silent", _("Silent or hung up")
    TEST = "test", _("Test")
    WRONG = "wrong", _("Wrong number or address")
    ABUSIVE = "abusive", _("Abusive")
    JOKE = "joke", _("Joke")
    INFORMATION = "information", _("Asked for information only")


class DutyState(TextChoices):
    """A profession's legal duty to report: still open, done, or not done for a lawful reason (R24)."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    EXCEPTION = "exception", _("Not done, for a lawful reason")


class VisitKind(TextChoices):
    """What a visitor of the public site has open."""

    DRAFT = "draft", _("Draft")
    MAILBOX = "mailbox", _("Mailbox")


class SafePerson(TextChoices):
    """Whom children in a place trust to hand them a card: what the person is, never who."""

    VISITOR = "visitor", _("Somebody of the independent mechanism, on a visit")
    HEALTH = "health", _("A doctor or nurse from outside")
    SCHOOL = "school", _("A teacher of a school outside")
    LAWYER = "lawyer", _("A lawyer or a guardian")
    FAMILY = "family", _("A relative whom the child trusts")
    PEER = "peer", _("Another child")


class SafetyQuestion(TextChoices):
    """Asked of every report at once (R21). The first four point to immediate danger."""

    HURT_NOW = "hurt_now", _("Is the child hurt, or being hurt now?")
    THREATENED = "threatened", _("Is somebody with access to the child threatening them, or armed?")
    WANTS_TO_DIE = "wants_to_die", _("Does the child speak of dying or of hurting themselves?")
    GONE = "gone", _("Is the child missing, or about to be taken away?")
    SAFE_TONIGHT = "safe_tonight", _("Does the child have a safe place to sleep tonight?")
    SAFE_ADULT = "safe_adult", _("Is there an adult nearby whom the child trusts?")


class IntakeReason(Reason):
    """Why intake says no."""

    NOT_VISIBLE = "report_not_visible", _("This report belongs to an office that is not yours. Ask your supervisor.")
    NO_PERMISSION = (
        "report_no_permission",
        _("Reports are triaged by the intake officers of their office. Ask your administrator if this should be you."),
    )
    SETTLED = "report_settled", _("This report is settled already. To go on, somebody takes it in hand again.")
    NOT_STARTED = "report_not_started", _("Take the report in hand first, so that colleagues see that somebody is on it.")
    SECOND_PERSON = (
        "report_second_person",
        _("Immediate danger was seen here, so one person alone cannot settle this report. Propose it; a colleague agrees."),
    )
    SAME_PERSON = (
        "report_same_person",
        _("You proposed this yourself. Another officer or a supervisor must agree; ask one of them to open the report."),
    )
    NOTHING_PROPOSED = "report_nothing_proposed", _("Nothing waits for a second person here. Reload the report.")
    NO_REPORTER = (
        "reporter_sealed",
        _("Who reported stays sealed. The intake lead can open it for a reason; ask your supervisor."),
    )
    WITH_OTHER_OFFICE = (
        "reporter_elsewhere",
        _("Who reported stays with the office that received the report. Ask the intake lead there."),
    )
    ACCEPT_BY_FILE = (
        "report_accept_by_file",
        _("A report is accepted by opening a file for it or linking it to one. Use “Open a file or link one”."),
    )
    SAME_TEAM = "report_same_team", _("The report is with this team already. Choose another one.")
    CONTACT_REFUSED = (
        "contact_not_safe",
        _("The reporter did not agree to be contacted this way; it could put them in danger. Use only the way they chose."),
    )
    NEVER_CONTACT = (
        "contact_never",
        _("The reporter asked never to be contacted. Do not write; the state words in their mailbox stay."),
    )
    ERASED = "report_erased", _("This report was erased as promised. Nothing of it can be read or answered any more.")
    NAMED_OFFICE = (
        "report_names_office",
        _("The reporter asked that this office does not read it. Choose another team."),
    )
    MECHANISM_ALONE = "complaint_mechanism_alone", _("A complaint about a file is for the mechanism alone. Choose its team.")
    NOT_A_PROCESS = "report_process_only", _("This is done by the process that watches deadlines, not by a person.")
    WORKS_THERE = (
        "card_works_there",
        _("You work for this place, so what its children say goes past you. Ask a colleague who does not."),
    )
    EXCLUDED = (
        "report_about_own_office",
        _(
            "It names an office you work for as one that must not read it, so it goes past you (R68). Ask a colleague who does not."
        ),
    )
    CARDS_OVER = "cards_over", _("This sheet has expired or was taken back. Print a new one.")
