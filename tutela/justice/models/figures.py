"""Figures of justice: what was made of the records each quarter, and what institutions stated (R79, L12)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds
from tutela.kernel.ids import uuid7


class JusticeFigures(models.Model):
    """The funnel, the equity table and the indicators at the end of a quarter, protected before they are kept and made once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    until = models.DateField(unique=True)
    figures = models.JSONField()
    made_at = models.DateTimeField(default=now)

    data = DataClasses(retention="statistics", S1="id until figures made_at")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=holds("deadline_keep")))

    class Meta:
        ordering = ["-until"]


class JusticeReturn(models.Model):
    """What an institution reported of one indicator (list ``child_justice_indicators``) for the year up to a day; children in
    conflict with the law, without child victims. The newest of a day holds; none is “not reported”, never zero."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    until = models.DateField()
    institution = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    answer = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    stated_at = models.DateTimeField(default=now)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="statistics", S1="id code until institution value answer words stated_at stated_by")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=holds("indicator_keep")))

    class Meta:
        ordering = ["code", "-until", "-stated_at"]
