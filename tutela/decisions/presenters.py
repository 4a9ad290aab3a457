"""Determinations in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.kernel.clock import today
from tutela.ui.enums import Tone

from .enums import Conflict, Factor, Stand, Weight
from .models import DecisionOption, Determination, PanelMember
from .states import State

_TONES = {State.DRAFT: Tone.NEUTRAL, State.PANEL: Tone.INFO, State.DECIDED: Tone.SUCCESS, State.SUPERSEDED: Tone.NEUTRAL}


def row(one: Determination) -> dict[str, Any]:
    """One line."""
    return {
        "url": reverse("determination", args=[one.file_id, one.pk]),
        "title": str(Weight(one.kind).label),
        "state": str(State(one.state).label),
        "tone": _TONES[State(one.state)],
        "on": one.decided_on or one.created_at,
        "late": one.state == State.DECIDED and one.review_on is not None and one.review_on < today(),
    }


def facts(one: Determination) -> list[dict[str, Any]]:
    """What is written, as far as it is."""
    view = one.view
    rows = [
        (_("What is proposed, and why now"), one.subject),
        (_("Country"), one.country),
        (_("What the child said"), (view.views or view.not_obtained_because) if view else ""),
        (_("Weight given"), view.weight if view else ""),
        (_("Feedback to the child"), view.feedback if view else ""),
        (_("What the guardian says, or why there is none"), one.guardian_view),
        (_("Risk on return: what was checked, and with whom"), one.risk_on_return),
        (_("Which option is chosen"), one.chosen.name if one.chosen else ""),
        (_("Reasons"), one.reasons),
        (_("Decided by"), one.decided_by.full_name if one.decided_by else ""),
        (_("Decided on"), words.day(one.decided_on) if one.decided_on else ""),
        (_("Looked at again on"), words.day(one.review_on) if one.review_on else ""),
        (_("What the review finds"), one.review_words),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def option_card(option: DecisionOption) -> dict[str, Any]:
    """One option."""
    rows = [
        (_("What weighs most"), ", ".join(str(Factor(code).label) for code in option.factors)),
        (_("What speaks for it"), option.speaks_for),
        (_("What speaks against it"), option.speaks_against),
        (_("How safe the child would be"), option.safety),
        (_("What the child thinks of it"), option.child_thinks),
    ]
    return {
        "name": option.name,
        "does_it": option.does_it,
        "facts": [{"label": label, "value": value} for label, value in rows],
    }


def member_row(member: PanelMember) -> dict[str, Any]:
    """One member."""
    out = member.conflict == Conflict.YES
    return {
        "name": member.name,
        "sector": words.label("actors", member.sector),
        "state": str(Conflict.YES.label) if out else str(Stand(member.stand).label) if member.stand else "",
        "tone": Tone.WARNING if out or member.stand == Stand.DISSENTS else Tone.SUCCESS,
        "words": member.words,
    }
