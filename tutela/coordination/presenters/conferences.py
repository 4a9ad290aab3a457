"""Conferences, papers and tasks in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.care.api import ReferralState
from tutela.cases.api import words
from tutela.kernel.clock import now
from tutela.ui.enums import Tone

from ..enums import Part
from ..models import Conference, ConferenceDecision, ConferencePapers, Participant
from ..queries import conferences as queries
from ..states import RUNNING, State, TaskState

_TONES = {
    State.DRAFT: Tone.NEUTRAL,
    State.CALLED: Tone.INFO,
    State.HELD: Tone.INFO,
    State.CLOSED: Tone.SUCCESS,
    State.CANCELLED: Tone.NEUTRAL,
}
_TASK_TONES = {TaskState.OPEN: Tone.INFO, TaskState.DONE: Tone.SUCCESS, TaskState.NOT_DONE: Tone.WARNING}


def row(one: Conference) -> dict[str, Any]:
    """One line: number, day, state, how many of its tasks are late."""
    late = [task for task in one.decisions.all() if queries.is_late(task)]
    return {
        "url": reverse("conference", args=[one.file_id, one.pk]),
        "number": one.number,
        "on": one.meets_on,
        "state": str(State(one.state).label),
        "tone": _TONES[State(one.state)],
        "late": len(late),
    }


def access(one: Conference) -> str:
    """Whether participants can read, in one sentence."""
    if one.recalled_at is not None:
        return _("All access was taken back.")
    if one.state not in RUNNING:
        return _("Participants cannot read the papers.")
    if one.access_until <= now():
        return _("Access has ended by its day.")
    day = words.day(one.access_until.date())
    return _("Participants who accepted the undertaking read the papers until %(day)s.") % {"day": day}


def facts(one: Conference) -> list[dict[str, Any]]:
    """The record, as far as it is written."""
    view, record = one.view, getattr(one, "record", None)
    basis = words.label("consent_purposes", one.consent.purpose) if one.consent else ""
    by = words.label("legal_basis_of_sharing", one.consent.basis) if one.consent else ""
    approver = one.consent.approved_by.full_name if one.consent and one.consent.approved_by else ""
    rows = [
        (_("Day of the conference"), words.day(one.meets_on)),
        (_("What the child said"), view.views if view else ""),
        (_("Why the child's views are not presented"), record.not_presented_because if record else ""),
        (_("Consent on which people outside the office read"), " · ".join(part for part in (basis, by, approver) if part)),
        (_("How the child's views were presented, or why not"), record.presented if record else ""),
        (_("Weight given"), record.weight if record else ""),
        (_("Feedback to the child"), record.feedback if record else ""),
        (_("Dissent: who, on what, in their words"), record.dissent if record else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def seat(one: Participant) -> dict[str, Any]:
    """One participant, with the state of the undertaking."""
    if one.ended_at is not None:
        state, tone = _("Access ended"), Tone.NEUTRAL
    elif one.accepted_at is not None or one.paper_on is not None:
        state, tone = _("Undertaking accepted"), Tone.SUCCESS
    else:
        state, tone = _("No undertaking yet: cannot open the papers"), Tone.WARNING
    also = [words.label("actors", one.sector), one.body.name if one.body else ""]
    return {"name": one.name, "also": " · ".join(part for part in also if part), "state": state, "tone": tone}


def task_row(task: ConferenceDecision) -> dict[str, Any]:
    """One decision as a task."""
    return {
        "url": reverse("conference_task", args=[task.pk]) if task.state == TaskState.OPEN else "",
        "what": task.what,
        "owner": task.owner_name,
        "due": task.due_on,
        "state": str(TaskState(task.state).label),
        "tone": _TASK_TONES[TaskState(task.state)],
        "late": queries.is_late(task),
        "result": task.result,
    }


def invitation_row(one: Participant) -> dict[str, Any]:
    """One invitation, before anything is told of the child."""
    accepted = one.accepted_at is not None
    return {
        "url": reverse("invitation", args=[one.pk]),
        "number": one.conference.number,
        "on": one.conference.meets_on,
        "until": one.conference.access_until,
        "state": _("Undertaking accepted") if accepted else _("Undertaking to be accepted"),
        "tone": Tone.SUCCESS if accepted else Tone.WARNING,
    }


def papers_facts(papers: ConferencePapers) -> list[dict[str, Any]]:
    """Purpose, agenda, place."""
    rows = [(_("Purpose"), papers.purpose), (_("Agenda"), papers.agenda), (_("Place and hour"), papers.place)]
    return [{"label": label, "value": value} for label, value in rows if value]


def shared_facts(shared: dict[str, Any]) -> list[dict[str, Any]]:
    """The chosen parts in words; what is not there is not shown."""
    child, care = shared.get(Part.CHILD, {}), shared.get(Part.CARE, {})
    called = [child.get("called", ""), words.label("sexes", child.get("sex", "")), child.get("age", "")]
    since = [words.label("care_status", care.get("kind", "")), _day(care.get("since", ""))]
    languages = shared.get(Part.NEEDS, {}).get("languages", "")
    rows = [
        (Part.CHILD.label, " · ".join(part for part in called if part)),
        (Part.RISK.label, words.label("risk_levels", shared.get(Part.RISK, {}).get("level", ""))),
        (Part.CARE.label, " · ".join(part for part in since if part)),
        (Part.NEEDS.label, ", ".join(languages) if isinstance(languages, list) else languages),
        (Part.PLAN.label, _steps(shared.get(Part.PLAN, []))),
        (Part.SERVICES.label, _steps(shared.get(Part.SERVICES, []))),
        (_("What the child said"), shared.get("said", "")),
    ]
    return [{"label": str(label), "value": value} for label, value in rows if value]


def _steps(rows: list[dict[str, str]]) -> str:
    said = [(words.label("services", row["service"]), _day(row["on"]), _state(row["state"])) for row in rows]
    return "; ".join(" · ".join(part for part in parts if part) for parts in said)


def _state(code: str) -> str:
    known = {"planned": _("Planned"), "done": _("Done"), "not_done": _("Not done")}
    return known.get(code) or (str(ReferralState(code).label) if code in ReferralState.values else code)


def _day(iso: str) -> str:
    return words.day(dt.date.fromisoformat(iso)) if iso else ""
