"""From the trail to messages: what each subscription is told of, if its account may see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as

from ..enums import ACTIONS
from ..models import Delivery, RelayPosition, Subscription
from ..policies import people, retries
from ..queries import sight, subscriptions, trail
from ..queries.trail import Line

AT_ONCE = 500
"""Lines of the trail in one transaction."""


@transaction.atomic
def relay_events(*, by: Actor, most: int = AT_ONCE) -> bool:
    """Read on in the trail, at most so many lines that become events, and make a message for each subscription that names the event
    and whose account may see the thing; true while there is more to read. Read for the first time, it begins at the end.

    Raises:
        Refused: a person asks.
    """
    people.relay.require(by)
    reached, made = RelayPosition.objects.select_for_update().get_or_create(pk=1, defaults={"position": trail.latest()})
    if made:
        return False
    end = trail.latest()
    lines = trail.lines_after(reached.position, most)
    for subscription in subscriptions.running() if lines else ():
        if messages := _messages(subscription, lines):
            Delivery.objects.bulk_create(messages, ignore_conflicts=True)
            details = {"messages": len(messages)}
            audit.record(by=by, action="webhook_queued", subject=f"webhooks.subscription:{subscription.pk}", details=details)
    more = len(lines) == most
    reached.position = lines[-1].position if more else max(end, lines[-1].position if lines else 0)
    reached.save(update_fields=["position"])
    return more


def _messages(subscription: Subscription, lines: Iterable[Line]) -> list[Delivery]:
    """The messages of one subscription, found while acting as its account."""
    actor = accounts.actor_of_client(subscription.program)
    since = subscription.sends_from
    named = [line for line in lines if ACTIONS[line.action] in subscription.events and since and line.happened_at >= since]
    if actor is None or not named:
        return []
    with acting_as(actor):
        seen = [(line, sight.look(actor, ACTIONS[line.action], line.subject)) for line in named]
    return [_message(subscription, line, what) for line, what in seen if what is not None]


def _message(subscription: Subscription, line: Line, what: sight.Seen) -> Delivery:
    return Delivery(
        key_id=subscription.pk,
        subscription=subscription,
        position=line.position,
        event=ACTIONS[line.action],
        happened_at=line.happened_at,
        told={"kind": what.kind, "id": str(what.id), "path": what.path, "subject": line.subject, "about": line.about},
        next_at=now(),
    )


@transaction.atomic
def clear_log(*, by: Actor) -> int:
    """Delete messages made before the days of keeping, and former secrets whose day is over; how many messages.

    Raises:
        Refused: a person asks.
    """
    people.relay.require(by)
    for subscription in Subscription.objects.select_for_update().filter(former_until__lte=now()):
        subscription.former_secret, subscription.former_until = "", None
        subscription.save(update_fields=["former_secret", "former_until"])
    gone, _kinds = Delivery.objects.filter(made_at__lt=now() - retries.KEPT).delete()
    if gone:
        audit.record(by=by, action="webhook_log_cleared", details={"messages": gone})
    return gone
