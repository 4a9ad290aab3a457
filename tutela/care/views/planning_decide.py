"""The supervisor's screens: approve or return, and consent overrides (P14, P23)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.cases.api import Consent, approve_consent_override, approve_override, get_file
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState
from tutela.kernel.http import me, needs
from tutela.ui.forms import add_problems, answer_status

from ..actions import approvals
from ..forms.planning import DecideForm, OverrideForm
from ..models import Assessment, Closure, Plan
from ..presenters.planning_decision import decision_page, override_facts
from .parts import was_read

KINDS: dict[str, Any] = {"assessment": Assessment, "plan": Plan, "closure": Closure}


@needs(P.FILE_APPROVE)
def decide(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Read what somebody else wrote, with the child's words, and answer."""
    work = _work(request, kind, pk)
    form = DecideForm(request.POST or None)
    status = 0
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                _answer(request, work, form.cleaned_data)
        except (InvalidInput, Refused, WrongState) as error:
            add_problems(form, error)
            status = error.status
        else:
            approved = form.cleaned_data["decision"] == "approve"
            messages.success(request, _("Approved.") if approved else _("Returned to its author."))
            return HttpResponseRedirect(reverse("work"))
    was_read(request, work.file, f"care.{kind}:{work.pk}")
    context = {"file": work.file, "work": work, "form": form, "page": decision_page(me(request), work, kind)}
    return render(request, "care/planning/decide.html", context, status=status or answer_status(form))


@needs(P.FILE_APPROVE)
def override_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree, or not, to acting without consent (P10)."""
    consent = Consent.objects.select_related("created_by", "given_by", "approved_by").filter(pk=pk).first()
    if consent is None:
        raise NotHere()
    consent.file = get_file(me(request), consent.file_id)
    form = OverrideForm(request.POST if request.method == "POST" else None)
    status = 0
    if form.is_bound and form.is_valid():
        try:
            approve_consent_override(consent=consent, by=me(request))
        except Refused as error:
            add_problems(form, error)
            status = error.status
        else:
            messages.success(request, _("Approved. The author sees your name and the day."))
            return HttpResponseRedirect(reverse("work"))
    was_read(request, consent.file, f"cases.consent:{consent.pk}")
    context = {
        "file": consent.file,
        "consent": consent,
        "form": form,
        "facts": override_facts(consent),
        "refusal": approve_override.why_not(me(request), consent),
    }
    return render(request, "care/planning/override.html", context, status=status or answer_status(form))


def _work(request: HttpRequest, kind: str, pk: uuid.UUID) -> Any:
    model = KINDS.get(kind)
    if model is None:
        raise NotHere()
    work = model.objects.select_related("view", "created_by", "updated_by", "decided_by").filter(pk=pk).first()
    if work is None:
        raise NotHere()
    work.file = get_file(me(request), work.file_id)
    return work


def _answer(request: HttpRequest, work: Any, data: dict[str, Any]) -> None:
    if data["decision"] == "approve":
        approvals.approve_work(work=work, by=me(request), note=data["note"])
    else:
        approvals.return_work(work=work, by=me(request), note=data["note"])
