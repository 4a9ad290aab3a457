"""Subscriptions and their logs: row security says whose."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from ..models import Delivery, Subscription
from ..policies import people
from ..states import DeliveryState, SubscriptionState

SHOWN = 100
"""The newest messages in a log."""
_RELATED = ("program__user", "account", "entered_by", "confirmed_by", "ended_by")


def visible() -> QuerySet[Subscription]:
    """Every one for whoever keeps them, their own for accounts."""
    return Subscription.objects.select_related(*_RELATED)


def own(actor: Actor) -> QuerySet[Subscription]:
    """Those of the actor's own account; equals filtering by :data:`~tutela.webhooks.policies.people.own`."""
    return visible().filter(account_id=actor.id)


def find(actor: Actor, subscription_id: uuid.UUID) -> Subscription:
    """One subscription.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = visible().filter(pk=subscription_id).first()
    if found is None or not people.see.allows(actor, found):
        raise NotHere
    return found


def log_of(subscription: Subscription) -> QuerySet[Delivery]:
    """Its messages, the newest first."""
    return Delivery.objects.filter(subscription=subscription)


def running() -> list[Subscription]:
    """Those that are sent to."""
    return list(visible().filter(state=SubscriptionState.ACTIVE).order_by("pk"))


def due() -> list[uuid.UUID]:
    """Subscriptions that are sent to and have a message whose time has come."""
    rested = Q(subscription__not_before=None) | Q(subscription__not_before__lte=now())
    waiting = Delivery.objects.filter(
        rested, state=DeliveryState.WAITING, next_at__lte=now(), subscription__state=SubscriptionState.ACTIVE
    )
    return sorted(set(waiting.values_list("subscription_id", flat=True)))


def first(actor: Actor) -> list[dict[str, Any]]:
    """What waits for data protection; what rests by itself, for the account and whoever keeps it: what, about, url, due."""
    rests = Q(state=SubscriptionState.PAUSED) & ~Q(pause="person")
    if actor.has(Permission.AUDIT_VIEW):
        rests |= Q(state=SubscriptionState.ENTERED)
    rows = Subscription.objects.select_related("program").filter(rests)
    if not people.keep.allows(actor):
        rows = rows.filter(account_id=actor.id)
    waits = SubscriptionState.ENTERED
    return [
        {
            "what": _("Confirm a webhook") if one.state == waits else _("A webhook is paused: sending failed"),
            "about": one.program.name,
            "url": reverse("webhook", args=[one.pk]),
            "due": None,
        }
        for one in rows
        if one.state != waits or one.entered_by_id != actor.id
    ]
