"""A frozen set of observations: the row says what the Parquet file is, the file holds no name."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds
from tutela.kernel.ids import uuid7


class Snapshot(models.Model):
    """What was known at the end of a build. Never changed, never deleted.

    ``path`` is the file's name in ``var/observations``; ``sha256`` its digest. ``editions`` maps code lists to the version
    used. ``coverage``: offices that reported in the last year and offices that should, ``{"all": [r, e], "region":
    {code: [r, e]}, "district": {code: [r, e]}}``. ``seconds``: how long it took.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cut_off = models.DateField()
    built_at = models.DateTimeField(default=now)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    editions = models.JSONField(default=dict)
    coverage = models.JSONField(default=dict)
    path = models.CharField(max_length=100, unique=True)
    seconds = models.FloatField(default=0)

    data = DataClasses(retention="statistics", S1="id cut_off built_at rows sha256 editions coverage path seconds")
    shield = Shield(
        staff=Rows(read=ANY_ROW),
        statistics=Rows(read=ANY_ROW, insert=holds("observation_read")),
    )

    class Meta:
        ordering = ["-built_at"]

    def __str__(self) -> str:
        return f"{self.cut_off}"
