"""What passes between a team and a reporter afterwards, and what a visitor of the public site has open for half an hour."""

from __future__ import annotations

import uuid

from django.db import models

from tutela.accounts.models import TeamKey, User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now, today
from tutela.kernel.database.shield import Rows, Shield

from ..enums import MessageKind, VisitKind
from .report import WITH_THE_REPORT, Report

_SHOWN = "encode(lookup, 'hex') = current_setting('tutela.visit', true)"


class Message(models.Model):
    """One message. The team's are sealed to the mailbox and to the team; the reporter's to the team alone.

    It keeps the day, and a number for the order within it. ``written_by`` is empty for the reporter.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    written_on = models.DateField(default=today)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    team_key = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField()
    words_key = models.BinaryField()
    mailbox_key = models.BinaryField(default=b"")
    mac = models.BinaryField(default=b"")

    data = DataClasses(
        retention="report", S1="id report number kind written_on written_by team_key mac", S3="words words_key mailbox_key"
    )
    shield = Shield(staff=Rows.all(WITH_THE_REPORT))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="message_number_once")]

    def __str__(self) -> str:
        return str(self.id)


class Visit(models.Model):
    """A draft or an open mailbox, sealed under a secret that only the visitor's session cookie holds.

    The row is found by a hash of that secret: whoever has the database alone can open none, and the public site sees the one
    row it can name. Drafts end after 30 minutes without use, mailboxes after 15.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lookup = models.BinaryField(unique=True)
    kind = models.CharField(max_length=10, choices=VisitKind.choices)
    content = models.BinaryField()
    opened_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(default=now)

    data = DataClasses(retention="session", S1="id lookup kind opened_at used_at", S3="content")
    shield = Shield(public=Rows.all(_SHOWN, delete=True))

    def __str__(self) -> str:
        return str(self.id)
