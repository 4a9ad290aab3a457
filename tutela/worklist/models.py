"""Lists kept by name, and flags on files."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, actor_is, any_of, offices
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField


class SavedFilter(models.Model):
    """What a person narrows the list of files by (``query``: the words of :mod:`tutela.cases.api`), under a name.

    ``office``: its people see and use it as well, and change nothing. ``is_default``: the owner's list opens with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    data = DataClasses(retention="account", S1="id owner name query office is_default version updated_at")
    _own = actor_is("owner_id")
    shield = Shield(
        staff=Rows(read=any_of(_own, offices("office_id", "file_work", "file_view")), insert=_own, update=_own, delete=_own)
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="filter_name_once"),
            models.UniqueConstraint(fields=["owner"], condition=models.Q(is_default=True), name="filter_one_default"),
        ]

    def __str__(self) -> str:
        return self.name


class Flag(Section):
    """Something in a file that must not be forgotten: why, until when, who raised it; resolved with a word."""

    reason = EncryptedTextField(max_length=300)
    until = models.DateField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    word = EncryptedTextField(max_length=300, blank=True)

    data = DataClasses(retention="case_file", S1=f"{COMMON} until resolved_at resolved_by", S3="reason word")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["until", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="flag_resolved_by_somebody",
            )
        ]
