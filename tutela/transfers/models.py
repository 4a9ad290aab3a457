"""A file on its way from one office to another: what the other office sees before it accepts, and what it is told then."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, CaseFile, ChildView, Consent, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, actor_is, all_of, any_of, offices, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

from .states import ProposalState, TransferState

_FILE = through("file_id", "cases_casefile")
_ASKS = offices("from_office_id", "file_assign")
_ASKED = all_of(offices("to_office_id", "file_assign"), "state IN ('asked', 'accepted')")
"""What was declined or taken back, the office that was asked sees no longer (P12)."""


class Transfer(Sealed):
    """One office asks another to take over a file. ``shared``: the facts the other office answers by, without name or address;
    with ``answer`` they lie under a data key of their own (``key_id`` equals ``id``) that opens nothing else of the child.
    ``state_before``: what the file was. ``worker``: who took over. ``consent``: the basis, where another body is asked (P10)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=9)
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="transfers")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=TransferState.choices, default=TransferState.ASKED)
    state_before = models.CharField(max_length=20)
    why = models.CharField(max_length=20)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    shared = EncryptedJSONField(default=dict)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    answer_due_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    worker = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    not_taken = models.CharField(max_length=20, blank=True)
    answer = EncryptedTextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="case_file",
        S1="id key_id number file from_office to_office state state_before consent asked_by asked_at answer_due_at decided_by "
        "decided_at worker version",
        S2="why shared not_taken answer",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_FILE, _ASKS, _ASKED),
            insert=all_of(actor_is("asked_by_id"), _ASKS, _FILE),
            update=any_of(_ASKS, _ASKED),
        )
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["to_office", "state"], name="transfer_to"),
            models.Index(fields=["from_office", "state"], name="transfer_from"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_office=models.F("to_office")), name="transfer_to_another_office"
            ),
            models.UniqueConstraint(fields=["file"], condition=models.Q(state="asked"), name="transfer_asked_once"),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_by=None, decided_at=None)
                | (~models.Q(state="asked") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="transfer_answered_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted")
                | (models.Q(worker__isnull=False) & ~models.Q(decided_by=models.F("asked_by"))),
                name="transfer_taken_over_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Handover(Section):
    """What the office that takes over is told, once it has: under the child's key, and seen with the file. ``view``: what the child
    said about it, or why that was not obtained. ``told_on``: when the child was told who is there for them now (R65)."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="handover")
    view = models.ForeignKey(ChildView, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(max_length=2000)
    urgent = EncryptedTextField(max_length=2000)
    promised = EncryptedTextField(max_length=2000)
    told_on = models.DateField(null=True)
    told = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(retention="case_file", S1=f"{COMMON} transfer", S2="view told_on", S3="reason urgent promised told")
    shield = WITH_THE_FILE


class Proposal(Section):
    """A worker's proposal to their own supervisor that the file goes to another office: under the child's key, seen with the file and by
    nobody else, so that the other office learns nothing of it. ``transfer``: what became of it, once the other office was asked."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    why = models.CharField(max_length=20)
    reason = EncryptedTextField(max_length=2000)
    urgent = EncryptedTextField(max_length=2000)
    promised = EncryptedTextField(max_length=2000)
    view = models.ForeignKey(ChildView, on_delete=models.PROTECT, related_name="+")
    answer = EncryptedTextField(max_length=2000, blank=True)
    transfer = models.OneToOneField(Transfer, null=True, on_delete=models.PROTECT, related_name="proposal")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} office state transfer decided_by decided_at",
        S2="view why",
        S3="reason urgent promised answer",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=models.Q(state="proposed"), name="proposal_open_once"),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_by=None, decided_at=None)
                | (~models.Q(state="proposed") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="proposal_answered_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", transfer__isnull=False)
                | (~models.Q(state="asked") & models.Q(transfer=None)),
                name="proposal_asked_is_a_transfer",
            ),
        ]
