"""Proceedings from the complaint to the enforcement of the decision, and the legal steps of the file (R62, R78)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class Proceeding(Section):
    """One case before an authority against somebody who is said to have harmed the child. ``unit`` is the police unit or court
    where the directory knows it. ``informed_on``: when the child was told of rights and proceedings; none is an open item."""

    authority = models.CharField(max_length=20)
    unit = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    reference = EncryptedTextField(max_length=200, blank=True)
    subject = EncryptedTextField(max_length=1000)
    state = models.CharField(max_length=20, default="complaint")
    opened_on = models.DateField()
    stage_since = models.DateField()
    due_on = models.DateField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    legal_aid = models.CharField(max_length=10, default="unknown")
    legal_aid_name = EncryptedTextField(max_length=200, blank=True)
    legal_aid_on = models.DateField(null=True)
    support_person = EncryptedTextField(max_length=200, blank=True)
    guardian = EncryptedTextField(max_length=200, blank=True)
    support_on = models.DateField(null=True)
    informed_on = models.DateField(null=True)
    informed_by = EncryptedTextField(max_length=200, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} unit due_on",
        S2="authority reference state opened_on stage_since verdict reason legal_aid legal_aid_name legal_aid_on support_person "
        "guardian support_on informed_on informed_by",
        S3="subject",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(state="discontinued") & ~models.Q(reason=""))
                | (~models.Q(state="discontinued") & models.Q(reason="")),
                name="proceeding_discontinued_with_a_reason",
            )
        ]


class ProceedingStage(Section):
    """A stage that was entered: since when, before whom, how long it may take, and when it was left."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20)
    authority = models.CharField(max_length=20)
    unit = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    left_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} proceeding unit due_on",
        S2="stage authority entered_on left_on verdict reason words",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-entered_on", "-created_at"]


class LegalTask(Section):
    """A legal step that somebody must take by a moment; ``subject`` is what opened it (a settlement, a charge, ...)."""

    kind = models.CharField(max_length=30)
    subject = models.UUIDField()
    state = models.CharField(max_length=10, default="open")
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    result = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file", S1=f"{COMMON} subject state urgent due_at owner", S2="kind done_on", S3="result"
    )
    shield = WITH_THE_FILE
