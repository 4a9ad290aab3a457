"""Plans, money, people and bodies on the screen."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import zip_longest

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.kernel.http import needs
from tutela.registers.api import row
from tutela.statistics.api import Answer
from tutela.ui.forms import add_problems, answer_status

from . import presenters as shown
from .actions.plans import hand_over, settle_overlap
from .actions.workforce import keep_open_files
from .forms import HandOverForm, OverlapForm
from .models import Activity, Shock
from .policies import keep_plans
from .queries.released import LEVELS, read_open_files, read_reports

GET_POST = require_http_methods(["GET", "POST"])
MOST_SHOCKS = 20


@needs(P.MONITORING_VIEW)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans, money, overlaps, gaps, consultations."""
    return render(request, "planning/plans.html", shown.page(today(), request.actor))  # type: ignore[attr-defined]


@needs(P.MONITORING_VIEW)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Bodies, training, workforce; open files for whoever reads statistics."""
    actor = request.actor  # type: ignore[attr-defined]
    answers, missing = _read(actor, lambda: [read_open_files(level=level, by=actor) for level in LEVELS.values()])
    return render(request, "planning/people.html", shown.people_page(today(), answers, actor) | {"missing": missing})


@needs(P.MONITORING_VIEW)
@require_safe
def shocks(request: HttpRequest) -> HttpResponse:
    """Shocks with their checklists; reports before and after for whoever reads statistics."""
    actor = request.actor  # type: ignore[attr-defined]
    found = list(Shock.objects.select_related("territory")[:MOST_SHOCKS])
    answers, missing = _read(actor, lambda: [read_reports(shock=one, by=actor) for one in found])
    pairs = list(zip_longest(found, answers))
    return render(request, "planning/shocks.html", shown.shocks_page(pairs, today(), actor) | {"missing": missing})


def _read(actor: Actor, ask: Callable[[], list[Answer]]) -> tuple[list[Answer], str]:
    """The answers of statistics; none, and why, for whoever may not read them or before anything was built."""
    if not actor.has(P.STATISTICS_VIEW):
        return [], ""
    try:
        with acting_as(actor):
            return ask(), ""
    except (OperatorError, Refused) as error:
        return [], str(error)


@needs(P.PLAN_KEEP)
@require_POST
def open_files(request: HttpRequest) -> HttpResponse:
    """Keep the open files of the newest tables beside the posts of their year."""
    try:
        with acting_as(request.actor):  # type: ignore[attr-defined]
            done = keep_open_files(by=request.actor)  # type: ignore[attr-defined]
        said = _("Kept for %(kept)s rows. %(hidden)s stay without a number, because it is protected.")
        messages.success(request, said % {"kept": done.kept, "hidden": done.hidden})
    except InvalidInput as error:
        messages.warning(request, " ".join(text for texts in error.fields.values() for text in texts))
    except OperatorError as error:
        messages.warning(request, str(error))
    return redirect("planning_people")


@needs(P.PLAN_KEEP)
@GET_POST
def overlap(request: HttpRequest, first_id: uuid.UUID, second_id: uuid.UUID) -> HttpResponse:
    """Decide about two activities."""
    keep_plans.require(request.actor)  # type: ignore[attr-defined]
    first, second = (row(Activity, one) for one in (first_id, second_id))
    form = OverlapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                settle_overlap(first=first, second=second, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("The decision is kept."))
            return redirect("planning")
        except InvalidInput as error:
            add_problems(form, error)
    context = {"form": form, "first": first, "second": second}
    return render(request, "planning/overlap.html", context, status=answer_status(form))


@needs(P.PLAN_KEEP)
@GET_POST
def handing_over(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Give an activity to somebody else."""
    keep_plans.require(request.actor)  # type: ignore[attr-defined]
    activity = row(Activity, activity_id)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                hand_over(activity=activity, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("Handed over."))
            return redirect("register_row", "activities", activity.pk)
        except InvalidInput as error:
            add_problems(form, error)
    context = {"form": form, "activity": activity, "past": activity.hand_overs.select_related("from_office", "by")}
    return render(request, "planning/hand_over.html", context, status=answer_status(form))
