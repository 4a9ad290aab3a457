"""The shapes of the HTTP API of care. Codes are those of the vocabulary; days are ISO 8601."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ninja import Field, Schema

from tutela.kernel.bodies import Body


class AssessmentIn(Body):
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


class PlanIn(Body):
    """What may be written in a plan; fields left out stay as they are."""

    summary: str | None = Field(None, max_length=4000)
    child_summary: str | None = Field(None, max_length=2000)
    review_on: dt.date | None = None
    principles: dict[str, str] | None = None


class TrackIn(Body):
    """The decision on one track."""

    decision: str
    reason: str = Field("", max_length=1000)


class ActionIn(Body):
    """A planned action."""

    track: str
    service: str
    goal: str = Field(..., max_length=1000)
    due_on: dt.date
    unmet_reason: str = ""
    refusal_stated: str = ""
    refusal_suspected: str = ""


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


class ReferralIn(Body):
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


class AnswerIn(Body):
    """The service's next step."""

    target: str
    reason: str = Field("", max_length=40)
    ground: str = Field("", max_length=40)
    note: str = Field("", max_length=2000)
    result: str = Field("", max_length=2000)
