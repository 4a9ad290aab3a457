"""The file: one child's story with the system, from the first triage on. Reopening keeps the same file."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, actor_is, all_of, any_of, holds, offices, through
from tutela.kernel.ids import new_file_number, uuid7

from ..states import NOT_OPEN, FileState
from .child import Child

_RESPONSIBLE = all_of(actor_is("worker_id"), holds("file_work"))
_OPENED_AND_UNASSIGNED = all_of(actor_is("opened_by_id"), "worker_id IS NULL", holds("file_open"))
_ADMITTED = "id = ANY ((SELECT cases_admitted())::uuid[])"
"""Asked once for each query, like the offices: an ``EXISTS`` would be planned again wherever a file hangs on another table,
and would keep the index on ``id`` from being used."""
_WORKING = all_of("sealed_at IS NULL", any_of(_RESPONSIBLE, offices("office_id", "file_view"), _OPENED_AND_UNASSIGNED))
_KEEPER = offices("office_id", "deadline_keep")


class CaseFile(models.Model):
    """Who holds it, how urgent, in which state. ``report_id`` is the opaque id of the report it came from.

    ``worker`` is the one responsible person; ``next_contact_on`` is never empty while the file is open (R55, P22).
    Ages are whole years at the report, lowest and highest possible. A sealed file is closed, not accepted, or merged into one, and opens in an emergency only (P40).
    ``merged_into``: the file of the same child that is written in instead; nothing else changes by it (R25).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="files")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file_type = models.CharField(max_length=30, default="child_at_risk")
    state = models.CharField(max_length=20, default=FileState.TRIAGED, choices=FileState.choices)
    verification = models.CharField(max_length=30, default="suspected")
    risk_level = models.CharField(max_length=10, default="UNK")
    urgency = models.CharField(max_length=20, default="planned")
    report_id = models.UUIDField(null=True)
    report_channel = models.CharField(max_length=30, default="UNK")
    reported_on = models.DateField()
    age_low = models.PositiveSmallIntegerField(null=True)
    age_high = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField(default=now)
    first_contact_on = models.DateField(null=True)
    next_contact_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    closure_reason = models.CharField(max_length=20, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    data = DataClasses(
        retention="case_file",
        S1="id number child office worker opened_by state report_id opened_at version updated_at next_contact_on "
        "review_due_on reopened_count sealed_at merged_into",
        S2="territory file_type verification risk_level urgency report_channel reported_on age_low age_high "
        "first_contact_on closed_at closure_reason",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_WORKING, _ADMITTED, _KEEPER),
            insert=offices("office_id", "file_open"),
            update=any_of(
                _WORKING, _ADMITTED, all_of(_KEEPER, "(state IN ('closed', 'not_accepted') OR merged_into_id IS NOT NULL)")
            ),
        )
    )

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "-updated_at"], name="file_office_state"),
            models.Index(fields=["worker", "state", "-updated_at"], name="file_worker_state"),
            models.Index(fields=["-updated_at", "-id"], name="file_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=FileState.CLOSED, closed_at__isnull=False)
                | (~models.Q(state=FileState.CLOSED) & models.Q(closed_at=None)),
                name="file_closed_has_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None) | models.Q(state__in=NOT_OPEN) | models.Q(merged_into__isnull=False),
                name="file_sealed_is_closed",
            ),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="file_merged_into_another"),
        ]

    def __str__(self) -> str:
        return self.number


class LinkedReport(models.Model):
    """A further report that turned out to be about the child of a file; ``report_id`` is opaque."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="linked_reports")
    report_id = models.UUIDField()
    channel = models.CharField(max_length=30)
    linked_at = models.DateTimeField(default=now)
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="case_file", S1="id file report_id linked_at linked_by", S2="channel")
    shield = Shield(staff=Rows(read=through("file_id", "cases_casefile"), insert=through("file_id", "cases_casefile")))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "report_id"], name="report_linked_once")]
