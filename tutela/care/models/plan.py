"""The case plan: four tracks and reintegration, each planned or justified (R54)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView
from tutela.kernel.classification import DataClasses
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

from .base import APPROVAL, Approvable


class Plan(Approvable):
    """One plan; a newer approved plan supersedes it. ``principles`` as in the assessment."""

    summary = EncryptedTextField(max_length=4000, blank=True)
    child_summary = EncryptedTextField(max_length=2000, blank=True)
    principles = EncryptedJSONField(default=dict, blank=True)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(null=True)
    decision_note = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} {APPROVAL} review_on",
        S2="view decision_note principles child_summary",
        S3="summary",
    )
    shield = WITH_THE_FILE


class PlanTrack(Sealed):
    """One of MED, PSY, SOC, LEG, REI in a plan: planned, or not needed with the reason and who decided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tracks")
    track = models.CharField(max_length=3)
    decision = models.CharField(max_length=20, default="undecided")
    reason = EncryptedTextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="case_file", S1="id key_id file plan decided_by", S2="track decision", S3="reason")
    shield = WITH_THE_FILE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "track"], name="track_once_in_a_plan")]


class PlanAction(Sealed):
    """A goal with a service (list ``services``), an owner and a day. ``unmet_reason`` says why a needed service is missing
    (list ``unmet_need_reasons``, R59); where it was refused, ``refusal_stated`` is the ground that was given and
    ``refusal_suspected`` the one the worker sees behind it (list ``refusal_grounds``, R60)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="plan_actions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    track = models.CharField(max_length=3)
    service = models.CharField(max_length=60)
    goal = EncryptedTextField(max_length=1000)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=20, default="planned")
    unmet_reason = models.CharField(max_length=40, blank=True)
    refusal_stated = models.CharField(max_length=40, blank=True)
    refusal_suspected = models.CharField(max_length=40, blank=True)
    done_on = models.DateField(null=True)
    result = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1="id key_id file plan owner due_on",
        S2="track service state unmet_reason refusal_stated refusal_suspected done_on",
        S3="goal result",
    )
    shield = WITH_THE_FILE
