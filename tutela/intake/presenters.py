"""Turns reports into rows and lines for the screen, and gives the public pages what they all show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.ui.enums import Tone
from tutela.vocabulary import api as vocabulary

from .api import help_numbers
from .enums import AgeBand, ReporterType, SafetyQuestion, StepKind, Urgency
from .models import Report, ReportStep
from .states import WAITING, ReportState

EXIT = "https://www.wikipedia.org/"
URGENCY_TONES = {Urgency.IMMEDIATE: Tone.DANGER, Urgency.DAY: Tone.WARNING, Urgency.TWO_DAYS: Tone.INFO}
STATE_TONES = {
    ReportState.NEW: Tone.WARNING,
    ReportState.IN_TRIAGE: Tone.INFO,
    ReportState.NEEDS_INFORMATION: Tone.WARNING,
    ReportState.ACCEPTED: Tone.SUCCESS,
}


def public_page() -> dict[str, Any]:
    """What every page of the public site shows: the numbers, the ways out, the links in the page's language."""
    query = f"?lang={get_language()}"
    return {
        "help_numbers": help_numbers(),
        "exit_url": EXIT,
        "leave_url": reverse("public_leave"),
        "home_url": reverse("public_start") + query,
        "report_url": reverse("public_report") + query,
        "receipt_url": reverse("public_receipt") + query,
    }


def public_site(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the public site: its errors wear its own dress and show the numbers, too."""
    return {"error_base": "ui/public_error.html", "help_numbers": help_numbers(), "exit_url": EXIT}


@dataclass(frozen=True)
class Row:
    """A line of the queue."""

    url: str
    urgency: Any
    urgency_tone: str
    state: Any
    state_tone: str
    due: Any
    waiting: bool
    channel: str
    age: Any
    reporter: Any
    place: str
    office: str
    taken_on: Any
    assignee: str
    escalated_to: str
    proposed: bool
    category: str


def row(report: Report) -> Row:
    """A report as a line: the envelope, in words."""
    return Row(
        url=reverse("report", args=[report.pk]),
        urgency=vocabulary.label("urgency", report.urgency),
        urgency_tone=URGENCY_TONES.get(Urgency(report.urgency), Tone.NEUTRAL),
        state=ReportState(report.state).label,
        state_tone=STATE_TONES.get(ReportState(report.state), Tone.NEUTRAL),
        due=report.due_at,
        waiting=report.state in WAITING,
        channel=vocabulary.label("report_channels", report.channel),
        age=AgeBand(report.age_band).label,
        reporter=_reporter(ReporterType(report.reporter_type)),
        place=str(report.territory),
        office=report.office.name,
        taken_on=report.taken_on,
        assignee=report.assignee.full_name if report.assignee else "",
        escalated_to=report.escalated_to.full_name if report.escalated_to else "",
        proposed=bool(report.proposed_state),
        category=vocabulary.label("concerns", report.category) if report.category != "UNK" else "",
    )


def facts(report: Report) -> list[dict[str, Any]]:
    """The envelope for the report's own page."""
    shown = row(report)
    return [
        {"label": _("Came in by"), "value": shown.channel},
        {"label": _("Who reports"), "value": shown.reporter},
        {"label": _("Age of the child"), "value": shown.age},
        {"label": _("Area"), "value": shown.place},
        {"label": _("Main concern"), "value": shown.category or _("Not chosen yet")},
        {"label": _("Verification"), "value": vocabulary.label("verification", report.verification)},
        {"label": _("Why this urgency"), "value": report.get_urgency_reason_display()},
        {"label": _("Language"), "value": report.language},
        {"label": _("Office"), "value": shown.office},
        {"label": _("In hand with"), "value": shown.assignee or _("Nobody yet")},
        {"label": _("Escalated to"), "value": shown.escalated_to or _("Nobody")},
    ]


def step_title(step: ReportStep) -> str:
    """A line of the history, in words."""
    kind = StepKind(step.kind)
    after = _word(kind, step.after)
    return f"{kind.label}: {after}" if after else str(kind.label)


def safety_lines(content: dict[str, str]) -> list[tuple[Any, str]]:
    """Safety questions with their answers, in the order they are asked."""
    return [
        (question.label, vocabulary.label("yes_no_unknown", content[question.value]))
        for question in SafetyQuestion
        if question.value in content
    ]


def reads_words(actor: Actor) -> bool:
    """Whether the unlock prompt is worth showing."""
    return actor.has("report_triage")


def _word(kind: StepKind, code: str) -> str:
    if kind in (StepKind.STATE, StepKind.PROPOSED) and code:
        return str(ReportState(code).label)
    if kind == StepKind.URGENCY:
        return vocabulary.label("urgency", code)
    if kind == StepKind.VERIFICATION:
        return vocabulary.label("verification", code)
    if kind == StepKind.ESCALATED:
        return code.replace("_", " ")
    return code


def _reporter(kind: ReporterType) -> str:
    words = {
        ReporterType.CHILD: _("The child"),
        ReporterType.PEER: _("Another young person"),
        ReporterType.FAMILY: _("Family, friend or neighbour"),
        ReporterType.PROFESSIONAL: _("A professional"),
        ReporterType.TRAVELLER: _("A traveller or a company"),
        ReporterType.UNKNOWN: _("Not said"),
    }
    return words[kind]
