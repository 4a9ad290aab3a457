"""The persons around the child, and with whom the child lives. The family is not assumed safe (R39)."""

from __future__ import annotations

from django.db import models

from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, WITH_THE_FILE, Section


class PersonAround(Section):
    """A person with a relation to the child. ``unsafe`` voids their consent and blocks every message to them (P11); where such a
    person works (``office``), nothing of this child arrives (R39)."""

    name = EncryptedTextField(max_length=200)
    relation = EncryptedTextField(max_length=40)
    authority = EncryptedTextField(max_length=300, blank=True)
    contact = EncryptedTextField(max_length=300, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    holds_responsibility = models.BooleanField(default=False)
    protective = models.BooleanField(default=False)
    unsafe = models.BooleanField(default=False)
    unsafe_reason = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="name relation authority contact office holds_responsibility protective",
        S3="unsafe unsafe_reason",
    )
    shield = WITH_THE_FILE


class CareArrangement(Section):
    """With whom the child lived from when to when; overlaps are refused. A fee at hand-over is a sign to examine (R38)."""

    kind = models.CharField(max_length=30)
    carer = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    place = EncryptedTextField(max_length=300, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    handover_fee = models.BooleanField(default=False)
    handover_promise = EncryptedTextField(max_length=500, blank=True)
    sale_examined = models.CharField(max_length=20, default="not_needed")

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="kind carer started_on ended_on handover_fee handover_promise sale_examined",
        S3="place",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="care_ends_after_it_starts",
            )
        ]
