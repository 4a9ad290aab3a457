"""Support for a child's family: whether it may get it, what was asked for, decided and given, and what it changed (R103)."""

from __future__ import annotations

from django.db import models

from tutela.care.models import PlanAction
from tutela.cases.models import COMMON, WITH_THE_FILE, PersonAround, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class FamilySupport(Section):
    """One support (list ``family_supports``) from one provider. ``person``: the caregiver who gets it; none for the family as a
    whole. ``plan_action``: the goal of the child's plan that it serves; none outside a plan. ``amount`` is in the country's
    money, ``every`` says how often; both are empty where nothing is paid. Refused: ``refusal_stated`` and ``refusal_suspected``
    as for a service (list ``refusal_grounds``, R60)."""

    kind = models.CharField(max_length=40)
    provider = EncryptedTextField(max_length=200)
    person = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    plan_action = models.ForeignKey(PlanAction, null=True, on_delete=models.PROTECT, related_name="+")
    eligibility = models.CharField(max_length=20, default="unclear")
    eligibility_words = EncryptedTextField(max_length=2000, blank=True)
    state = models.CharField(max_length=20, default="considered")
    applied_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decision_words = EncryptedTextField(max_length=2000, blank=True)
    refusal_stated = models.CharField(max_length=40, blank=True)
    refusal_suspected = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    every = models.CharField(max_length=20, blank=True)
    next_payment_on = models.DateField(null=True)
    effect = models.CharField(max_length=20, blank=True)
    effect_words = EncryptedTextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} answer_due_on next_payment_on",
        S2="kind provider person plan_action eligibility eligibility_words state applied_on decided_on decision_words "
        "refusal_stated refusal_suspected amount every effect effect_words ended_on",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applied_on=None) | models.Q(answer_due_on__gt=models.F("applied_on")),
                name="support_answer_after_application",
            ),
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gt=0), name="support_amount_above_nothing"
            ),
        ]


class SupportPayment(Section):
    """What the family received, as the family says: a payment that was promised and did not come is not here."""

    support = models.ForeignKey(FamilySupport, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    data = DataClasses(retention="case_file", S1=f"{COMMON} support", S2="paid_on amount")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-paid_on", "-created_at"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="support_payment_above_nothing")]
