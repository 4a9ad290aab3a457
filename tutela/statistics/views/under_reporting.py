"""What may be missing from the figures: a page for planners, and the same as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tutela.kernel.http import csv_answer, needs
from tutela.ui.forms import answer_status, require_valid

from ..actions.read_statistics import read_under_reporting
from ..forms import ACROSS_DEFAULTS, AcrossForm
from ..presenters.under_reporting import as_csv, shown
from ..queries.snapshots import latest


@needs("statistics_view", "statistics_build")
@require_GET
def under_reporting(request: HttpRequest) -> HttpResponse:
    """Barriers, delay, who reports, silent offices, thin places, unknown answers (R28)."""
    form = _form(request)
    context: dict[str, Any] = {"form": form, "snapshot": latest()}
    if context["snapshot"] is not None and form.is_valid():
        across, level = form.question()
        context["found"] = shown(read_under_reporting(by=request.actor, across=across, level=level))  # type: ignore[attr-defined]
        context["query"] = urlencode(form.cleaned_data)
    return render(request, "statistics/under_reporting.html", context, status=answer_status(form))


@needs("statistics_view", "statistics_build")
@require_GET
def under_reporting_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers as CSV, with the same protection."""
    form = _form(request)
    require_valid(form)
    across, level = form.question()
    found = read_under_reporting(by=request.actor, across=across, level=level, purpose="download")  # type: ignore[attr-defined]
    return csv_answer(as_csv(found), f"tutela-under-reporting-{found.barriers.cut_off}")


def _form(request: HttpRequest) -> AcrossForm:
    return AcrossForm({name: request.GET.get(name) or first for name, first in ACROSS_DEFAULTS.items()})
