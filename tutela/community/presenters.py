"""Support of a committee in words: for the committee without the child, for the file with the answer."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.ui.enums import Tone

from .enums import Agrees
from .models import SupportAction
from .queries import is_late
from .states import ANSWERED, Stand

_TONES = {
    Stand.ASKED: Tone.WARNING,
    Stand.ACCEPTED: Tone.INFO,
    Stand.DECLINED: Tone.NEUTRAL,
    Stand.DONE: Tone.SUCCESS,
    Stand.GIVEN_BACK: Tone.NEUTRAL,
    Stand.RECALLED: Tone.NEUTRAL,
}
Facts = list[dict[str, Any]]


def row(one: SupportAction, url: str = "") -> dict[str, Any]:
    """One line of a list."""
    return {
        "url": url,
        "number": one.number,
        "what": Truncator(one.what).chars(90),
        "due": one.due_on,
        "state": str(Stand(one.state).label),
        "tone": _TONES[Stand(one.state)],
        "late": is_late(one),
    }


def for_committee(one: SupportAction) -> Facts:
    """What the committee reads: the words, the day, whom to call; no child, no file, no worker."""
    office = one.asking_office
    dialled = "".join(sign for sign in office.phone if sign.isdigit() or sign == "+")
    facts = _facts(
        (_("What you are asked to do"), one.what),
        (_("Where and when you meet"), one.where_met),
        (_("By which day"), words.day(one.due_on)),
        (_("Who asks"), office.name),
        (_("Telephone"), office.phone),
        (_("Your answer"), one.answer),
    )
    return [fact | {"url": f"tel:{dialled}"} if dialled and fact["value"] == office.phone else fact for fact in facts]


def for_file(one: SupportAction) -> Facts:
    """What whoever sees the file reads."""
    action = one.plan_action
    return _facts(
        (_("Committee"), one.committee.name),
        (_("What the committee is asked to do"), one.what),
        (_("Where and when they meet"), one.where_met),
        (_("By which day"), words.day(one.due_on)),
        (_("Action of the agreed plan"), words.label("services", action.service) if action else ""),
        (_("The child's word"), str(Agrees(one.child_agrees).label)),
        (_("Why the child was not asked"), one.child_because),
        (_("Answer of the committee"), one.answer),
        (_("Answered on"), words.day(one.ended_at.date()) if one.ended_at and one.state in ANSWERED else ""),
        (_("Noted on"), words.day(one.noted_at.date()) if one.noted_at else ""),
    )


def _facts(*rows: tuple[str, str]) -> Facts:
    return [{"label": label, "value": value} for label, value in rows if value]
