"""Who works in a facility: post, qualification, vetting, training (R96)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, any_of
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, INSPECTION, KEEPER, MANAGER, AtFacility


class StaffMember(AtFacility):
    """One person at work. ``vetted_on`` is the day the vetting came back clear; without one before ``started_on`` the person
    is unvetted."""

    name = EncryptedTextField(max_length=200)
    post = models.CharField(max_length=30)
    qualification = models.CharField(max_length=30)
    vetted_on = models.DateField(null=True)
    vetting_until = models.DateField(null=True)
    trained_on = models.DateField(null=True)
    code_signed_on = models.DateField(null=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="account",
        S1=COMMON + " post qualification started_on ended_on version created_at created_by",
        S2="name vetted_on vetting_until trained_on code_signed_on",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(INSPECTION, MANAGER, KEEPER), insert=any_of(INSPECTION, MANAGER), update=any_of(INSPECTION, MANAGER)
        )
    )

    class Meta:
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="facility_staff_end_after_start",
            )
        ]
