"""Who asks another office to take over a file, who answers, and which office may have it (P10, P11, P13, P14, P22, R65)."""

from __future__ import annotations

import uuid

from tutela.accounts.api import Permission
from tutela.care.api import share_on, view_recorded
from tutela.cases.api import (
    CaseFile,
    ChildView,
    Consent,
    Decision,
    FileReason,
    FileState,
    see_file,
    share_with_body,
    shut,
    work_on_file,
)
from tutela.cases.api import assign_file as may_assign
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Reason, Rule

from .enums import TransferReason
from .models import Handover, Proposal, Transfer
from .states import ProposalState, TransferState


@Rule
def ask(actor: Actor, file: CaseFile) -> Reason | None:
    """A supervisor of the file's office, while it is open and nobody works in it by emergency; one transfer at a time."""
    if (reason := may_assign.why_not(actor, file) or _stands_against(file)) is not None:
        return reason
    return TransferReason.EMERGENCY if in_emergency(file) else None


@Rule
def propose(actor: Actor, file: CaseFile) -> Reason | None:
    """The file's worker, and nobody who is in it by emergency or invitation; of a file that could be asked for, one proposal at a time."""
    if (reason := work_on_file.why_not(actor, file)) is not None:
        return reason
    if file.worker_id != actor.id:
        return FileReason.NOT_ASSIGNED
    if (reason := _stands_against(file)) is not None:
        return reason
    return TransferReason.PROPOSED if proposed(file) is not None else None


@Rule
def see_to(actor: Actor, one: Proposal) -> Reason | None:
    """A supervisor of the office that holds the open file says no to a proposal, once; yes is to ask the other office."""
    if (reason := may_assign.why_not(actor, one.file) or shut(one.file)) is not None:
        return reason
    return None if one.state == ProposalState.PROPOSED else TransferReason.PROPOSAL_ANSWERED


@Rule
def ask_proposed(actor: Actor, one: Proposal) -> Reason | None:
    """The same, where the other office could be asked now."""
    return see_to.why_not(actor, one) or ask.why_not(actor, one.file)


@Rule
def take_back(actor: Actor, one: Proposal) -> Reason | None:
    """The file's worker takes a proposal back until it is answered."""
    if (reason := work_on_file.why_not(actor, one.file)) is not None:
        return reason
    if one.file.worker_id != actor.id:
        return FileReason.NOT_ASSIGNED
    return None if one.state == ProposalState.PROPOSED else TransferReason.PROPOSAL_ANSWERED


@Rule
def heard(file: CaseFile) -> TransferReason | None:
    """The child was heard on this since the last transfer was answered, or it is written why that was not possible (R65)."""
    return None if view_on(file) is not None else TransferReason.NOT_HEARD


@Rule
def hold(file: CaseFile, office: Office, consent: Consent | None) -> Reason | None:
    """An office that may be proposed; of another body, on a consent in force or an approved override, as for every referral (P10)."""
    if (reason := fits.why_not(file, office)) is not None:
        return reason
    return None if office.organisation_id == file.office.organisation_id else share_on.why_not(consent)


@Rule
def fits(file: CaseFile, office: Office) -> Reason | None:
    """Another office that holds files, where nobody works who is unsafe for the child (P11), which the law lets have it (P13)."""
    if office.pk == file.office_id:
        return TransferReason.SAME_OFFICE
    if not office.holds_files or office.closed_on is not None:
        return TransferReason.HOLDS_NONE
    return share_with_body.why_not(file, office)


@Rule
def see(actor: Actor, one: Transfer) -> FileReason | None:
    """Whoever sees the file, supervisors of the office that asks, and of the one that is asked until it declines or it is taken back."""
    there = one.state in (TransferState.ASKED, TransferState.ACCEPTED)
    asked = there and actor.reaches(Permission.FILE_ASSIGN, one.to_office_id)
    if asked or actor.reaches(Permission.FILE_ASSIGN, one.from_office_id):
        return None
    return None if sees_its_file(actor, one) else FileReason.NOT_VISIBLE


