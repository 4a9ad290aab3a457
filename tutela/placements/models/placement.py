"""A child's place in a facility: decision, legal basis, gatekeeping, reviews, contact, school, the way on (R92, R93)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.care.models import APPROVAL, Approvable
from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, Section
from tutela.facilities.models import Facility
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField


class Placement(Approvable):
    """One stay. ``found_there``: the child was there when the place was discovered; it is recorded, not decided, and its
    assessment and legal basis follow. ``reasons`` and ``alternatives`` are codes; ``gatekeeping`` is the finding of a second
    person. ``principles`` as in the assessment (R15); nothing in a row from before.
    ``onward_planned`` tells the register only whether there is a way on, not which."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    found_there = models.BooleanField(default=False)
    started_on = models.DateField()
    reasons = models.JSONField(default=list)
    legal_basis = models.CharField(max_length=40, blank=True)
    legal_reference = EncryptedTextField(max_length=300, blank=True)
    assessment = EncryptedTextField(max_length=4000, blank=True)
    alternatives = models.JSONField(default=list)
    alternatives_words = EncryptedTextField(max_length=2000, blank=True)
    exception = EncryptedTextField(max_length=2000, blank=True)
    principles = EncryptedJSONField(default=dict, blank=True)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    gatekeeping = models.CharField(max_length=20, blank=True)
    gatekeeping_words = EncryptedTextField(max_length=2000, blank=True)
    gatekeeping_on = models.DateField(null=True)
    gatekeeping_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=30, default="UNK")
    school = models.CharField(max_length=30, default="UNK")
    next_review_on = models.DateField(null=True)
    onward_planned = models.BooleanField(default=False)
    onward_words = EncryptedTextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True)
    exit_kind = models.CharField(max_length=30, blank=True)
    exit_words = EncryptedTextField(max_length=2000, blank=True)
    decision_note = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} {APPROVAL} facility next_review_on gatekeeping_on gatekeeping_by onward_planned",
        S2="found_there started_on reasons legal_basis legal_reference alternatives alternatives_words view gatekeeping "
        "gatekeeping_words contact school onward_words ended_on exit_kind exit_words decision_note exception principles",
        S3="assessment",
    )
    shield = WITH_THE_FILE

    class Meta(Approvable.Meta):
        constraints = [
            *Approvable.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(ended_on=None, exit_kind="")
                | (models.Q(ended_on__gte=models.F("started_on")) & ~models.Q(exit_kind="")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(gatekeeping="", gatekeeping_by=None)
                | (~models.Q(gatekeeping="") & models.Q(gatekeeping_by__isnull=False)),
                name="gatekeeping_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["facility", "state"], name="placement_facility")]


class PlacementReview(Section):
    """A look at the stay with the child, at least every three months (para. 67)."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    contact = models.CharField(max_length=30)
    school = models.CharField(max_length=30)
    still_needed = models.BooleanField(default=True)
    words = EncryptedTextField(max_length=4000)
    next_review_on = models.DateField()

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} placement held_on next_review_on",
        S2="contact school still_needed words",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-held_on"]
