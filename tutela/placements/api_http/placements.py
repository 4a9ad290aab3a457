"""HTTP: places that are free, and the placements of a file. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tutela.cases.api import CaseFile, ChildView, covers_reading, covers_writing, get_file, read_file
from tutela.directory.api import Territory
from tutela.facilities.api import Facility
from tutela.kernel.api_http import CONDITIONAL, ERRORS, require_seen, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput

from ..actions import placements as acts
from ..models import Placement
from ..policies.placement import look_for_a_place
from ..queries import placements as queries
from .parts import actor, again, part

router = Router(tags=["placements"])
MOST = 200
_WITH = ("facility__territory", "view")


class PlaceOut(Schema):
    """A facility that may receive a child today; ``left`` is null when its capacity is not known. Never its address."""

    id: uuid.UUID
    name: str
    kind: str
    territory: str
    left: int | None


class PlacementIn(Body):
    """What may be written in a placement; fields left out stay as they are."""

    facility: uuid.UUID | None = None
    found_there: bool | None = None
    started_on: dt.date | None = None
    reasons: list[str] | None = None
    legal_basis: str | None = None
    legal_reference: str | None = Field(None, max_length=300)
    assessment: str | None = Field(None, max_length=4000)
    alternatives: list[str] | None = None
    alternatives_words: str | None = Field(None, max_length=2000)
    exception: str | None = Field(None, max_length=2000)
    view: uuid.UUID | None = None
    principles: dict[str, str] | None = None
    next_review_on: dt.date | None = None


class PlacementOut(Schema):
    """A placement. ``state`` is that of its approval; it runs from ``started_on`` to ``ended_on``."""

    id: uuid.UUID
    state: str
    facility: uuid.UUID = Field(..., alias="facility_id")
    found_there: bool
    started_on: dt.date
    reasons: list[str]
    legal_basis: str
    legal_reference: str
    assessment: str
    alternatives: list[str]
    alternatives_words: str
    principles: dict[str, str] | None
    gatekeeping: str
    contact: str
    school: str
    next_review_on: dt.date | None
    onward_planned: bool
    ended_on: dt.date | None
    exit_kind: str
    version: int


class ReviewIn(Body):
    """A look at the stay with the child."""

    held_on: dt.date
    contact: str
    school: str
    still_needed: bool = True
    words: str = Field(..., max_length=4000)
    next_review_on: dt.date


class WayOnIn(Body):
    """Where the child goes from here, and who sees to it."""

    words: str = Field(..., max_length=2000)


class EndIn(Body):
    """The end of a stay."""

    ended_on: dt.date
    exit_kind: str
    words: str = Field(..., max_length=2000)


@router.get("/places", response={200: list[PlaceOut], **ERRORS}, operation_id="places_list")
def places(request: HttpRequest, age: int | None = None, territory: str = "") -> Any:
    """Facilities that may receive a child of an age, in a territory (its code): not suspended, not full, no detention."""
    look_for_a_place.require(actor(request))
    if age is not None and not 0 <= age <= 17:
        raise InvalidInput({"age": "Give the age in whole years, 0 to 17."})
    place = Territory.objects.filter(code=territory).first() if territory else None
    if territory and place is None:
        raise InvalidInput({"territory": "There is no such territory."})
    found = queries.places_for(actor(request), age=age, territory_path=place.path if place else "")
    return [
        {
            "id": facility.pk,
            "name": facility.name,
            "kind": facility.kind,
            "territory": facility.territory.code,
            "left": None if facility.capacity is None else facility.capacity - taken,
        }
        for facility, taken in found[:MOST]
    ]


@router.get("/files/{file_id}/placements", response={200: list[PlacementOut], **ERRORS}, operation_id="placements_list")
def placements(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The placements of a file, newest first."""
    covers_reading.require(actor(request))
    file = get_file(actor(request), file_id)
    read_file(file=file, by=actor(request), what="placement_read")
    return queries.placements_of(file)


