"""The indicators of formal care, by quarter, on a page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.errors import NotHere
from tutela.kernel.http import csv_answer, me, needs

from ..models import CareFigures
from ..policies.figures import READERS
from ..presenters import figures as words
from ..queries.figures import published


@needs(*READERS)
@require_http_methods(["GET", "HEAD"])
def formal_care(request: HttpRequest) -> HttpResponse:
    """The newest quarter, or the one asked for."""
    found = _asked(request)
    context = {
        "quarters": [words.quarter(one) for one in CareFigures.objects.all()[:40]],
        "chosen": found.until.isoformat() if found else "",
        "states": me(request).has(P.FACILITY_INSPECT),
    }
    return render(request, "placements/formal_care.html", context | (words.page(found) if found else {}))


@needs(*READERS)
@require_http_methods(["GET", "HEAD"])
def formal_care_file(request: HttpRequest) -> HttpResponse:
    """The quarter as CSV, coverage and warning in every line."""
    found = _asked(request)
    if found is None:
        raise NotHere
    audit.record(by=me(request), action="care_figures_exported", subject=f"placements.carefigures:{found.pk}")
    return csv_answer(words.table(found), f"formal-care-{found.until.isoformat()}")


def _asked(request: HttpRequest) -> CareFigures | None:
    """The figures of the quarter in the address; a quarter without figures is not here."""
    asked = request.GET.get("until", "")
    if not asked:
        return published()
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    found = published(day) if day else None
    if found is None:
        raise NotHere
    return found
