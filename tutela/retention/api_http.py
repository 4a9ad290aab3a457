"""HTTP: what falls due, and holds, for a program of the data protection officer. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tutela.accounts.api import AccountsReason, Permission
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.http import me
from tutela.kernel.rules import Rule

from . import actions
from .models import Hold
from .queries import falls_due, find_hold, holds_standing, notice_until

router = Router(tags=["retention"])


class DueFileOut(Schema):
    """A closed file: number, days and codes. ``next``: seal or term; ``on``: when; ``wait``: what it waits for, or nothing."""

    number: str
    closed_on: dt.date
    sealed_on: dt.date | None
    next: str
    on: dt.date
    wait: str | None


class DueListOut(Schema):
    """What falls due until a day: how many, and the earliest hundred."""

    until: dt.date
    count: int
    files: list[DueFileOut]


class LegalHoldOut(Schema):
    """A hold."""

    id: uuid.UUID
    number: str
    ground: str
    basis: str
    review_on: dt.date
    set_at: dt.datetime
    lifted_at: dt.datetime | None
    words: str
    version: int


class LegalHoldIn(Body):
    """A file that must stay; ``ground``: court_order, proceedings, complaint, claim, person."""

    number: str = Field(max_length=20)
    ground: str = Field(max_length=20)
    basis: str = Field(max_length=1000)
    review_on: dt.date


class HoldReviewIn(Body):
    """``verdict``: stands (with ``review_on``) or ends."""

    verdict: str = Field(max_length=20)
    words: str = Field(max_length=1000)
    review_on: dt.date | None = None


@Rule
def covers_retention(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover."""
    return None if actor.has(Permission.ERASURE_DECIDE) else AccountsReason.OUTSIDE_SCOPE


@router.get("/retention/due", response={200: DueListOut, **ERRORS}, operation_id="retention_due")
def due(request: HttpRequest) -> Any:
    """Closed files whose day has come or comes within thirty days."""
    covers_retention.require(me(request))
    until = notice_until()
    files, count = falls_due(until)
    audit.record(by=me(request), action="retention_read", details={"rows": len(files)})
    return {"until": until, "count": count, "files": files}


@router.get("/retention/holds", response={200: list[LegalHoldOut], **ERRORS}, operation_id="retention_holds")
def holds(request: HttpRequest) -> Any:
    """The holds that stand."""
    covers_retention.require(me(request))
    audit.record(by=me(request), action="holds_listed", subject="retention.hold")
    return list(holds_standing())


@router.post("/retention/holds", response={201: LegalHoldOut, **ERRORS}, operation_id="retention_hold_set")
def set_hold(request: HttpRequest, response: HttpResponse, body: LegalHoldIn) -> Any:
    """Set a hold."""
    covers_retention.require(me(request))
    made = actions.set_hold(by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, made)


@router.get("/retention/holds/{hold_id}", response={200: LegalHoldOut, **ERRORS}, operation_id="retention_hold")
def one(request: HttpRequest, response: HttpResponse, hold_id: uuid.UUID) -> Any:
    """One hold."""
    covers_retention.require(me(request))
    found = find_hold(hold_id)
    audit.record(by=me(request), action="hold_read", subject=f"retention.hold:{found.pk}")
    tag(response, found.version)
    return found


@router.post(
    "/retention/holds/{hold_id}/review",
    response={200: LegalHoldOut, **ERRORS},
    operation_id="retention_hold_review",
    openapi_extra=CONDITIONAL,
)
def review(request: HttpRequest, response: HttpResponse, hold_id: uuid.UUID, body: HoldReviewIn) -> Any:
    """Look at a hold again: it ends, or it stands until another day."""
    covers_retention.require(me(request))
    found: Hold = find_hold(hold_id)
    saved = actions.review_hold(hold=found, by=me(request), base_version=seen_version(request), values=body.dict())
    tag(response, saved.version)
    return saved
