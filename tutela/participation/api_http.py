"""HTTP: what a child was told, complaints past the office, requests to see what is held. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, PersonAround, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Office
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me
from tutela.kernel.vault import receipt
from tutela.ui.forms import move_named

from . import actions
from .forms import MOVES
from .models import AccessRequest, HandedOver
from .presenters import held
from .queries import RELATED, requests, talks, turning_18

router = Router(tags=["participation"])
_REQUESTS = "/files/{file_id}/access-requests"
_ONE = f"{_REQUESTS}/{{request_id}}"
_TALKS = "/files/{file_id}/child-told"


class HandOverIn(Body):
    """A sheet that reached the child; ``present`` are ids of persons around the child; ``goes_on``: agreed for after 18, with that talk."""

    talk: str = Field(max_length=10)
    handed_on: dt.date
    way: str = Field(max_length=10)
    language: str = Field(max_length=20)
    present: list[uuid.UUID] = []
    present_others: str = Field("", max_length=500)
    understood: str = Field(max_length=10)
    asked: str = Field("", max_length=2000)
    goes_on: str = Field("", max_length=2000)


class HandedOverOut(Schema):
    """One talk; not ``free``: an unsafe person was there, so the child is told again."""

    id: uuid.UUID
    version: int
    talk: str
    plan_id: uuid.UUID | None
    handed_on: dt.date
    way: str
    language: str
    present: list[uuid.UUID]
    present_others: str
    free: bool
    understood: str
    asked: str
    goes_on: str


class TurningOut(Schema):
    """Who turns 18 within a year, in one's own files: between which days, and what that still needs (codes)."""

    file_id: uuid.UUID
    number: str
    earliest: dt.date
    latest: dt.date
    missing: list[str]


class ComplainIn(Body):
    """A complaint about the handling of a file: its number, and the code of the office."""

    number: str = Field(max_length=20)
    office: str = Field(max_length=30)
    voice: str = Field(max_length=10)
    words: str = Field(max_length=4000)


class ComplainedOut(Schema):
    """The receipt for the child; it is not kept and cannot be asked for again."""

    receipt: str
    shown: str
    answer_due: dt.date | None


class AccessAskIn(Body):
    """Who asks for what; ``person`` is the id of the caregiver."""

    asker: str = Field(max_length=10)
    person: uuid.UUID | None = None
    wish: str = Field(max_length=10)
    words: str = Field(max_length=2000)
    capacity: str = Field(max_length=10)
    child_agrees: str = Field(max_length=10)
    counselling_offered: bool = False
    counselling: str = Field(max_length=1000)
    asked_on: dt.date


class AccessGrantIn(Body):
    """What to mind."""

    reasons: str = Field("", max_length=2000)


class AccessRefuseIn(Body):
    """Ground, reasons, remedy."""

    refusal: str = Field(max_length=15)
    reasons: str = Field(max_length=2000)
    remedy: str = Field(max_length=1000)


class AccessGiveIn(Body):
    """How it was gone through."""

    answer: str = Field(max_length=2000)


class AccessRequestOut(Schema):
    """One request."""

    id: uuid.UUID
    version: int
    asker: str
    person_id: uuid.UUID | None
    wish: str
    words: str
    capacity: str
    child_agrees: str
    counselling_offered: bool
    counselling: str
    asked_on: dt.date
    state: str
    refusal: str
    reasons: str
    remedy: str
    decided_on: dt.date | None
    given_on: dt.date | None
    answer: str


class HeldRow(Schema):
    """One fact."""

    label: str
    value: str


class HeldSection(Schema):
    """Facts under a heading."""

    title: str
    rows: list[HeldRow]


class HeldExclusion(Schema):
    """A kind of thing that is left out, and why."""

    kind: str
    why: str


class HeldOut(Schema):
    """What is held, for whoever asked."""

    title: str
    number: str
    made_on: dt.date
    language: str
    sections: list[HeldSection]
    excluded: list[HeldExclusion]


