"""Proposing a transfer, asking another office to take over a file, the answer, and telling the child. Acceptance comes before release
(R25, R65, P22)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.cases.api import FILE, CaseFile, Consent, DeadlineKind, FileState, make_responsible, read_file, see_file
from tutela.cases.api.steps import add_section, meet_deadline, move_file, revise, set_deadline, time_for
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, short, stop
from tutela.kernel.clock import now, today
from tutela.kernel.errors import NotHere, Refused, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from . import policies
from .enums import NotTaken, TransferReason
from .models import Handover, Proposal, Transfer
from .queries import SENTENCE as _SENTENCE
from .queries import facts, wrong_words
from .states import PROPOSAL, TRANSFER, ProposalState, TransferState

TOLD_WITHIN = dt.timedelta(days=3)
"""So soon the child is told who is there for them now."""
_WORDS = ("reason", "urgent", "promised")


@transaction.atomic
def propose_transfer(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Proposal:
    """Propose to one's own supervisor that the file goes to another office, which learns nothing of it.

    ``values``: office, why, reason, urgent, promised.

    Raises:
        Refused: not the file's worker, the file or the other office does not fit, the child was not heard.
        InvalidInput: no office, no known reason, no real words.
    """
    policies.propose.require(by, file)
    stop(_wrong(file, values))
    policies.fits.require(file, values["office"])
    policies.heard.require(file)
    held = CaseFile.objects.select_for_update(of=("self",)).select_related("child").get(pk=file.pk)
    policies.propose.require(by, held)  # again, alone: two who propose at once, and a supervisor who asks meanwhile
    said = {name: str(values[name]).strip() for name in _WORDS} | {"office": values["office"], "why": values["why"]}
    one = add_section(model=Proposal, file=file, by=by, values=said | {"view": policies.view_on(file)})
    one.file = file
    _note(by, "transfer_proposed", one, to=str(one.office_id), why=one.why)
    return one


@transaction.atomic
def decline_proposal(*, one: Proposal, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proposal:
    """Do not ask the other office, and tell the worker why. ``values``: answer (in words).

    Raises:
        Refused: no supervisor of the office that holds the file, or it is answered.
        InvalidInput: no real words.
        StaleVersion: somebody was quicker.
    """
    policies.see_to.require(by, one)
    saved = _see_to(one, ProposalState.DECLINED, by, base_version, values)
    _note(by, "transfer_proposal_declined", saved)
    return saved


@transaction.atomic
def withdraw_proposal(*, one: Proposal, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proposal:
    """Take a proposal back before it is answered. ``values``: answer (why, in words).

    Raises:
        Refused: not the file's worker, or it is answered.
        InvalidInput: no real words.
        StaleVersion: somebody was quicker.
    """
    policies.take_back.require(by, one)
    saved = _see_to(one, ProposalState.WITHDRAWN, by, base_version, values)
    _note(by, "transfer_proposal_withdrawn", saved)
    return saved


@transaction.atomic
def ask_transfer(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Transfer:
    """Ask another office to take over a file. Until it accepts, office and worker stay responsible and go on. A file that is not
    registered yet, or was reopened, keeps its state: no way round registration leads through a transfer (R63). What the worker
    proposed is answered by that.

    ``values``: office, why, reason, urgent, promised; consent, where the other office belongs to another body.

    Raises:
        Refused: not a supervisor, the file or the other office does not fit, the child was not heard, no consent.
        InvalidInput: no office, no known reason, no real words, a consent of another file.
    """
    policies.ask.require(by, file)
    stop(_wrong(file, values))
    office, consent = values["office"], values.get("consent")
    policies.hold.require(file, office, consent)
    policies.heard.require(file)
    held = CaseFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    policies.ask.require(by, held)
    pk, risk = uuid7(), file.risk_level if file.risk_level in ("high", "medium") else "low"
    due = now() + time_for("referral_answer", risk)
    keys.create_key(pk, "transfer")
    one = Transfer.objects.create(
        id=pk,
        key_id=pk,
        number=file.number,
        file=file,
        from_office_id=held.office_id,
        to_office=office,
        state_before=held.state,
        why=values["why"],
        consent=consent,
        shared=facts(file),
        asked_by_id=by.id,
        asked_at=now(),
        answer_due_at=due,
    )
    said = {name: str(values[name]).strip() for name in _WORDS}
    add_section(model=Handover, file=file, by=by, values=said | {"transfer": one, "view": policies.view_on(file)})
    if FILE.allows(held.state, FileState.TRANSFER_PENDING):
        move_file(file=file, target=FileState.TRANSFER_PENDING, by=by)
    set_deadline(file=file, kind=DeadlineKind.TRANSFER_ANSWER, due_at=due, by=by, subject=one.pk)
    _record(by, "transfer_asked", one, file.child_id, why=one.why, fields=sorted(one.shared))
    if (found := policies.proposed(file)) is not None:
        _end(found, ProposalState.ASKED, by, found.version, {"transfer_id": one.pk})
    return one


@transaction.atomic
def ask_one_of_several(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Transfer:
    """The same for one of several files that are asked for together with one reason, as where an office closes. What cannot wait and what was
    promised is the child's own where the worker proposed the transfer. Another body is asked file by file, with the consent chosen.

    ``values``: office, why, reason, urgent, promised.

    Raises:
        Refused, InvalidInput: as for one alone.
    """
    said = {name: values.get(name) for name in ("office", "why", *_WORDS)}
    if (found := policies.proposed(file)) is not None:
        said |= {"urgent": found.urgent, "promised": found.promised}
    return ask_transfer(file=file, by=by, values=said)


@transaction.atomic
def accept_transfer(*, one: Transfer, by: Actor, base_version: int, values: Mapping[str, Any]) -> Transfer:
    """Take the file over, and name who is responsible in the same step: the child is never without somebody (P22).

    ``values``: worker; reason, when the worker has many files already (P24).

    Raises:
        Refused: not the office that is asked, the person who asked, the file does not fit any more, or the worker cannot hold it.
        InvalidInput: no worker, or no reason above the limit.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.accept.require(by, one)
    worker = values.get("worker")
    stop({"worker": UNKNOWN} if not isinstance(worker, User) else {})
    child_id = _answer(one, TransferState.ACCEPTED, base_version, takes=worker)  # type: ignore[arg-type]
    file = CaseFile.objects.select_related("child", "office__organisation").get(pk=one.file_id)
    policies.receive.require(file, one)
    make_responsible(file=file, worker=worker, by=by, reason=str(values.get("reason") or ""))  # type: ignore[arg-type]
    set_deadline(file=file, kind=DeadlineKind.TRANSFER_TOLD, due_at=now() + TOLD_WITHIN, by=by, subject=one.pk)
    _record(by, "transfer_accepted", one, child_id, worker=str(worker.pk))  # type: ignore[union-attr]
    return one


