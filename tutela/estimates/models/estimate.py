"""A panel of estimates on some lists, and what of it was published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds
from tutela.kernel.ids import uuid7

from ..enums import Failure, Stratum
from ..states import EstimateState
from .lists import ListOverlap


class Estimate(models.Model):
    """One question to the methods and their panel of answers.

    ``lists``: names of the chosen lists, in order. ``options``: bootstrap, threshold, seed. ``progress``: ``{what, done,
    total}``. ``results``: see ``queries.results``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    overlap = models.ForeignKey(ListOverlap, on_delete=models.PROTECT, related_name="estimates")
    lists = models.JSONField()
    stratum = models.CharField(max_length=10, choices=Stratum.choices, blank=True)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=EstimateState.choices, default=EstimateState.WAITING)
    progress = models.JSONField(default=dict)
    heard_at = models.DateTimeField(default=now)
    failure = models.CharField(max_length=12, choices=Failure.choices, blank=True)
    results = models.JSONField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    reading = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)

    data = DataClasses(
        retention="statistics",
        S1="id overlap lists stratum options state progress heard_at failure asked_by asked_at reading reviewed_by "
        "reviewed_at remark",
        S2="results",
    )
    shield = Shield(staff=Rows.all(holds("statistics_build")))

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("asked_by")),
                name="estimates_reviewed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="estimates_review_in_pairs",
            ),
        ]


class Release(models.Model):
    """What was published of an estimate: rounded, complete in itself. ``figures``: see ``queries.rounding``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    estimate = models.OneToOneField(Estimate, on_delete=models.PROTECT, related_name="release")
    title = models.CharField(max_length=200)
    reading = models.TextField()
    figures = models.JSONField()
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    data = DataClasses(
        retention="statistics",
        S0="title reading figures year_from year_to released_at withdrawn_at withdrawn_because",
        S1="id estimate released_by",
    )
    shield = Shield(
        staff=Rows(read=ANY_ROW, insert=holds("statistics_build"), update=holds("statistics_build")),
    )

    class Meta:
        ordering = ["-released_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_because=""),
                name="estimates_withdrawn_with_a_reason",
            ),
        ]
