"""What is stated of law and policy on formal care (list ``formal_care_indicators``, 13 to 15)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds
from tutela.kernel.ids import uuid7


class PolicyStatement(models.Model):
    """One answer (list ``facility_answers``) with what it rests on. A newer one stands beside the older, which stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=10)
    answer = models.CharField(max_length=20)
    words = models.CharField(max_length=1000)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1="id code answer words at by")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=holds("facility_inspect")), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["code", "-at"]
