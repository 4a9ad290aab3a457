"""HTTP: transfers of files between offices. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.accounts.api import AccountsReason, Permission, User
from tutela.audit import api as audit
from tutela.cases.api import Consent, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.ui.forms import move_named

from . import actions, queries
from .forms import MOVES, PROPOSAL_MOVES
from .models import Proposal, Transfer
from .states import TransferState

router = Router(tags=["transfers"])
MOST = 200
_PROPOSALS = "/files/{file_id}/transfer-proposals"


class TransferIn(Body):
    """Which office is asked, why (a code), and the words it reads once it has accepted; ``consent``: for another body."""

    office: uuid.UUID
    why: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    urgent: str = Field(max_length=2000)
    promised: str = Field(max_length=2000)
    consent: uuid.UUID | None = None


class TransferProposeIn(Body):
    """Which office should take over, why (a code), and the words that the supervisor reads."""

    office: uuid.UUID
    why: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    urgent: str = Field(max_length=2000)
    promised: str = Field(max_length=2000)


class ProposalAnswerIn(Body):
    """Why the other office is not asked, or why the proposal is taken back."""

    answer: str = Field(max_length=2000)


class TransferAcceptIn(Body):
    """Who is responsible from now on; why, when they have many files."""

    worker: uuid.UUID
    reason: str = Field("", max_length=500)


class TransferDeclineIn(Body):
    """Why not: a code, and words without names."""

    not_taken: str = Field(max_length=20)
    answer: str = Field(max_length=2000)


class TransferWithdrawIn(Body):
    """Why it is taken back."""

    answer: str = Field(max_length=2000)


class TransferToldIn(Body):
    """When and how the child was told, and what the child said."""

    told_on: dt.date
    told: str = Field(max_length=2000)


class HandoverOut(Schema):
    """The words that go with the file."""

    reason: str
    urgent: str
    promised: str
    view_id: uuid.UUID
    told_on: dt.date | None
    told: str


class TransferOut(Schema):
    """One transfer: asked, accepted, declined or withdrawn. ``shared``: the facts, while it waits or with the file; ``handover``: the
    words, for whoever sees the file."""

    id: uuid.UUID
    version: int
    number: str
    file_id: uuid.UUID
    from_office_id: uuid.UUID
    to_office_id: uuid.UUID
    state: str
    why: str
    asked_at: dt.datetime
    answer_due_at: dt.datetime
    decided_at: dt.datetime | None
    worker_id: uuid.UUID | None
    not_taken: str
    answer: str
    shared: dict[str, Any]
    handover: HandoverOut | None


class TransferProposalOut(Schema):
    """What a file's worker proposes to the supervisor: proposed, asked (then ``transfer_id``), declined or withdrawn."""

    id: uuid.UUID
    version: int
    file_id: uuid.UUID
    office_id: uuid.UUID
    state: str
    why: str
    reason: str
    urgent: str
    promised: str
    view_id: uuid.UUID
    created_at: dt.datetime
    created_by_id: uuid.UUID
    decided_at: dt.datetime | None
    answer: str
    transfer_id: uuid.UUID | None


class WaitingProposalOut(Schema):
    """A proposal that waits, in a list: its words stand in the file alone."""

    id: uuid.UUID
    file_id: uuid.UUID
    office_id: uuid.UUID
    why: str
    created_at: dt.datetime


