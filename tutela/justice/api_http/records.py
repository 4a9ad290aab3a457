"""HTTP: the chapter of justice. Operations are made from the parts (:mod:`..forms.parts`): the same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from tutela.cases.api import CaseFile, covers_reading, get_file, part_of, read_file
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body

from ..forms.bodies import body_of, values_of
from ..forms.parts import PARTS, Part, Step
from ..policies.keep import covers_keeping
from ..queries.fields import fields_of

router = Router(tags=["justice"])
_LIST = "/files/{file_id}/justice"


class RecordOut(Schema):
    """One record: ``part`` says which, ``fields`` are its answers in codes, amounts as text, days and moments in ISO form."""

    id: uuid.UUID
    part: str
    state: str
    version: int
    created_at: dt.datetime
    fields: dict[str, Any]


def actor(request: HttpRequest) -> Actor:
    """Whoever calls."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


@router.get(_LIST, response={200: list[RecordOut], **ERRORS}, operation_id="justice_list")
def chapter(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """Everything in the chapter of a file, part by part, newest first."""
    covers_reading.require(actor(request))
    file = get_file(actor(request), file_id)
    _was_read(request, file)
    return [
        _out(part, record)
        for part in PARTS
        for record in part.model.objects.filter(file=file).select_related(*part.related).order_by("-created_at", "-id")
    ]


def _was_read(request: HttpRequest, file: CaseFile) -> None:
    read_file(file=file, by=actor(request), what="justice_read")


def _out(part: Part, record: Any) -> dict[str, Any]:
    return {
        "id": record.pk,
        "part": part.name,
        "state": getattr(record, "state", ""),
        "version": record.version,
        "created_at": record.created_at,
        "fields": fields_of(record),
    }


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_keeping.require(actor(request))
    return get_file(actor(request), file_id)


def _make(part: Part, body_type: type[Body]) -> None:
    """``POST``: write something new."""
    make: Any = part.make

    def operation(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: Any) -> Any:
        made = make(file=_file(request, file_id), by=actor(request), values=values_of(body))
        tag(response, made.version)
        return Status(201, _out(part, made))

    _mount(operation, f"{_LIST}/{part.name}", f"{part.name}_make", make.__doc__, 201, body_type, {})


def _take(part: Part, step: Step, body_type: type[Body]) -> None:
    """``POST``: a step, on exactly the version that was seen."""

    def operation(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, record_id: uuid.UUID, body: Any) -> Any:
        record = part_of(_file(request, file_id), part.model, record_id, *part.related)
        seen = seen_version(request)
        saved = step.act(record=record, by=actor(request), base_version=seen, values=values_of(body))
        tag(response, saved.version)
        return _out(part, saved)

    address = f"{_LIST}/{part.name}/{{record_id}}/{step.name}"
    _mount(operation, address, f"{part.name}_{step.name}", step.act.__doc__, 200, body_type, CONDITIONAL)


def _mount(operation: Any, address: str, name: str, says: str | None, code: int, body: type[Body], extra: Any) -> None:
    operation.__doc__ = (says or "").partition("\n\n")[0]
    operation.__annotations__ = operation.__annotations__ | {
        "request": HttpRequest,
        "response": HttpResponse,
        "file_id": uuid.UUID,
        "body": body,
        "return": Any,
    }
    if "record_id" in operation.__annotations__:
        operation.__annotations__["record_id"] = uuid.UUID
    answers = {code: RecordOut, **ERRORS}
    router.post(address, response=answers, operation_id=f"justice_{name}", openapi_extra=extra)(operation)


for _part in PARTS:
    if _part.make is not None:
        _make(_part, body_of(_part.form, f"{_part.name.title()}In"))
    for _step in _part.steps:
        _take(_part, _step, body_of(_step.form, f"{_part.name.title()}{_step.name.title()}In"))
