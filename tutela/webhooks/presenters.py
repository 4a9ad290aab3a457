"""Webhooks in words. What a message said about a child is on no screen: the program reads it through the interface."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor

from .enums import TEST, EventKind, Pause, Problem
from .models import Delivery, Subscription
from .policies import people
from .states import DeliveryState, SubscriptionState

_TONES = {SubscriptionState.ENTERED: "warning", SubscriptionState.ACTIVE: "success", SubscriptionState.PAUSED: "danger"}
_LOG_TONES = {DeliveryState.WAITING: "info", DeliveryState.DELIVERED: "success", DeliveryState.GIVEN_UP: "danger"}


def row(one: Subscription) -> dict[str, Any]:
    """One in the list."""
    state = SubscriptionState(one.state)
    return {
        "url": reverse("webhook", args=[one.pk]),
        "program": one.program.name,
        "account": one.account.full_name,
        "address": one.address,
        "events": [str(EventKind(event).label) for event in one.events],
        "state": (str(state.label), _TONES.get(state, "neutral")),
        "why": str(Pause(one.pause).label) if one.pause else "",
        "entered_by": one.entered_by.full_name,
        "entered_at": one.entered_at,
    }


def page(actor: Actor, one: Subscription) -> dict[str, Any]:
    """One with what this reader may do."""
    silent = one.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED) and not people.live.allows(one.program)
    return row(one) | {
        "pk": one.pk,
        "reason": one.reason,
        "confirmed_by": one.confirmed_by.full_name if one.confirmed_by else "",
        "confirmed_at": one.confirmed_at,
        "ended_by": one.ended_by.full_name if one.ended_by else "",
        "ended_at": one.ended_at,
        "failures": one.failures,
        "former_until": one.former_until,
        "no_token": str(people.live.why_not(one.program).label) if silent else "",  # type: ignore[union-attr]
        "may_rotate": people.rotate.allows(actor, one),
    }


def log_row(one: Delivery) -> dict[str, Any]:
    """One message: when, which event, how it ended; not which file."""
    state = DeliveryState(one.state)
    return {
        "id": one.pk,
        "event": _("Test message") if one.event == TEST else str(EventKind(one.event).label),
        "happened_at": one.happened_at,
        "state": (str(state.label), _LOG_TONES.get(state, "neutral")),
        "attempts": one.attempts,
        "status": one.status,
        "problem": str(Problem(one.problem).label) if one.problem else "",
        "next_at": one.next_at if state == DeliveryState.WAITING else None,
        "last_at": one.last_at,
    }
