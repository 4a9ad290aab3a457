"""HTTP: files, assessments, plans."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, NotHere

from ..actions import assess, open_file, plans
from ..age import BirthRange
from ..models import Assessment, CaseFile, Plan
from ..policies.scopes import covers_opening, covers_reading, covers_writing
from ..queries.files import get_file, visible_to
from . import schemas
from .conditional import CONDITIONAL, require_seen, seen_version, tag

router = Router(tags=["files"])
PAGE = 50
_ERRORS = dict.fromkeys((401, 403, 404, 409, 412, 422, 428), schemas.ErrorOut)


@router.get("/files", response={200: schemas.FilePage, **_ERRORS}, operation_id="files_list")
def files(request: HttpRequest, after: uuid.UUID | None = None, state: str = "") -> Any:
    """The files this client's account sees, by id, fifty at a time."""
    covers_reading.require(_actor(request))
    found = visible_to(_actor(request)).order_by("pk")
    found = found.filter(pk__gt=after) if after else found
    rows = list((found.filter(state=state) if state else found)[: PAGE + 1])
    audit.record(by=_actor(request), action="files_listed", details={"rows": len(rows[:PAGE])})
    return {"files": rows[:PAGE], "after": str(rows[PAGE - 1].pk) if len(rows) > PAGE else None}


@router.post("/files", response={201: schemas.FileDetail, **_ERRORS}, operation_id="file_open")
def file_open(request: HttpRequest, response: HttpResponse, body: schemas.OpeningIn) -> Any:
    """Open a file."""
    covers_opening.require(_actor(request))
    office = Office.objects.filter(pk=body.office).first()
    territory = Territory.objects.filter(pk=body.territory).first()
    if office is None or territory is None:
        raise InvalidInput({"office" if office is None else "territory": "This id is not in the directory."})
    values = body.dict(exclude={"office", "territory", "reported_on"})
    opening = open_file.Opening(**values, reported_on=body.reported_on or today())
    file = open_file.open_file(by=_actor(request), office=office, territory=territory, opening=opening)
    tag(response, file.version)
    return Status(201, _detail(file))


@router.get("/files/{file_id}", response={200: schemas.FileDetail, **_ERRORS}, operation_id="file_get")
def file(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID) -> Any:
    """One file with its child."""
    covers_reading.require(_actor(request))
    found = get_file(_actor(request), file_id)
    audit.record(by=_actor(request), action="file_read", subject=f"cases.file:{found.pk}", about=str(found.child_id))
    tag(response, found.version)
    return _detail(found)


