"""HTTP: treatments for the service that treats, notes for their author, overdue steps for the health focal point, the status in a
file. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from tutela.audit import api as audit
from tutela.care.api import Referral
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.http import me
from tutela.ui.forms import move_named

from . import policies, queries
from .actions import notes, steps
from .forms import MOVES
from .models import NOTE_LENGTH, SessionNote, TreatmentStep
from .presenters import clinical_of
from .states import Stand

router = Router(tags=["treatments"])
_COURSE = "/treatments/{referral_id}"
_STEP = f"{_COURSE}/steps/{{step_id}}"
_FILE = "/files/{file_id}/health-steps"
_NOTE = "/session-notes/{note_id}"


class TreatmentStepIn(Body):
    """A step: ``code`` of the list ``treatment_steps``; ``needed_at``, from when the time of a time-critical one counts."""

    code: str = Field(max_length=40)
    next_on: dt.date | None = None
    needed_at: AwareDatetime | None = None


class HealthMeasureIn(Body):
    """Support for the caregiver, protection at school: ``code`` of the list ``treatment_steps``."""

    code: str = Field(max_length=40)
    next_on: dt.date


class HealthDoneIn(Body):
    """Nothing more."""


class HealthNextIn(Body):
    """With the next day."""

    next_on: dt.date


class HealthMissedIn(Body):
    """Why, and the next day."""

    why: str = Field(max_length=40)
    next_on: dt.date | None = None


class HealthEndedIn(Body):
    """Why it will not be done."""

    why: str = Field(max_length=40)


class SessionNoteIn(Body):
    """A note of a session."""

    held_on: dt.date
    words: str = Field(max_length=NOTE_LENGTH)


class HealthStatusOut(Schema):
    """What whoever sees the file reads of a step; nothing clinical. ``measure``: where it is not clinical."""

    id: uuid.UUID
    version: int
    kind: str
    measure: str
    attended: bool | None
    done: bool
    state: str
    next_on: dt.date | None
    overdue: bool


class TreatmentStepOut(HealthStatusOut):
    """The same with the clinical half, for the service that treats."""

    code: str
    time_critical: bool
    due_at: dt.datetime | None
    basis: str
    reason: str


class TreatmentOut(Schema):
    """A treatment: the referral it rests on."""

    id: uuid.UUID
    number: str
    track: str
    state: str


class SessionNoteRow(Schema):
    """One of one's own notes, in a list."""

    id: uuid.UUID
    version: int
    number: str
    held_on: dt.date


class SessionNoteOut(SessionNoteRow):
    """One of one's own notes."""

    words: str


class HealthAlertOut(Schema):
    """An overdue time-critical step: whose, since when; not what."""

    id: uuid.UUID
    number: str
    office: str
    planned_by: str
    overdue_since: dt.datetime
    next_on: dt.date | None


@router.get("/treatments", response={200: list[TreatmentOut], **ERRORS}, operation_id="treatments")
def listed(request: HttpRequest) -> Any:
    """The medical and psychological referrals that the service has taken on."""
    policies.covers_treatment.require(me(request))
    found = list(queries.courses(me(request)))
    audit.record(by=me(request), action="treatments_listed", details={"rows": len(found)})
    return [{"id": one.pk, "number": one.number, "track": one.track, "state": one.state} for one in found]


@router.get("/treatments/overdue", response={200: list[HealthAlertOut], **ERRORS}, operation_id="health_overdue")
def overdue(request: HttpRequest) -> Any:
    """Overdue time-critical steps, for the health focal point."""
    policies.covers_alerts.require(me(request))
    found = list(queries.overdue_steps(me(request)))
    audit.record(by=me(request), action="health_overdue_read", details={"rows": len(found)})
    return [
        {
            "id": one.pk,
            "number": one.number,
            "office": one.office.name if one.office else "",
            "planned_by": one.created_by.full_name,
            "overdue_since": one.overdue_since,
            "next_on": one.next_on,
        }
        for one in found
    ]


@router.get(f"{_COURSE}/steps", response={200: list[TreatmentStepOut], **ERRORS}, operation_id="treatment_steps")
def steps_listed(request: HttpRequest, referral_id: uuid.UUID) -> Any:
    """The steps of a treatment."""
    return [_full(one) for one in queries.course_steps(_course(request, referral_id))]


@router.post(f"{_COURSE}/steps", response={201: TreatmentStepOut, **ERRORS}, operation_id="treatment_step_plan")
def plan(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, body: TreatmentStepIn) -> Any:
    """Plan a step."""
    referral = _course(request, referral_id)
    made = steps.plan_step(referral=referral, by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _full(made))


@router.get(f"{_COURSE}/notes", response={200: list[SessionNoteRow], **ERRORS}, operation_id="session_notes_of")
def notes_listed(request: HttpRequest, referral_id: uuid.UUID) -> Any:
    """One's own notes of a treatment, without their words."""
    return [_note_row(one) for one in queries.notes_of(me(request), _course(request, referral_id))]


