"""What a child was told, with whom present and how it was understood (R67)."""

from __future__ import annotations

from django.db import models

from tutela.care.models import Plan
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class HandedOver(Section):
    """One talk in which a sheet reached the child. ``plan``: the plan in force that day. ``present`` lists ids of
    :class:`~tutela.cases.models.PersonAround`; ``free`` is false when a person marked unsafe was there, and then the child is
    told again (P36)."""

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

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} plan",
        S2="talk handed_on way language present present_others free understood",
        S3="asked",
    )
    shield = WITH_THE_FILE
