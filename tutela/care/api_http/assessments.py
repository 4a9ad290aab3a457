"""HTTP: assessments."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.cases.api import covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, require_seen, seen_version, tag
from tutela.kernel.http import me

from ..actions import assess
from ..models import Assessment
from . import schemas

router = Router(tags=["files"])


@router.get(
    "/files/{file_id}/assessments", response={200: list[schemas.AssessmentOut], **ERRORS}, operation_id="assessments_list"
)
def assessments(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The assessments of a file, oldest first."""
    covers_reading.require(me(request))
    found = get_file(me(request), file_id)
    read_file(file=found, by=me(request), what="assessment_read")
    return list(Assessment.objects.filter(file=found))


@router.post(
    "/files/{file_id}/assessments", response={201: schemas.AssessmentOut, **ERRORS}, operation_id="assessment_start"
)
def assessment_start(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: schemas.AssessmentIn) -> Any:
    """Start an assessment."""
    covers_writing.require(me(request))
    found = get_file(me(request), file_id)
    started = assess.start_assessment(file=found, by=me(request), values=body.dict(exclude_none=True))
    tag(response, started.version)
    return Status(201, started)


@router.patch(
    "/files/{file_id}/assessments/{assessment_id}",
    response={200: schemas.AssessmentOut, **ERRORS},
    operation_id="assessment_revise",
    openapi_extra=CONDITIONAL,
)
def assessment_revise(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, assessment_id: uuid.UUID, body: schemas.AssessmentIn
) -> Any:
    """Change a draft. ``If-Match`` is required; 412 carries both versions."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Assessment, assessment_id)
    revised = assess.revise_assessment(
        assessment=work, by=me(request), base_version=seen_version(request), values=body.dict(exclude_none=True)
    )
    tag(response, revised.version)
    return revised


@router.post(
    "/files/{file_id}/assessments/{assessment_id}/submit",
    response={200: schemas.AssessmentOut, **ERRORS},
    operation_id="assessment_submit",
    openapi_extra=CONDITIONAL,
)
def assessment_submit(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, assessment_id: uuid.UUID) -> Any:
    """Ask for approval of exactly the version that was seen. ``If-Match`` is required."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Assessment, assessment_id)
    require_seen(request, work, {"state": "submitted"})
    submitted = assess.submit_for_approval(assessment=work, by=me(request))
    tag(response, submitted.version)
    return submitted
