"""HTTP: best-interests determinations. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.accounts.api import User
from tutela.cases.api import CaseFile, ChildView, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.ui.forms import move_named

from . import actions
from .forms import MOVES
from .models import DecisionOption, Determination, PanelMember
from .queries import RELATED, determinations

router = Router(tags=["best interests"])
_LIST = "/files/{file_id}/best-interests"
_ONE = f"{_LIST}/{{determination_id}}"


class ProposeIn(Body):
    """What is to be decided."""

    kind: str = Field(max_length=20)
    country: str = Field("", max_length=2)
    subject: str = Field(max_length=2000)


class OptionIn(Body):
    """One way that is weighed."""

    name: str = Field(max_length=200)
    does_it: bool = False
    factors: list[str]
    speaks_for: str = Field(max_length=2000)
    speaks_against: str = Field(max_length=2000)
    safety: str = Field(max_length=2000)
    child_thinks: str = Field(max_length=2000)


class HearIn(Body):
    """Whom the panel hears: ``view`` is the id of a view in the file."""

    view: uuid.UUID | None = None
    guardian_view: str = Field("", max_length=2000)
    risk_on_return: str = Field("", max_length=4000)


class MemberIn(Body):
    """Somebody on the panel: ``user`` or ``name``."""

    user: uuid.UUID | None = None
    name: str = Field("", max_length=200)
    sector: str = Field(max_length=20)
    conflict: str = Field(max_length=10)


class PanelCallIn(Body):
    """Nothing more."""


class PositionIn(Body):
    """Where one member stands."""

    member: uuid.UUID
    stand: str = Field(max_length=10)
    words: str = Field("", max_length=2000)


class DeterminationDecideIn(Body):
    """The decision."""

    chosen: uuid.UUID
    reasons: str = Field(max_length=4000)
    non_discrimination: str = Field(max_length=2000)
    best_interests: str = Field(max_length=2000)
    survival_and_development: str = Field(max_length=2000)
    views_of_the_child: str = Field(max_length=2000)
    review_on: dt.date


class DeterminationReviewIn(Body):
    """Looking at it again."""

    finding: str = Field(max_length=20)
    review_words: str = Field(max_length=2000)
    review_on: dt.date | None = None


class DeterminationRow(Schema):
    """An option or a member: its id and name."""

    id: uuid.UUID
    name: str


class DeterminationOut(Schema):
    """One determination."""

    id: uuid.UUID
    version: int
    kind: str
    country: str
    state: str
    subject: str
    guardian_view: str
    risk_on_return: str
    chosen_id: uuid.UUID | None
    carries_out: bool
    reasons: str
    decided_on: dt.date | None
    review_on: dt.date | None
    options: list[DeterminationRow]
    members: list[DeterminationRow]


_ROWS: dict[str, Any] = {"view": ChildView, "user": User, "member": PanelMember, "chosen": DecisionOption}


@router.get(_LIST, response={200: list[DeterminationOut], **ERRORS}, operation_id="determinations")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The determinations of a file, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="determination_read")
    return [_out(one) for one in determinations(file)]


@router.post(_LIST, response={201: DeterminationOut, **ERRORS}, operation_id="determination_propose")
def propose(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: ProposeIn) -> Any:
    """Open a determination."""
    made = actions.propose(file=_file(request, file_id), by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, _out(made))


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _out(one: Determination) -> dict[str, Any]:
    names = ("version", "kind", "country", "state", "subject", "guardian_view", "risk_on_return", "chosen_id", "carries_out")
    found = {name: getattr(one, name) for name in (*names, "reasons", "decided_on", "review_on")}
    rows = {name: [{"id": row.pk, "name": row.name} for row in getattr(one, name).all()] for name in ("options", "members")}
    return found | rows | {"id": one.pk}


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(
        request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, determination_id: uuid.UUID, body: Any
    ) -> Any:
        one = part_of(_file(request, file_id), Determination, determination_id, *RELATED)
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
        shape=DeterminationOut,
        operation_id=f"determination_{name}",
    )


for _name, _body in (
    ("option", OptionIn),
    ("hear", HearIn),
    ("member", MemberIn),
    ("panel", PanelCallIn),
    ("position", PositionIn),
    ("decide", DeterminationDecideIn),
    ("review", DeterminationReviewIn),
):
    _mount(_name, _body)
