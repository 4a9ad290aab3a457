"""Returns in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tutela.cases.api import words
from tutela.kernel.clock import today
from tutela.ui.enums import Tone

from .enums import Alone, Domain, Goes, Harm, Seen, Where
from .models import Return, ReturnVisit
from .policies import open_visits
from .states import State, VisitState

_TONES = {
    State.PREPARED: Tone.NEUTRAL,
    State.UNDER_WAY: Tone.INFO,
    State.COMPLETED: Tone.SUCCESS,
    State.BROKEN_OFF: Tone.WARNING,
}
_HARMS = {Harm.NONE: Tone.SUCCESS, Harm.SIGNS: Tone.WARNING, Harm.HARM: Tone.DANGER, Harm.NOT_CHECKED: Tone.WARNING}


def row(one: Return) -> dict[str, Any]:
    """One line: where, since when, what is due next."""
    waiting = open_visits(one)
    due = waiting[0].due_on if waiting else None
    return {
        "url": reverse("return_one", args=[one.file_id, one.pk]),
        "title": str(Where(one.target).label),
        "state": str(State(one.state).label),
        "tone": _TONES[State(one.state)],
        "on": one.went_on or one.planned_on,
        "next": due,
        "late": due is not None and due < today(),
        "open": len(waiting),
    }


def facts(one: Return) -> list[dict[str, Any]]:
    """What is written, as far as it is."""
    view, stay, action = one.view, one.stay, one.plan_action
    rows = [
        (_("The child goes to"), f"{one.person.name} · {one.person.relation}" if one.person else ""),
        (_("Planned for"), words.day(one.planned_on)),
        (_("Went on"), _on(one.went_on)),
        (_("What the child says to it"), (view.views or view.not_obtained_because) if view else ""),
        (_("Stay that ends with it"), f"{stay.facility.name} · {words.day(stay.started_on)}" if stay else ""),
        (_("Action of the plan that it carries out"), words.label("services", action.service) if action else ""),
        *((str(domain.label), one.prepared.get(domain.value, "")) for domain in Domain),
        (pgettext("return", "Ended on"), _on(one.ended_on)),
        (_("How it ended"), one.end_words),
        (_("Why visits are to be waived"), one.waiver_because),
        (_("Waiver asked by"), one.waiver_asked_by.full_name if one.waiver_asked_by else ""),
        (_("Answer of the supervisor"), one.waiver_answer),
        (_("Waived by"), one.waived_by.full_name if one.waived_by else ""),
        (_("Waived on"), _on(one.waived_on)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def visit_row(visit: ReturnVisit) -> dict[str, Any]:
    """One visit: when it was due or made, who was seen, what the check found, how it goes."""
    recorded = visit.state == VisitState.RECORDED
    late = visit.state == VisitState.DUE and visit.due_on is not None and visit.due_on < today()
    return {
        "due": visit.due_on,
        "on": visit.visited_on,
        "state": str(VisitState(visit.state).label),
        "tone": Tone.SUCCESS if recorded else Tone.WARNING if late else Tone.NEUTRAL,
        "late": late,
        "harm": str(Harm(visit.harm).label) if recorded else "",
        "harm_tone": _HARMS[Harm(visit.harm)] if recorded else Tone.NEUTRAL,
        "facts": _visit_facts(visit) if recorded else [],
    }


def _visit_facts(visit: ReturnVisit) -> list[dict[str, Any]]:
    alone = " · ".join(filter(None, [str(Alone(visit.alone).label), visit.alone_because]))
    goes = {domain: visit.domains.get(domain.value, Goes.NOT_LOOKED_AT.value) for domain in Domain}
    looked_at = [f"{domain.label}: {Goes(code).label}" for domain, code in goes.items() if code != Goes.NOT_LOOKED_AT]
    rows = [
        (_("Who was seen"), ", ".join(str(Seen(code).label) for code in visit.seen)),
        (_("Was the child seen alone?"), alone),
        (_("What was seen or said"), visit.harm_words),
        (_("How it goes"), "; ".join(looked_at)),
        (_("What the child said"), visit.child_said),
        (_("Next step"), visit.next_step),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _on(day: dt.date | None) -> str:
    return words.day(day) if day else ""
