"""Referrals: a closed loop with a service that sees only its minimum data set (R70, R73, P10, P12)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import Consent
from tutela.directory.models import Office, ServicePoint
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, all_of, any_of, offices, through
from tutela.kernel.ids import new_file_number, uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

from ..states import ReferralState
from .plan import PlanAction

_OPEN_TO_PROVIDER = all_of(
    offices("provider_office_id", "referral_answer"),
    "state NOT IN ('draft', 'recalled', 'expired')",
    "expires_at > now()",
)
_SEEN = any_of(through("file_id", "cases_casefile"), _OPEN_TO_PROVIDER)
_SEEN_OR_KEPT = any_of(_SEEN, offices("provider_office_id", "deadline_keep"))


class Referral(Sealed):
    """One request to one service point. It has a data key of its own (``key_id`` equals ``id``): the service's copy opens
    nothing else of the child. ``shared`` is the minimum data set as it was previewed and sent. ``refusal_stated``: the ground (list
    ``refusal_grounds``) that a service gave for refusing the child (R60)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="referrals")
    action = models.ForeignKey(PlanAction, null=True, on_delete=models.PROTECT, related_name="referrals")
    service_point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="+")
    provider_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=3)
    service = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=ReferralState.DRAFT, choices=ReferralState.choices)
    risk_level = models.CharField(max_length=10, default="medium")
    shared = EncryptedJSONField(default=dict)
    message = EncryptedTextField(max_length=2000, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    refusal_stated = models.CharField(max_length=40, blank=True)
    answer_note = EncryptedTextField(max_length=2000, blank=True)
    result = EncryptedTextField(max_length=2000, blank=True)
    answer_due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="case_file",
        S1="id key_id number file action service_point provider_office consent state answer_due_at expires_at sent_at "
        "sent_by created_at created_by version",
        S2="track service risk_level decline_reason refusal_stated",
        S3="shared message answer_note result",
    )
    shield = Shield(staff=Rows(read=_SEEN_OR_KEPT, insert=through("file_id", "cases_casefile"), update=_SEEN_OR_KEPT))

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["provider_office", "state"], name="referral_provider")]


class ReferralStep(models.Model):
    """One move of a referral: from, to, when, by whom. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, blank=True)

    data = DataClasses(retention="case_file", S1="id referral state at by", S2="reason")
    _seen = through("referral_id", "care_referral")
    shield = Shield(staff=Rows(read=_seen, insert=_seen))

    class Meta:
        ordering = ["at"]
