"""HTTP: the support of a child's family. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, PersonAround, covers_reading, covers_writing, get_file, read_file
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput

from ..actions import support as acts
from ..models import FamilySupport
from ..queries.support import supports_of
from .parts import actor, again, part

router = Router(tags=["family support"])
_ONE = "/files/{file_id}/support/{support_id}"
_WITH = ("person", "plan_action")


class SupportIn(Body):
    """What may be written before it is asked for; fields left out stay as they are. ``person`` and ``plan_action`` are ids of
    this file; without a goal the support stands outside the plan."""

    kind: str | None = None
    provider: str | None = Field(None, max_length=200)
    person: uuid.UUID | None = None
    plan_action: uuid.UUID | None = None
    eligibility: str | None = None
    eligibility_words: str | None = Field(None, max_length=2000)


class SupportOut(Schema):
    """A support; ``state`` is one of the machine ``family_support``."""

    id: uuid.UUID
    kind: str
    provider: str
    person: uuid.UUID | None = Field(..., alias="person_id")
    plan_action: uuid.UUID | None = Field(..., alias="plan_action_id")
    eligibility: str
    eligibility_words: str
    state: str
    applied_on: dt.date | None
    answer_due_on: dt.date | None
    decided_on: dt.date | None
    decision_words: str
    refusal_stated: str
    refusal_suspected: str
    amount: Decimal | None
    every: str
    next_payment_on: dt.date | None
    effect: str
    effect_words: str
    ended_on: dt.date | None
    version: int


class ApplyIn(Body):
    """It was asked for; without a day, the answer is due in thirty days."""

    applied_on: dt.date
    answer_due_on: dt.date | None = None


class GrantIn(Body):
    """It is granted; amount, rhythm (once, week, month) and first day belong together."""

    decided_on: dt.date
    words: str = Field("", max_length=2000)
    amount: Decimal | None = Field(None, max_digits=12, decimal_places=2)
    every: str = ""
    next_payment_on: dt.date | None = None


class RefusalIn(Body):
    """It is refused: what was said, and the grounds (list ``refusal_grounds``)."""

    decided_on: dt.date
    words: str = Field(..., max_length=2000)
    refusal_stated: str
    refusal_suspected: str


class PaymentIn(Body):
    """What came; without a next day it was the last."""

    paid_on: dt.date
    amount: Decimal = Field(..., max_digits=12, decimal_places=2)
    next_payment_on: dt.date | None = None


class EffectIn(Body):
    """What it changed (enough, partly, none); with a day, the support ends."""

    effect: str
    words: str = Field(..., max_length=2000)
    ended_on: dt.date | None = None


@router.get("/files/{file_id}/support", response={200: list[SupportOut], **ERRORS}, operation_id="supports_list")
def supports(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The support of a family, newest first."""
    covers_reading.require(actor(request))
    file = get_file(actor(request), file_id)
    read_file(file=file, by=actor(request), what="support_read")
    return supports_of(file)


@router.post("/files/{file_id}/support", response={201: SupportOut, **ERRORS}, operation_id="support_consider")
def consider(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: SupportIn) -> Any:
    """Write down a support that the family could get."""
    covers_writing.require(actor(request))
    file = get_file(actor(request), file_id)
    made = acts.consider_support(file=file, by=actor(request), values=_values(file, body))
    tag(response, made.version)
    return Status(201, made)


@router.patch(_ONE, response={200: SupportOut, **ERRORS}, operation_id="support_revise", openapi_extra=CONDITIONAL)
def revise(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: SupportIn) -> Any:
    """Change it before it is asked for. ``If-Match`` is required; 412 carries both versions."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.revise_support, values=_values(found.file, body))


@router.post(
    f"{_ONE}/application", response={200: SupportOut, **ERRORS}, operation_id="support_apply", openapi_extra=CONDITIONAL
)
def apply(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: ApplyIn) -> Any:
    """It was asked for. ``If-Match`` is required."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.apply_for_support, **body.dict())


@router.post(f"{_ONE}/grant", response={200: SupportOut, **ERRORS}, operation_id="support_grant", openapi_extra=CONDITIONAL)
def grant(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: GrantIn) -> Any:
    """It is granted. ``If-Match`` is required."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.grant_support, **body.dict())


@router.post(
    f"{_ONE}/refusal", response={200: SupportOut, **ERRORS}, operation_id="support_refuse", openapi_extra=CONDITIONAL
)
def refuse(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: RefusalIn) -> Any:
    """It is refused; the supervisor is told. ``If-Match`` is required."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.note_refusal, **body.dict())


@router.post(f"{_ONE}/payments", response={200: SupportOut, **ERRORS}, operation_id="support_pay", openapi_extra=CONDITIONAL)
def pay(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: PaymentIn) -> Any:
    """A payment came. ``If-Match`` is required."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.record_payment, **body.dict())


@router.post(
    f"{_ONE}/effect", response={200: SupportOut, **ERRORS}, operation_id="support_effect", openapi_extra=CONDITIONAL
)
def effect(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, support_id: uuid.UUID, body: EffectIn) -> Any:
    """What it changed, and its end. ``If-Match`` is required."""
    found = part(request, FamilySupport, file_id, support_id, *_WITH)
    return _act(request, response, found, acts.record_effect, **body.dict())


def _act(
    request: HttpRequest, response: HttpResponse, found: FamilySupport, act: Callable[..., object], **values: Any
) -> Any:
    act(support=found, by=actor(request), base_version=seen_version(request), **values)
    return again(request, response, found, *_WITH)


def _values(file: CaseFile, body: SupportIn) -> dict[str, Any]:
    """What the action takes: ids become what they name; the action says when they name nothing here."""
    values = body.dict(exclude_unset=True)
    for name, model in (("person", PersonAround), ("plan_action", PlanAction)):
        if values.get(name) is not None:
            values[name] = model._default_manager.filter(pk=values[name], file=file).first() or values[name]
    empty = {name: ["Leave it out, or give it a value."] for name in ("kind", "provider") if values.get(name, "") is None}
    if empty:
        raise InvalidInput(empty)
    return values
