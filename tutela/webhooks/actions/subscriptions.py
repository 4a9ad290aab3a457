"""A subscription: entered by one person, confirmed by another, paused, started again, its secret changed, ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from ..enums import TEST, EventKind, Pause, WebhookReason
from ..models import Delivery, Subscription
from ..policies import addresses, people, retries
from ..queries.sight import covers
from ..states import DELIVERY, SUBSCRIPTION, DeliveryState, SubscriptionState
from .sign import new_secret

_SHORTEST = 10


@transaction.atomic
def enter_webhook(*, by: Actor, values: Mapping[str, Any]) -> tuple[Subscription, str]:
    """Write one down; returns it with its secret, shown once. Nothing is sent before data protection has confirmed it.
    ``values``: program, address, events, reason.

    Raises:
        Refused: not an administrator, or a token that opens nothing.
        InvalidInput: an address that nothing is sent to, no event or one that the token does not cover, no reason.
    """
    people.enter.require(by)
    program: accounts.ApiClient = values["program"]
    people.live.require(program)
    if problems := _problems(program, values):
        raise InvalidInput(problems)
    secret, pk = new_secret(), uuid7()
    keys.create_key(pk, "webhook")
    made = Subscription.objects.create(
        id=pk,
        key_id=pk,
        program=program,
        account=program.user,
        address=values["address"].strip(),
        events=sorted(set(values["events"])),
        reason=values["reason"].strip(),
        secret=secret,
        entered_by_id=by.id,
    )
    _record(made, by, "webhook_entered", {"events": made.events})
    return made, secret


@transaction.atomic
def confirm_webhook(*, one: Subscription, by: Actor, base_version: int, values: Mapping[str, Any]) -> Subscription:
    """Say that this address belongs to whom the account stands for, and may be told of these events: what happens from now on is sent.

    Raises:
        Refused: not data protection, who entered it, decided already, or a token that opens nothing.
        StaleVersion: somebody was quicker.
    """
    people.confirm.require(by, one)
    hold(one, base_version, {})
    one.confirmed_by_id, one.confirmed_at, one.sends_from = by.id, now(), now()
    return _move(one, by, SubscriptionState.ACTIVE, "webhook_confirmed", "confirmed_by", "confirmed_at", "sends_from")


@transaction.atomic
def pause_webhook(*, one: Subscription, by: Actor, base_version: int, values: Mapping[str, Any]) -> Subscription:
    """Send nothing for now. What waits is sent when it is started again; what happens meanwhile is not told.

    Raises:
        Refused: not who keeps it, or it is not sent to.
        StaleVersion: somebody was quicker.
    """
    people.pause.require(by, one)
    hold(one, base_version, {})
    one.pause = Pause.PERSON
    return _move(one, by, SubscriptionState.PAUSED, "webhook_paused", "pause")


@transaction.atomic
def resume_webhook(*, one: Subscription, by: Actor, base_version: int, values: Mapping[str, Any]) -> Subscription:
    """Send again: what still waited at once, and what happens from now on.

    Raises:
        Refused: not an administrator, not paused, or a token that opens nothing.
        StaleVersion: somebody was quicker.
    """
    people.resume.require(by, one)
    hold(one, base_version, {})
    one.pause, one.failures, one.not_before, one.sends_from = "", 0, None, now()
    Delivery.objects.filter(subscription=one, state=DeliveryState.WAITING).update(next_at=now())
    return _move(one, by, SubscriptionState.ACTIVE, "webhook_resumed", "pause", "failures", "not_before", "sends_from")


@transaction.atomic
def end_webhook(*, one: Subscription, by: Actor, base_version: int, values: Mapping[str, Any]) -> Subscription:
    """End it for good: what waits is dropped; the secrets and what every message said are emptied, why it was entered stays.

    Raises:
        Refused: not who keeps it, or ended before.
        StaleVersion: somebody was quicker.
    """
    people.end.require(by, one)
    hold(one, base_version, {})
    for delivery in Delivery.objects.select_for_update(of=("self",)).filter(subscription=one):
        if delivery.state == DeliveryState.WAITING:
            delivery.state, delivery.next_at = DELIVERY.move(delivery.state, DeliveryState.DROPPED), None
        delivery.told = {}
        delivery.save(update_fields=["state", "next_at", "told"])
    one.ended_by_id, one.ended_at, one.pause = by.id, now(), ""
    one.secret, one.former_secret, one.former_until = "", "", None
    emptied = ("pause", "secret", "former_secret", "former_until")
    return _move(one, by, SubscriptionState.ENDED, "webhook_ended", "ended_by", "ended_at", *emptied)


@transaction.atomic
def change_secret(*, one: Subscription, by: Actor, base_version: int) -> tuple[Subscription, str]:
    """A new secret, shown once; the one before signs beside it for a day, so that the receiver can change without losing a message.

    Raises:
        Refused: not an administrator, or ended.
        StaleVersion: somebody was quicker.
    """
    people.rotate.require(by, one)
    hold(one, base_version, {})
    one.former_secret, one.former_until = one.secret, now() + retries.BOTH_SIGN
    one.secret = new_secret()
    one.version += 1
    one.save(update_fields=["secret", "former_secret", "former_until", "version"])
    _record(one, by, "webhook_secret_changed", {})
    return one, one.secret


@transaction.atomic
def send_test(*, one: Subscription, by: Actor, base_version: int, values: Mapping[str, Any]) -> Subscription:
    """Put a message without content into the queue, signed as every other.

    Raises:
        Refused: not an administrator, or it is not sent to.
        StaleVersion: somebody was quicker.
    """
    people.test.require(by, one)
    hold(one, base_version, {})
    Delivery.objects.create(key_id=one.pk, subscription=one, event=TEST, happened_at=now(), next_at=now())
    _record(one, by, "webhook_tested", {})
    return one


def _move(one: Subscription, by: Actor, target: SubscriptionState, action: str, *fields: str) -> Subscription:
    one.state = SUBSCRIPTION.move(one.state, target)
    one.version += 1
    one.save(update_fields=[*fields, "state", "version"])
    _record(one, by, action, {})
    return one


def _record(one: Subscription, by: Actor, action: str, details: Mapping[str, Any]) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"webhooks.subscription:{one.pk}",
        details={"program": str(one.program_id), **details},
    )


def _problems(program: accounts.ApiClient, values: Mapping[str, Any]) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if addresses.place_of(values["address"].strip()) is None:
        problems["address"] = addresses.WRONG_ADDRESS
    actor = accounts.actor_of_client(program)
    events = values["events"]
    if not events or set(events) - set(EventKind.values):
        problems["events"] = _("Choose at least one of the events offered.")
    elif actor is None or not all(covers(actor, event) for event in events):
        problems["events"] = WebhookReason.NOT_COVERED.label
    if len(values["reason"].strip()) < _SHORTEST:
        problems["reason"] = _("Write in a sentence what the receiver does with it; data protection decides by it.")
    return problems