@router.post(f"{_COURSE}/notes", response={201: SessionNoteOut, **ERRORS}, operation_id="session_note_write")
def note_write(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, body: SessionNoteIn) -> Any:
    """Write a note of a session; only its author reads it."""
    referral = _course(request, referral_id)
    made = notes.write_session_note(referral=referral, by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _note(made))


@router.get("/session-notes", response={200: list[SessionNoteRow], **ERRORS}, operation_id="session_notes")
def notes_mine(request: HttpRequest) -> Any:
    """All one's own notes, of treatments that have ended, too."""
    policies.covers_treatment.require(me(request))
    found = queries.notes_of(me(request))
    audit.record(by=me(request), action="session_notes_listed", details={"rows": len(found)})
    return [_note_row(one) for one in found]


@router.get(_NOTE, response={200: SessionNoteOut, **ERRORS}, operation_id="session_note")
def note_read(request: HttpRequest, response: HttpResponse, note_id: uuid.UUID) -> Any:
    """One of one's own notes."""
    policies.covers_treatment.require(me(request))
    found = queries.get_note(me(request), note_id)[0]
    policies.read_note.require(me(request), found)
    audit.record(by=me(request), action="session_note_read", subject=f"treatment.sessionnote:{note_id}")
    tag(response, found.version)
    return _note(found)


@router.put(_NOTE, response={200: SessionNoteOut, **ERRORS}, operation_id="session_note_correct", openapi_extra=CONDITIONAL)
def note_correct(request: HttpRequest, response: HttpResponse, note_id: uuid.UUID, body: SessionNoteIn) -> Any:
    """Correct one of one's own notes; the versions before stay."""
    policies.covers_treatment.require(me(request))
    found = queries.get_note(me(request), note_id)[0]
    saved = notes.correct_session_note(note=found, by=me(request), base_version=seen_version(request), values=body.dict())
    tag(response, saved.version)
    return _note(saved)


@router.get(_FILE, response={200: list[HealthStatusOut], **ERRORS}, operation_id="health_steps")
def status_listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The health steps of a file: status only."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="health_status_read")
    return [_status(one) for one in queries.steps_of(file)]


@router.post(_FILE, response={201: HealthStatusOut, **ERRORS}, operation_id="health_measure_plan")
def measure(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: HealthMeasureIn) -> Any:
    """Plan support for the caregiver or protection at school."""
    made = steps.plan_measure(file=_file(request, file_id), by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _status(made))


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _course(request: HttpRequest, referral_id: uuid.UUID) -> Referral:
    policies.covers_treatment.require(me(request))
    referral = queries.get_course(me(request), referral_id)
    audit.record(by=me(request), action="treatment_read", subject=f"care.referral:{referral.pk}")
    return referral


def _status(one: TreatmentStep) -> dict[str, Any]:
    names = ("version", "kind", "measure", "attended", "state", "next_on")
    found = {name: getattr(one, name) for name in names}
    return found | {"id": one.pk, "done": one.state == Stand.DONE, "overdue": queries.is_late(one)}


def _full(one: TreatmentStep) -> dict[str, Any]:
    half = clinical_of(one)
    if half is None:
        more = {"code": one.measure, "time_critical": False, "due_at": None, "basis": "", "reason": one.reason}
    else:
        more = {name: getattr(half, name) for name in ("code", "time_critical", "due_at", "basis", "reason")}
    return _status(one) | more


def _note_row(one: SessionNote) -> dict[str, Any]:
    return {"id": one.thread, "version": one.version, "number": one.number, "held_on": one.held_on}


def _note(one: SessionNote) -> dict[str, Any]:
    return _note_row(one) | {"words": one.words}


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def by_service(
        request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, step_id: uuid.UUID, body: Any
    ) -> Any:
        one = queries.get_course_step(_course(request, referral_id), step_id)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _full(queries.get_course_step(saved.referral, saved.pk))

    def by_worker(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, step_id: uuid.UUID, body: Any) -> Any:
        one = part_of(_file(request, file_id), TreatmentStep, step_id, "referral")
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _status(saved)

    for operation, path, shape, named in (
        (by_service, _STEP, TreatmentStepOut, "treatment_step"),
        (by_worker, f"{_FILE}/{{step_id}}", HealthStatusOut, "health_step"),
    ):
        operation_id = f"{named}_{name}"
        mount_step(router, f"{path}/{name}", operation, act=move.act, body=body_type, shape=shape, operation_id=operation_id)


for _name, _body in (
    ("done", HealthDoneIn),
    ("attended", HealthNextIn),
    ("missed", HealthMissedIn),
    ("day", HealthNextIn),
    ("cancel", HealthEndedIn),
):
    _mount(_name, _body)
