"""HTTP: the kind of a file. The same action and rules as the screen."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.cases.api import covers_deciding, covers_reading, covers_writing, get_file, read_file
from tutela.kernel.api_http import ERRORS
from tutela.kernel.bodies import Body
from tutela.kernel.http import me

from . import actions, policies
from .queries import changes, declined

router = Router(tags=["thresholds"])


_KIND = "/files/{file_id}/kind"


class KindIn(Body):
    """The kind (list ``file_types``) the file is of from now on, and why."""

    kind: str = Field(max_length=30)
    words: str = Field(max_length=2000)


class KindChangeOut(Schema):
    """One change of kind; ``grounds`` is what passed the threshold of early support then: risk, act, unsafe."""

    id: uuid.UUID
    was: str
    now: str
    grounds: list[str]
    words: str
    created_at: dt.datetime


class FileDeclineIn(Body):
    """Why the file is not accepted (adult, no_need, elsewhere or mistake), in words, and where whoever asked was pointed to."""

    why: str = Field(max_length=20)
    words: str = Field(max_length=2000)
    pointed_to: str = Field("", max_length=2000)


class FileDeclinedOut(Schema):
    """A file that was not accepted."""

    id: uuid.UUID
    why: str
    words: str
    pointed_to: str
    created_at: dt.datetime


class KindOut(Schema):
    """The kind of a file, what passes the threshold of early support now, how the kind changed, and when the file was not accepted,
    newest first."""

    kind: str
    grounds: list[str]
    changes: list[KindChangeOut]
    declined: list[FileDeclinedOut]


@router.get(_KIND, response={200: KindOut, **ERRORS}, operation_id="file_kind")
def kind(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The kind of a file, and what passes the threshold of early support (R51)."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="file_kind_read")
    return {
        "kind": file.file_type,
        "grounds": [one.value for one in policies.passed(file)],
        "changes": list(changes(file)),
        "declined": list(declined(file)),
    }


@router.post(_KIND, response={201: KindChangeOut, **ERRORS}, operation_id="file_kind_change")
def change(request: HttpRequest, file_id: uuid.UUID, body: KindIn) -> Any:
    """Make the file of another kind."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    return Status(201, actions.change_kind(file=file, by=me(request), values=body.dict()))


@router.post("/files/{file_id}/decline", response={201: FileDeclinedOut, **ERRORS}, operation_id="file_decline")
def decline(request: HttpRequest, file_id: uuid.UUID, body: FileDeclineIn) -> Any:
    """Do not accept a file that was triaged."""
    covers_deciding.require(me(request))
    file = get_file(me(request), file_id)
    return Status(201, actions.decline_file(file=file, by=me(request), values=body.dict()))
