"""HTTP: case conferences. The same actions and rules as the screens; an invited program reads papers after its undertaking."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, ChildView, Consent, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Organisation
from tutela.kernel.api_http import CONDITIONAL, ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me
from tutela.ui.forms import move_named

from ..actions import conferences as actions
from ..enums import UNDERTAKING
from ..forms.conferences import MOVES
from ..models import Conference, ConferenceDecision, ConferencePapers, Participant
from ..policies import conferences as policies
from ..queries import conferences as queries

router = Router(tags=["case conferences"])
_LIST = "/files/{file_id}/conferences"
_ONE = f"{_LIST}/{{conference_id}}"
_INVITED = "/conferences/{participant_id}"


class PrepareIn(Body):
    """When it meets, and the day on which participants' access ends."""

    meets_on: dt.date
    access_on: dt.date


class PapersIn(Body):
    """What participants read: ``parts`` are child, risk, care, needs, plan, services."""

    purpose: str = Field(max_length=1000)
    agenda: str = Field(max_length=4000)
    place: str = Field("", max_length=300)
    parts: list[str] = []


class InviteIn(Body):
    """``username`` of a colleague, or ``name`` and ``body`` (a code of the directory)."""

    username: str = Field("", max_length=150)
    name: str = Field("", max_length=200)
    body: str | None = Field(None, max_length=40)
    sector: str = Field(max_length=20)


class PaperIn(Body):
    """An undertaking signed on paper by somebody without an account."""

    participant: uuid.UUID
    paper_on: dt.date


class UninviteIn(Body):
    """Whose access ends."""

    participant: uuid.UUID


class ConferenceViewsIn(Body):
    """``view`` and ``consent`` are ids in the file."""

    view: uuid.UUID | None = None
    not_presented_because: str = Field("", max_length=1000)
    consent: uuid.UUID | None = None


class HoldIn(Body):
    """What the conference made of the child's views, and dissent."""

    presented: str = Field(max_length=1000)
    weight: str = Field(max_length=2000)
    feedback: str = Field(max_length=2000)
    dissent: str = Field("", max_length=2000)


class ConferenceDecideIn(Body):
    """A decision: ``owner`` is a participant's id; nobody: the file's worker."""

    what: str = Field(max_length=2000)
    owner: uuid.UUID | None = None
    due_on: dt.date


class ConferenceStepIn(Body):
    """Nothing more."""


class TaskEndIn(Body):
    """What came of a task."""

    done: bool = True
    result: str = Field(max_length=2000)


class SeatOut(Schema):
    """A participant."""

    id: uuid.UUID
    name: str
    sector: str
    undertaking: bool
    ended: bool


class ConferenceTaskOut(Schema):
    """A decision as a task."""

    id: uuid.UUID
    version: int
    what: str
    due_on: dt.date
    state: str
    late: bool


class ConferenceOut(Schema):
    """One conference, on the file's side."""

    id: uuid.UUID
    version: int
    number: str
    meets_on: dt.date
    access_until: dt.datetime
    recalled: bool
    state: str
    weight: str
    feedback: str
    dissent: str
    participants: list[SeatOut]
    decisions: list[ConferenceTaskOut]


class InvitationOut(Schema):
    """An invitation: nothing about the child."""

    id: uuid.UUID
    number: str
    meets_on: dt.date
    access_until: dt.datetime
    accepted: bool
    undertaking: str


class PapersOut(Schema):
    """The papers: the minimum data set chosen for this conference, as codes and days."""

    purpose: str
    agenda: str
    place: str
    shared: dict[str, Any]


_ROWS: dict[str, Any] = {"view": ChildView, "consent": Consent, "participant": Participant, "owner": Participant}


@router.get(_LIST, response={200: list[ConferenceOut], **ERRORS}, operation_id="conferences")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The conferences of a file, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="conference_read")
    return [_out(one) for one in queries.conferences(file)]


@router.post(_LIST, response={201: ConferenceOut, **ERRORS}, operation_id="conference_prepare")
def prepare(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: PrepareIn) -> Any:
    """Begin a conference."""
    made = actions.prepare(file=_file(request, file_id), by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _out(made))


@router.get("/conferences", response={200: list[InvitationOut], **ERRORS}, operation_id="invitations")
def invited(request: HttpRequest) -> Any:
    """What the account is invited to, with the undertaking to accept; nothing about a child."""
    policies.is_invitable.require(me(request))
    return [_invitation(row) for row in queries.invitations(me(request))]


@router.post(f"{_INVITED}/undertaking", response={200: InvitationOut, **ERRORS}, operation_id="invitation_accept")
def undertake(request: HttpRequest, participant_id: uuid.UUID, body: ConferenceStepIn) -> Any:
    """Accept the undertaking for one conference."""
    policies.is_invitable.require(me(request))
    row = queries.get_invitation(me(request), participant_id)
    return _invitation(actions.accept_undertaking(row=row, by=me(request)))