@router.get(_TALKS, response={200: list[HandedOverOut], **ERRORS}, operation_id="child_told")
def told(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What the child was told, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="sheet_read")
    return [_talk(one) for one in talks(file)]


@router.post(_TALKS, response={201: HandedOverOut, **ERRORS}, operation_id="child_tell")
def tell(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: HandOverIn) -> Any:
    """Record that a sheet reached the child."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    made = actions.hand_over(file=file, by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _talk(made))


def _talk(one: HandedOver) -> dict[str, Any]:
    return {name: getattr(one, name) for name in HandedOverOut.model_fields}


@router.post("/complaints", response={201: ComplainedOut, **ERRORS}, operation_id="complain")
def complain(request: HttpRequest, body: ComplainIn) -> Any:
    """Hand a complaint to the independent mechanism. There is no way to read one here."""
    covers_writing.require(me(request))
    office = Office.objects.filter(code=body.office, holds_files=True, closed_on=None).select_related("organisation").first()
    received = actions.complain(by=me(request), values=body.dict() | {"office": office})
    shown = receipt.display(received.receipt)
    return Status(201, {"receipt": received.receipt, "shown": shown, "answer_due": received.answer_due})


@router.get("/turning-18", response={200: list[TurningOut], **ERRORS}, operation_id="turning_18")
def turning(request: HttpRequest) -> Any:
    """Who turns 18 within a year in the files one is responsible for; who still needs something first, then by how soon."""
    covers_writing.require(me(request))
    found = turning_18(me(request))
    audit.record(by=me(request), action="turning_18_listed", details={"rows": len(found)})
    return [
        {
            "file_id": one.file.pk,
            "number": one.file.number,
            "earliest": one.earliest,
            "latest": one.latest,
            "missing": [what.value for what in one.missing],
        }
        for one in found
    ]


@router.get(_REQUESTS, response={200: list[AccessRequestOut], **ERRORS}, operation_id="access_requests")
def access_requests(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """Who asked to see what is held, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="access_read")
    return [_asked(one) for one in requests(file)]


@router.post(_REQUESTS, response={201: AccessRequestOut, **ERRORS}, operation_id="access_request_ask")
def ask(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: AccessAskIn) -> Any:
    """Record a request."""
    file = _file(request, file_id)
    values = body.dict()
    if body.person is not None:
        values["person"] = PersonAround.objects.filter(file=file, pk=body.person).first()
        if values["person"] is None:
            raise InvalidInput({"person": "This names nobody around this child."})
    made = actions.ask_access(file=file, by=me(request), values=values)
    tag(response, made.version)
    return Status(201, _asked(made))


@router.get(f"{_ONE}/held", response={200: HeldOut, **ERRORS}, operation_id="access_request_held")
def held_out(request: HttpRequest, file_id: uuid.UUID, request_id: uuid.UUID) -> Any:
    """What is held, for whoever asked; what is left out is named by its kind."""
    covers_reading.require(me(request))
    one = part_of(get_file(me(request), file_id), AccessRequest, request_id, *RELATED)
    actions.export_access(one=one, by=me(request), as_what="json")
    return held.held(one)


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _asked(one: AccessRequest) -> dict[str, Any]:
    return {name: getattr(one, name) for name in AccessRequestOut.model_fields}


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, request_id: uuid.UUID, body: Any) -> Any:
        one = part_of(_file(request, file_id), AccessRequest, request_id, *RELATED)
        seen = seen_version(request)
        saved = move.act(one=one, by=me(request), base_version=seen, values=body.dict())
        tag(response, saved.version)
        return _asked(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=AccessRequestOut,
        operation_id=f"access_request_{name}",
    )


for _name, _body in (("grant", AccessGrantIn), ("refuse", AccessRefuseIn), ("give", AccessGiveIn)):
    _mount(_name, _body)
