"""Overview, indicators, calendar."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import now, today
from tutela.kernel.http import needs

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
    context = shown_indicators.page(indicators.one_series(indicator_id))
    return render(request, "monitoring/indicator.html", {"one": context})
