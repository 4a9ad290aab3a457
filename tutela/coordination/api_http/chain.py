"""HTTP: the chain of actors of a file (R71)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tutela.cases.api import covers_reading, get_file, read_file
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import ERRORS

from ..presenters.chain import said
from ..queries.chain import chain_of

router = Router(tags=["chain of actors"])


class LinkOut(Schema):
    """One actor with one task; ``sector`` is a code of the list ``actors``."""

    sector: str
    actor: str
    task: str
    on: dt.date | None
    standing: str


class GapOut(Schema):
    """A missing link."""

    sector: str
    task: str
    why: str


class ChainOut(Schema):
    """Everybody who acts, by day, and what is missing."""

    links: list[LinkOut]
    gaps: list[GapOut]


@router.get("/files/{file_id}/chain", response={200: ChainOut, **ERRORS}, operation_id="chain")
def chain(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The chain of actors of a file, with its gaps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    covers_reading.require(actor)
    file = get_file(actor, file_id)
    read_file(file=file, by=actor, what="chain_read")
    found = chain_of(file)
    links = [
        {"sector": one.sector, "actor": one.actor, "task": said(one), "on": one.on, "standing": one.standing.value}
        for one in found.links
    ]
    return {"links": links, "gaps": [{"sector": one.sector, "task": said(one), "why": str(one.why)} for one in found.gaps]}
