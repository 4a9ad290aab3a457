"""Closing: criteria, the child's view, support that goes on, a supervisor, a day to look again (R63, P16, P6)."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField

from .base import APPROVAL, Approvable


class Closure(Approvable):
    """A request to close and its decision. ``reason`` is a code of ``closure_reasons``; ``criteria`` maps the closing
    criteria to true or false; ``attempts`` documents the search when contact was lost."""

    reason = models.CharField(max_length=20)
    criteria = models.JSONField(default=dict)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    continuing_support = EncryptedTextField(max_length=2000, blank=True)
    explanation = EncryptedTextField(max_length=4000, blank=True)
    attempts = EncryptedJSONField(default=list, blank=True)
    post_closure_on = models.DateField(null=True)
    principles = EncryptedJSONField(default=dict, blank=True)
    decision_note = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} {APPROVAL} post_closure_on",
        S2="reason criteria view continuing_support attempts decision_note principles",
        S3="explanation",
    )
    shield = WITH_THE_FILE
