"""HTTP: the rights of a child that were violated, and how far each is restored. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.http import me

from ..actions import rights as acts
from ..models import Restitution
from ..queries.rights import rights_of

router = Router(tags=["circumstances"])
_LIST = "/files/{file_id}/rights"


class RightOut(Schema):
    """A right (list ``rights``), how far it is restored (``restitution_states``), what the child says (``restitution_views``)."""

    id: uuid.UUID
    right: str
    state: str
    plan_action: uuid.UUID | None = Field(None, alias="plan_action_id")
    action: str
    child_sees: str
    child_words: str
    version: int
    updated_at: dt.datetime


class RightFollowIn(Body):
    """What changes. What is left out stays as it is; ``plan_action``: the id of an action of the plan."""

    state: str | None = Field(None, max_length=20)
    plan_action: uuid.UUID | None = None
    action: str | None = Field(None, max_length=1000)
    child_sees: str | None = Field(None, max_length=20)
    child_words: str | None = Field(None, max_length=2000)
    in_error: bool | None = None


class RightIn(Body):
    """A right that was violated."""

    right: str = Field(..., max_length=10)
    state: str = Field("violated", max_length=20)
    plan_action: uuid.UUID | None = None
    action: str = Field("", max_length=1000)
    child_sees: str = Field("NAS", max_length=20)
    child_words: str = Field("", max_length=2000)


@router.get(_LIST, response={200: list[RightOut], **ERRORS}, operation_id="rights_list")
def rights(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The rights that were named, those entered in error left out."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="rights_read")
    return rights_of(file.pk)


@router.post(_LIST, response={201: RightOut, **ERRORS}, operation_id="right_name")
def name(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: RightIn) -> Any:
    """Name a right that was violated."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    made = acts.name_right(file=file, by=me(request), values=_values(file, body))
    tag(response, made.version)
    return Status(201, made)


@router.patch(
    _LIST + "/{right_id}", response={200: RightOut, **ERRORS}, operation_id="right_follow", openapi_extra=CONDITIONAL
)
def follow(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, right_id: uuid.UUID, body: RightFollowIn
) -> Any:
    """Say how far a right is restored. ``If-Match`` is required; 412 carries both."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    row = part_of(file, Restitution, right_id, "plan_action")
    base = seen_version(request)
    changed = acts.follow(row=row, by=me(request), base_version=base, values=_values(file, body))
    tag(response, changed.version)
    return changed


def _values(file: CaseFile, body: Body) -> dict[str, Any]:
    """What the action takes: the action of the plan itself in place of its id.

    Raises:
        NotHere: no such action in this file.
    """
    values = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    if "plan_action" in values:
        values["plan_action"] = part_of(file, PlanAction, values["plan_action"])
    return values
