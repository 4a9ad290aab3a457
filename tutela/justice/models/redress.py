"""Compensation to its payment, costs, child-sensitive measures, interviews, breaches, threats, requests abroad (R84-R88)."""

from __future__ import annotations

from typing import Any

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField

_AMOUNT: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class Claim(Section):
    """A claim for compensation or reparation, in the country's money; ``awarded`` stays empty until a decision."""

    against = EncryptedTextField(max_length=300)
    claimed_on = models.DateField()
    claimed = models.DecimalField(**_AMOUNT)
    state = models.CharField(max_length=20, default="claimed")
    decided_on = models.DateField(null=True)
    awarded = models.DecimalField(null=True, **_AMOUNT)
    words = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file", S1=COMMON, S2="claimed_on claimed state decided_on awarded", S3="against words"
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claimed__gt=0) & (models.Q(awarded=None) | models.Q(awarded__gt=0)),
                name="claim_above_nothing",
            )
        ]


class ClaimPayment(Section):
    """What was really paid to the child."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    amount = models.DecimalField(**_AMOUNT)

    data = DataClasses(retention="case_file", S1=f"{COMMON} claim", S2="paid_on amount")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-paid_on", "-created_at"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="claim_payment_above_nothing")]


class Cost(Section):
    """Costs that were charged to the child or the family. There should be none; anything above zero is flagged."""

    kind = models.CharField(max_length=20)
    payer = models.CharField(max_length=10)
    charged_on = models.DateField()
    amount = models.DecimalField(**_AMOUNT)
    state = models.CharField(max_length=10, default="open")
    ended_on = models.DateField(null=True)
    words = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(retention="case_file", S1=COMMON, S2="kind payer charged_on amount state ended_on words")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="cost_not_below_nothing")]


class CourtMeasure(Section):
    """A child-sensitive measure (``accessibility_of_measures``: available, not available, refused, not applicable)."""

    measure = models.CharField(max_length=30)
    answer = models.CharField(max_length=20)
    applied_on = models.DateField()
    words = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(retention="case_file", S1=COMMON, S2="measure answer applied_on words")
    shield = WITH_THE_FILE


class Interview(Section):
    """One interview of the child in proceedings. They are counted; more than the country's limit is flagged."""

    held_on = models.DateField()
    authority = models.CharField(max_length=20)
    recorded = models.CharField(max_length=10, default="unknown")
    support_person = models.CharField(max_length=10, default="unknown")
    trained = models.CharField(max_length=10, default="unknown")
    words = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(retention="case_file", S1=COMMON, S2="held_on authority recorded support_person trained", S3="words")
    shield = WITH_THE_FILE


class Breach(Section):
    """A breach of confidentiality: an incident for the data protection officer, who sees the moment and the state, no text."""

    happened_on = models.DateField()
    authority = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="open")
    words = EncryptedTextField(max_length=2000)
    ended_on = models.DateField(null=True)
    result = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(retention="case_file", S1=f"{COMMON} state ended_on", S2="happened_on authority", S3="words result")
    shield = WITH_THE_FILE


class Threat(Section):
    """A threat or retaliation, and what protects against it. Who is meant is a role: whoever reported is not known here."""

    kind = models.CharField(max_length=20)
    against = models.CharField(max_length=20)
    happened_on = models.DateField()
    words = EncryptedTextField(max_length=2000)
    measures = EncryptedTextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, default="open")
    ended_on = models.DateField(null=True)
    result = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file", S1=f"{COMMON} state ended_on", S3="kind against happened_on words measures result"
    )
    shield = WITH_THE_FILE


class AcrossBorders(Section):
    """A request to or from another country, with what was confiscated and how much of it went to victims."""

    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    legal_basis = EncryptedTextField(max_length=300)
    sent_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    answered_on = models.DateField(null=True)
    result = models.CharField(max_length=20, blank=True)
    words = EncryptedTextField(max_length=2000, blank=True)
    confiscated = models.DecimalField(null=True, **_AMOUNT)
    for_victims = models.DecimalField(null=True, **_AMOUNT)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="kind country legal_basis sent_on state answered_on result confiscated for_victims",
        S3="words",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(for_victims=None)
                | models.Q(confiscated__gte=models.F("for_victims"), for_victims__gte=0),
                name="not_more_for_victims_than_confiscated",
            )
        ]
