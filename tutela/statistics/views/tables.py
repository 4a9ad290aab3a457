"""Statistics on the screen: the response first, then a table to choose, its file, and the button that builds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from tutela.directory.api import Territory
from tutela.kernel.errors import Refused
from tutela.kernel.http import csv_answer, needs
from tutela.ui.forms import answer_status, require_valid

from ..actions.read_statistics import read_adequacy, read_quality, read_table
from ..actions.request_build import request_build
from ..forms import DEFAULTS, NEEDS_DEFAULTS, TERRITORY, NeedsForm, TableForm
from ..models.dictionary import BREAKDOWNS, PAGE
from ..policies import build_observations
from ..presenters import tables as presenters
from ..queries.builds import is_building
from ..queries.exports import as_csv
from ..queries.snapshots import latest
from ..tasks import build_in_background


@needs("statistics_view", "statistics_build")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The adequacy of the response, then the chosen table; without a snapshot, how to come by one."""
    actor = request.actor  # type: ignore[attr-defined]
    form = TableForm(asked_of(request))
    context: dict[str, Any] = {
        "form": form,
        "may_build": build_observations.allows(actor),
        "building": is_building(),
        "snapshot": latest(),
    }
    if context["snapshot"] is None:
        return render(request, "statistics/overview.html", context)
    _snapshot, found, pairs = read_adequacy(by=actor)
    context["response"] = presenters.response(found)
    context["pairs"] = [presenters.two_by_two(pair) for pair in pairs]
    if form.is_valid():
        _add_table(request, form, context)
    return render(request, "statistics/overview.html", context, status=answer_status(form))


@needs("statistics_view", "statistics_build")
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The same table as CSV, protected and annotated in the same way."""
    actor = request.actor  # type: ignore[attr-defined]
    form = TableForm(asked_of(request))
    require_valid(form)
    by, page = form.question()
    answer = read_table(by=actor, breakdowns=by, page=page, purpose="download")
    name = "-".join(("tutela", str(answer.cut_off), *answer.question.by, *filter(None, [page])))
    return csv_answer(as_csv(answer), name)


@needs("file_approve")
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """What is known in the records of one's own offices, what was done in time, what contradicts itself."""
    found = read_quality(by=request.actor)  # type: ignore[attr-defined]
    return render(request, "statistics/quality.html", {"offices": [presenters.quality(one) for one in found]})


@needs("statistics_view", "statistics_build")
@require_GET
def unmet(request: HttpRequest) -> HttpResponse:
    """Services that were missing and children who were refused, on a map and in the table beside it (R59, R60)."""
    form = NeedsForm({name: request.GET.get(name, first) for name, first in NEEDS_DEFAULTS.items()})
    context: dict[str, Any] = {"form": form, "snapshot": latest()}
    if context["snapshot"] is not None and form.is_valid():
        said = form.cleaned_data
        answer = read_table(by=request.actor, breakdowns=(said["what"], said["level"]))  # type: ignore[attr-defined]
        places = list(Territory.objects.filter(level=BREAKDOWNS[said["level"]].territory))
        context |= {"table": presenters.page(answer), "map": presenters.needs_map(answer, said["code"], places)}
        context["query"] = urlencode({"first": said["what"], "second": TERRITORY, "level": said["level"]})
    return render(request, "statistics/unmet.html", context, status=answer_status(form))


@needs("statistics_build")
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Build new observations: at once when they are few, else by the worker."""
    if request_build(by=request.actor, later=_queue):  # type: ignore[attr-defined]
        messages.success(request, _("New observations are built. The figures below are of now."))
    else:
        messages.info(request, _("New observations are being built. The figures below change when they are whole."))
    return redirect("statistics")


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; the first table when it asks for nothing."""
    said = {name: request.GET.get(name, "") for name in DEFAULTS}
    return said if any(name in request.GET for name in DEFAULTS) else DEFAULTS


def _add_table(request: HttpRequest, form: TableForm, context: dict[str, Any]) -> None:
    by, page = form.question()
    try:
        answer = read_table(by=request.actor, breakdowns=by, page=page)  # type: ignore[attr-defined]
    except Refused as refused:
        form.add_error(PAGE if page else "second", str(refused))
        return
    context["table"] = presenters.page(answer)
    context["query"] = request.GET.urlencode()


def _queue() -> None:
    """Queue one build; a second press finds the first waiting."""
    try:
        build_in_background.defer()
    except AlreadyEnqueued:
        return
