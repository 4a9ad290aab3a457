"""The figures of formal care, kept by quarter (L13, R95)."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds
from tutela.kernel.ids import uuid7


class CareFigures(models.Model):
    """The indicators of formal care (list ``formal_care_indicators``) at the end of a quarter, protected before they are kept:
    made once, so that nobody can take one day from another. ``figures``: as :mod:`..queries.figures` writes them; ``coverage``:
    how many known facilities reported, without which no figure is shown (R95)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    until = models.DateField(unique=True)
    figures = models.JSONField()
    coverage = models.JSONField()
    made_at = models.DateTimeField(default=now)

    data = DataClasses(retention="statistics", S1="id until figures coverage made_at")
    shield = Shield(
        staff=Rows(read=ANY_ROW, insert=holds("deadline_keep")),
        oversight=Rows(read=ANY_ROW),
    )

    class Meta:
        ordering = ["-until"]
