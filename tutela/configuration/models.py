"""A bundle that was brought here: what it holds, who looked at it, who put it in force."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import Permission, User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, actor_is, all_of, holds
from tutela.kernel.ids import uuid7

from .states import ImportState

_KEEPS = holds(Permission.DIRECTORY_EDIT)


class BundleImport(models.Model):
    """``members``: the text of each member by its name; ``digest``: of them all; ``seen``: of the differences that were shown;
    ``counts``: how many rows stand how. It holds codes, words and numbers of configuration, never anything of a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64)
    product = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    members = models.JSONField(default=dict)
    seen = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    looked_at_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="reference",
        S1="id digest product made_at members seen counts state looked_at_by looked_at ended_by ended_at reason version",
    )
    shield = Shield(staff=Rows(read=_KEEPS, insert=all_of(_KEEPS, actor_is("looked_at_by_id")), update=_KEEPS))

    class Meta:
        ordering = ["-looked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_by=None, ended_at=None)
                | models.Q(state__in=("in_force", "set_aside"), ended_by__isnull=False, ended_at__isnull=False),
                name="bundle_import_ended_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in_force") | ~models.Q(ended_by=models.F("looked_at_by")) | ~models.Q(reason=""),
                name="bundle_import_two_people_or_a_reason",
            ),
        ]