@Rule
def answer(actor: Actor, one: Transfer) -> Reason | None:
    """A supervisor of the office that is asked, once."""
    return _step(actor, one, one.to_office_id)


@Rule
def accept(actor: Actor, one: Transfer) -> Reason | None:
    """The same, never the person who asked (P14)."""
    if (reason := answer.why_not(actor, one)) is not None:
        return reason
    return TransferReason.SECOND_PERSON if one.asked_by_id == actor.id else None


@Rule
def withdraw(actor: Actor, one: Transfer) -> Reason | None:
    """A supervisor of the office that asks, until it is answered."""
    return _step(actor, one, one.from_office_id)


@Rule
def receive(file: CaseFile, one: Transfer) -> Reason | None:
    """What was asked when the transfer was sent, asked again of the file as it is in the moment it goes (P10, P11, P13, P25)."""
    if in_emergency(file):
        return TransferReason.EMERGENCY
    if one.to_office.closed_on is not None:
        return TransferReason.HOLDS_NONE
    if share_with_body.why_not(file, one.to_office) is not None:
        return TransferReason.UNSAFE
    if one.to_office.organisation_id == one.from_office.organisation_id:
        return None
    found = Consent.objects.filter(pk=one.consent_id) if one.consent_id else Consent.objects.none()
    return (
        None if share_on.allows(found.first()) else TransferReason.NO_BASIS
    )  # read anew: who answers could not see it before


@Rule
def tell(actor: Actor, one: Transfer) -> Reason | None:
    """Whoever works on the file after an accepted transfer writes that the child was told, once."""
    if (reason := see.why_not(actor, one)) is not None:
        return reason
    if one.state != TransferState.ACCEPTED:
        return TransferReason.NOT_ACCEPTED
    file = CaseFile.objects.filter(pk=one.file_id).select_related("child").first()
    if file is None:
        return FileReason.NOT_VISIBLE
    if (reason := work_on_file.why_not(actor, file)) is not None:
        return reason
    found = Handover.objects.filter(transfer=one, told_on=None)
    return None if found.exists() else TransferReason.TOLD


def waiting(file: CaseFile) -> Transfer | None:
    """The transfer of this file that waits for its answer."""
    return Transfer.objects.filter(file=file, state=TransferState.ASKED).first()


def proposed(file: CaseFile) -> Proposal | None:
    """The proposal of this file that waits for a supervisor."""
    return Proposal.objects.filter(file=file, state=ProposalState.PROPOSED).select_related("file").first()


def view_on(file: CaseFile) -> ChildView | None:
    """What the child said about going to another office, since the last transfer was answered; the newest."""
    found = ChildView.objects.filter(file=file, about=Decision.TRANSFER).order_by("-created_at")
    used = Handover.objects.filter(file=file).values("view_id")
    view = found.exclude(pk__in=used).first()
    return view if view_recorded(view) is None else None


def in_emergency(file: CaseFile) -> bool:
    """Whether an emergency access to the file is running (P25)."""
    return file.accesses.filter(kind="break_glass", ended_at=None, expires_at__gt=now()).exists()


def sees_its_file(actor: Actor, one: Transfer) -> bool:
    """Whether the actor sees the file, and so the words that go with it."""
    file = CaseFile.objects.filter(pk=one.file_id).first()
    return file is not None and see_file.allows(actor, file)


def _step(actor: Actor, one: Transfer, office_id: uuid.UUID) -> Reason | None:
    if not actor.reaches(Permission.FILE_ASSIGN, office_id):
        return TransferReason.NOT_YOURS if see.allows(actor, one) else FileReason.NOT_VISIBLE
    return None if one.state == TransferState.ASKED else TransferReason.NOT_ASKED


def _stands_against(file: CaseFile) -> Reason | None:
    """Why no office can be asked to take the file over as it stands: sealed, shut, or asked already."""
    if file.sealed_at is not None:
        return TransferReason.SEALED
    if (reason := shut(file)) is not None:
        return reason
    if waiting(file) is not None:
        return TransferReason.ALREADY
    return TransferReason.NOT_NOW if file.state == FileState.TRANSFER_PENDING else None
