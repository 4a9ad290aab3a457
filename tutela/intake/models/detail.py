"""What is recorded about reporting itself: barriers and delay, legal duties, contacts that are no reports."""

from __future__ import annotations

import uuid

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import today
from tutela.kernel.database.shield import Rows, Shield, offices
from tutela.kernel.ids import uuid7

from ..enums import DutyState, FeedbackAnswer, OtherContactKind
from .report import OVERSIGHT, WITH_THE_REPORT, Report


class Barriers(models.Model):
    """Why it was not reported earlier, who held the barrier, and the days of the event and of the first disclosure (R23).

    ``codes`` are of the list ``barriers`` or ``UNK``; dates are EDTF text, of which any part may be unknown.
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="barriers")
    codes = models.JSONField(default=list)
    holder = models.CharField(max_length=20, default="UNK")
    happened_on = models.CharField(max_length=10, blank=True)
    first_told_on = models.CharField(max_length=10, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="report", S1="report recorded_by", S2="codes holder happened_on first_told_on")
    shield = Shield(staff=Rows.all(WITH_THE_REPORT))

    def __str__(self) -> str:
        return str(self.report_id)


class Duty(models.Model):
    """A profession's duty to report in this matter: until when, and whether it was met (R24)."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="duty")
    profession = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=DutyState.OPEN, choices=DutyState.choices)
    ground = models.CharField(max_length=40, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="report", S1="report due_at state ground settled_on settled_by", S2="profession")
    shield = Shield(staff=Rows.all(WITH_THE_REPORT))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", settled_on=None, settled_by=None)
                | (~models.Q(state="open") & models.Q(settled_on__isnull=False, settled_by__isnull=False)),
                name="duty_settled_when_and_by_whom",
            )
        ]

    def __str__(self) -> str:
        return str(self.report_id)


class OnlineHarm(models.Model):
    """Harm by means of technology (R10), and what material is said to exist (R9): in codes. Nobody need be named, and nothing
    of the material is kept; where it is stands in a sealed note.

    ``means`` and ``material`` are of the lists ``media`` and ``material_kind``. ``passed_on``: each body it must be passed on
    to, with the day that was done, empty until then.
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="online_harm")
    means = models.JSONField(default=list)
    solicited = models.CharField(max_length=10, default="unknown")
    anonymous = models.CharField(max_length=10, default="unknown")
    material = models.JSONField(default=list)
    passed_on = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="report", S1="report passed_on recorded_by", S2="means solicited anonymous material")
    shield = Shield(staff=Rows.all(WITH_THE_REPORT))

    def __str__(self) -> str:
        return str(self.report_id)


class Feedback(models.Model):
    """What reporters say in the end, without their report: the office, the month, the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    answer = models.CharField(max_length=10, choices=FeedbackAnswer.choices)

    data = DataClasses(retention="operational", S1="id office month answer")
    shield = Shield(staff=Rows(read=offices("office_id", "report_triage", "report_oversee", OVERSIGHT)))

    def __str__(self) -> str:
        return str(self.id)


class OtherContact(models.Model):
    """A call or message that is no report: the day, the channel and the kind, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(default=today)
    channel = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=OtherContactKind.choices)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="operational", S1="id office day channel kind recorded_by")
    shield = Shield(
        staff=Rows(
            read=offices("office_id", "report_triage", "report_oversee"), insert=offices("office_id", "report_triage")
        )
    )

    def __str__(self) -> str:
        return str(self.id)
