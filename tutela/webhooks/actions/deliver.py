"""Sending: each try is taken up in one transaction, made outside of any, and written down in another.

A process that dies in between leaves the message waiting: it is sent again under the same id, which receivers use to take it once.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as

from ..enums import TEST, Pause, Problem
from ..models import Delivery, Subscription
from ..policies import people, retries
from ..queries import sight
from ..states import DELIVERY, SUBSCRIPTION, DeliveryState, SubscriptionState
from .post import Answer, post
from .sign import signature

AT_ONCE = 20
"""Messages of one subscription in one turn of the process."""


@dataclass(frozen=True)
class Message:
    """What one try sends, and where."""

    delivery_id: uuid.UUID
    address: str
    headers: dict[str, str]
    body: bytes


def deliver_due(*, subscription_id: uuid.UUID, by: Actor, most: int = AT_ONCE) -> int:
    """Send what is due to one subscription, the oldest first, at most so many; it stops at the first that fails. How many tries.

    Raises:
        Refused: a person asks.
    """
    people.relay.require(by)
    for tries in range(most):
        with acting_as(by):
            message = take_up(subscription_id=subscription_id, by=by)
        if message is None:
            return tries
        answer = post(message.address, message.headers, message.body)
        with acting_as(by):
            write_down(delivery_id=message.delivery_id, answer=answer, by=by)
        if answer.problem is not None:
            return tries + 1
    return most


@transaction.atomic
def take_up(*, subscription_id: uuid.UUID, by: Actor) -> Message | None:
    """The next message whose time has come, if the account may still see what it is about; else it is dropped, and the next one.

    Raises:
        Refused: a person asks.
    """
    people.relay.require(by)
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("program__user")
        .filter(pk=subscription_id, state=SubscriptionState.ACTIVE)
        .first()
    )
    if subscription is None or (subscription.not_before is not None and subscription.not_before > now()):
        return None
    waiting = Delivery.objects.filter(subscription=subscription, state=DeliveryState.WAITING, next_at__lte=now())
    for delivery in waiting.order_by("happened_at", "pk"):
        if _is_seen(subscription, delivery):
            delivery.attempts += 1
            delivery.next_at = now() + retries.LEASE
            delivery.save(update_fields=["attempts", "next_at"])
            return _message(subscription, delivery)
        delivery.state = DELIVERY.move(delivery.state, DeliveryState.DROPPED)
        delivery.told, delivery.next_at = {}, None
        delivery.save(update_fields=["state", "told", "next_at"])
        details = {"delivery": str(delivery.pk)}
        audit.record(by=by, action="webhook_dropped", subject=f"webhooks.subscription:{subscription.pk}", details=details)
    return None


@transaction.atomic
def write_down(*, delivery_id: uuid.UUID, answer: Answer, by: Actor) -> None:
    """How a try ended: delivered, tried again later, or given up; and whether its subscription rests from now on.

    Raises:
        Refused: a person asks.
    """
    people.relay.require(by)
    subscription = Subscription.objects.select_for_update(of=("self",)).get(deliveries=delivery_id)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return
    if answer.left:
        _record(subscription, delivery, answer, by)
    delivery.last_at, delivery.status, delivery.problem = now(), answer.status, answer.problem or ""
    wait = None if answer.problem in (None, Problem.GONE) else retries.wait_after(delivery.attempts)
    delivery.next_at = now() + wait if wait else None
    if wait is None:
        target = DeliveryState.GIVEN_UP if answer.problem else DeliveryState.DELIVERED
        delivery.state = DELIVERY.move(delivery.state, target)
    delivery.save(update_fields=["last_at", "status", "problem", "next_at", "state"])
    _count(subscription, answer, by)


def _count(subscription: Subscription, answer: Answer, by: Actor) -> None:
    """Failures in a row; a subscription that is not wanted, or fails and fails, rests."""
    subscription.failures = subscription.failures + 1 if answer.problem else 0
    subscription.not_before = now() + retries.breath_after(subscription.failures) if answer.problem else None
    why = Pause.GONE if answer.problem == Problem.GONE else Pause.FAILING
    rests = answer.problem == Problem.GONE or subscription.failures >= retries.MOST_FAILURES
    if rests and subscription.state == SubscriptionState.ACTIVE:
        subscription.state = SUBSCRIPTION.move(subscription.state, SubscriptionState.PAUSED)
        subscription.pause = why
        subscription.version += 1
        details = {"why": why.value}
        audit.record(by=by, action="webhook_rested", subject=f"webhooks.subscription:{subscription.pk}", details=details)
    subscription.save(update_fields=["failures", "not_before", "state", "pause", "version"])


def _is_seen(subscription: Subscription, delivery: Delivery) -> bool:
    """Asked again at every try: a file may have left the account's sight meanwhile."""
    actor = accounts.actor_of_client(subscription.program)
    if actor is None:
        return False
    if delivery.event == TEST:
        return True
    with acting_as(actor):
        return sight.look(actor, delivery.event, delivery.told["subject"]) is not None


def _message(subscription: Subscription, delivery: Delivery) -> Message:
    data = {name: delivery.told[name] for name in ("kind", "id", "path") if name in delivery.told}
    said = {"type": delivery.event, "timestamp": delivery.happened_at.isoformat(), "data": data}
    body = json.dumps(said, separators=(",", ":")).encode()
    sent_at = int(now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tutela",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(sent_at),
        "webhook-signature": signature(_secrets(subscription), str(delivery.pk), sent_at, body),
    }
    return Message(delivery.pk, subscription.address, headers, body)


def _secrets(subscription: Subscription) -> list[str]:
    former = subscription.former_until is not None and subscription.former_until > now()
    return [subscription.secret, *([subscription.former_secret] if former else [])]


def _record(subscription: Subscription, delivery: Delivery, answer: Answer, by: Actor) -> None:
    told = delivery.told
    audit.record(
        by=by,
        action="webhook_sent",
        subject=told.get("subject", ""),
        about=told.get("about", ""),
        details={
            "subscription": str(subscription.pk),
            "delivery": str(delivery.pk),
            "event": delivery.event,
            "attempt": delivery.attempts,
            "status": answer.status or 0,
        },
    )
