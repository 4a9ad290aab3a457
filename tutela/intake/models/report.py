"""A report: in the clear only what sorting and counting need; everything else sealed to the receiving team."""

from __future__ import annotations

import uuid

from django.db import models

from tutela.accounts.models import Team, TeamKey, User
from tutela.directory.models import Office, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now, today
from tutela.kernel.database.shield import Rows, Shield, all_of, any_of, holds, offices, through
from tutela.kernel.ids import uuid7

from ..enums import AgeBand, DueKind, NoteKind, ReporterType, StepKind, Urgency, UrgencyReason
from ..states import ReportState

OVERSIGHT = "oversight_docket"
_SEEN = any_of(
    all_of("NOT oversight", offices("office_id", "report_triage", "report_oversee")),
    all_of("oversight", offices("office_id", OVERSIGHT)),
    offices("office_id", "deadline_keep"),
)
_ENTERED = any_of(
    all_of("NOT oversight", offices("office_id", "report_triage", "report_enter")),
    all_of("oversight", any_of(offices("office_id", OVERSIGHT, "report_enter"), holds("report_triage"))),
)
_MECHANISM = (
    "office_id IN (SELECT o.id FROM directory_office o JOIN directory_organisation g ON g.id = o.organisation_id "
    "WHERE g.kind = 'ombudsperson')"
)
_HANDED_OVER = all_of(holds("report_triage"), _MECHANISM)
_BLANK = "state = 'new' AND assignee_id IS NULL"
_COMPLAINED = all_of(f"oversight AND {_BLANK} AND (SELECT tutela_actor()) IS NOT NULL", _MECHANISM)
"""A complaint that somebody who signs in hands to the mechanism for a child: put in, never seen again (R68)."""
_FROM_THE_WEB = f"({_BLANK} AND channel IN ('web_form', 'child_web_form'))"
_LEAD = offices("office_id", "report_oversee", "reporter_reveal", OVERSIGHT)
WITH_THE_REPORT = through("report_id", "intake_report")


class Report(models.Model):
    """The envelope, the sealed words, and what a receipt opens later.

    ``taken_on`` is the day somebody first told it, ``received_on`` the day it came in here (R27); deadlines run from
    ``clock_from``, which keeps the hour only (five minutes in immediate danger). ``ever_immediate`` never goes back.
    The id is random: one made of the moment would tell it. ``oversight``: about officials or a facility, so it lies with the
    independent mechanism and no other office sees it (R87). ``answer_due`` is the day by which an answer was promised.
    ``unread``: the reporter wrote. ``code_shared``: an officer saw the receipt, so it must be changed at the first visit.
    ``words_key`` is the data key sealed to version ``team_key`` of the team's key. ``mailbox_private`` opens with the
    receipt alone. Source: ``reporting`` 2.5.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    received_on = models.DateField(default=today)
    taken_on = models.DateField(default=today)
    clock_from = models.DateTimeField()
    due_at = models.DateTimeField()
    due_kind = models.CharField(max_length=20, default=DueKind.TRIAGE, choices=DueKind.choices)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=20, choices=Urgency.choices)
    urgency_reason = models.CharField(max_length=20, choices=UrgencyReason.choices)
    ever_immediate = models.BooleanField(default=False)
    age_band = models.CharField(max_length=10, default=AgeBand.UNKNOWN, choices=AgeBand.choices)
    reporter_type = models.CharField(max_length=20, default=ReporterType.UNKNOWN, choices=ReporterType.choices)
    channel = models.CharField(max_length=30)
    category = models.CharField(max_length=10, default="UNK")
    language = models.CharField(max_length=5)
    verification = models.CharField(max_length=30, default="suspected")
    state = models.CharField(max_length=20, default=ReportState.NEW, choices=ReportState.choices)
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    expires_on = models.DateField(null=True)
    oversight = models.BooleanField(default=False)
    answer_due = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    alerted = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)
    erased_on = models.DateField(null=True)
    code_shared = models.BooleanField(default=False)
    escalation_step = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_state = models.CharField(max_length=20, blank=True, choices=ReportState.choices)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    team_key = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField()
    words_key = models.BinaryField()
    mac = models.BinaryField(default=b"")
    receipt_lookup = models.BinaryField()
    mailbox_public = models.BinaryField()
    mailbox_private = models.BinaryField()
    kdf_version = models.PositiveSmallIntegerField()
    pepper_version = models.PositiveIntegerField()

    data = DataClasses(
        retention="report",
        S1="id received_on taken_on clock_from due_at due_kind team office urgency urgency_reason ever_immediate channel "
        "language state assignee version expires_on oversight answer_due answered_on alerted unread erased_on code_shared mac "
        "escalation_step escalated_at escalated_to proposed_state proposed_by "
        "team_key kdf_version pepper_version",
        S2="territory age_band reporter_type category verification",
        S3="words words_key receipt_lookup mailbox_public mailbox_private",
    )
    shield = Shield(
        staff=Rows(read=_SEEN, insert=any_of(_ENTERED, _COMPLAINED, all_of(holds("support_do"), _BLANK)), update=_SEEN),
        public=Rows(insert=_FROM_THE_WEB),
    )

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "due_at"], name="report_office_state_due"),
            models.Index(fields=["state", "due_at"], name="report_state_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["receipt_lookup"], name="report_receipt_once"),
            models.CheckConstraint(
                condition=models.Q(proposed_state="", proposed_by=None)
                | (~models.Q(proposed_state="") & models.Q(proposed_by__isnull=False)),
                name="report_proposed_what_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reporter(models.Model):
    """Who reported and how to reach them, sealed apart from the report (R17, P8).

    It stays with the office and the key that received it, also when the report is forwarded.
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="reporter")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    team_key = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField()
    words_key = models.BinaryField()
    mac = models.BinaryField(default=b"")

    data = DataClasses(retention="reporter", S1="report office team_key mac", S4="words words_key")
    shield = Shield(
        staff=Rows(
            read=_LEAD,
            insert=any_of(
                offices("office_id", "report_triage", "report_enter", OVERSIGHT), holds("support_do"), _HANDED_OVER
            ),
            update=_LEAD,
        ),
        public=Rows(insert="true"),
    )

    def __str__(self) -> str:
        return str(self.report_id)


class TriageNote(models.Model):
    """What an officer writes about a report, sealed to the team like the report itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, default=NoteKind.NOTE, choices=NoteKind.choices)
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team_key = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField()
    words_key = models.BinaryField()
    mac = models.BinaryField(default=b"")

    data = DataClasses(retention="report", S1="id report kind written_at written_by team_key mac", S3="words words_key")
    shield = Shield(staff=Rows.all(WITH_THE_REPORT))

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class ReportStep(models.Model):
    """One line of a report's history: what changed, from and to which code, who did it and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="report", S1="id report kind before after at by")
    shield = Shield(staff=Rows(read=WITH_THE_REPORT, insert=WITH_THE_REPORT))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.id)
