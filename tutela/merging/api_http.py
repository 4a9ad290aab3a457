"""HTTP: merging two files of one child. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, covers_reading, get_file, read_file
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.ui.forms import move_named

from .actions import merges as actions
from .forms.merges import MOVES
from .models import Merge
from .queries import merges as queries
from .queries.pairs import get_pair
from .states import MergeState

router = Router(tags=["merges"])
_LIST = "/files/{file_id}/merges"
_ONE = f"{_LIST}/{{merge_id}}"


class MergeIn(Body):
    """Two files of the linked records: ``leading`` is written in from now on, ``file`` is shut and read."""

    leading: uuid.UUID
    file: uuid.UUID
    reason: str = Field(max_length=2000)


class MergeAnswerIn(Body):
    """Why, in a full sentence."""

    answer: str = Field(max_length=2000)


class MergeUndoIn(Body):
    """Why the merge is taken back."""

    undone_because: str = Field(max_length=2000)


class MergeOut(Schema):
    """One merge: proposed, merged, declined or unmerged. ``open_steps``: codes of what runs in ``file`` and stands against it, while
    it is proposed."""

    id: uuid.UUID
    version: int
    pair_id: uuid.UUID
    leading_id: uuid.UUID
    file_id: uuid.UUID
    state: str
    reason: str
    proposed_at: dt.datetime
    decided_at: dt.datetime | None
    answer: str
    undone_at: dt.datetime | None
    undone_because: str
    open_steps: list[str]


@Rule
def covers_merging(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover to propose, decide or take back."""
    may = actor.has(Permission.FILE_MATCH) or actor.has(Permission.FILE_APPROVE)
    return None if may else AccountsReason.OUTSIDE_SCOPE


@router.post("/duplicates/{pair_id}/merges", response={201: MergeOut, **ERRORS}, operation_id="merge_propose")
def propose(request: HttpRequest, response: HttpResponse, pair_id: uuid.UUID, body: MergeIn) -> Any:
    """Propose that of two files of one child one leads."""
    covers_merging.require(me(request))
    pair = get_pair(me(request), pair_id)
    values = with_rows(body, {"leading": CaseFile, "file": CaseFile})
    made = actions.propose_merge(pair=pair, by=me(request), values=values)
    tag(response, made.version)
    return Status(201, _out(made))


@router.get(_LIST, response={200: list[MergeOut], **ERRORS}, operation_id="merges")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The merges of a file with another one of the child, newest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    rows = list(queries.of_file(file))
    for side in ({file.pk: file} | {side.pk: side for one in rows for side in (one.file, one.leading)}).values():
        read_file(file=side, by=me(request))
    return [_out(one) for one in rows]


def _out(one: Merge) -> dict[str, Any]:
    waits = one.state == MergeState.PROPOSED
    steps = [code for code, _label in queries.open_steps(one.file)] if waits else []
    found = {name: getattr(one, name) for name in MergeOut.model_fields if name not in ("id", "open_steps")}
    return found | {"id": one.pk, "open_steps": steps}


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, merge_id: uuid.UUID, body: Any) -> Any:
        covers_merging.require(me(request))
        one = queries.get_merge(get_file(me(request), file_id), merge_id)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _out(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=MergeOut,
        operation_id=f"merge_{name}",
    )


for _name, _body in (("confirm", MergeAnswerIn), ("decline", MergeAnswerIn), ("undo", MergeUndoIn)):
    _mount(_name, _body)