@transaction.atomic
def decline_transfer(*, one: Transfer, by: Actor, base_version: int, values: Mapping[str, Any]) -> Transfer:
    """Do not take the file over. It stays where it is, and this office sees nothing of it any more.

    ``values``: not_taken (why), answer (in words, without names).

    Raises:
        Refused: not the office that is asked, or it is answered.
        InvalidInput: no known reason, no real words.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.answer.require(by, one)
    unknown = {"not_taken": UNKNOWN} if values.get("not_taken") not in NotTaken.values else {}
    stop(unknown | short(values, "answer", said=_SENTENCE))
    child_id = _answer(one, TransferState.DECLINED, base_version, why_not=values["not_taken"], words=str(values["answer"]))
    _record(by, "transfer_declined", one, child_id, why=one.not_taken)
    return one


@transaction.atomic
def withdraw_transfer(*, one: Transfer, by: Actor, base_version: int, values: Mapping[str, Any]) -> Transfer:
    """Take the question back before it is answered. ``values``: answer (why, in words).

    Raises:
        Refused: not the office that asks, or it is answered.
        InvalidInput: no real words.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.withdraw.require(by, one)
    stop(short(values, "answer", said=_SENTENCE))
    child_id = _answer(one, TransferState.WITHDRAWN, base_version, words=str(values["answer"]))
    _record(by, "transfer_withdrawn", one, child_id)
    return one