@router.post("/files/{file_id}/placements", response={201: PlacementOut, **ERRORS}, operation_id="placement_propose")
def propose(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: PlacementIn) -> Any:
    """Propose a placement; what stands against it is said when it is submitted."""
    covers_writing.require(actor(request))
    file = get_file(actor(request), file_id)
    made = acts.propose_placement(file=file, by=actor(request), values=_values(file, body))
    tag(response, made.version)
    return Status(201, made)


@router.patch(
    "/files/{file_id}/placements/{placement_id}",
    response={200: PlacementOut, **ERRORS},
    operation_id="placement_revise",
    openapi_extra=CONDITIONAL,
)
def revise(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, placement_id: uuid.UUID, body: PlacementIn
) -> Any:
    """Change a draft. ``If-Match`` is required; 412 carries both versions."""
    found = part(request, Placement, file_id, placement_id, *_WITH)
    values = _values(found.file, body)
    revised = acts.revise_placement(placement=found, by=actor(request), base_version=seen_version(request), values=values)
    tag(response, revised.version)
    return revised


@router.post(
    "/files/{file_id}/placements/{placement_id}/submit",
    response={200: PlacementOut, **ERRORS},
    operation_id="placement_submit",
    openapi_extra=CONDITIONAL,
)
def submit(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, placement_id: uuid.UUID) -> Any:
    """Ask for the decision on exactly the version that was seen. ``If-Match`` is required."""
    found = _seen(request, file_id, placement_id, {"state": "submitted"})
    acts.submit_placement(placement=found, by=actor(request))
    return again(request, response, found, *_WITH)


@router.post(
    "/files/{file_id}/placements/{placement_id}/reviews",
    response={200: PlacementOut, **ERRORS},
    operation_id="placement_review",
    openapi_extra=CONDITIONAL,
)
def review(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, placement_id: uuid.UUID, body: ReviewIn) -> Any:
    """Look at the stay. ``If-Match`` is required."""
    found = _seen(request, file_id, placement_id, body.dict())
    acts.hold_placement_review(placement=found, by=actor(request), values=body.dict())
    return again(request, response, found, *_WITH)


@router.post(
    "/files/{file_id}/placements/{placement_id}/way-on",
    response={200: PlacementOut, **ERRORS},
    operation_id="placement_way_on",
    openapi_extra=CONDITIONAL,
)
def way_on(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, placement_id: uuid.UUID, body: WayOnIn) -> Any:
    """Plan the way on. ``If-Match`` is required."""
    found = _seen(request, file_id, placement_id, body.dict())
    acts.plan_way_on(placement=found, by=actor(request), words=body.words)
    return again(request, response, found, *_WITH)


@router.post(
    "/files/{file_id}/placements/{placement_id}/end",
    response={200: PlacementOut, **ERRORS},
    operation_id="placement_end",
    openapi_extra=CONDITIONAL,
)
def end(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, placement_id: uuid.UUID, body: EndIn) -> Any:
    """End the stay. ``If-Match`` is required."""
    found = _seen(request, file_id, placement_id, body.dict())
    acts.end_placement(placement=found, by=actor(request), **body.dict())
    return again(request, response, found, *_WITH)


def _seen(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID, submitted: Mapping[str, Any]) -> Placement:
    found = part(request, Placement, file_id, placement_id, *_WITH)
    require_seen(request, found, submitted)
    return found


def _values(file: CaseFile, body: PlacementIn) -> dict[str, Any]:
    """What the action takes: ids become what they name.

    Raises:
        InvalidInput: an id names nothing.
    """
    values = body.dict(exclude_none=True)
    problems: dict[str, Any] = {}
    for name, rows in (("facility", Facility.objects.all()), ("view", ChildView.objects.filter(file=file))):
        if name in values:
            values[name] = rows.filter(pk=values[name]).first()
            if values[name] is None:
                problems[name] = "This id names nothing here."
    if problems:
        raise InvalidInput(problems)
    return values