@router.get(f"{_INVITED}/papers", response={200: PapersOut, **ERRORS}, operation_id="invitation_papers")
def papers(request: HttpRequest, participant_id: uuid.UUID) -> Any:
    """The papers; refused without the undertaking."""
    policies.is_invitable.require(me(request))
    row = queries.get_invitation(me(request), participant_id)
    policies.open_papers.require(me(request), row)
    found = ConferencePapers.objects.get(conference_id=row.conference_id)
    subject = f"coordination.conference:{row.conference_id}"
    audit.record(by=me(request), action="conference_papers_read", subject=subject, about=str(row.key_id))
    return {name: getattr(found, name) for name in ("purpose", "agenda", "place", "shared")}


@router.get("/conference-tasks", response={200: list[ConferenceTaskOut], **ERRORS}, operation_id="conference_tasks")
def tasks(request: HttpRequest) -> Any:
    """The open tasks that the account took on at conferences."""
    policies.is_invitable.require(me(request))
    found = list(queries.my_tasks(me(request)))
    for task in found:
        subject = f"coordination.conferencedecision:{task.pk}"
        audit.record(by=me(request), action="conference_task_read", subject=subject, about=queries.child_of(task))
    return [_task(task) for task in found]


@router.post(
    "/conference-tasks/{task_id}/end",
    response={200: ConferenceTaskOut, **ERRORS},
    operation_id="conference_task_end",
    openapi_extra=CONDITIONAL,
)
def end(request: HttpRequest, response: HttpResponse, task_id: uuid.UUID, body: TaskEndIn) -> Any:
    """Say what came of a task."""
    policies.is_invitable.require(me(request))
    task, file = queries.get_task(me(request), task_id)
    seen = seen_version(request)
    saved = actions.end_task(task=task, file=file, by=me(request), base_version=seen, values=body.dict())
    tag(response, saved.version)
    return _task(saved)


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _values(body: Body) -> dict[str, Any]:
    values = body.dict(exclude_unset=True)
    found: dict[str, Any] = {}
    for name, model in _ROWS.items():
        if values.get(name) is not None:
            found[name] = model.objects.filter(pk=values[name]).first()
    if values.get("body"):
        found["body"] = Organisation.objects.filter(code=values["body"]).first()
    if wrong := {name: "This names nothing here." for name, row in found.items() if row is None}:
        raise InvalidInput(wrong)
    return values | found


def _out(one: Conference) -> dict[str, Any]:
    names = ("version", "number", "meets_on", "access_until", "state")
    record = getattr(one, "record", None)
    said = {name: getattr(record, name) if record else "" for name in ("weight", "feedback", "dissent")}
    seats = [
        {
            "id": row.pk,
            "name": row.name,
            "sector": row.sector,
            "undertaking": row.accepted_at is not None or row.paper_on is not None,
            "ended": row.ended_at is not None,
        }
        for row in one.participants.all()
    ]
    found = {name: getattr(one, name) for name in names}
    decisions = [_task(task) for task in one.decisions.all()]
    return (
        found | said | {"id": one.pk, "recalled": one.recalled_at is not None, "participants": seats, "decisions": decisions}
    )


def _task(task: ConferenceDecision) -> dict[str, Any]:
    names = ("version", "what", "due_on", "state")
    return {name: getattr(task, name) for name in names} | {"id": task.pk, "late": queries.is_late(task)}


def _invitation(row: Participant) -> dict[str, Any]:
    one = row.conference
    return {
        "id": row.pk,
        "number": one.number,
        "meets_on": one.meets_on,
        "access_until": one.access_until,
        "accepted": row.accepted_at is not None,
        "undertaking": str(UNDERTAKING),
    }


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(
        request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, conference_id: uuid.UUID, body: Any
    ) -> Any:
        one = part_of(_file(request, file_id), Conference, conference_id, *queries.RELATED)
        seen = seen_version(request)
        saved = move.act(one=one, by=me(request), base_version=seen, values=_values(body))
        tag(response, saved.version)
        return _out(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=ConferenceOut,
        operation_id=f"conference_{name}",
    )


for _name, _body in (
    ("papers", PapersIn),
    ("invite", InviteIn),
    ("paper", PaperIn),
    ("uninvite", UninviteIn),
    ("hear", ConferenceViewsIn),
    ("call", ConferenceStepIn),
    ("hold", HoldIn),
    ("decide", ConferenceDecideIn),
    ("recall", ConferenceStepIn),
    ("close", ConferenceStepIn),
    ("cancel", ConferenceStepIn),
):
    _mount(_name, _body)
