"""HTTP: the indicators of formal care, never without coverage and warning (R95)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tutela.audit import api as audit
from tutela.kernel.api_http import ERRORS
from tutela.kernel.errors import NotHere

from ..policies.figures import read_care_figures
from ..presenters.figures import as_dict
from ..queries.figures import published
from .parts import actor

router = Router(tags=["formal care"])


class CoverageOut(Schema):
    """On what the figures rest. ``children_estimated_unreported``: in known facilities that did not report; null when nothing
    can be said. Places that nobody has discovered are in no figure."""

    facilities_reporting: int
    facilities_known: int
    facilities_unregistered: int
    children_estimated_unreported: int | None
    words: str


class IndicatorOut(Schema):
    """One indicator of the list ``formal_care_indicators``; hidden: too few children to show."""

    code: str
    label: str
    hidden: bool
    value: float | None
    of: int | None
    words: str
    note: str


class CareFiguresOut(Schema):
    """A quarter, made once and protected. ``warning`` is empty only where nearly all known facilities report and are registered."""

    until: dt.date
    coverage: CoverageOut
    likely_underestimate: bool
    warning: str
    indicators: list[IndicatorOut]


@router.get("/formal-care", response={200: CareFiguresOut, **ERRORS}, operation_id="formal_care")
def formal_care(request: HttpRequest, until: dt.date | None = None) -> Any:
    """The newest quarter, or the one that ended on a day."""
    read_care_figures.require(actor(request))
    found = published(until)
    if found is None:
        raise NotHere
    audit.record(by=actor(request), action="care_figures_exported", subject=f"placements.carefigures:{found.pk}")
    return as_dict(found)
