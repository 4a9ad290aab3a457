"""HTTP: the parts of a file and of the medical track. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from tutela.audit import api as audit
from tutela.care.api import Referral, get_for_service
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.http import me

from ..actions.save_part import save_medical, save_part
from ..models import Part
from ..models.rows import Revision
from ..policies.parts import covers_medical, read_medical, read_part
from ..queries.answers import newest, offered
from ..queries.parts import part as find_part

router = Router(tags=["circumstances"])
_ONE = "/files/{file_id}/parts/{part_code}"
_MEDICAL = "/medical/{referral_id}/parts/{medical_code}"


class PartRow(Schema):
    """A part in the list; ``version`` 0: nothing is written yet. ``edition``: of its questions."""

    code: str
    title: str
    step: str
    edition: int
    version: int
    suggested: bool


class PartOut(Schema):
    """A part's answers: a question's code to a code, codes, a number, a day or a text; a repeating section's code to a list."""

    code: str
    edition: int
    version: int
    answers: dict[str, Any]
    changed: list[str]
    at: dt.datetime | None
    by: uuid.UUID | None


class AnswersIn(Body):
    """The whole part's answers. What is left out is no answer any more; unknown, not asked and refused are codes."""

    answers: dict[str, Any]


@router.get("/files/{file_id}/parts", response={200: list[PartRow], **ERRORS}, operation_id="parts_list")
def parts(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The parts that go with a file. Those of the medical track are not among them."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    _was_read(request, file, "")
    return [
        {
            "code": part.code,
            "title": part.label,
            "step": part.step,
            "edition": part.version,
            "version": row.number if row else 0,
            "suggested": suggested,
        }
        for part, row, suggested in offered(file)
    ]


@router.get(_ONE, response={200: PartOut, **ERRORS}, operation_id="part_read")
def read(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, part_code: str) -> Any:
    """A part of a file; its version is the ETag, ``"0"`` when nothing is written."""
    covers_reading.require(me(request))
    file, found = get_file(me(request), file_id), find_part(part_code)
    read_part.require(me(request), file, found)
    _was_read(request, file, found.code)
    return _out(response, found, newest(found, file.pk))


@router.put(_ONE, response={200: PartOut, **ERRORS}, operation_id="part_write", openapi_extra=CONDITIONAL)
def write(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, part_code: str, body: AnswersIn) -> Any:
    """Write a part of a file as a new version. ``If-Match`` is required; 412 carries both."""
    covers_writing.require(me(request))
    file, found = get_file(me(request), file_id), find_part(part_code)
    base = seen_version(request)
    saved = save_part(file=file, part=found, by=me(request), base=base, values=body.answers, strict=True)
    return _out(response, found, saved)


@router.get(_MEDICAL, response={200: PartOut, **ERRORS}, operation_id="medical_part_read")
def read_of_medical(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, medical_code: str) -> Any:
    """A part of the medical track, for the service that treats the child."""
    referral, found = _medical(request, referral_id, medical_code)
    audit.record(by=me(request), action="medical_part_read", subject=f"care.referral:{referral.pk}")
    return _out(response, found, newest(found, referral.file_id))


@router.put(_MEDICAL, response={200: PartOut, **ERRORS}, operation_id="medical_part_write", openapi_extra=CONDITIONAL)
def write_of_medical(
    request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, medical_code: str, body: AnswersIn
) -> Any:
    """Write a part of the medical track. ``If-Match`` is required."""
    referral, found = _medical(request, referral_id, medical_code)
    base = seen_version(request)
    saved = save_medical(referral=referral, part=found, by=me(request), base=base, values=body.answers, strict=True)
    return _out(response, found, saved)


def _medical(request: HttpRequest, referral_id: uuid.UUID, code: str) -> tuple[Referral, Part]:
    covers_medical.require(me(request))
    referral, found = get_for_service(me(request), referral_id), find_part(code)
    read_medical.require(me(request), referral, found)
    return referral, found


def _out(response: HttpResponse, part: Part, row: Revision | None) -> dict[str, Any]:
    tag(response, row.number if row else 0)
    return {
        "code": part.code,
        "edition": row.edition if row else part.version,
        "version": row.number if row else 0,
        "answers": row.answers if row else {},
        "changed": row.changed if row else [],
        "at": row.at if row else None,
        "by": row.by_id if row else None,
    }


def _was_read(request: HttpRequest, file: CaseFile, code: str) -> None:
    audit.record(
        by=me(request),
        action="part_read",
        subject=f"cases.file:{file.pk}",
        about=str(file.child_id),
        details={"part": code} if code else {},
    )
