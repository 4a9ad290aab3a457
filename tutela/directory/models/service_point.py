"""Where a child can be referred to. The fields follow Open Referral HSDS; the address of a confidential shelter is sealed."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import REFERENCE
from tutela.kernel.ids import uuid7

from .office import Office


class ServicePoint(models.Model):
    """A service at a place: what it offers (list ``services``), whom it accepts, when it is open, what it costs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="service_points")
    services = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    hours = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    accessibility = models.CharField(max_length=200, blank=True)
    accepts = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    public_address = models.CharField(max_length=300, blank=True)
    confidential = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(null=True)
    suspended_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)

    data = DataClasses(
        retention="reference",
        S0="id code name office services languages hours cost accessibility accepts phone public_address confidential",
        S1="capacity suspended_on confirmed_on",
    )
    shield = REFERENCE

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidential=False) | models.Q(public_address=""),
                name="confidential_service_point_has_no_address_here",
            )
        ]

    def __str__(self) -> str:
        return self.name
