"""Screens of agreements with other sectors."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import csv_answer, needs
from tutela.statistics.api import as_csv
from tutela.ui.forms import making_form, saving_form

from . import policies
from .actions import agreements as acts
from .forms import DecideForm, EndForm, ProposeForm, TakeForm
from .presenters import page, row
from .queries import find, visible

_FORM = "agreements/form.html"
_READ = require_http_methods(["GET", "HEAD"])


@needs(P.AGREEMENT_KEEP, P.AUDIT_VIEW, P.AGREEMENT_USE)
@_READ
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement for who keeps or decides them; a partner's own."""
    rows = [row(one) for one in visible()]
    may_propose = policies.propose.allows(request.actor)  # type: ignore[attr-defined]
    return render(request, "agreements/agreements.html", {"rows": rows, "may_propose": may_propose})


@needs(P.AGREEMENT_KEEP)
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Propose one."""
    actor = request.actor  # type: ignore[attr-defined]
    policies.propose.require(actor)
    return making_form(
        request,
        form=ProposeForm(request.POST or None),
        make=lambda data: acts.propose_agreement(by=actor, values=data),
        go=lambda made: reverse("agreement", args=[made.pk]),
        template=_FORM,
        saved=_("Proposed. The data protection officer decides."),
        title=_("Propose an agreement"),
        back=reverse("agreements"),
    )


@needs(P.AGREEMENT_KEEP, P.AUDIT_VIEW, P.AGREEMENT_USE)
@_READ
def agreement(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """One agreement, what may be done with it, and for the partner the tables."""
    actor = request.actor  # type: ignore[attr-defined]
    found = find(agreement_id)
    audit.record(by=actor, action="agreement_read", subject=f"agreements.agreement:{found.pk}")
    return render(
        request,
        "agreements/agreement.html",
        {"page": page(actor, found), "form": TakeForm(named=found.breakdowns), "agreement": found},
    )


@needs(P.AUDIT_VIEW)
def agreement_decide(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Put it in force or decline it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = find(agreement_id)
    policies.decide.require(actor, found)

    def act(data: Mapping[str, Any]) -> object:
        return acts.decide_agreement(
            agreement=found, by=actor, base_version=data["base_version"], agreed=data["agreed"] == "yes", note=data["note"]
        )

    form = DecideForm(request.POST or None, initial={"base_version": found.version})
    return _saving(request, form, act, _("Decided."), _("Decide on the agreement"), found.pk)


@needs(P.AGREEMENT_KEEP, P.AUDIT_VIEW)
def agreement_end(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """End it today."""
    actor = request.actor  # type: ignore[attr-defined]
    found = find(agreement_id)
    policies.end.require(actor)
    form = EndForm(request.POST or None, initial={"base_version": found.version})
    return _saving(
        request,
        form,
        lambda data: acts.end_agreement(agreement=found, by=actor, **data),
        _("Ended. Nothing leaves any more."),
        _("End the agreement"),
        found.pk,
    )


@needs(P.AGREEMENT_USE)
@_READ
def agreement_table(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """A table under the agreement, as CSV; where nothing is chosen, by the first breakdown it names."""
    found = find(agreement_id)
    asked = request.GET.getlist("by")
    answer = acts.take_table(agreement=found, by=request.actor, breakdowns=asked)  # type: ignore[attr-defined]
    return csv_answer(as_csv(answer), f"agreement-{answer.cut_off}")


def _saving(request: HttpRequest, form: Any, act: Any, saved: str, title: str, agreement_id: uuid.UUID) -> HttpResponse:
    back = reverse("agreement", args=[agreement_id])
    return saving_form(request, form=form, act=act, template=_FORM, saved=saved, title=title, back=back)
