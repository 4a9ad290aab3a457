"""HTTP: the figures of justice, as they were made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tutela.audit import api as audit
from tutela.kernel.api_http import ERRORS
from tutela.kernel.errors import NotHere

from ..policies.figures import read_justice_figures
from ..queries.figures import published
from .records import actor

router = Router(tags=["justice"])


class JusticeFiguresOut(Schema):
    """A quarter: counts are rounded to five, ``hidden`` where few; ``reported`` null: no institution reported it; ``victims``
    null: records cannot tell. Child victims who are held are never among the children in conflict with the law."""

    until: dt.date
    figures: dict[str, Any]


@router.get("/child-justice", response={200: JusticeFiguresOut, **ERRORS}, operation_id="child_justice")
def child_justice(request: HttpRequest, until: dt.date | None = None) -> Any:
    """The newest quarter, or the one that ended on a day."""
    read_justice_figures.require(actor(request))
    found = published(until)
    if found is None:
        raise NotHere
    audit.record(by=actor(request), action="justice_figures_exported", subject=f"justice.justicefigures:{found.pk}")
    return found
