"""What is asked of a community protection committee for a child (R77)."""

from __future__ import annotations

from django.db import models

from tutela.care.models import PlanAction
from tutela.cases.models import COMMON, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import Rows, Shield, all_of, any_of, offices, through
from tutela.kernel.ids import new_file_number
from tutela.kernel.vault import EncryptedTextField

from .states import Stand

WORDS = 1000
PLACE = 300
_FILE = through("file_id", "cases_casefile")
_COMMITTEE = all_of(offices("committee_id", "support_do"), "open_until >= current_date")


class SupportAction(Section):
    """One thing asked of one committee, under a data key of its own (``key_id`` equals ``id``): what the committee reads opens
    nothing else of the child. ``what`` and ``where_met`` carry no identity; ``number`` is what both sides call it by.
    ``open_until``: the last day on which the committee sees the row. ``noted_at``: the worker took note of the answer."""

    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    plan_action = models.ForeignKey(PlanAction, null=True, on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    asking_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    what = EncryptedTextField(max_length=WORDS)
    where_met = EncryptedTextField(max_length=PLACE, blank=True)
    due_on = models.DateField()
    child_agrees = models.CharField(max_length=20)
    child_because = EncryptedTextField(max_length=WORDS, blank=True)
    nobody_unsafe = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=Stand.ASKED)
    answer = EncryptedTextField(max_length=WORDS, blank=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    open_until = models.DateField()

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} number plan_action committee asking_office accepted_at ended_at noted_at open_until",
        S2="due_on child_agrees state",
        S3="what where_met child_because nobody_unsafe answer",
    )
    shield = Shield(
        staff=Rows(read=any_of(_FILE, _COMMITTEE), insert=_FILE, update=any_of(_FILE, _COMMITTEE)),
    )

    class Meta(Section.Meta):
        ordering = ["due_on", "created_at"]
        indexes = [models.Index(fields=["committee", "state"], name="support_of_committee")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(child_agrees__in=("yes", "too_young"), nobody_unsafe=True), name="support_asked_safely"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("asked", "accepted"), ended_at=None)
                | models.Q(state__in=("declined", "done", "given_back", "recalled"), ended_at__isnull=False),
                name="support_ends_with_its_state",
            ),
        ]
