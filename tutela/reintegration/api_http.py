"""HTTP: returns and the visits after them. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.care.api import PlanAction
from tutela.cases.api import (
    CaseFile,
    ChildView,
    PersonAround,
    covers_deciding,
    covers_reading,
    covers_writing,
    get_file,
    part_of,
    read_file,
)
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.placements.api import Placement
from tutela.ui.forms import move_named

from . import actions
from .forms import MOVES
from .models import Return, ReturnVisit
from .queries import RELATED, returns

router = Router(tags=["returns"])
_LIST = "/files/{file_id}/returns"
_ONE = f"{_LIST}/{{return_id}}"


class ReturnIn(Body):
    """Where the child goes, to whom, and what was prepared, in words by domain: family, household, school, livelihood, community."""

    target: str = Field(max_length=20)
    person: uuid.UUID | None = None
    planned_on: dt.date
    stay: uuid.UUID | None = None
    plan_action: uuid.UUID | None = None
    prepared: dict[str, str] = {}
    view: uuid.UUID | None = None


class ReturnPrepareIn(Body):
    """The preparation again; what is left out stays."""

    target: str | None = Field(None, max_length=20)
    person: uuid.UUID | None = None
    planned_on: dt.date | None = None
    stay: uuid.UUID | None = None
    plan_action: uuid.UUID | None = None
    prepared: dict[str, str] | None = None
    view: uuid.UUID | None = None


class ReturnStartIn(Body):
    """The child went."""

    went_on: dt.date


class ReturnVisitIn(Body):
    """A visit: who was seen (codes), whether alone, how each domain goes (codes), the check for renewed harm."""

    visited_on: dt.date
    seen: list[str]
    alone: str = Field(max_length=10)
    alone_because: str = Field("", max_length=1000)
    domains: dict[str, str] = {}
    harm: str = Field(max_length=20)
    harm_words: str = Field("", max_length=2000)
    child_said: str = Field("", max_length=2000)
    next_step: str = Field("", max_length=1000)


class ReturnEndIn(Body):
    """The end: how the child lives now, or why the return does not go on."""

    ended_on: dt.date
    end_words: str = Field(max_length=2000)


class WaiverAskIn(Body):
    """Why the open visits cannot or need not be made."""

    waiver_because: str = Field(max_length=2000)


class WaiverAnswerIn(Body):
    """``waive`` or ``visit``, and why."""

    answer: str = Field(max_length=10)
    waiver_answer: str = Field(max_length=2000)


class ReturnVisitOut(Schema):
    """One visit: due, recorded or waived; ``due_on`` is empty beside the schedule."""

    id: uuid.UUID
    due_on: dt.date | None
    state: str
    visited_on: dt.date | None
    seen: list[str]
    alone: str
    alone_because: str
    domains: dict[str, str]
    harm: str
    harm_words: str
    child_said: str
    next_step: str


class ReturnOut(Schema):
    """One return with its visits."""

    id: uuid.UUID
    version: int
    target: str
    state: str
    person_id: uuid.UUID | None
    planned_on: dt.date
    went_on: dt.date | None
    stay_id: uuid.UUID | None
    plan_action_id: uuid.UUID | None
    view_id: uuid.UUID | None
    prepared: dict[str, str]
    schedule: str
    ended_on: dt.date | None
    end_words: str
    waiver_because: str
    waiver_answer: str
    waived_on: dt.date | None
    visits: list[ReturnVisitOut]


_ROWS: dict[str, Any] = {"person": PersonAround, "stay": Placement, "plan_action": PlanAction, "view": ChildView}


@router.get(_LIST, response={200: list[ReturnOut], **ERRORS}, operation_id="returns")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The returns of a file with their visits, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="return_read")
    return [_out(one) for one in returns(file)]


@router.post(_LIST, response={201: ReturnOut, **ERRORS}, operation_id="return_plan")
def plan(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: ReturnIn) -> Any:
    """Begin to prepare a return."""
    made = actions.plan_return(file=_file(request, file_id), by=me(request), values=with_rows(body, _ROWS))
    tag(response, made.version)
    return Status(201, _out(made))


def _file(request: HttpRequest, file_id: uuid.UUID, covers: Rule[Any] = covers_writing) -> CaseFile:
    covers.require(me(request))
    return get_file(me(request), file_id)


_PLAIN = ("target", "state", "planned_on", "went_on", "prepared", "schedule", "ended_on", "end_words", "waived_on")
_ALSO = ("version", "person_id", "stay_id", "plan_action_id", "view_id", "waiver_because", "waiver_answer")


def _out(one: Return) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in (*_PLAIN, *_ALSO)}
    return found | {"id": one.pk, "visits": [_visit_out(row) for row in one.visits.all()]}


def _visit_out(row: ReturnVisit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ReturnVisitOut.model_fields}


def _mount(name: str, body_type: type[Body], covers: Rule[Any] = covers_writing) -> None:
    move = move_named(MOVES, name)

    def operation(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, return_id: uuid.UUID, body: Any) -> Any:
        one = part_of(_file(request, file_id, covers), Return, return_id, *RELATED)
        seen = seen_version(request)
        saved = move.act(one=one, by=me(request), base_version=seen, values=with_rows(body, _ROWS))
        tag(response, saved.version)
        return _out(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=ReturnOut,
        operation_id=f"return_{name.replace('-', '_')}",
    )


for _name, _body in (
    ("prepare", ReturnPrepareIn),
    ("start", ReturnStartIn),
    ("visit", ReturnVisitIn),
    ("complete", ReturnEndIn),
    ("break-off", ReturnEndIn),
    ("ask-waiver", WaiverAskIn),
):
    _mount(_name, _body)
_mount("waiver", WaiverAnswerIn, covers_deciding)
