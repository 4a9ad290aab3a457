"""Overview, plans, people, indicators, estimates, calendar."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import needs
from tutela.ui.forms import add_problems, answer_status

from ..actions.plans import hand_over, settle_overlap
from ..forms.plans import HandOverForm, OverlapForm
from ..models import Activity
from ..policies import keep_plans
from ..presenters import indicators as shown_indicators
from ..presenters import overview as shown_overview
from ..presenters import plans as shown_plans
from ..queries import indicators, registers
from ..queries.reminders import due_items
from .registers import GET_POST


@needs(P.MONITORING_VIEW)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What needs me now."""
    return render(request, "monitoring/overview.html", shown_overview.page(today()))


@needs(P.MONITORING_VIEW)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Every date as a calendar file."""
    text = shown_overview.calendar(list(due_items()), now())
    headers = {"Content-Disposition": 'attachment; filename="tutela.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@needs(P.MONITORING_VIEW)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans, money, overlaps, gaps, consultations."""
    return render(request, "monitoring/plans.html", shown_plans.page(today(), request.actor))  # type: ignore[attr-defined]


@needs(P.MONITORING_VIEW)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Bodies, training, workforce, duties."""
    return render(request, "monitoring/people.html", shown_plans.people_page(today()))


@needs(P.PLAN_KEEP)
@GET_POST
def overlap(request: HttpRequest, first_id: uuid.UUID, second_id: uuid.UUID) -> HttpResponse:
    """Decide about two activities."""
    keep_plans.require(request.actor)  # type: ignore[attr-defined]
    first, second = (registers.row(Activity, one) for one in (first_id, second_id))
    form = OverlapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                settle_overlap(first=first, second=second, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("The decision is kept."))
            return redirect("monitoring_plans")
        except InvalidInput as error:
            add_problems(form, error)
    context = {"form": form, "first": first, "second": second}
    return render(request, "monitoring/overlap.html", context, status=answer_status(form))


@needs(P.PLAN_KEEP)
@GET_POST
def handing_over(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Give an activity to somebody else."""
    keep_plans.require(request.actor)  # type: ignore[attr-defined]
    activity = registers.row(Activity, activity_id)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                hand_over(activity=activity, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("Handed over."))
            return redirect("monitoring_row", "activities", activity.pk)
        except InvalidInput as error:
            add_problems(form, error)
    context = {"form": form, "activity": activity, "past": activity.hand_overs.select_related("from_office", "by")}
    return render(request, "monitoring/hand_over.html", context, status=answer_status(form))


@needs(P.MONITORING_VIEW)
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator as a small chart."""
    return render(request, "monitoring/indicators.html", {"cards": shown_indicators.overview()})


@needs(P.MONITORING_VIEW)
@require_safe
def indicator(request: HttpRequest, indicator_id: uuid.UUID) -> HttpResponse:
    """One indicator with its sheet."""
    context = shown_indicators.page(indicators.one_series(indicator_id))
    return render(request, "monitoring/indicator.html", {"one": context})


@needs(P.MONITORING_VIEW)
@require_safe
def estimates(request: HttpRequest) -> HttpResponse:
    """Estimates of others, side by side."""
    return render(request, "monitoring/estimates.html", {"topics": shown_indicators.estimates()})
