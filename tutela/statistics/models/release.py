"""A release: what the State publishes of one snapshot, frozen, with a number in its series. The cubes lie in files."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, all_of, holds
from tutela.kernel.ids import uuid7

from ..states import ReleaseState
from .snapshot import Snapshot


class Release(models.Model):
    """Counts of children known to the system, protected for everybody's eyes. Never edited once published.

    ``follows``: the last release ever published, whose sets the audit compared. ``corrects``: an earlier one this takes the
    place of, named with the reason in ``note``. ``cubes``: ``{name: {"sha256": …, "audit": {…}}}``. ``anew``: cubes whose
    classifications changed, a break to every earlier release. ``breaks``: ``[{"period", "breakdown", "code", "on"}]``.
    ``warnings``: codes of :class:`~tutela.statistics.enums.Warning`. ``digest``: over all that is frozen, taken at publication.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(null=True, unique=True)
    state = models.CharField(max_length=12, choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    snapshot_sha256 = models.CharField(max_length=64)
    cut_off = models.DateField()
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    note = models.TextField(_("Notes"), blank=True)
    method = models.TextField(_("Method"), blank=True)
    new_series = models.BooleanField(default=False)
    periods = models.JSONField(default=list)
    cubes = models.JSONField(default=dict)
    public_key = models.CharField(max_length=64, blank=True)
    anew = models.JSONField(default=list)
    editions = models.JSONField(default=dict)
    coverage = models.JSONField(default=dict)
    breaks = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=now)
    checked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(_("Reason"), blank=True)
    digest = models.CharField(max_length=64, blank=True)

    data = DataClasses(
        retention="statistics",
        S0="id version state snapshot_sha256 cut_off follows corrects note method new_series periods cubes public_key anew "
        "editions coverage breaks warnings published_at ended_at reason digest",
        S1="snapshot prepared_by prepared_at checked_at published_by",
    )
    shield = Shield(
        staff=Rows(read=ANY_ROW, insert=ANY_ROW, update=ANY_ROW),
        public=Rows(read="published_at IS NOT NULL"),
        statistics=Rows(read=ANY_ROW, update=all_of(holds("observation_read"), "state = 'draft'")),
    )

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["follows"],
                nulls_distinct=False,
                condition=Q(state__in=("draft", "checked")),
                name="statistics_release_in_work_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, version=None)
                | (Q(published_at__isnull=False, published_by__isnull=False, version__isnull=False) & ~Q(digest="")),
                name="statistics_release_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("prepared_by")),
                name="statistics_release_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut_off} ({self.version or self.state})"

    def frozen(self) -> str:
        """SHA-256 over everything that publication froze."""
        told: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                *("version", "snapshot_sha256", "note", "method", "new_series", "periods", "cubes", "public_key"),
                *("anew", "editions", "coverage", "breaks", "warnings"),
            )
        }
        told |= {"cut_off": str(self.cut_off), "corrects": str(self.corrects_id), "follows": str(self.follows_id)}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
