"""The shapes of the HTTP API of the file. Codes are those of the vocabulary; days are ISO 8601."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ninja import Field, Schema


class FileOut(Schema):
    """A file in a list: no name, only codes and days."""

    id: uuid.UUID
    number: str
    state: str
    file_type: str
    risk_level: str
    urgency: str
    verification: str
    office: uuid.UUID = Field(..., alias="office_id")
    territory: uuid.UUID = Field(..., alias="territory_id")
    worker: uuid.UUID | None = Field(None, alias="worker_id")
    reported_on: dt.date
    next_contact_on: dt.date | None
    review_due_on: dt.date | None
    version: int


class ChildOut(Schema):
    """The child's identity with its uncertainty."""

    id: uuid.UUID
    given_names: str
    family_names: str
    sex: str
    birth: str
    age_basis: str
    presumed_child: bool
    birth_registration: str
    languages: list[str]
    version: int


class FileDetail(FileOut):
    """A file with its child."""

    child: ChildOut


class FilePage(Schema):
    """A page of files; ``after`` asks for the next one."""

    files: list[FileOut]
    after: str | None


class OpeningIn(Schema):
    """Opening a file. A worry and an office are enough."""

    office: uuid.UUID
    territory: uuid.UUID
    given_names: str = Field("", max_length=200)
    family_names: str = Field("", max_length=200)
    sex: str = "UNK"
    age_low: int | None = None
    age_high: int | None = None
    urgency: str = "planned"
    channel: str = "walk_in"
    file_type: str = "child_at_risk"
    verification: str = "suspected"
    reported_on: dt.date | None = None


class AssessmentIn(Schema):
    """What may be written in an assessment; fields left out stay as they are."""

    factors: dict[str, dict[str, str]] | None = None
    strengths: str | None = Field(None, max_length=4000)
    protective_persons: str | None = Field(None, max_length=2000)
    needs: str | None = Field(None, max_length=4000)
    risk_level: str | None = None
    risk_reasons: str | None = Field(None, max_length=4000)
    fled: bool | None = None
    reassess_on: dt.date | None = None
    principles: dict[str, str] | None = None


class AssessmentOut(Schema):
    """An assessment."""

    id: uuid.UUID
    state: str
    kind: str
    factors: dict[str, Any]
    strengths: str
    protective_persons: str
    needs: str
    risk_level: str
    risk_reasons: str
    fled: bool
    reassess_on: dt.date | None
    principles: dict[str, str]
    version: int


class PlanIn(Schema):
    """What may be written in a plan; fields left out stay as they are."""

    summary: str | None = Field(None, max_length=4000)
    child_summary: str | None = Field(None, max_length=2000)
    review_on: dt.date | None = None
    principles: dict[str, str] | None = None


class TrackIn(Schema):
    """The decision on one track."""

    decision: str
    reason: str = Field("", max_length=1000)


class ActionIn(Schema):
    """A planned action."""

    track: str
    service: str
    goal: str = Field(..., max_length=1000)
    due_on: dt.date
    unmet_reason: str = ""


class TrackOut(Schema):
    """A track of a plan."""

    track: str
    decision: str
    reason: str


class ActionOut(Schema):
    """A planned action."""

    id: uuid.UUID
    track: str
    service: str
    goal: str
    due_on: dt.date
    state: str
    unmet_reason: str


class PlanOut(Schema):
    """A plan with its five tracks and its actions."""

    id: uuid.UUID
    state: str
    summary: str
    child_summary: str
    review_on: dt.date | None
    principles: dict[str, str]
    tracks: list[TrackOut]
    actions: list[ActionOut]
    version: int


class ReferralIn(Schema):
    """Preparing a referral."""

    service_point: uuid.UUID
    track: str
    service: str
    consent: uuid.UUID | None = None
    message: str = Field("", max_length=2000)


class ReferralOut(Schema):
    """A referral, with what is shared of the child."""

    id: uuid.UUID
    number: str
    state: str
    track: str
    service: str
    shared: dict[str, Any]
    message: str
    decline_reason: str
    result: str
    answer_due_at: dt.datetime | None
    expires_at: dt.datetime
    version: int


class AnswerIn(Schema):
    """The service's next step."""

    target: str
    reason: str = ""
    note: str = Field("", max_length=2000)
    result: str = Field("", max_length=2000)


class ErrorOut(Schema):
    """An expected error: a stable code, a sentence, and for wrong input the fields."""

    code: str
    message: str
    fields: dict[str, list[str]] | None = None
    current: dict[str, Any] | None = None
    submitted: dict[str, Any] | None = None
    version: int | None = None
