"""Assessment by reasoned judgement, never by a score (R36, R37, R52); the safety plan comes before everything else (R53)."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField

from .base import APPROVAL, Approvable


class Assessment(Approvable):
    """Vulnerability factors with level, state, source and date; strengths beside them; a risk level with reasons.

    ``factors`` maps codes of list ``vulnerability`` to ``{"state", "level"}``; ``factor_notes`` maps them to source, date and
    note. ``chains`` holds the worker's confirmed links ``[from, to]`` (R37). ``principles`` maps the four general principles
    to a sentence each (R15).
    """

    kind = models.CharField(max_length=20, default="full")
    factors = models.JSONField(default=dict)
    factor_notes = EncryptedJSONField(default=dict, blank=True)
    chains = models.JSONField(default=list, blank=True)
    strengths = EncryptedTextField(max_length=4000, blank=True)
    protective_persons = EncryptedTextField(max_length=2000, blank=True)
    needs = EncryptedTextField(max_length=4000, blank=True)
    risk_level = models.CharField(max_length=10, blank=True)
    risk_reasons = EncryptedTextField(max_length=4000, blank=True)
    fled = models.BooleanField(default=False)
    reassess_on = models.DateField(null=True)
    principles = EncryptedJSONField(default=dict, blank=True)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    decision_note = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} {APPROVAL} kind reassess_on",
        S2="risk_level view fled decision_note principles",
        S3="factors factor_notes chains strengths protective_persons needs risk_reasons",
    )
    shield = WITH_THE_FILE


class SafetyPlan(Section):
    """Made with the child: safe persons, places, signals, rules of contact."""

    safe_persons = EncryptedTextField(max_length=2000)
    safe_places = EncryptedTextField(max_length=2000, blank=True)
    signals = EncryptedTextField(max_length=1000, blank=True)
    contact_rules = EncryptedTextField(max_length=1000)
    made_with_child = models.BooleanField(default=False)
    child_version_given_on = models.DateField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S2="made_with_child child_version_given_on",
        S3="safe_persons safe_places signals contact_rules",
    )
    shield = WITH_THE_FILE
