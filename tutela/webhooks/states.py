"""A subscription from being entered to its end, and one message from being made to its end."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class SubscriptionState(TextChoices):
    """Entered by one person, confirmed by another; nothing is sent before."""

    ENTERED = "entered", _("Waits for data protection")
    ACTIVE = "active", _("Is sent to")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


_S = SubscriptionState
TRANSITIONS: dict[SubscriptionState, frozenset[SubscriptionState]] = {
    _S.ENTERED: frozenset({_S.ACTIVE, _S.ENDED}),
    _S.ACTIVE: frozenset({_S.PAUSED, _S.ENDED}),
    _S.PAUSED: frozenset({_S.ACTIVE, _S.ENDED}),
    _S.ENDED: frozenset(),
}
OWNERS: dict[SubscriptionState, str] = {
    _S.ENTERED: "data protection officer",
    _S.ACTIVE: "process",
    _S.PAUSED: "administrator",
    _S.ENDED: "nobody",
}
SUBSCRIPTION = Machine("subscription", SubscriptionState, _S.ENTERED, TRANSITIONS, OWNERS)


class DeliveryState(TextChoices):
    """One message. ``dropped``: the account may not see the thing any more, or the subscription ended."""

    WAITING = "waiting", _("Is to be sent")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")
    DROPPED = "dropped", _("Not sent: out of the account's sight")


_D = DeliveryState
DELIVERY_TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    _D.WAITING: frozenset({_D.DELIVERED, _D.GIVEN_UP, _D.DROPPED}),
    _D.DELIVERED: frozenset(),
    _D.GIVEN_UP: frozenset(),
    _D.DROPPED: frozenset(),
}
DELIVERY_OWNERS: dict[DeliveryState, str] = {
    _D.WAITING: "process",
    _D.DELIVERED: "nobody",
    _D.GIVEN_UP: "program",
    _D.DROPPED: "nobody",
}
DELIVERY = Machine("delivery", DeliveryState, _D.WAITING, DELIVERY_TRANSITIONS, DELIVERY_OWNERS)
