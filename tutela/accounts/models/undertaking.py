"""The signed undertaking: the child-rights code of conduct and confidentiality (rule P44)."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield
from tutela.kernel.ids import uuid7

from .user import User


class Undertaking(models.Model):
    """One signature under one edition of the text; it lapses. What was signed is never changed or deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="undertakings")
    edition = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    signed_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    data = DataClasses(retention="account", S1="id user edition language signed_at expires_at")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW))

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return self.edition
