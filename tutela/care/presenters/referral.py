"""Referrals in words: for the worker with the loop's steps, for the service with its minimum data set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api.words import label

from ..models import Referral
from ..states import REFERRAL, ReferralState

_TONES = {
    ReferralState.DRAFT: "neutral",
    ReferralState.SENT: "info",
    ReferralState.RECEIVED: "info",
    ReferralState.ACCEPTED: "success",
    ReferralState.DECLINED: "warning",
    ReferralState.STARTED: "info",
    ReferralState.COMPLETED: "success",
    ReferralState.NOT_COMPLETED: "warning",
    ReferralState.RECALLED: "neutral",
    ReferralState.EXPIRED: "warning",
}
_PART = {
    ReferralState.SENT: "answer",
    ReferralState.RECEIVED: "answer",
    ReferralState.ACCEPTED: "hands",
    ReferralState.STARTED: "hands",
}
SERVICE_STEPS = (
    ReferralState.RECEIVED,
    ReferralState.ACCEPTED,
    ReferralState.DECLINED,
    ReferralState.STARTED,
    ReferralState.COMPLETED,
    ReferralState.NOT_COMPLETED,
)


def state_words(referral: Referral) -> tuple[str, str]:
    """The state in words, and its tone."""
    state = ReferralState(referral.state)
    return str(state.label), _TONES[state]


def shared_facts(shared: dict[str, Any]) -> list[dict[str, str]]:
    """The minimum data set, in words."""
    words = {
        "call_name": _("Name to call the child by"),
        "full_name": _("Full name"),
        "sex": _("Sex"),
        "age": _("Age"),
        "birth": _("Birth"),
        "languages": _("Languages"),
        "safe_contact": _("Safe way to reach the child"),
        "adjustments": _("Adjustments needed"),
        "birth_registration": _("Birth registration"),
        "schooling": _("School"),
    }
    lists = {
        "sex": "sexes",
        "birth_registration": "birth_registration",
        "schooling": "schooling",
        "adjustments": "adjustments" if isinstance(shared.get("adjustments"), list) else "yes_no_unknown",
    }
    rows = []
    for name, value in shared.items():
        texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        said = [label(lists[name], text) if name in lists else text for text in texts]
        rows.append({"label": words.get(name, name), "value": ", ".join(said)})
    return rows


def inbox(referrals: Iterable[Referral]) -> list[dict[str, Any]]:
    """The service's list in three parts: to answer, in its hands, ended; empty parts are left out."""
    parts: dict[str, dict[str, Any]] = {
        "answer": {"id": "answer", "title": _("Waiting for your answer"), "rows": []},
        "hands": {"id": "hands", "title": _("In your hands"), "rows": []},
        "ended": {"id": "ended", "title": _("Ended"), "rows": []},
    }
    for referral in referrals:
        parts[_PART.get(ReferralState(referral.state), "ended")]["rows"].append(inbox_row(referral))
    return [part for part in parts.values() if part["rows"]]


def inbox_row(referral: Referral) -> dict[str, Any]:
    """A row of the service's list."""
    words, tone = state_words(referral)
    return {
        "url": reverse("referral_answer", args=[referral.pk]),
        "number": referral.number,
        "service": label("services", referral.service),
        "state": words,
        "tone": tone,
        "due": referral.answer_due_at if referral.state in (ReferralState.SENT, ReferralState.RECEIVED) else None,
        "sent": referral.sent_at,
    }


def possible_steps(referral: Referral) -> list[tuple[str, Any]]:
    """What the service can do next."""
    return [(step.value, step.label) for step in SERVICE_STEPS if REFERRAL.allows(referral.state, step)]


def step_rows(referral: Referral) -> list[dict[str, Any]]:
    """The loop so far."""
    rows = referral.steps.select_related("by").order_by("at")
    return [{"title": str(ReferralState(step.state).label), "at": step.at, "by": step.by.full_name} for step in rows]