@router.get(
    "/files/{file_id}/assessments", response={200: list[schemas.AssessmentOut], **_ERRORS}, operation_id="assessments_list"
)
def assessments(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The assessments of a file, oldest first."""
    covers_reading.require(_actor(request))
    found = get_file(_actor(request), file_id)
    _read(request, found, "assessment_read")
    return list(Assessment.objects.filter(file=found))


@router.post(
    "/files/{file_id}/assessments", response={201: schemas.AssessmentOut, **_ERRORS}, operation_id="assessment_start"
)
def assessment_start(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: schemas.AssessmentIn) -> Any:
    """Start an assessment."""
    covers_writing.require(_actor(request))
    found = get_file(_actor(request), file_id)
    started = assess.start_assessment(file=found, by=_actor(request), values=body.dict(exclude_none=True))
    tag(response, started.version)
    return Status(201, started)


@router.patch(
    "/files/{file_id}/assessments/{assessment_id}",
    response={200: schemas.AssessmentOut, **_ERRORS},
    operation_id="assessment_revise",
    openapi_extra=CONDITIONAL,
)
def assessment_revise(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, assessment_id: uuid.UUID, body: schemas.AssessmentIn
) -> Any:
    """Change a draft. ``If-Match`` is required; 412 carries both versions."""
    covers_writing.require(_actor(request))
    work = _part(Assessment, _actor(request), file_id, assessment_id)
    revised = assess.revise_assessment(
        assessment=work, by=_actor(request), base_version=seen_version(request), values=body.dict(exclude_none=True)
    )
    tag(response, revised.version)
    return revised


@router.post(
    "/files/{file_id}/assessments/{assessment_id}/submit",
    response={200: schemas.AssessmentOut, **_ERRORS},
    operation_id="assessment_submit",
    openapi_extra=CONDITIONAL,
)
def assessment_submit(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, assessment_id: uuid.UUID) -> Any:
    """Ask for approval of exactly the version that was seen. ``If-Match`` is required."""
    covers_writing.require(_actor(request))
    work = _part(Assessment, _actor(request), file_id, assessment_id)
    require_seen(request, work, {"state": "submitted"})
    submitted = assess.submit_for_approval(assessment=work, by=_actor(request))
    tag(response, submitted.version)
    return submitted


@router.get("/files/{file_id}/plans", response={200: list[schemas.PlanOut], **_ERRORS}, operation_id="plans_list")
def plans_list(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The plans of a file, oldest first."""
    covers_reading.require(_actor(request))
    found = get_file(_actor(request), file_id)
    _read(request, found, "plan_read")
    return [_plan(plan) for plan in Plan.objects.filter(file=found).prefetch_related("tracks", "actions")]


@router.post("/files/{file_id}/plans", response={201: schemas.PlanOut, **_ERRORS}, operation_id="plan_start")
def plan_start(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: schemas.PlanIn) -> Any:
    """Start a plan."""
    covers_writing.require(_actor(request))
    found = get_file(_actor(request), file_id)
    plan = plans.start_plan(file=found, by=_actor(request), values=body.dict(exclude_none=True))
    tag(response, plan.version)
    return Status(201, _plan(plan))


@router.patch(
    "/files/{file_id}/plans/{plan_id}",
    response={200: schemas.PlanOut, **_ERRORS},
    operation_id="plan_revise",
    openapi_extra=CONDITIONAL,
)
def plan_revise(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, plan_id: uuid.UUID, body: schemas.PlanIn
) -> Any:
    """Change a draft. ``If-Match`` is required; 412 carries both versions."""
    covers_writing.require(_actor(request))
    work = _part(Plan, _actor(request), file_id, plan_id)
    revised = plans.revise_plan(
        plan=work, by=_actor(request), base_version=seen_version(request), values=body.dict(exclude_none=True)
    )
    tag(response, revised.version)
    return _plan(revised)


@router.put(
    "/files/{file_id}/plans/{plan_id}/tracks/{track}",
    response={200: schemas.TrackOut, **_ERRORS},
    operation_id="track_decide",
    openapi_extra=CONDITIONAL,
)
def track_decide(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, track: str, body: schemas.TrackIn) -> Any:
    """Decide one track. ``If-Match`` is required: the version of the plan, which this does not raise."""
    covers_writing.require(_actor(request))
    work = _part(Plan, _actor(request), file_id, plan_id)
    require_seen(request, work, {"track": track, **body.dict()})
    return plans.decide_track(plan=work, by=_actor(request), track=track, **body.dict())


@router.post(
    "/files/{file_id}/plans/{plan_id}/actions",
    response={201: schemas.ActionOut, **_ERRORS},
    operation_id="plan_action_add",
    openapi_extra=CONDITIONAL,
)
def plan_action_add(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, body: schemas.ActionIn) -> Any:
    """Add a planned action. ``If-Match`` is required: the version of the plan, which this does not raise."""
    covers_writing.require(_actor(request))
    work = _part(Plan, _actor(request), file_id, plan_id)
    require_seen(request, work, body.dict(mode="json"))
    return Status(201, plans.add_action(plan=work, by=_actor(request), **body.dict()))


@router.post(
    "/files/{file_id}/plans/{plan_id}/submit",
    response={200: schemas.PlanOut, **_ERRORS},
    operation_id="plan_submit",
    openapi_extra=CONDITIONAL,
)
def plan_submit(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, plan_id: uuid.UUID) -> Any:
    """Ask for approval of exactly the version that was seen. ``If-Match`` is required."""
    covers_writing.require(_actor(request))
    work = _part(Plan, _actor(request), file_id, plan_id)
    require_seen(request, work, {"state": "submitted"})
    submitted = plans.submit_plan_for_approval(plan=work, by=_actor(request))
    tag(response, submitted.version)
    return _plan(submitted)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _part(model: Any, actor: Any, file_id: uuid.UUID, part_id: uuid.UUID) -> Any:
    """A part of a file the actor sees.

    Raises:
        NotHere: missing or not for this actor.
    """
    found = get_file(actor, file_id)
    part = model.objects.filter(pk=part_id, file=found).first()
    if part is None:
        raise NotHere()
    return part


def _read(request: HttpRequest, file: CaseFile, action: str) -> None:
    audit.record(by=_actor(request), action=action, subject=f"cases.file:{file.pk}", about=str(file.child_id))


def _detail(file: CaseFile) -> dict[str, Any]:
    child = file.child
    born = BirthRange.from_iso(child.born_earliest, child.born_latest)
    row = {name: getattr(file, name) for name in schemas.FileOut.model_fields if hasattr(file, name)}
    names = "id given_names family_names sex age_basis birth_registration languages version".split()
    return row | {
        "office_id": file.office_id,
        "territory_id": file.territory_id,
        "worker_id": file.worker_id,
        "child": {name: getattr(child, name) for name in names}
        | {"birth": child.birth_stated, "presumed_child": born.presumed_child_on(today())},
    }


def _plan(plan: Plan) -> dict[str, Any]:
    names = "id state summary child_summary review_on principles version".split()
    return {name: getattr(plan, name) for name in names} | {
        "tracks": list(plan.tracks.all()),
        "actions": list(plan.actions.all()),
    }
