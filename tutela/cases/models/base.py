"""What the sections of a file share: an author, a version, the child's data key, and the file's row security."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import Sealed

WITH_THE_FILE = Shield(staff=Rows.all(through("file_id", "cases_casefile")))
"""Whoever sees the file sees the row; nobody deletes it."""

COMMON = "id key_id file version created_at created_by updated_at updated_by"
"""The S1 fields of every section."""


class Section(Sealed):
    """A part of a file that is saved as a whole; ``version`` grows by one with every save and guards against lost work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="%(class)ss")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=now)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["created_at"]
