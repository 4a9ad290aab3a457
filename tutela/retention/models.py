"""Holds: a file that may not be put away, why, and until when somebody looks again."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import Permission, User
from tutela.cases.api import CaseFile
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, holds
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed

from .enums import HoldGround

_DECIDES = holds(Permission.ERASURE_DECIDE)


class Hold(Sealed):
    """While it stands the file is neither sealed nor reduced. It does not end by itself: ``review_on`` is the day to look again.

    ``number`` is kept beside ``file``, which the officer cannot open. ``key_id`` equals ``id``: the basis outlives the child's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=9)
    ground = models.CharField(max_length=20, choices=HoldGround.choices)
    basis = EncryptedTextField(max_length=1000)
    review_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    words = EncryptedTextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="audit",
        S1="id key_id number review_on set_by set_at lifted_by lifted_at version",
        S2="file ground basis words",
    )
    shield = Shield(staff=Rows.all(_DECIDES))

    class Meta:
        ordering = ["review_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_by=None, lifted_at=None)
                | models.Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="hold_lifted_when_and_by_whom",
            )
        ]
