"""A step in words: general for whoever sees the file, in full for the service that treats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.ui.enums import Tone

from .enums import Ended, Missed
from .models import ClinicalStep, SessionNote, TreatmentStep
from .queries import is_late
from .states import Stand

_TONES = {
    Stand.PLANNED: Tone.INFO,
    Stand.ATTENDED: Tone.INFO,
    Stand.MISSED: Tone.WARNING,
    Stand.DONE: Tone.SUCCESS,
    Stand.CANCELLED: Tone.NEUTRAL,
}


def status(one: TreatmentStep, url: str = "") -> dict[str, Any]:
    """What everybody who sees the file reads: kind, attendance, done or not, the next day."""
    kind = words.label("health_step_kinds", one.kind)
    return {
        "url": url,
        "what": f"{kind}: {words.label('treatment_steps', one.measure)}" if one.measure else kind,
        "state": str(Stand(one.state).label),
        "tone": _TONES[Stand(one.state)],
        "attended": _attended(one),
        "next": one.next_on,
        "late": is_late(one),
        "by_service": one.referral_id is not None,
    }


def status_facts(one: TreatmentStep) -> list[dict[str, Any]]:
    """The same as facts."""
    rows = [
        (_("Last appointment"), _attended(one)),
        (_("Done"), _("Yes") if one.state == Stand.DONE else _("No")),
        (_("Next day"), words.day(one.next_on) if one.next_on else ""),
        (_("Why"), _reason(one.reason)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def clinical_row(one: TreatmentStep, url: str = "") -> dict[str, Any]:
    """A step as the service reads it."""
    half = clinical_of(one)
    row = status(one, url)
    if half is not None:
        row["what"] = words.label("treatment_steps", half.code)
        row["due"] = half.due_at if half.time_critical else None
    return row


def clinical_facts(one: TreatmentStep) -> list[dict[str, Any]]:
    """One step as the service reads it."""
    half = clinical_of(one)
    facts = status_facts(one)
    if half is None:
        return facts
    rows = [
        (_("Time-critical: due by"), _moment(half.due_at)),
        (_("Rule"), half.basis),
        (_("Why"), _reason(half.reason)),
    ]
    shown = {"label": _("The caseworker reads"), "value": words.label("health_step_kinds", one.kind)}
    return [shown, *facts, *({"label": label, "value": value} for label, value in rows if value)]


def clinical_of(one: TreatmentStep) -> ClinicalStep | None:
    """The clinical half, where there is one and the reader may see it."""
    return getattr(one, "clinical", None)


def note_row(note: SessionNote, url: str) -> dict[str, Any]:
    """One of the reader's own notes, in a list: no words of it."""
    return {"url": url, "held": note.held_on, "number": note.number, "version": note.version}


def alert_row(one: TreatmentStep) -> dict[str, Any]:
    """An overdue step for the health focal point: whose, since when; not what."""
    office = one.office
    return {
        "number": one.number,
        "office": f"{office.organisation.name}, {office.name}" if office is not None else "",
        "who": one.created_by.full_name,
        "since": one.overdue_since,
        "next": one.next_on,
        "attended": _attended(one),
    }


def _moment(value: dt.datetime | None) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def _attended(one: TreatmentStep) -> str:
    return {True: _("Came"), False: _("Did not come"), None: ""}[one.attended]


def _reason(code: str) -> str:
    known: dict[str, Any] = dict(Missed.choices) | dict(Ended.choices)
    return str(known.get(code, ""))
