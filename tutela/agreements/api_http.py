"""HTTP: figures under an agreement, for the programs of other sectors (R116)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tutela.accounts.api import AccountsReason, Permission
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.statistics.api import as_dict

from .actions.agreements import take_table
from .queries import find, visible

router = Router(tags=["agreements"])


class AgreementOut(Schema):
    """What may be taken, for what, from when until when. ``breakdowns``: codes of breakdowns."""

    id: uuid.UUID
    purpose: str
    breakdowns: list[str]
    basis: str
    starts_on: dt.date
    ends_on: dt.date
    state: str


class TableOut(Schema):
    """A protected table: ``by``, ``note``, ``coverage``, ``method`` and every cell with its state; a cell that is hidden has none."""

    agreement: uuid.UUID
    purpose: str
    table: dict[str, Any]


@Rule
def covers_agreements(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover."""
    return None if actor.has(Permission.AGREEMENT_USE) else AccountsReason.OUTSIDE_SCOPE


@router.get("/agreements", response={200: list[AgreementOut], **ERRORS}, operation_id="agreements_list")
def agreements(request: HttpRequest) -> Any:
    """The agreements of the program's agency."""
    covers_agreements.require(me(request))
    audit.record(by=me(request), action="agreements_listed", subject="agreements.agreement")
    return visible()


@router.get("/agreements/{agreement_id}/table", response={200: TableOut, **ERRORS}, operation_id="agreement_table")
def table(request: HttpRequest, agreement_id: uuid.UUID, by: list[str] = Query([])) -> Any:  # noqa: B008
    """A table under an agreement: ``by`` up to three breakdowns that it names, without any the first of them. Outside its term or
    its fields nothing leaves."""
    covers_agreements.require(me(request))
    found = find(agreement_id)
    answer = take_table(agreement=found, by=me(request), breakdowns=by)
    return {"agreement": found.pk, "purpose": found.purpose, "table": as_dict(answer)}
