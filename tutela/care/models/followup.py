"""Following up and reviewing."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField


class FollowUp(Section):
    """One contact: visit, call, meeting. It always sets the next one."""

    kind = models.CharField(max_length=20)
    happened_on = models.DateField()
    seen_alone = models.CharField(max_length=10, default="unknown")
    child_safe = models.CharField(max_length=10, default="unknown")
    narrative = EncryptedTextField(max_length=5000, blank=True)
    new_risk = models.BooleanField(default=False)
    next_contact_on = models.DateField()

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} kind happened_on next_contact_on",
        S2="seen_alone child_safe new_risk",
        S3="narrative",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["happened_on", "created_at"]


class Review(Section):
    """A review of the whole file: what changed per domain, is the plan still right, when is the next (R64)."""

    held_on = models.DateField()
    outcomes = models.JSONField(default=dict)
    response_outcome = models.CharField(max_length=10, default="unknown")
    plan_still_right = models.BooleanField(default=True)
    notes = EncryptedTextField(max_length=4000, blank=True)
    rights = EncryptedJSONField(default=dict, blank=True)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    next_review_on = models.DateField()

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} held_on next_review_on plan_still_right",
        S2="outcomes response_outcome view",
        S3="notes rights",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["held_on", "created_at"]
