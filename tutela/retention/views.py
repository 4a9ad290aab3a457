"""Screens of retention, for the data protection officer: what falls due, and the holds."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, saving_form
from tutela.vocabulary import api as vocabulary

from . import actions, policies
from .forms import HoldForm, HoldReviewForm
from .presenters import due_row, hold_row
from .queries import SHOWN, falls_due, find_hold, holds_standing, notice_until

_FORM = "retention/form.html"


@needs(P.ERASURE_DECIDE)
@require_http_methods(["GET", "HEAD"])
def retention(request: HttpRequest) -> HttpResponse:
    """What falls due within the notice, and the holds that stand."""
    until = notice_until()
    due, count = falls_due(until)
    audit.record(by=me(request), action="retention_read", details={"rows": len(due)})
    context = {
        "rows": [due_row(one) for one in due],
        "count": count,
        "more": count > SHOWN,
        "until": until,
        "holds": [hold_row(one) for one in holds_standing()],
        "rules": vocabulary.jurisdiction().retention,
    }
    return render(request, "retention/retention.html", context)


@needs(P.ERASURE_DECIDE)
def hold_new(request: HttpRequest) -> HttpResponse:
    """Set a hold."""
    return making_form(
        request,
        form=HoldForm(request.POST or None),
        make=lambda data: actions.set_hold(by=me(request), values=data),
        go=lambda _made: reverse("retention"),
        template=_FORM,
        saved=_("The hold stands. The file is not put away while it does."),
        title=_("Set a hold"),
        back=reverse("retention"),
    )


@needs(P.ERASURE_DECIDE)
def hold_review(request: HttpRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Look at a hold again."""
    found = find_hold(hold_id)
    policies.review_hold.require(me(request), found)
    audit.record(by=me(request), action="hold_read", subject=f"retention.hold:{found.pk}")
    return saving_form(
        request,
        form=HoldReviewForm(request.POST or None, initial={"base_version": found.version}),
        act=lambda data: actions.review_hold(hold=found, by=me(request), base_version=data["base_version"], values=data),
        template=_FORM,
        saved=_("Noted."),
        title=_("Look at this hold again"),
        back=reverse("retention"),
        context={"hold": hold_row(found)},
    )
