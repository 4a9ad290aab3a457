"""HTTP: exports for programs of an office: ask, look, take the encrypted file. Agreeing is a person's, on the screen."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tutela.accounts.api import AccountsReason, Permission
from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me
from tutela.kernel.rules import Rule

from .actions.exports import ask_export, take_export
from .models import Recipient
from .queries.exports import SHOWN, find, visible

router = Router(tags=["exports"])


class ExportOut(Schema):
    """An export: codes of list ``export_purposes``, of levels and of states. ``digest``: SHA-256 of the encrypted file."""

    id: uuid.UUID
    office: uuid.UUID = Field(..., alias="office_id")
    recipient: uuid.UUID = Field(..., alias="recipient_id")
    purpose: str
    level: str
    form: str
    state: str
    asked_at: dt.datetime
    files: int
    left_out: int
    size: int
    digest: str
    erase_after: dt.datetime | None
    note: str
    version: int


class ExportIn(Body):
    """What shall leave: an office of one's own, a confirmed recipient, a purpose and a sentence without a child's name."""

    office: uuid.UUID
    recipient: uuid.UUID
    purpose: str = Field(max_length=40)
    reason: str = Field(max_length=500)
    level: str = "codes"
    form: str = "jsonl"
    states: list[str] = []
    reported_from: dt.date | None = None
    reported_until: dt.date | None = None


@Rule
def covers_exports(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover."""
    return None if actor.has(Permission.FILE_EXPORT) else AccountsReason.OUTSIDE_SCOPE


@router.get("/exports", response={200: list[ExportOut], **ERRORS}, operation_id="exports_list")
def exports(request: HttpRequest) -> Any:
    """The newest hundred exports of the account's offices."""
    covers_exports.require(me(request))
    audit.record(by=me(request), action="exports_listed", subject="exports.export")
    return list(visible()[:SHOWN])


@router.post("/exports", response={201: ExportOut, **ERRORS}, operation_id="export_ask")
def ask(request: HttpRequest, response: HttpResponse, body: ExportIn) -> Any:
    """Ask for an export; the data protection officer decides."""
    covers_exports.require(me(request))
    office = Office.objects.filter(pk=body.office, holds_files=True).first()
    recipient = Recipient.objects.select_related("agency").filter(pk=body.recipient).first()
    if office is None:
        raise InvalidInput({"office": "This id is no office with files."})
    if recipient is None:
        raise InvalidInput({"recipient": "This id is no recipient."})
    values = body.dict(exclude={"office", "recipient"}) | {"office": office, "recipient": recipient}
    made = ask_export(by=me(request), values=values)
    tag(response, made.version)
    return Status(201, made)


@router.get("/exports/{export_id}", response={200: ExportOut, **ERRORS}, operation_id="export_get")
def export(request: HttpRequest, response: HttpResponse, export_id: uuid.UUID) -> Any:
    """One export: whether it is ready."""
    covers_exports.require(me(request))
    found = find(export_id)
    audit.record(by=me(request), action="export_read", subject=f"exports.export:{found.pk}")
    tag(response, found.version)
    return found


@router.get("/exports/{export_id}/file", response={200: None, **ERRORS}, operation_id="export_take")
def file(request: HttpRequest, export_id: uuid.UUID) -> Any:
    """The encrypted file (age, ``application/age``), for the account that asked, for seven days."""
    covers_exports.require(me(request))
    place = take_export(export=find(export_id), by=me(request))
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"{export_id}.age", content_type="application/age")
