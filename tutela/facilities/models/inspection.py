"""Inspections against a versioned checklist: plan, answers with evidence, what must be put right, measures, publication (R91)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office, Organisation, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, OPERATIONAL, Rows, Shield, all_of, any_of, through
from tutela.kernel.ids import new_file_number, uuid7
from tutela.kernel.vault import EncryptedTextField

from ..enums import InterestKind
from ..states import ActionState, InspectionState
from .base import COMMON, INSPECTION, KEEPER, MANAGER, OVERSIGHT, AtFacility
from .facility import Facility

_SEEN = any_of(INSPECTION, all_of(MANAGER, any_of("announced", "state IN ('reported', 'published')")), OVERSIGHT)
"""A facility does not see an unannounced visit coming."""


class Interest(models.Model):
    """A tie between a person and a facility or an owner; whoever has one does not inspect there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="account", S1="id user facility organisation kind since until at by")
    shield = OPERATIONAL

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(facility=None, organisation__isnull=False)
                | models.Q(facility__isnull=False, organisation=None),
                name="interest_in_a_facility_or_an_owner",
            )
        ]


class Inspection(models.Model):
    """One visit. ``checklist_version`` and ``checklist_digest`` fix the list it was made against; ``points`` of ``possible``
    follow from the answers. ``version`` grows with every saving of answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="inspections")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    inspection_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=InspectionState.choices, default=InspectionState.PLANNED)
    announced = models.BooleanField(default=False)
    planned_on = models.DateField()
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    inspector = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    no_interest_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    checklist_version = models.PositiveIntegerField(null=True)
    checklist_digest = models.CharField(max_length=64, blank=True)
    points = models.PositiveIntegerField(null=True)
    possible = models.PositiveIntegerField(null=True)
    critical = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S1="id number facility office inspection_office state announced planned_on follows inspector no_interest_at started_at "
        "reported_at checklist_version checklist_digest points possible critical version created_at created_by",
    )
    shield = Shield(staff=Rows(read=_SEEN, insert=INSPECTION, update=INSPECTION), oversight=Rows(read=OVERSIGHT))

    class Meta:
        ordering = ["-planned_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=("reported", "published"))
                | models.Q(points__isnull=False, possible__isnull=False, reported_at__isnull=False),
                name="reported_inspection_has_a_score",
            )
        ]


class Answer(AtFacility):
    """What was found on one item, and what shows it. ``version`` grows with every change; ``device`` tells where it was typed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=10)
    answer = models.CharField(max_length=20)
    evidence = EncryptedTextField(max_length=4000, blank=True)
    device = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S1=COMMON + " inspection item answer device version updated_at updated_by",
        S3="evidence",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(INSPECTION, all_of(MANAGER, through("inspection_id", "facilities_inspection")), OVERSIGHT),
            insert=INSPECTION,
            update=INSPECTION,
        )
    )

    class Meta:
        ordering = ["item"]
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_answer_an_item")]


class Correction(AtFacility):
    """What must be put right by when. ``words`` is what the facility says it did."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="corrections")
    item = models.CharField(max_length=10)
    critical = models.BooleanField(default=False)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=ActionState.choices, default=ActionState.OPEN)
    words = EncryptedTextField(max_length=2000, blank=True)
    claimed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="reference",
        S1=COMMON + " inspection item critical due_on state claimed_at verified_at verified_by escalated_at",
        S2="words",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(INSPECTION, MANAGER, KEEPER, OVERSIGHT),
            insert=INSPECTION,
            update=any_of(INSPECTION, MANAGER, KEEPER),
        )
    )

    class Meta:
        ordering = ["due_on", "item"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_at=None, verified_by=None)
                | models.Q(verified_at__isnull=False, verified_by__isnull=False),
                name="correction_verified_when_and_by_whom",
            )
        ]


class Sanction(models.Model):
    """A measure towards a facility (list ``facility_sanctions``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="sanctions")
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=30)
    reason = models.CharField(max_length=500)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1="id facility inspection kind reason from_day until_day at by")
    shield = Shield(staff=Rows.all(ANY_ROW), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["-from_day"]


class Publication(models.Model):
    """What everybody may know of an inspection: numbers and codes, no text, nobody's name (P28)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=9, unique=True)
    facility_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=30)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    inspected_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    sections = models.JSONField(default=dict)
    critical = models.JSONField(default=list)
    measures = models.JSONField(default=list)
    published_on = models.DateField()

    data = DataClasses(
        retention="reference",
        S0="id number facility_name kind status territory inspected_on percent sections critical measures published_on",
    )
    shield = Shield(
        staff=Rows(read=ANY_ROW, insert=ANY_ROW),
        public=Rows(read=ANY_ROW),
        oversight=Rows(read=ANY_ROW),
    )

    class Meta:
        ordering = ["-inspected_on"]
