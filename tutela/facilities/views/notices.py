"""Notices: sending, the list, reading one."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.kernel.http import me, needs

from .. import forms, presenters
from ..actions import notices as acts
from ..policies.inspection import receive_notice
from ..policies.register import manage_facility
from ..queries import inspections as reading
from ..queries.register import get_facility
from .forms import acting_form, press

SHOWN = 100
_READERS = (P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.OVERSIGHT_DOCKET)


@needs(*_READERS)
@require_http_methods(["GET", "HEAD"])
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first; those nobody confirmed stand out."""
    rows = [presenters.notice_row(one) for one in reading.notices_for(me(request))[:SHOWN]]
    return render(request, "facilities/notices.html", {"rows": rows})


@needs(P.FACILITY_INSPECT, P.FACILITY_MANAGE)
def send(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Send a notice."""
    actor = me(request)
    found = get_facility(actor, facility_id)
    manage_facility.require(actor, found)
    form = forms.NoticeForm(request.POST or None)
    return acting_form(
        request,
        form=form,
        act=lambda: acts.send_notice(facility=found, by=actor, values=form.cleaned_data),
        go=lambda made: reverse("notice", args=[made.pk]),  # type: ignore[attr-defined]
        title=_("Send a notice"),
        back=reverse("facility", args=[found.pk]),
        saved=_("Sent to inspection and to the independent mechanism."),
    )


@needs(*_READERS)
@require_http_methods(["GET", "HEAD"])
def notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """One notice; each reading is written down."""
    actor = me(request)
    found = reading.get_notice(actor, notice_id)
    context = {
        "row": presenters.notice_row(found),
        "words": acts.read_notice(notice=found, by=actor),
        "due": found.due_at,
        "may_receive": found.received_at is None and receive_notice.allows(actor, found),
    }
    return render(request, "facilities/notice.html", context)


@needs(P.FACILITY_INSPECT, P.OVERSIGHT_DOCKET)
@require_POST
def receive(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Confirm that it came."""
    actor = me(request)
    found = reading.get_notice(actor, notice_id)
    return press(
        request,
        act=lambda: acts.receive_notice(notice=found, by=actor),
        saved=_("Confirmed."),
        back=reverse("notice", args=[found.pk]),
    )
