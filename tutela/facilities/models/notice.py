"""Notices of deaths, injuries, violence, restraint and missing children, to inspection and to the independent mechanism (R96)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, any_of
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, INSPECTION, KEEPER, MANAGER, OVERSIGHT, AtFacility

_READERS = any_of(INSPECTION, MANAGER, KEEPER, OVERSIGHT)


class Notice(AtFacility):
    """One event. ``placement`` is the id of a child's place as the child's worker knows it, never a name. ``due_at`` follows
    from the kind and the hour it was noticed."""

    kind = models.CharField(max_length=40)
    happened_on = models.DateField()
    noticed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    children = models.PositiveSmallIntegerField(default=1)
    placement = models.UUIDField(null=True, db_index=True)
    words = EncryptedTextField(max_length=4000)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S1=COMMON + " sent_at sent_by due_at received_at received_by",
        S2="kind happened_on noticed_at children placement",
        S3="words",
    )
    shield = Shield(
        staff=Rows(read=_READERS, insert=any_of(MANAGER, INSPECTION), update=any_of(INSPECTION, OVERSIGHT)),
        oversight=Rows(read=OVERSIGHT),
    )

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_at=None, received_by=None)
                | models.Q(received_at__isnull=False, received_by__isnull=False),
                name="notice_received_when_and_by_whom",
            )
        ]
