"""Which rights of the child were violated, what restores each, and whether the child considers it restored (R57)."""

from __future__ import annotations

from django.db import models

from tutela.care.models import PlanAction
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField

VIOLATED, UNDER_WAY, PARTLY, RESTORED, BEYOND = (
    *("violated", "action_under_way", "partly_restored"),
    *("restored", "cannot_be_restored"),
)
"""Codes of the list ``restitution_states``."""
NOT_ASKED = "NAS"


class Restitution(Section):
    """One right (list ``rights``) and how far it is restored (``restitution_states``). ``plan_action`` or ``action``: what restores
    it. ``child_sees`` (``restitution_views``): what the child says, in ``child_words`` too. ``in_error``: it was never violated."""

    right = models.CharField(max_length=10)
    state = models.CharField(max_length=20, default=VIOLATED)
    plan_action = models.ForeignKey(PlanAction, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = EncryptedTextField(max_length=1000, blank=True)
    child_sees = models.CharField(max_length=20, default=NOT_ASKED)
    child_words = EncryptedTextField(max_length=2000, blank=True)
    in_error = models.BooleanField(default=False)

    data = DataClasses(
        retention="case_file", S1=COMMON, S2="right state plan_action child_sees in_error", S3="action child_words"
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.UniqueConstraint(fields=["file", "right"], condition=models.Q(in_error=False), name="right_once"),
        ]
