"""Nothing is overwritten: every save of a section leaves the version before it, with who, when and from which device."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, Sealed


class Revision(Sealed):
    """The values of the changed fields before and after one save of one section."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="revisions")
    section = models.CharField(max_length=40)
    subject = models.UUIDField()
    version = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField()
    changed = models.JSONField(default=list)
    before = EncryptedJSONField(default=dict)
    after = EncryptedJSONField(default=dict)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=60, blank=True)

    data = DataClasses(
        retention="case_file",
        S1="id key_id file section subject version base_version changed at by device",
        S3="before after",
    )
    shield = Shield(staff=Rows(read=through("file_id", "cases_casefile"), insert=through("file_id", "cases_casefile")))

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["file", "at"], name="revision_file")]