@transaction.atomic
def tell_child(*, one: Transfer, by: Actor, base_version: int, values: Mapping[str, Any]) -> Transfer:
    """Write that the child was told who is there for them now, and what the child said to it. ``values``: told_on, told.

    Raises:
        Refused: not who works on the file, not accepted, or written already.
        InvalidInput: a day that cannot be, no real words.
        StaleVersion: somebody was quicker.
    """
    policies.tell.require(by, one)
    day = values.get("told_on")
    possible = isinstance(day, dt.date) and one.decided_at is not None and one.decided_at.date() <= day <= today()
    stop(
        ({} if possible else {"told_on": _("Give a day between the transfer and today.")})
        | short(values, "told", said=_SENTENCE)
    )
    _hold(Transfer.objects.all(), one, base_version)
    handover = Handover.objects.select_related("file").get(transfer=one)
    said = {"told_on": day, "told": str(values["told"]).strip()}
    revise(section=handover, by=by, base_version=handover.version, values=said)
    meet_deadline(file=handover.file, kind=DeadlineKind.TRANSFER_TOLD, by=by, subject=one.pk)
    _record(by, "transfer_told", one, handover.file.child_id)
    return one


def read_transfer(*, one: Transfer, by: Actor) -> None:
    """Write down that somebody was shown a transfer: a read of the file for whoever sees it; of the facts for the office that is asked,
    which does not know the child. Whoever shows it has asked :func:`.queries.get_transfer` first."""
    file = CaseFile.objects.select_related("child").filter(pk=one.file_id).first()
    if file is not None and see_file.allows(by, file):
        read_file(file=file, by=by)
    audit.record(by=by, action="transfer_read", subject=f"transfers.transfer:{one.pk}")


def _answer(
    one: Transfer,
    verdict: TransferState,
    base_version: int,
    *,
    takes: User | None = None,
    why_not: str = "",
    words: str = "",
) -> uuid.UUID:
    """The answer, on the row that was seen; the database moves what hangs on the file, which the answering office may not see.

    Returns the child that this is about, for the trail.
    """
    at = now()
    _hold(Transfer.objects.select_for_update(of=("self",)), one, base_version)
    TRANSFER.move(one.state, verdict)
    if words:
        one.answer = words.strip()
        one.save(update_fields=["answer"])
    with connection.cursor() as cursor:
        sent: list[Any] = [one.pk, verdict.value, takes and takes.pk, why_not, at]
        cursor.execute("SELECT refused, of_child FROM transfers_answer(%s, %s, %s, %s, %s)", sent)
        refused, child_id = cursor.fetchone()
    if refused:
        raise Refused(TransferReason(refused))
    one.state, one.version, one.decided_at, one.worker, one.not_taken = verdict, one.version + 1, at, takes, why_not
    return child_id  # type: ignore[no-any-return]


def _see_to(one: Proposal, target: ProposalState, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proposal:
    stop(short(values, "answer", said=_SENTENCE))
    return _end(one, target, by, base_version, {"answer": str(values["answer"]).strip()})


def _end(one: Proposal, target: ProposalState, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proposal:
    ended = {"state": PROPOSAL.move(one.state, target).value, "decided_by_id": by.id, "decided_at": now()}
    saved = revise(section=one, by=by, base_version=base_version, values={**ended, **values})
    saved.file = one.file
    return saved


def _hold(rows: QuerySet[Transfer], one: Transfer, base_version: int) -> None:
    held = rows.filter(pk=one.pk).values_list("state", "version").first()
    if held is None:
        raise NotHere
    one.state, one.version = held
    if one.version != base_version:
        raise StaleVersion(current={"state": one.state}, submitted={}, version=one.version)


def _wrong(file: CaseFile, values: Mapping[str, Any]) -> dict[str, Any]:
    consent = values.get("consent")
    known = consent is None or (isinstance(consent, Consent) and consent.file_id == file.pk)
    return wrong_words(values) | ({} if known else {"consent": _("This consent belongs to another file.")})


def _record(by: Actor, action: str, one: Transfer, child_id: uuid.UUID, **details: Any) -> None:
    """One event, with both offices."""
    between = {"from": str(one.from_office_id), "to": str(one.to_office_id)}
    audit.record(
        by=by, action=action, subject=f"transfers.transfer:{one.pk}", about=str(child_id), details=between | details
    )


def _note(by: Actor, action: str, one: Proposal, **details: Any) -> None:
    """One event of a proposal, in the file."""
    about = str(one.file.child_id)
    audit.record(by=by, action=action, subject=f"transfers.proposal:{one.pk}", about=about, details=details)
