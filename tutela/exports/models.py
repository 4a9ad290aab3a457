"""Who may receive files, and each export from the question to its erasure."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import Permission, User
from tutela.directory.api import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, all_of, any_of, holds, offices
from tutela.kernel.ids import uuid7

from .enums import Form, Level
from .states import ExportState

_ASKS, _DECIDES = holds(Permission.FILE_EXPORT), holds(Permission.AUDIT_VIEW)
_OWN_OFFICE = offices("office_id", Permission.FILE_EXPORT)
_KEEPER = holds(Permission.DEADLINE_KEEP)


class Recipient(models.Model):
    """A person at an agency with an age key (``age1…``, X25519). Nothing is encrypted to it before data protection has compared it
    with the person by another way; an ended key is not taken up again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=200)
    public_key = models.CharField(max_length=100)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="reference",
        S1="id agency holder public_key entered_by entered_at confirmed_by confirmed_at ended_by ended_at version",
    )
    shield = Shield(
        staff=Rows(read=any_of(_ASKS, _DECIDES, _KEEPER), insert=any_of(_ASKS, _DECIDES), update=any_of(_ASKS, _DECIDES))
    )

    class Meta:
        ordering = ["holder"]
        constraints = [
            models.UniqueConstraint(
                fields=["public_key"], condition=models.Q(ended_at=None), name="recipient_key_once_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("entered_by")),
                name="recipient_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} ({self.agency})"


class Export(models.Model):
    """``purpose``: list ``export_purposes``. ``reason``: plain words without a name. ``states``: states of files, empty for all.
    ``left_out`` counts files that a rule kept back. ``digest`` is the SHA-256 of the encrypted file, ``size`` its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    level = models.CharField(max_length=10, choices=Level.choices)
    form = models.CharField(max_length=5, choices=Form.choices)
    states = models.JSONField(default=list)
    reported_from = models.DateField(null=True)
    reported_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    files = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    erase_after = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="audit",
        S1="id office recipient purpose reason level form states reported_from reported_until state asked_by asked_at "
        "decided_by decided_at note files left_out size digest ready_at taken_at erase_after version",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_OWN_OFFICE, _DECIDES, _KEEPER),
            insert=all_of(_OWN_OFFICE, _ASKS),
            update=any_of(_OWN_OFFICE, _DECIDES, _KEEPER),
        )
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")), name="export_two_people"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=False)
                | models.Q(state__in=[ExportState.ASKED, ExportState.WITHDRAWN]),
                name="export_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ExportState.READY, erase_after__isnull=False) | ~models.Q(state=ExportState.READY),
                name="export_ready_has_an_end",
            ),
        ]
