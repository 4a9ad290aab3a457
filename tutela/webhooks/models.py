"""Who is told of what, at which address; each message; and how far the trail was read."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import ApiClient, Permission, User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL, Rows, Shield, actor_is, any_of, holds, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

from .enums import Pause, Problem
from .states import DeliveryState, SubscriptionState

_ENTERS, _DECIDES = holds(Permission.CLIENT_MANAGE), holds(Permission.AUDIT_VIEW)
_KEEPER = holds(Permission.DEADLINE_KEEP)
_KEEPS = any_of(_ENTERS, _DECIDES, _KEEPER)


class Subscription(Sealed):
    """What one program is told of. ``account``: the program's, whose sight decides; ``sends_from``: what happened before is not told; ``not_before``:
    after a failure nothing is tried until then, whichever message.

    ``secret`` signs; ``former_secret`` signs beside it until ``former_until``. ``key_id`` equals ``id``. Ending empties both secrets and
    what every message said; why it was entered stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    program = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    events = models.JSONField(default=list)
    reason = EncryptedTextField(max_length=500)
    secret = EncryptedTextField(max_length=100, blank=True)
    former_secret = EncryptedTextField(max_length=100, blank=True)
    former_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.ENTERED)
    pause = models.CharField(max_length=10, choices=Pause.choices, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    sends_from = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="audit",
        S1="id key_id program account address events former_until state pause failures not_before sends_from entered_by entered_at "
        "confirmed_by confirmed_at ended_by ended_at version",
        S2="reason",
        S3="secret former_secret",
    )
    shield = Shield(staff=Rows(read=any_of(_KEEPS, actor_is("account_id")), insert=_ENTERS, update=_KEEPS))

    class Meta:
        ordering = ["-entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("entered_by")),
                name="webhook_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=False, sends_from__isnull=False)
                | models.Q(state__in=[SubscriptionState.ENTERED, SubscriptionState.ENDED]),
                name="webhook_sent_to_once_confirmed",
            ),
        ]


class Delivery(Sealed):
    """One message; its id is the event's, the same at every try. ``position``: the line of the trail, none for a test.

    ``told`` (kind, id, path, subject, about) is under the subscription's key. Thirty days, then the row is deleted; the body is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    position = models.BigIntegerField(null=True)
    event = models.CharField(max_length=30)
    happened_at = models.DateTimeField()
    told = EncryptedJSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=15, choices=Problem.choices, blank=True)
    made_at = models.DateTimeField(default=now)

    data = DataClasses(
        retention="operational",
        S1="id key_id subscription position event happened_at state attempts next_at last_at status problem made_at",
        S2="told",
    )
    shield = Shield(
        staff=Rows(
            read=through("subscription_id", "webhooks_subscription"),
            insert=any_of(_ENTERS, _KEEPER),
            update=_KEEPS,
            delete=_KEEPER,
        )
    )

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "position"], name="webhook_event_once"),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.WAITING, next_at__isnull=False)
                | ~models.Q(state=DeliveryState.WAITING),
                name="webhook_waiting_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="webhook_due", condition=models.Q(state=DeliveryState.WAITING)),
            models.Index(fields=["subscription", "-happened_at"], name="webhook_log"),
        ]


class RelayPosition(models.Model):
    """The last line of the trail that was looked at: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    position = models.BigIntegerField(default=0)

    data = DataClasses(retention="operational", S1="id position")
    shield = OPERATIONAL
