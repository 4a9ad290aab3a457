"""HTTP: a program looks at its own webhooks and at what was sent. Entering and changing one is a person's, on the screen: no token
decides where anything is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from tutela.audit import api as audit
from tutela.kernel.api_http import ERRORS
from tutela.kernel.errors import NotHere
from tutela.kernel.http import me

from .models import Delivery
from .policies import people
from .queries.subscriptions import SHOWN, find, log_of, own

router = Router(tags=["webhooks"])


class WebhookOut(Schema):
    """A webhook of the account. ``state``: entered, active, paused, ended. ``pause``: person, gone, failing. ``failures``: in a row."""

    id: uuid.UUID
    address: str
    events: list[str]
    state: str
    pause: str
    failures: int
    sends_from: dt.datetime | None
    former_until: dt.datetime | None = Field(..., description="Until then messages carry the former secret's signature too.")


class MessageOut(Schema):
    """One message. ``id``: the header ``webhook-id``. ``path``: where the thing is read, with the program's own rights; empty once
    the webhook is ended. ``state``: waiting, delivered, given_up, dropped."""

    id: uuid.UUID
    event: str
    happened_at: dt.datetime
    path: str
    state: str
    attempts: int
    status: int | None
    problem: str
    next_at: dt.datetime | None


@router.get("/webhooks", response={200: list[WebhookOut], **ERRORS}, operation_id="webhooks_list")
def webhooks(request: HttpRequest) -> Any:
    """The webhooks of the account, the newest first."""
    audit.record(by=me(request), action="webhooks_listed", subject="webhooks.subscription")
    return list(own(me(request)))


@router.get("/webhooks/{webhook_id}/messages", response={200: list[MessageOut], **ERRORS}, operation_id="webhook_messages")
def messages(request: HttpRequest, webhook_id: uuid.UUID) -> Any:
    """The newest hundred messages of one of the account's webhooks, of the last thirty days."""
    one = find(me(request), webhook_id)
    if not people.own.allows(me(request), one):
        raise NotHere
    audit.record(by=me(request), action="webhook_read", subject=f"webhooks.subscription:{one.pk}")
    return [_message(delivery) for delivery in log_of(one)[:SHOWN]]


def _message(delivery: Delivery) -> dict[str, Any]:
    names = ("id", "event", "happened_at", "state", "attempts", "status", "problem", "next_at")
    told = delivery.told or {}
    return {name: getattr(delivery, name) for name in names} | {"path": told.get("path", "")}
