"""What is kept: every revision of a part as one sealed row; the medical ones apart; what follows for the plan; a country's forms."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.care.models import PlanAction
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, OWN_TABLE, Rows, Shield, holds, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

_FILE = through("file_id", "cases_casefile")


def _referred(states: str) -> str:
    """The child is referred to a service whose medical track the actor is, and the referral is in one of these states."""
    return (
        "coalesce((SELECT true FROM care_referral AS upper_row "
        f"WHERE upper_row.file_id = {OWN_TABLE}.file_id AND upper_row.track = 'MED' AND upper_row.state IN ({states}) "
        "AND upper_row.expires_at > now() "
        "AND upper_row.provider_office_id = ANY ((SELECT tutela_offices('medical_track'))::uuid[]) LIMIT 1), false)"
    )


ROW = "id key_id file number base at by device"
"""The S1 fields of a revision."""


class Revision(Sealed):
    """One saved state of a part: ``number`` counts from 1, ``base`` is the one the writer saw, ``edition`` the version of the
    questions, ``changed`` the codes of those whose answers differ from the revision before. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="%(class)ss")
    part = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    changed = models.JSONField(default=list)
    answers = EncryptedJSONField(default=dict, max_length=200_000)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "part", "number"], name="%(class)s_number_once"),
            models.CheckConstraint(condition=models.Q(base__lt=models.F("number")), name="%(class)s_after_its_base"),
        ]


class PartRevision(Revision):
    """A part that goes with the file."""

    data = DataClasses(retention="case_file", S1=ROW, S2="part edition", S3="changed answers")
    shield = Shield(staff=Rows(read=_FILE, insert=_FILE))


class MedicalRevision(Revision):
    """A part of the medical track, under a key of its own. Whoever sees the file does not see the row, not even that it is there:
    only the medical track of a service to which the child is referred (R41)."""

    data = DataClasses(retention="case_file", S1=ROW, S4="part edition changed answers")
    shield = Shield(
        staff=Rows(read=_referred("'accepted', 'started', 'completed'"), insert=_referred("'accepted', 'started'"))
    )


class Need(Section):
    """A basic service the child has no access to (list ``basic_services``, R49). ``plan_action``: what the plan does about it;
    ``reason``: why nothing is planned. ``ended_on``: the child has access by now."""

    item = models.CharField(max_length=40)
    plan_action = models.ForeignKey(PlanAction, null=True, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(max_length=1000, blank=True)
    ended_on = models.DateField(null=True)

    data = DataClasses(retention="case_file", S1=COMMON, S2="item plan_action reason ended_on")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.UniqueConstraint(fields=["file", "item"], condition=models.Q(ended_on=None), name="need_open_once"),
        ]


class CountedAnswer(models.Model):
    """A code of a question that is declared for statistics, as the newest revision has it; a text or a number is never here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    code = models.CharField(max_length=40)

    data = DataClasses(retention="case_file", S1="id file", S2="part question code")
    shield = Shield(staff=Rows.all(_FILE, delete=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "part", "question", "code"], name="counted_answer_once")]


class Form(models.Model):
    """A version of a country's own part, compiled from an XLSForm. ``declared``: the part as data; ``digest``: of the file it came
    from. A version is never changed; ``withdrawn_at``: no longer offered, what was filled in stays readable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    declared = models.JSONField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    installed_at = models.DateTimeField(default=now)
    installed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="reference",
        S1="id code version declared digest file_name installed_at installed_by withdrawn_at",
    )
    shield = Shield(staff=Rows(read=ANY_ROW, insert=holds("directory_edit"), update=holds("directory_edit")))

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="form_version_once")]
