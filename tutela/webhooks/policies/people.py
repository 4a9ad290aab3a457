"""Who enters a webhook, who confirms it, who ends it, and who reads it (R135)."""

from __future__ import annotations

from tutela.accounts.api import ApiClient, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Reason, Rule

from ..enums import WebhookReason
from ..models import Subscription
from ..states import SubscriptionState


@Rule
def enter(actor: Actor) -> WebhookReason | None:
    """Administrators."""
    return None if actor.has(Permission.CLIENT_MANAGE) else WebhookReason.NOT_ADMINISTRATOR


@Rule
def live(program: ApiClient) -> WebhookReason | None:
    """A token that opens something today."""
    opens = program.revoked_at is None and program.expires_at > now() and program.user.is_active
    return None if opens else WebhookReason.NO_TOKEN


@Rule
def confirm(actor: Actor, subscription: Subscription) -> Reason | None:
    """Data protection, never who entered it, while it waits and its token opens something."""
    if not actor.has(Permission.AUDIT_VIEW) or subscription.entered_by_id == actor.id:
        return WebhookReason.NOT_CONFIRMER
    if subscription.state != SubscriptionState.ENTERED:
        return WebhookReason.NOT_WAITING
    return live.why_not(subscription.program)


@Rule
def keep(actor: Actor) -> WebhookReason | None:
    """Administrators, and data protection: stopping is always possible."""
    allowed = actor.has(Permission.CLIENT_MANAGE) or actor.has(Permission.AUDIT_VIEW)
    return None if allowed else WebhookReason.NOT_KEEPER


@Rule
def pause(actor: Actor, subscription: Subscription) -> Reason | None:
    """Whoever keeps it, while it is sent to."""
    running = subscription.state == SubscriptionState.ACTIVE
    return keep.why_not(actor) or (None if running else WebhookReason.NOT_RUNNING)


@Rule
def resume(actor: Actor, subscription: Subscription) -> Reason | None:
    """Administrators, while it is paused and its token opens something."""
    if subscription.state != SubscriptionState.PAUSED:
        return enter.why_not(actor) or WebhookReason.NOT_PAUSED
    return enter.why_not(actor) or live.why_not(subscription.program)


@Rule
def end(actor: Actor, subscription: Subscription) -> Reason | None:
    """Whoever keeps it, once."""
    ended = subscription.state == SubscriptionState.ENDED
    return keep.why_not(actor) or (WebhookReason.ENDED if ended else None)


@Rule
def rotate(actor: Actor, subscription: Subscription) -> Reason | None:
    """Administrators, until it is ended."""
    ended = subscription.state == SubscriptionState.ENDED
    return enter.why_not(actor) or (WebhookReason.ENDED if ended else None)


@Rule
def test(actor: Actor, subscription: Subscription) -> Reason | None:
    """Administrators, once it was confirmed and while it is sent to."""
    running = subscription.state == SubscriptionState.ACTIVE
    return enter.why_not(actor) or (None if running else WebhookReason.NOT_RUNNING)


@Rule
def see(actor: Actor, subscription: Subscription) -> WebhookReason | None:
    """Whoever keeps it, and the account whose program it is."""
    return None if keep.allows(actor) or own.allows(actor, subscription) else WebhookReason.NOT_YOURS


@Rule
def own(actor: Actor, subscription: Subscription) -> WebhookReason | None:
    """The account whose program it is."""
    return None if subscription.account_id == actor.id else WebhookReason.NOT_YOURS


@Rule
def relay(actor: Actor) -> WebhookReason | None:
    """A process."""
    return None if actor.has(Permission.DEADLINE_KEEP) else WebhookReason.NOT_A_PROCESS
