"""Concerns: what happened or may happen, with several independent labels; never one forced category (R4–R8)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, WITH_THE_FILE, Section


class Concern(Section):
    """One situation. The JSON lists hold codes of the lists ``concerns``, ``offences``, ``acts``, ``purposes``,
    ``considerations``, ``media`` and ``contexts``. ``happened`` is a partial ISO date (year, month or day)."""

    concerns = models.JSONField(default=list)
    offences = models.JSONField(default=list, blank=True)
    acts = models.JSONField(default=list, blank=True)
    purposes = models.JSONField(default=list, blank=True)
    considerations = models.JSONField(default=list, blank=True)
    consideration_recipient = models.CharField(max_length=30, blank=True)
    media = models.JSONField(default=list, blank=True)
    contexts = models.JSONField(default=list, blank=True)
    verification = models.CharField(max_length=30, default="suspected")
    happened = EncryptedTextField(max_length=10, blank=True)
    place = EncryptedTextField(max_length=300, blank=True)
    description = EncryptedTextField(max_length=5000, blank=True)
    person_of_concern = EncryptedTextField(max_length=500, blank=True)
    person_relation = models.CharField(max_length=40, default="unknown")
    material_reference = EncryptedTextField(max_length=300, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="verification",
        S3="concerns offences acts purposes considerations consideration_recipient media contexts happened place "
        "description person_of_concern person_relation material_reference",
    )
    shield = WITH_THE_FILE


class OverlapDecision(models.Model):
    """A suggested connected label that a worker confirmed or dismissed (R11)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="overlap_decisions")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="overlap_decisions")
    because_of = models.CharField(max_length=20)
    suggested = models.CharField(max_length=20)
    confirmed = models.BooleanField()
    decided_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="case_file", S1="id file concern decided_at decided_by", S3="because_of suggested confirmed"
    )
    shield = WITH_THE_FILE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "because_of", "suggested"], name="overlap_decided_once")]
