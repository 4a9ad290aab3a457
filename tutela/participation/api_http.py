"""HTTP: what a child was told, and complaints past the office. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.audit import api as audit
from tutela.cases.api import covers_reading, covers_writing, get_file
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS, tag
from tutela.kernel.bodies import Body
from tutela.kernel.vault import receipt

from . import actions
from .models import HandedOver
from .queries import talks

router = Router(tags=["participation"])
_TALKS = "/files/{file_id}/child-told"


class HandOverIn(Body):
    """A sheet that reached the child; ``present`` are ids of persons around the child."""

    talk: str = Field(max_length=10)
    handed_on: dt.date
    way: str = Field(max_length=10)
    language: str = Field(max_length=20)
    present: list[uuid.UUID] = []
    present_others: str = Field("", max_length=500)
    understood: str = Field(max_length=10)
    asked: str = Field("", max_length=2000)


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


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


@router.get(_TALKS, response={200: list[HandedOverOut], **ERRORS}, operation_id="child_told")
def told(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What the child was told, newest first."""
    covers_reading.require(_actor(request))
    file = get_file(_actor(request), file_id)
    subject = f"cases.file:{file.pk}"
    audit.record(by=_actor(request), action="sheet_read", subject=subject, about=str(file.child_id))
    return [_talk(one) for one in talks(file)]


@router.post(_TALKS, response={201: HandedOverOut, **ERRORS}, operation_id="child_tell")
def tell(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: HandOverIn) -> Any:
    """Record that a sheet reached the child."""
    covers_writing.require(_actor(request))
    file = get_file(_actor(request), file_id)
    made = actions.hand_over(file=file, by=_actor(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _talk(made))


def _talk(one: HandedOver) -> dict[str, Any]:
    return {name: getattr(one, name) for name in HandedOverOut.model_fields}


@router.post("/complaints", response={201: ComplainedOut, **ERRORS}, operation_id="complain")
def complain(request: HttpRequest, body: ComplainIn) -> Any:
    """Hand a complaint to the independent mechanism. There is no way to read one here."""
    covers_writing.require(_actor(request))
    office = Office.objects.filter(code=body.office, holds_files=True, closed_on=None).select_related("organisation").first()
    received = actions.complain(by=_actor(request), values=body.dict() | {"office": office})
    shown = receipt.display(received.receipt)
    return Status(201, {"receipt": received.receipt, "shown": shown, "answer_due": received.answer_due})
