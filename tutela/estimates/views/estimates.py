"""One estimate: its progress, its panel, the review by a second person, the release, the notebook."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela.audit import api as audit
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import needs
from tutela.ui.forms import Form, add_problems

from ..actions.ask_estimate import ask_again
from ..actions.publish_estimate import publish_estimate, withdraw_release
from ..actions.review_estimate import decide_review, send_for_review
from ..forms.lists import ReadingForm, RemarkForm, WithdrawForm
from ..models import Estimate
from ..policies import publish_estimate as may_publish
from ..policies import review_estimate, try_again
from ..presenters import external as shown
from ..presenters import panel
from ..queries.lists import external, get_estimate, hold
from ..queries.notebook import notebook
from ..states import DONE, EstimateState
from .lists import queue

S = EstimateState


@needs("statistics_build")
@require_GET
def estimate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the work is, or the panel."""
    return _page(request, get_estimate(request.actor, pk))  # type: ignore[attr-defined]


@needs("statistics_build")
@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Queue the work once more."""
    actor = request.actor  # type: ignore[attr-defined]
    ask_again(by=actor, estimate=hold(actor, pk), later=queue(actor))
    return redirect("estimate", pk)


@needs("statistics_build")
@require_POST
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the second person."""
    actor = request.actor  # type: ignore[attr-defined]
    found, form = hold(actor, pk), ReadingForm(request.POST)
    if form.is_valid():
        send_for_review(by=actor, estimate=found, reading=form.cleaned_data["reading"])
        messages.success(request, _("Sent. Another statistician reads it before it can be published."))
        return redirect("estimate", pk)
    return _page(request, get_estimate(actor, pk), reading=form)


@needs("statistics_build")
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approved or returned."""
    actor = request.actor  # type: ignore[attr-defined]
    found, form = hold(actor, pk), RemarkForm(request.POST)
    if form.is_valid():
        try:
            decide_review(
                by=actor,
                estimate=found,
                approve=request.POST.get("decision") == "approve",
                remark=form.cleaned_data["remark"],
            )
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect("estimate", pk)
    return _page(request, get_estimate(actor, pk), remark=form)


@needs("statistics_build")
@require_POST
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Published, rounded."""
    actor = request.actor  # type: ignore[attr-defined]
    publish_estimate(by=actor, estimate=hold(actor, pk))
    messages.success(request, _("Published. Figures and list totals are rounded; no pattern is shown."))
    return redirect("unseen")


@needs("statistics_build")
@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Taken back, with the reason."""
    actor = request.actor  # type: ignore[attr-defined]
    found, form = hold(actor, pk), WithdrawForm(request.POST)
    if form.is_valid():
        withdraw_release(by=actor, estimate=found, because=form.cleaned_data["because"])
        messages.success(request, _("Withdrawn."))
        return redirect("estimate", pk)
    return _page(request, get_estimate(actor, pk), because=form)


@needs("statistics_build")
@require_GET
def notebook_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The notebook that reproduces the panel; it holds small counts, so the download is on record."""
    actor = request.actor  # type: ignore[attr-defined]
    found = get_estimate(actor, pk)
    if found.state not in DONE:
        raise NotHere
    audit.record(by=actor, action="estimate_notebook", subject=f"estimate:{pk}", purpose="download")
    headers = {"Content-Disposition": f'attachment; filename="tutela-estimate-{str(pk)[-8:]}.ipynb"'}
    return HttpResponse(notebook(found), content_type="application/x-ipynb+json", headers=headers)


def _page(request: HttpRequest, found: Estimate, **forms: Form) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    lists = found.overlap
    context: dict[str, Any] = {
        "estimate": found,
        "period": panel.period(lists.year_from, lists.year_to),
        "progress": panel.progress(found),
        "may_try_again": found.state in (S.FAILED, S.RUNNING) and try_again.allows(actor, found, now()),
        "may_send": found.state in (S.READY, S.RETURNED) and may_publish.allows(actor, found),
        "may_decide": found.state == S.IN_REVIEW and review_estimate.allows(actor, found),
        "why_not_decide": review_estimate.why_not(actor, found) if found.state == S.IN_REVIEW else None,
        "may_publish": found.state == S.APPROVED and may_publish.allows(actor, found),
        "reading": forms.get("reading") or ReadingForm(initial={"reading": found.reading}),
        "remark": forms.get("remark") or RemarkForm(),
        "because": forms.get("because") or WithdrawForm(),
        "wrong": list(forms.values()),
    }
    if found.results is not None:
        audit.record(by=actor, action="estimate_read", subject=f"estimate:{found.pk}")
        context |= {
            "panel": panel.panel(found.results),
            "more": panel.details(found),
            "topics": shown.topics(external(actor)),
        }
    status = 422 if forms else 200
    return render(request, "estimates/estimate.html", context, status=status)
