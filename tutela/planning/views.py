"""Plans, money, people and bodies on the screen."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import needs
from tutela.registers.api import row
from tutela.ui.forms import add_problems, answer_status

from . import presenters as shown
from .actions.plans import hand_over, settle_overlap
from .forms import HandOverForm, OverlapForm
from .models import Activity
from .policies import keep_plans

GET_POST = require_http_methods(["GET", "POST"])


@needs(P.MONITORING_VIEW)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans, money, overlaps, gaps, consultations."""
    return render(request, "planning/plans.html", shown.page(today(), request.actor))  # type: ignore[attr-defined]


@needs(P.MONITORING_VIEW)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Bodies, training, workforce."""
    return render(request, "planning/people.html", shown.people_page(today()))


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
