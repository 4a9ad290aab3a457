"""Lists of agencies after they were linked: patterns and counts, no person."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, holds
from tutela.kernel.ids import uuid7


class ListOverlap(models.Model):
    """How many people are on which lists. Never changed; what was linked is not kept.

    ``rows``: ``[pattern mask, sex, age group, place, people]`` each; bit 0 is the first of ``names``. ``match``: ``[mask,
    mean probability of the weakest link]``. ``recall``: share of the true links believed found; unknown is null.
    ``sources``: per list ``{name, records, people, sha256, problems {code: count}}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=200)
    names = models.JSONField()
    rows = models.JSONField()
    match = models.JSONField(default=list)
    recall = models.FloatField(null=True)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    outside = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list)
    linked = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    data = DataClasses(
        retention="statistics",
        S1="id title names recall year_from year_to outside sources linked made_by made_at",
        S2="rows match",
    )
    shield = Shield(staff=Rows(read=holds("statistics_build"), insert=holds("statistics_build")))

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(year_from__lte=models.F("year_to")), name="estimates_lists_period"),
            models.CheckConstraint(
                condition=models.Q(recall__isnull=True) | models.Q(recall__gt=0, recall__lte=1),
                name="estimates_lists_recall",
            ),
        ]

    def __str__(self) -> str:
        return self.title