@Rule
def covers_transfers(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover to ask, answer or take back."""
    return None if actor.has(Permission.FILE_ASSIGN) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_seeing(actor: Actor) -> AccountsReason | None:
    """To see one: assigning, or reading files."""
    return None if actor.has(Permission.FILE_ASSIGN) or covers_reading.allows(actor) else AccountsReason.OUTSIDE_SCOPE


@router.get("/transfers", response={200: list[TransferOut], **ERRORS}, operation_id="transfers")
def listed(request: HttpRequest) -> Any:
    """What the offices of whoever asks are asked, asked for or took over, the newest first; facts and words stand in each alone."""
    covers_transfers.require(me(request))
    found = list(queries.of_offices(me(request))[:MOST])
    audit.record(by=me(request), action="transfers_listed", details={"rows": len(found)})
    return [_out(None, one) for one in found]


@router.get("/transfers/{transfer_id}", response={200: TransferOut, **ERRORS}, operation_id="transfer")
def one_transfer(request: HttpRequest, response: HttpResponse, transfer_id: uuid.UUID) -> Any:
    """One transfer."""
    covers_seeing.require(me(request))
    one = queries.get_transfer(me(request), transfer_id)
    actions.read_transfer(one=one, by=me(request))
    tag(response, one.version)
    return _out(me(request), one)


@router.get("/files/{file_id}/transfers", response={200: list[TransferOut], **ERRORS}, operation_id="file_transfers")
def of_file(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The transfers of a file, the newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request))
    return [_out(me(request), one) for one in queries.of_file(file)]


@router.post("/files/{file_id}/transfers", response={201: TransferOut, **ERRORS}, operation_id="transfer_ask")
def ask(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: TransferIn) -> Any:
    """Ask another office to take over a file."""
    covers_transfers.require(me(request))
    file = get_file(me(request), file_id)
    made = actions.ask_transfer(file=file, by=me(request), values=with_rows(body, {"office": Office, "consent": Consent}))
    tag(response, made.version)
    return Status(201, _out(me(request), made))


@router.get("/transfer-proposals", response={200: list[WaitingProposalOut], **ERRORS}, operation_id="transfer_proposals")
def proposals_waiting(request: HttpRequest) -> Any:
    """What workers of one's offices propose and nobody has answered, the earliest first."""
    covers_transfers.require(me(request))
    found = list(queries.to_see_to(me(request))[:MOST])
    audit.record(by=me(request), action="transfer_proposals_listed", details={"rows": len(found)})
    return found


@router.get(_PROPOSALS, response={200: list[TransferProposalOut], **ERRORS}, operation_id="file_transfer_proposals")
def proposals_of_file(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What was proposed for a file, the newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request))
    return list(queries.proposals_of(file))


@router.post(_PROPOSALS, response={201: TransferProposalOut, **ERRORS}, operation_id="transfer_propose")
def propose(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: TransferProposeIn) -> Any:
    """Propose to the supervisor that another office takes over a file; that office learns nothing of it."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    made = actions.propose_transfer(file=file, by=me(request), values=with_rows(body, {"office": Office}))
    tag(response, made.version)
    return Status(201, made)


def _out(actor: Actor | None, one: Transfer) -> dict[str, Any]:
    handover = queries.handover_of(actor, one) if actor else None
    told = {name: getattr(one, name) for name in TransferOut.model_fields if name not in ("id", "shared", "handover")}
    shared = one.shared if handover or (actor and one.state == TransferState.ASKED) else {}
    return told | {"id": one.pk, "shared": shared, "handover": handover}


def _mount(name: str, body_type: type[Body], covers: Rule[Any]) -> None:
    move = move_named(MOVES, name)

    def operation(request: HttpRequest, response: HttpResponse, transfer_id: uuid.UUID, body: Any) -> Any:
        covers.require(me(request))
        one = queries.get_transfer(me(request), transfer_id)
        values = with_rows(body, {"worker": User} if name == "accept" else {})
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=values)
        tag(response, saved.version)
        return _out(me(request), saved)

    mount_step(
        router,
        f"/transfers/{{transfer_id}}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=TransferOut,
        operation_id=f"transfer_{name}",
    )


for _name, _body, _covers in (
    ("accept", TransferAcceptIn, covers_transfers),
    ("decline", TransferDeclineIn, covers_transfers),
    ("withdraw", TransferWithdrawIn, covers_transfers),
    ("told", TransferToldIn, covers_seeing),
):
    _mount(_name, _body, _covers)


def _mount_answer(name: str, covers: Rule[Any]) -> None:
    move = move_named(PROPOSAL_MOVES, name)

    def operation(
        request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, proposal_id: uuid.UUID, body: Any
    ) -> Any:
        covers.require(me(request))
        one = part_of(get_file(me(request), file_id), Proposal, proposal_id, *queries.PROPOSED)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return saved

    mount_step(
        router,
        f"{_PROPOSALS}/{{proposal_id}}/{name}",
        operation,
        act=move.act,
        body=ProposalAnswerIn,
        shape=TransferProposalOut,
        operation_id=f"transfer_proposal_{name}",
    )


_mount_answer("decline", covers_transfers)
_mount_answer("withdraw", covers_writing)
