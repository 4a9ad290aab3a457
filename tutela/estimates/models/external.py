"""What others have estimated: the register of R31. Kept as said, never averaged."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL
from tutela.kernel.ids import uuid7

from ..enums import Kind, Quality


class ExternalEstimate(models.Model):
    """A study, a data system or an estimate of somebody else. Values are people (or ``unit``) as the source gives them;
    one value, a range, or none when the source says it cannot be counted. ``wording`` keeps the source's own words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ESTIMATE)
    topic = models.CharField(max_length=200)
    low = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    unit = models.CharField(max_length=100)
    population = models.CharField(max_length=200)
    period = models.CharField(max_length=100)
    place = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    method = models.CharField(max_length=500)
    quality = models.CharField(max_length=10, choices=Quality.choices)
    caveats = models.TextField(blank=True)
    wording = models.TextField(blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    data = DataClasses(
        retention="statistics",
        S0="kind topic low high unit population period place source method quality caveats wording",
        S1="id added_by added_at",
    )
    shield = OPERATIONAL

    class Meta:
        ordering = ["topic", "added_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="estimates_external_source"),
            models.CheckConstraint(condition=~models.Q(method=""), name="estimates_external_method"),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True, high__isnull=True)
                | models.Q(low__isnull=False, high__isnull=False, low__lte=models.F("high")),
                name="estimates_external_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.source})"
