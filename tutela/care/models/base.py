"""What the work of two people shares: one writes it, another decides."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import Section

APPROVAL = "state submitted_at decided_at decided_by"
"""The S1 fields of every approvable section."""


class Approvable(Section):
    """A section that somebody writes and somebody else approves (rule P14)."""

    state = models.CharField(max_length=20, default="draft")
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="%(class)s_decided_when_and_by_whom",
            )
        ]
