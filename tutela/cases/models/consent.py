"""Consent and assent, for each purpose and recipient; an override has a ground, reasons and another approver (P10, P14)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, WITH_THE_FILE, Section
from .circle import PersonAround


class Consent(Section):
    """One answer to one purpose (list ``consent_purposes``), explained before it was asked; it can be withdrawn.

    ``basis`` is a code of ``legal_basis_of_sharing``. With a basis other than consent the row is an override: it counts only
    once ``approved_by``, who is never the author, has approved it.
    """

    purpose = models.CharField(max_length=40)
    recipient = EncryptedTextField(max_length=200, blank=True)
    basis = models.CharField(max_length=40, default="consent")
    decision = models.CharField(max_length=20)
    child_agrees = models.CharField(max_length=10, default="unknown")
    given_by = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20, default="oral")
    explained = models.BooleanField(default=False)
    withheld = EncryptedTextField(max_length=1000, blank=True)
    reasons = EncryptedTextField(max_length=2000, blank=True)
    child_told = models.BooleanField(default=False)
    ask_again_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="case_file",
        S1=COMMON + " approved_at approved_by",
        S2="purpose recipient basis decision child_agrees given_by form explained withheld reasons child_told "
        "ask_again_on withdrawn_at",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="consent_approved_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("created_by")),
                name="consent_override_approved_by_another",
            ),
        ]
