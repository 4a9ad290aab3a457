"""The register of institutions and shelters, public or private, registered or not (R89, R90)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office, Organisation, ServicePoint, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now, today
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, any_of
from tutela.kernel.ids import new_file_number, uuid7
from tutela.kernel.vault import EncryptedTextField

from ..enums import CountSource, StopReason
from ..states import FacilityStatus
from .base import BOTH, COMMON, INSPECTION, KEEPER, MANAGER, AtFacility


class Facility(models.Model):
    """One institution, shelter or place of detention. What stands here may be known to all staff; a confidential shelter's
    address is in :class:`FacilityAddress` only, and its ``territory`` is its region.

    ``groups``: ``{"sexes": [], "from_age": 0, "to_age": 17}``. ``next_inspection_due``: by risk and law.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_id = models.UUIDField(editable=False)
    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    ownership = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="+")
    inspection_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    service_point = models.OneToOneField(ServicePoint, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=30, choices=FacilityStatus.choices)
    legal_basis = models.CharField(max_length=300, blank=True)
    funding = models.JSONField(default=list)
    capacity = models.PositiveIntegerField(null=True)
    groups = models.JSONField(default=dict)
    confidential = models.BooleanField(default=False)
    discovered_on = models.DateField(null=True)
    registered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    next_inspection_due = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S1="id key_id number name kind ownership organisation office inspection_office territory service_point status legal_basis "
        "funding capacity groups confidential discovered_on registered_on closed_on next_inspection_due version created_at "
        "created_by",
    )
    shield = Shield(
        staff=Rows(read=ANY_ROW, insert=INSPECTION, update=any_of(INSPECTION, MANAGER, KEEPER)),
        oversight=Rows(read=ANY_ROW),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="registered") | (~models.Q(legal_basis="") & models.Q(capacity__isnull=False)),
                name="registered_facility_has_basis_and_capacity",
            ),
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_on__isnull=False)
                | (~models.Q(status="closed") & models.Q(closed_on=None)),
                name="facility_closed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FacilityAddress(AtFacility):
    """Where it is. For a confidential shelter this is the only place in the system that says so."""

    address = EncryptedTextField(max_length=500)
    updated_at = models.DateTimeField(default=now)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1=COMMON + " updated_at updated_by", S3="address")
    shield = BOTH

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility"], name="facility_has_one_address")]


class StatusChange(models.Model):
    """One move of a facility's status. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="status_changes")
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1="id facility before after reason at by")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["at", "id"]


class AdmissionStop(models.Model):
    """Admissions are stopped from ``started_at`` until ``lifted_at``. ``about`` is the inspection, notice or child's place it
    stands for (an id without a name)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stops")
    reason = models.CharField(max_length=30, choices=StopReason.choices)
    about = models.UUIDField(null=True)
    started_at = models.DateTimeField(default=now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1="id facility reason about started_at started_by lifted_at lifted_by")
    shield = Shield(staff=Rows.all(ANY_ROW), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="stop_lifted_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=["facility", "reason", "about"],
                condition=models.Q(lifted_at=None),
                nulls_distinct=False,
                name="stop_stands_once",
            ),
        ]


class HeadCount(models.Model):
    """How many children were there on a day, and who counted: the base of the reporting coverage (R95)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="head_counts")
    counted_on = models.DateField(default=today)
    children = models.PositiveIntegerField()
    source = models.CharField(max_length=20, choices=CountSource.choices)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="reference", S1="id facility counted_on children source at by")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["-counted_on", "-at"]
