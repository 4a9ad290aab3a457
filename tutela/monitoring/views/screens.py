"""Overview, indicators, calendar."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.http import needs
from tutela.registers.api import keep_register
from tutela.ui.forms import add_problems, answer_status

from ..actions.released import take_released
from ..forms.indicators import TakeForm
from ..models import Measurement
from ..presenters import indicators as shown_indicators
from ..presenters import overview as shown_overview
from ..queries import indicators
from ..queries.reminders import due_items


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
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator as a small chart."""
    return render(request, "monitoring/indicators.html", {"cards": shown_indicators.overview()})


@needs(P.MONITORING_VIEW)
@require_safe
def indicator(request: HttpRequest, indicator_id: uuid.UUID) -> HttpResponse:
    """One indicator with its sheet."""
    return _indicator(request, indicator_id, TakeForm())


def _indicator(request: HttpRequest, indicator_id: uuid.UUID, form: TakeForm) -> HttpResponse:
    context = shown_indicators.page(indicators.one_series(indicator_id))
    may_take = keep_register.allows(request.actor, Measurement)  # type: ignore[attr-defined]
    context = {"one": context, "form": form, "may_take": may_take}
    return render(request, "monitoring/indicator.html", context, status=answer_status(form))


@needs(P.INDICATOR_KEEP)
@require_POST
def take(request: HttpRequest, indicator_id: uuid.UUID) -> HttpResponse:
    """Take values from statistics."""
    form, one = TakeForm(request.POST), indicators.one_series(indicator_id).indicator
    if form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                done = take_released(indicator=one, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            said = _("%(made)s new, %(changed)s changed, %(same)s as before; %(left)s entered otherwise were left.")
            messages.success(request, said % asdict(done))
            return redirect("monitoring_indicator", indicator_id)
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
    return _indicator(request, indicator_id, form)
