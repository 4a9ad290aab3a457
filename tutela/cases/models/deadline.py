"""What must happen by when, and how far its lateness has been carried up (R21, P21)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, any_of, holds, offices, through
from tutela.kernel.ids import uuid7


class Deadline(models.Model):
    """One thing due for one file. ``step`` 0: with the worker; 1: supervisor; 2: district head; 3: national duty officer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="deadlines")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    subject = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    with_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    data = DataClasses(
        retention="case_file",
        S1="id office kind subject due_at done_at cancelled_at step escalated_at with_user created_at",
        S2="file",
    )
    _seen = any_of(
        through("file_id", "cases_casefile"),
        offices("office_id", "deadline_keep", "file_escalations"),
        offices("office_id", "file_open"),
        f"(kind = 'break_glass_review' AND {holds('audit_view')})",
    )
    shield = Shield(staff=Rows.all(_seen))

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at=None, cancelled_at=None),
                name="deadline_open",
            ),
            models.Index(fields=["file", "kind"], name="deadline_file"),
        ]
