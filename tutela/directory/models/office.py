"""Organisations and their offices. An office is the unit that holds files and answers for deadlines."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import REFERENCE
from tutela.kernel.ids import uuid7

from .territory import Territory


class Organisation(models.Model):
    """A body of the chain of protection (list ``actors``): a ministry, a police service, an association."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)

    data = DataClasses(retention="reference", S0="id code name sector kind")
    shield = REFERENCE

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A unit of an organisation in a territory."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="offices")
    holds_files = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True)

    data = DataClasses(retention="reference", S0="id code name organisation territory holds_files phone closed_on")
    shield = REFERENCE

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
