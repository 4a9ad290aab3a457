"""Turns reports into rows and lines for the screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.ui.enums import Tone
from tutela.vocabulary import api as vocabulary

from .api import Figures
from .enums import (
    AgeBand,
    ContactChoice,
    DutyState,
    FeedbackAnswer,
    OtherContactKind,
    ReporterType,
    SafetyQuestion,
    StepKind,
    Urgency,
)
from .models import Duty, OnlineHarm, Report, ReportStep
from .queries.figures import categories
from .states import WAITING, ReportState

URGENCY_TONES = {Urgency.IMMEDIATE: Tone.DANGER, Urgency.DAY: Tone.WARNING, Urgency.TWO_DAYS: Tone.INFO}
STATE_TONES = {
    ReportState.NEW: Tone.WARNING,
    ReportState.IN_TRIAGE: Tone.INFO,
    ReportState.NEEDS_INFORMATION: Tone.WARNING,
    ReportState.ACCEPTED: Tone.SUCCESS,
}


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
    unread: bool
    alarming: bool


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
        age=AgeBand(report.age_band).label if report.age_band != AgeBand.UNKNOWN else _("Age not known"),
        reporter=_reporter(ReporterType(report.reporter_type)),
        place=str(report.territory),
        office=report.office.name,
        taken_on=report.taken_on,
        assignee=report.assignee.full_name if report.assignee else "",
        escalated_to=report.escalated_to.full_name if report.escalated_to else "",
        proposed=bool(report.proposed_state),
        category=vocabulary.label("concerns", report.category) if report.category != "UNK" else "",
        unread=report.unread,
        alarming=report.urgency == Urgency.IMMEDIATE and report.state == ReportState.NEW,
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
        {"label": _("Language"), "value": dict(settings.LANGUAGES).get(report.language, report.language)},
        {"label": _("Office"), "value": shown.office},
        {"label": _("In hand with"), "value": shown.assignee or _("Nobody yet")},
        {"label": _("Escalated to"), "value": shown.escalated_to or _("Nobody")},
        {"label": _("Answer promised by"), "value": date_format(report.answer_due) if report.answer_due else "–"},
        {"label": _("First answered on"), "value": date_format(report.answered_on) if report.answered_on else _("Not yet")},
    ]


def step_title(step: ReportStep) -> str:
    """A line of the history, in words."""
    kind = StepKind(step.kind)
    after = _word(kind, step.after)
    return f"{kind.label}: {after}" if after else str(kind.label)


def duty_lines(report: Report) -> dict[str, Any] | None:
    """The duty to report, in words."""
    duty = Duty.objects.filter(pk=report.pk).first()
    if duty is None:
        return None
    rule = vocabulary.reporting_duty(duty.profession, on=report.taken_on)
    return {
        "profession": vocabulary.label("professions", duty.profession),
        "recipient": vocabulary.label("actors", rule.recipient),
        "law": rule.law,
        "due": duty.due_at,
        "open": duty.state == DutyState.OPEN,
        "state": duty.get_state_display(),
    }


def online_lines(report: Report) -> dict[str, Any] | None:
    """Harm by means of technology, and to whom it is still to be passed on."""
    kept = OnlineHarm.objects.filter(pk=report.pk).first()
    if kept is None:
        return None
    return {
        "means": [vocabulary.label("media", code) for code in kept.means],
        "material": [vocabulary.label("material_kind", code) for code in kept.material],
        "solicited": vocabulary.label("yes_no_unknown", kept.solicited),
        "anonymous": vocabulary.label("yes_no_unknown", kept.anonymous),
        "bodies": [
            {"code": code, "name": vocabulary.label("actor_types", code), "day": dt.date.fromisoformat(day) if day else None}
            for code, day in kept.passed_on.items()
        ],
    }


def figure_rows(found: Figures) -> list[list[str]]:
    """The figures as a file: what, code, number. Too few to show is written ``<``."""
    rows = [["what", "code", "number"], ["reports", "", str(found.reports)]]
    rows += [["answers", name, str(getattr(found, name))] for name in ("kept", "late", "waiting")]
    for what in ("barriers", "channels", "categories", "other_contacts", "feedback"):
        rows += [[what, code, "<" if number is None else str(number)] for code, number in getattr(found, what).items()]
    for what in ("delay_to_telling", "delay_to_report"):
        mean = getattr(found, what)
        rows.append([what, "mean_days", "<" if mean is None else str(mean)])
    rows += [["duties_overdue", office, str(number)] for office, number in found.duties_overdue.items()]
    return rows


def figure_lines(found: Figures) -> list[dict[str, Any]]:
    """The figures for the screen: groups of lines."""
    few = _("too few to show")
    groups = (
        (_("Channels"), {vocabulary.label("report_channels", code): n for code, n in found.channels.items()}),
        (_("Barriers to reporting"), {_barrier(code): n for code, n in found.barriers.items()}),
        (_("Categories of child helplines"), {categories().get(code, code): n for code, n in found.categories.items()}),
        (
            _("Contacts that are no reports"),
            {str(OtherContactKind(code).label): n for code, n in found.other_contacts.items()},
        ),
        (_("What reporters say in the end"), {str(FeedbackAnswer(code).label): n for code, n in found.feedback.items()}),
        (_("Duties to report that are overdue"), dict(found.duties_overdue)),
    )
    return [
        {"title": title, "lines": [(label, few if n is None else n) for label, n in counts.items()]}
        for title, counts in groups
    ]


def _barrier(code: str) -> str:
    return vocabulary.label("barriers", code) if code != "UNK" else _("Not known")


def safety_lines(content: dict[str, str]) -> list[tuple[Any, str]]:
    """Safety questions with their answers, in the order they are asked."""
    return [
        (question.label, vocabulary.label("yes_no_unknown", content[question.value]))
        for question in SafetyQuestion
        if question.value in content
    ]


def reads_words(actor: Actor) -> bool:
    """Whether the unlock prompt is worth showing."""
    return actor.has("report_triage") or actor.has("oversight_docket")


def _word(kind: StepKind, code: str) -> str:
    if kind in (StepKind.STATE, StepKind.PROPOSED) and code:
        return str(ReportState(code).label)
    if kind == StepKind.URGENCY:
        return vocabulary.label("urgency", code)
    if kind == StepKind.VERIFICATION:
        return vocabulary.label("verification", code)
    if kind == StepKind.PASSED_ON:
        return vocabulary.label("actor_types", code)
    if kind == StepKind.ESCALATED:
        return code.replace("_", " ")
    if kind == StepKind.CONTACTED:
        return str(dict(ContactChoice.choices).get(code, code))
    if kind == StepKind.DUTY:
        return str(dict(DutyState.choices).get(code, code))
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
