"""What a child was told, with whom present and how it was understood (R67); who asked to see what is held (R137)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.care.models import Plan
from tutela.cases.models import COMMON, WITH_THE_FILE, PersonAround, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class HandedOver(Section):
    """One talk in which a sheet reached the child. ``plan``: the plan in force that day. ``present`` lists ids of
    :class:`~tutela.cases.models.PersonAround`; ``free`` is false when a person marked unsafe was there, and then the child is
    told again (P36). ``goes_on``: of a talk about turning 18, what was agreed that goes on after (P38)."""

    talk = models.CharField(max_length=10)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    handed_on = models.DateField()
    way = models.CharField(max_length=10)
    language = EncryptedTextField(max_length=20)
    present = models.JSONField(default=list, blank=True)
    present_others = EncryptedTextField(max_length=500, blank=True)
    free = models.BooleanField(default=True)
    understood = models.CharField(max_length=10)
    asked = EncryptedTextField(max_length=2000, blank=True)
    goes_on = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} plan",
        S2="talk handed_on way language present present_others free understood",
        S3="asked goes_on",
    )
    shield = WITH_THE_FILE


class AccessRequest(Section):
    """Somebody asks to see, to have explained or to correct what is held. ``words``: what they say; of a correction it is the
    statement that stays in the file beside the earlier values. ``refusal``, ``reasons`` and ``remedy`` belong to a refusal."""

    asker = models.CharField(max_length=10)
    person = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=10)
    capacity = models.CharField(max_length=10)
    child_agrees = models.CharField(max_length=10)
    words = EncryptedTextField(max_length=2000)
    counselling_offered = models.BooleanField(default=False)
    counselling = EncryptedTextField(max_length=1000)
    asked_on = models.DateField()
    state = models.CharField(max_length=10, default="asked")
    refusal = models.CharField(max_length=15, blank=True)
    reasons = EncryptedTextField(max_length=2000, blank=True)
    remedy = EncryptedTextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    given_on = models.DateField(null=True)
    answer = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} decided_by",
        S2="asker person wish capacity child_agrees counselling_offered counselling asked_on state refusal reasons remedy "
        "decided_on given_on",
        S3="words answer",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_by=None)
                | (models.Q(state__in=("granted", "refused", "given"), decided_by__isnull=False, decided_on__isnull=False)),
                name="access_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("created_by")),
                name="access_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal=""), name="access_refused_with_a_ground"
            ),
        ]
