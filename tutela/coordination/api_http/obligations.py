"""HTTP: what bodies owe. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.accounts.api import Permission
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Office
from tutela.kernel.api_http import CONDITIONAL, ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me
from tutela.ui.forms import move_named

from ..actions import obligations as actions
from ..forms.obligations import MOVES
from ..models import Obligation
from ..policies import obligations as policies
from ..queries import obligations as queries

router = Router(tags=["obligations"])
_LIST = "/files/{file_id}/obligations"
_ONE = f"{_LIST}/{{obligation_id}}"


class AskIn(Body):
    """What is owed: ``duty`` (list ``duties``), ``office`` by its code; ``law`` and ``due_on`` where the country's rules set none."""

    duty: str = Field(max_length=40)
    office: str = Field(max_length=30)
    asked: str = Field(max_length=1000)
    due_on: dt.date | None = None
    law: str = Field("", max_length=200)


class OwedAnswerIn(Body):
    """``target`` met (``met_on``), promised (``promised_on``) or refused (``ground`` of the list ``refusal_grounds``)."""

    target: str = Field(max_length=10)
    met_on: dt.date | None = None
    promised_on: dt.date | None = None
    ground: str = Field("", max_length=40)
    words: str = Field(max_length=1000)


class ObligationMetIn(Body):
    """The child has it."""

    met_on: dt.date
    closing_words: str = Field(max_length=1000)


class ObligationWordsIn(Body):
    """A step with its reason."""

    closing_words: str = Field(max_length=1000)


class ObligationOut(Schema):
    """One obligation: nothing in it names the child."""

    id: uuid.UUID
    version: int
    number: str
    duty: str
    right: str
    article: str
    law: str
    body: str
    office: str
    asked: str
    due_on: dt.date
    state: str
    overdue: bool
    promised_on: dt.date | None
    met_on: dt.date | None
    answer: str
    refusal_stated: str


class OverdueOut(Schema):
    """An overdue obligation: the responsible body, right, rule and day."""

    number: str
    body: str
    office: str
    duty: str
    right: str
    article: str
    law: str
    due_on: dt.date
    state: str


class OwedCountOut(Schema):
    """Protected counts: none where they are too small."""

    body: str
    sector: str
    right: str
    owed: int | None
    overdue: int | None


@router.get(_LIST, response={200: list[ObligationOut], **ERRORS}, operation_id="obligations")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What bodies owe in a file, the first due first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="obligation_read")
    return [_out(one) for one in queries.obligations(file)]


@router.post(_LIST, response={201: ObligationOut, **ERRORS}, operation_id="obligation_ask")
def ask(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: AskIn) -> Any:
    """Ask a body for what it owes."""
    file = _file(request, file_id)
    values = body.dict()
    values["office"] = Office.objects.select_related("organisation").filter(code=body.office).first()
    if values["office"] is None:
        raise InvalidInput({"office": "This names nothing here."})
    made = actions.ask(file=file, by=me(request), values=values)
    tag(response, made.version)
    return Status(201, _out(made))


@router.get("/obligations/owed", response={200: list[ObligationOut], **ERRORS}, operation_id="owed")
def owed(request: HttpRequest) -> Any:
    """What the account's own body owes."""
    policies.covers_answering.require(me(request))
    audit.record(by=me(request), action="obligation_read", subject="coordination.obligations")
    return [_out(one) for one in queries.owed_by(me(request))]


@router.post(
    "/obligations/owed/{owed_id}/answer",
    response={200: ObligationOut, **ERRORS},
    operation_id="owed_answer",
    openapi_extra=CONDITIONAL,
)
def answer(request: HttpRequest, response: HttpResponse, owed_id: uuid.UUID, body: OwedAnswerIn) -> Any:
    """The body answers."""
    policies.covers_answering.require(me(request))
    one = queries.get_owed(me(request), owed_id)
    seen = seen_version(request)
    saved = actions.answer(one=one, by=me(request), base_version=seen, values=body.dict())
    tag(response, saved.version)
    return _out(saved)


@router.get("/obligations/overdue", response={200: list[OverdueOut], **ERRORS}, operation_id="obligations_overdue")
def overdue(request: HttpRequest) -> Any:
    """Overdue obligations by body: of one's offices, or, for the independent mechanism, of all; never with the child."""
    actor = me(request)
    policies.covers_overdue.require(actor)
    audit.record(by=actor, action="obligations_overdue_read", subject="coordination.obligations")
    if actor.has(Permission.OVERSIGHT_DOCKET):
        return [asdict(one) | {"article": queries.article_of(one.right)} for one in queries.overdue_everywhere()]
    return [_out(one) for one in queries.overdue_of_offices(actor)]


@router.get("/obligations/counts", response={200: list[OwedCountOut], **ERRORS}, operation_id="obligation_counts")
def counts(request: HttpRequest) -> Any:
    """Counts for each body and right, protected."""
    policies.covers_counts.require(me(request))
    return [asdict(one) for one in queries.owed_counts()]


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _out(one: Obligation) -> dict[str, Any]:
    names = ("version", "number", "duty", "right", "law", "asked", "due_on", "state", "promised_on", "met_on", "answer")
    found = {name: getattr(one, name) for name in (*names, "refusal_stated")}
    named = {"body": one.office.organisation.name, "office": one.office.name, "article": queries.article_of(one.right)}
    return found | named | {"id": one.pk, "overdue": queries.is_overdue(one)}


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(
        request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, obligation_id: uuid.UUID, body: Any
    ) -> Any:
        one = part_of(_file(request, file_id), Obligation, obligation_id, *queries.RELATED)
        seen = seen_version(request)
        saved = move.act(one=one, by=me(request), base_version=seen, values=body.dict())
        tag(response, saved.version)
        return _out(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=ObligationOut,
        operation_id=f"obligation_{name}",
    )


for _name, _body in (("met", ObligationMetIn), ("contest", ObligationWordsIn), ("withdraw", ObligationWordsIn)):
    _mount(_name, _body)
