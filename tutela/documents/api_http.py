"""HTTP: papers of a file. The same actions and rules as the screens."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.cases.api import CaseFile, covers_deciding, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.methods.papers.faults import Fault
from tutela.ui.forms import move_named

from . import actions, policies
from .enums import refusal
from .forms import MOVES
from .models import Document
from .queries import RELATED, content_of, documents

router = Router(tags=["documents"])
_LIST = "/files/{file_id}/documents"
_ONE = f"{_LIST}/{{document_id}}"


class DocumentSeenIn(Body):
    """A paper that was seen: ``kind`` is consent_form, court_decision, care_order, civil_status, identity, medical_certificate or
    other; with its number or the office that issued it."""

    kind: str = Field(max_length=30)
    title: str = Field(max_length=200)
    number: str = Field("", max_length=100)
    issued_by: str = Field("", max_length=200)
    issued_on: dt.date | None = None
    seen_on: dt.date


class DocumentCorrectIn(DocumentSeenIn):
    """What should have been written of a paper that was seen, and why it is corrected."""

    correction: str = Field(max_length=1000)


class DocumentIn(DocumentSeenIn):
    """A paper to keep: ``name`` ends in .pdf or .txt, ``paper`` holds its bytes in base64 (all in all no more than 1 MB; larger ones
    are attached on the screen). ``declares``: that the whole paper was read, holds text only and nothing that may show harm."""

    name: str = Field(max_length=255)
    paper: str
    declares: bool = False


class DocumentPurgeIn(Body):
    """Why the content is destroyed."""

    purge_because: str = Field(max_length=1000)


class DocumentOut(Schema):
    """One paper, without what it holds: ``state`` is seen, present, purged or replaced. ``replaces_id``: the record that this one corrects, and
    ``correction`` why; ``replaced_by_id``: the one that corrects it."""

    id: uuid.UUID
    version: int
    kind: str
    title: str
    number: str
    issued_by: str
    issued_on: dt.date | None
    seen_on: dt.date
    state: str
    content_type: str
    size: int
    sha256: str
    declared: str
    declared_at: dt.datetime | None
    purge_because: str
    purged_at: dt.datetime | None
    replaces_id: uuid.UUID | None
    replaced_by_id: uuid.UUID | None
    correction: str

    @staticmethod
    def resolve_replaced_by_id(one: Document) -> uuid.UUID | None:
        """Of the newer record, where there is one."""
        newer = getattr(one, "replacement", None)
        return newer.pk if newer else None


class DocumentContentOut(Schema):
    """What one paper holds, in base64."""

    id: uuid.UUID
    content_type: str
    sha256: str
    paper: str


@router.get(_LIST, response={200: list[DocumentOut], **ERRORS}, operation_id="documents")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The papers of a file, newest first, without what they hold."""
    file = _file(request, file_id, covers_reading)
    read_file(file=file, by=me(request), what="document_read")
    return list(documents(file))


@router.post(_LIST, response={201: DocumentOut, **ERRORS}, operation_id="document_attach")
def attach(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: DocumentIn) -> Any:
    """Attach a paper of text (P2)."""
    file, values = _file(request, file_id), body.dict()
    name, paper = values.pop("name"), values.pop("paper")
    try:
        content = base64.b64decode(paper, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput({"paper": refusal(Fault.KIND)}) from None
    return _made(response, actions.attach_document(file=file, by=me(request), name=name, content=content, values=values))


@router.post(f"{_LIST}/seen", response={201: DocumentOut, **ERRORS}, operation_id="document_seen")
def seen(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: DocumentSeenIn) -> Any:
    """Write down that a paper was seen; nothing is kept of it."""
    return _made(response, actions.record_seen(file=_file(request, file_id), by=me(request), values=body.dict()))


@router.get(_ONE, response={200: DocumentOut, **ERRORS}, operation_id="document")
def one(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, document_id: uuid.UUID) -> Any:
    """One paper, without what it holds."""
    found = _found(request, file_id, document_id, covers_reading)
    read_file(file=found.file, by=me(request), what="document_read", part=found)
    tag(response, found.version)
    return found


@router.get(f"{_ONE}/content", response={200: DocumentContentOut, **ERRORS}, operation_id="document_content")
def content(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> Any:
    """What one paper holds."""
    found = _found(request, file_id, document_id, covers_reading)
    policies.read_content.require(me(request), found)
    read_file(file=found.file, by=me(request), what="document_taken", part=found)
    paper = base64.b64encode(content_of(found)).decode()
    return {"id": found.pk, "content_type": found.content_type, "sha256": found.sha256, "paper": paper}


def _file(request: HttpRequest, file_id: uuid.UUID, covers: Rule[Any] = covers_writing) -> CaseFile:
    covers.require(me(request))
    return get_file(me(request), file_id)


def _found(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID, covers: Rule[Any]) -> Document:
    return part_of(_file(request, file_id, covers), Document, document_id, *RELATED)


def _made(response: HttpResponse, made: Document) -> Status[Document]:
    tag(response, made.version)
    return Status(201, made)


def _purge(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, document_id: uuid.UUID, body: Any) -> Any:
    found = _found(request, file_id, document_id, covers_deciding)
    saved = actions.purge_document(one=found, by=me(request), base_version=seen_version(request), values=body.dict())
    tag(response, saved.version)
    return saved


def _correct(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, document_id: uuid.UUID, body: Any) -> Any:
    found = _found(request, file_id, document_id, covers_writing)
    made = actions.correct_seen(one=found, by=me(request), base_version=seen_version(request), values=body.dict())
    tag(response, made.version)
    return made


mount_step(
    router,
    f"{_ONE}/correct",
    _correct,
    act=move_named(MOVES, "correct").act,
    body=DocumentCorrectIn,
    shape=DocumentOut,
    operation_id="document_correct",
)
mount_step(
    router,
    f"{_ONE}/purge",
    _purge,
    act=move_named(MOVES, "purge").act,
    body=DocumentPurgeIn,
    shape=DocumentOut,
    operation_id="document_purge",
)
