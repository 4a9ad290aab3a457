"""HTTP: what a committee was asked to do and its answers; what a file asks of committees. The same actions and rules as the screens.
Reports are handed in at ``/api/reports``."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.audit import api as audit
from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Office
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.ui.forms import Move

from . import policies, queries
from .actions.support import ask_committee
from .forms import COMMITTEE_MOVES, WORKER_MOVES
from .models import PLACE, WORDS, SupportAction

router = Router(tags=["committees"])
_ONE = "/committee/{asked_id}"
_FILE = "/files/{file_id}/committee-support"
RELATED = ("committee", "asking_office", "plan_action")


class CommitteeAskIn(Body):
    """What is asked of a committee. ``committee``: the id of its office; ``child_agrees``: ``yes`` or ``too_young``."""

    committee: uuid.UUID
    plan_action: uuid.UUID | None = None
    what: str = Field(max_length=WORDS)
    where_met: str = Field("", max_length=PLACE)
    due_on: dt.date
    child_agrees: str = Field(max_length=20)
    child_because: str = Field("", max_length=WORDS)
    nobody_unsafe: bool


class CommitteePlainIn(Body):
    """Nothing more."""


class CommitteeWhyIn(Body):
    """With the reason."""

    answer: str = Field(max_length=WORDS)


class CommitteeDoneIn(Body):
    """With what the office should know."""

    answer: str = Field("", max_length=WORDS)


class CommitteeAskedOut(Schema):
    """What a committee reads: no child, no file, no worker."""

    id: uuid.UUID
    version: int
    number: str
    what: str
    where_met: str
    due_on: dt.date
    state: str
    overdue: bool
    office: str
    telephone: str
    answer: str


class CommitteeSupportOut(CommitteeAskedOut):
    """What whoever sees the file reads."""

    committee: uuid.UUID
    plan_action: uuid.UUID | None
    child_agrees: str
    child_because: str
    noted: bool


@router.get("/committee", response={200: list[CommitteeAskedOut], **ERRORS}, operation_id="committee_asked")
def listed(request: HttpRequest) -> Any:
    """What the committee was asked to do, open first."""
    policies.covers_support.require(me(request))
    found = list(queries.asked_of(me(request)))
    audit.record(by=me(request), action="committee_support_listed", details={"rows": len(found)})
    return [_asked_row(one) for one in found]


@router.get(_ONE, response={200: CommitteeAskedOut, **ERRORS}, operation_id="committee_asked_one")
def one_read(request: HttpRequest, response: HttpResponse, asked_id: uuid.UUID) -> Any:
    """One thing asked of the committee."""
    one = _asked(request, asked_id)
    tag(response, one.version)
    return _asked_row(one)


@router.get(_FILE, response={200: list[CommitteeSupportOut], **ERRORS}, operation_id="committee_support")
def file_listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What was asked of committees for a file."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="committee_support_read")
    return [_support_row(one) for one in queries.asked_for(file)]


@router.post(_FILE, response={201: CommitteeSupportOut, **ERRORS}, operation_id="committee_support_ask")
def ask(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: CommitteeAskIn) -> Any:
    """Ask a committee for support."""
    file = _file(request, file_id)
    values = with_rows(body, {"committee": Office, "plan_action": PlanAction})
    made = ask_committee(file=file, by=me(request), values=values)
    tag(response, made.version)
    return Status(201, _support_row(made))


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _asked(request: HttpRequest, asked_id: uuid.UUID) -> SupportAction:
    policies.covers_support.require(me(request))
    one = queries.get_asked(me(request), asked_id)
    audit.record(by=me(request), action="committee_support_read", subject=f"community.supportaction:{one.pk}")
    return one


def _asked_row(one: SupportAction) -> dict[str, Any]:
    names = ("version", "number", "what", "where_met", "due_on", "state", "answer")
    office = one.asking_office
    more = {"id": one.pk, "overdue": queries.is_late(one), "office": office.name, "telephone": office.phone}
    return {name: getattr(one, name) for name in names} | more


def _support_row(one: SupportAction) -> dict[str, Any]:
    more = {"committee": one.committee_id, "plan_action": one.plan_action_id, "noted": one.noted_at is not None}
    return _asked_row(one) | more | {"child_agrees": one.child_agrees, "child_because": one.child_because}


def _mount(move: Move, body_type: type[Body]) -> None:
    def by_committee(request: HttpRequest, response: HttpResponse, asked_id: uuid.UUID, body: Any) -> Any:
        one = _asked(request, asked_id)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _asked_row(saved)

    def by_worker(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, asked_id: uuid.UUID, body: Any) -> Any:
        one = part_of(_file(request, file_id), SupportAction, asked_id, *RELATED)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _support_row(saved)

    inside = move in WORKER_MOVES
    mount_step(
        router,
        f"{_FILE}/{{asked_id}}/{move.name}" if inside else f"{_ONE}/{move.name}",
        by_worker if inside else by_committee,
        act=move.act,
        body=body_type,
        shape=CommitteeSupportOut if inside else CommitteeAskedOut,
        operation_id=f"committee_support_{move.name}" if inside else f"committee_{move.name.replace('-', '_')}",
    )


_BODIES: tuple[type[Body], ...] = (CommitteePlainIn, CommitteeWhyIn, CommitteeDoneIn, CommitteeWhyIn)
for _move, _body in zip(COMMITTEE_MOVES, _BODIES, strict=True):
    _mount(_move, _body)
for _move in WORKER_MOVES:
    _mount(_move, CommitteePlainIn)
