"""What the child said, how they were heard, what weight it got and what they were told (R65, R66)."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField

from .base import COMMON, WITH_THE_FILE, Section


class ChildView(Section):
    """The child's views on one decision (``about``: risk, plan, placement, return, closure …), or why they could not be
    obtained. ``agrees``: whether the child wants what is proposed; a closing or a placement the child does not want waits for a
    determination (P17). ``present`` lists ids of :class:`PersonAround`. ``free`` is false when a person marked unsafe was present (P36)."""

    about = models.CharField(max_length=30)
    heard_on = models.DateField()
    views = EncryptedTextField(max_length=4000, blank=True)
    agrees = models.CharField(max_length=10, default="unknown")
    not_obtained_because = EncryptedTextField(max_length=1000, blank=True)
    weight = EncryptedTextField(max_length=2000, blank=True)
    feedback = EncryptedTextField(max_length=2000, blank=True)
    feedback_on = models.DateField(null=True)
    present = models.JSONField(default=list, blank=True)
    present_others = EncryptedTextField(max_length=500, blank=True)
    language = EncryptedTextField(max_length=20, blank=True)
    interpreter = models.BooleanField(default=False)
    support_person = models.BooleanField(default=False)
    adjustments = EncryptedTextField(max_length=500, blank=True)
    place = EncryptedTextField(max_length=200, blank=True)
    chosen_by_child = models.CharField(max_length=10, default="unknown")
    free = models.BooleanField(default=True)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="about heard_on agrees weight feedback feedback_on present present_others language interpreter support_person "
        "adjustments place chosen_by_child free",
        S3="views not_obtained_because",
    )
    shield = WITH_THE_FILE
