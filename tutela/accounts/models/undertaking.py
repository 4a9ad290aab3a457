"""The signed undertaking: the child-rights code of conduct and confidentiality, of persons and of bodies (R134, rule P44)."""

from __future__ import annotations

from django.db import models

from tutela.directory.models import Organisation
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


class OrganisationUndertaking(models.Model):
    """One signature for a body, under one edition of the text for bodies: by whom who may bind it (``signatory``, ``position``), on
    which day, and who recorded the signed paper. Without one that runs, a role held for an office of the body opens nothing (R134)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="undertakings")
    edition = models.CharField(max_length=20)
    signatory = models.CharField(max_length=150)
    position = models.CharField(max_length=150)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()

    data = DataClasses(
        retention="account", S1="id organisation edition signatory position signed_on recorded_at recorded_by expires_at"
    )
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW))

    class Meta:
        ordering = ["-expires_at"]
        indexes = [models.Index(fields=["organisation", "expires_at"], name="undertaking_of_body")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.edition}"
