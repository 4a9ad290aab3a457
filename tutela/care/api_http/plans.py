"""HTTP: plans."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.cases.api import covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, require_seen, seen_version, tag
from tutela.kernel.http import me

from ..actions import plans
from ..models import Plan
from . import schemas

router = Router(tags=["files"])


@router.get("/files/{file_id}/plans", response={200: list[schemas.PlanOut], **ERRORS}, operation_id="plans_list")
def plans_list(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The plans of a file, oldest first."""
    covers_reading.require(me(request))
    found = get_file(me(request), file_id)
    read_file(file=found, by=me(request), what="plan_read")
    return [_plan(plan) for plan in Plan.objects.filter(file=found).prefetch_related("tracks", "actions")]


@router.post("/files/{file_id}/plans", response={201: schemas.PlanOut, **ERRORS}, operation_id="plan_start")
def plan_start(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: schemas.PlanIn) -> Any:
    """Start a plan."""
    covers_writing.require(me(request))
    found = get_file(me(request), file_id)
    plan = plans.start_plan(file=found, by=me(request), values=body.dict(exclude_none=True))
    tag(response, plan.version)
    return Status(201, _plan(plan))


@router.patch(
    "/files/{file_id}/plans/{plan_id}",
    response={200: schemas.PlanOut, **ERRORS},
    operation_id="plan_revise",
    openapi_extra=CONDITIONAL,
)
def plan_revise(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, plan_id: uuid.UUID, body: schemas.PlanIn
) -> Any:
    """Change a draft. ``If-Match`` is required; 412 carries both versions."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Plan, plan_id)
    revised = plans.revise_plan(
        plan=work, by=me(request), base_version=seen_version(request), values=body.dict(exclude_none=True)
    )
    tag(response, revised.version)
    return _plan(revised)


@router.put(
    "/files/{file_id}/plans/{plan_id}/tracks/{track}",
    response={200: schemas.TrackOut, **ERRORS},
    operation_id="track_decide",
    openapi_extra=CONDITIONAL,
)
def track_decide(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, track: str, body: schemas.TrackIn) -> Any:
    """Decide one track. ``If-Match`` is required: the version of the plan, which this does not raise."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Plan, plan_id)
    require_seen(request, work, {"track": track, **body.dict()})
    return plans.decide_track(plan=work, by=me(request), track=track, **body.dict())


@router.post(
    "/files/{file_id}/plans/{plan_id}/actions",
    response={201: schemas.ActionOut, **ERRORS},
    operation_id="plan_action_add",
    openapi_extra=CONDITIONAL,
)
def plan_action_add(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, body: schemas.ActionIn) -> Any:
    """Add a planned action. ``If-Match`` is required: the version of the plan, which this does not raise."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Plan, plan_id)
    require_seen(request, work, body.dict(mode="json"))
    return Status(201, plans.add_action(plan=work, by=me(request), **body.dict()))


@router.post(
    "/files/{file_id}/plans/{plan_id}/submit",
    response={200: schemas.PlanOut, **ERRORS},
    operation_id="plan_submit",
    openapi_extra=CONDITIONAL,
)
def plan_submit(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, plan_id: uuid.UUID) -> Any:
    """Ask for approval of exactly the version that was seen. ``If-Match`` is required."""
    covers_writing.require(me(request))
    work = part_of(get_file(me(request), file_id), Plan, plan_id)
    require_seen(request, work, {"state": "submitted"})
    submitted = plans.submit_plan_for_approval(plan=work, by=me(request))
    tag(response, submitted.version)
    return _plan(submitted)


def _plan(plan: Plan) -> dict[str, Any]:
    names = "id state summary child_summary review_on principles version".split()
    return {name: getattr(plan, name) for name in names} | {
        "tracks": list(plan.tracks.all()),
        "actions": list(plan.actions.all()),
    }
