"""Screens of referral, from both sides."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import read_file, see_file, work_on_file
from tutela.cases.api.words import file_url, shared_on
from tutela.kernel.errors import InvalidInput, Refused, WrongState
from tutela.kernel.http import needs
from tutela.ui.forms import act_and_return, add_problems, answer_status

from ..actions import answer_referral, refer
from ..forms import referral as forms
from ..models import Referral
from ..presenters import referral as words
from ..queries.referrals import get_for_service, open_to_service
from .parts import SECTION_FORM, file_of, form_was_opened

SHOWN = 200


@needs(P.FILE_WORK)
def referral_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Prepare a referral; what will be shared is shown before it is sent."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    form_was_opened(request, file)
    form = forms.ReferralForm(request.POST or None, file=file, initial={"service": request.GET.get("service")})
    if form.is_bound and form.is_valid():
        try:
            referral = refer.prepare_referral(file=file, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            return HttpResponseRedirect(reverse("referral", args=[file.pk, referral.pk]))
    context = {"file": file, "form": form, "title": _("Refer to a service"), "back": file_url(file), "newer": []}
    return render(request, SECTION_FORM, context, status=answer_status(form))


@needs(P.FILE_WORK, P.FILE_VIEW)
def referral(request: HttpRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """One referral, from the worker's side: what is shared, where it stands, what came back."""
    actor = request.actor  # type: ignore[attr-defined]
    file = file_of(request, file_id)
    see_file.require(actor, file)
    found = get_object_or_404(Referral.objects.select_related("service_point", "sent_by"), pk=referral_id, file=file)
    read_file(file=file, by=actor, what="referral_read", part=found)
    state, tone = words.state_words(found)
    context = {
        "file": file,
        "referral": found,
        "state": state,
        "tone": tone,
        "shared": words.shared_facts(found.shared),
        "basis": shared_on(found.consent),
        "steps": words.step_rows(found),
        "can_work": work_on_file.allows(actor, file),
    }
    return render(request, "care/referral/referral.html", context)


@needs(P.FILE_WORK)
@require_POST
def referral_send(request: HttpRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Send."""
    file = file_of(request, file_id)
    found = get_object_or_404(
        Referral.objects.select_related("service_point", "consent__given_by"), pk=referral_id, file=file
    )
    found.file = file
    return act_and_return(
        request,
        act=lambda: refer.send_referral(referral=found, by=request.actor),  # type: ignore[attr-defined]
        saved=_("Sent. The answer is due by the level of risk."),
        back=reverse("referral", args=[file.pk, found.pk]),
    )


@needs(P.FILE_WORK)
@require_POST
def referral_recall(request: HttpRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Take back."""
    file = file_of(request, file_id)
    found = get_object_or_404(Referral, pk=referral_id, file=file)
    found.file = file
    return act_and_return(
        request,
        act=lambda: refer.recall_referral(referral=found, by=request.actor),  # type: ignore[attr-defined]
        saved=_("Taken back. The service no longer sees it."),
        back=reverse("referral", args=[file.pk, found.pk]),
    )


@needs(P.REFERRAL_ANSWER)
def inbox(request: HttpRequest) -> HttpResponse:
    """The service's referrals."""
    actor = request.actor  # type: ignore[attr-defined]
    found = list(open_to_service(actor)[:SHOWN])
    audit.record(by=actor, action="referrals_listed", details={"rows": len(found)})
    return render(request, "care/referral/inbox.html", {"parts": words.inbox(found)})


@needs(P.REFERRAL_ANSWER)
def answer(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """One referral, from the service's side: its minimum data set and the next step."""
    actor = request.actor  # type: ignore[attr-defined]
    found = get_for_service(actor, referral_id)
    form = forms.AnswerForm(request.POST or None, steps=words.possible_steps(found))
    if form.is_bound and form.is_valid():
        try:
            answer_referral.answer_referral(referral=found, by=actor, **form.cleaned_data)
        except (InvalidInput, Refused, WrongState) as error:
            add_problems(form, error)
        else:
            messages.success(request, _("Noted. The caseworker sees it."))
            return HttpResponseRedirect(reverse("referral_answer", args=[found.pk]))
    audit.record(by=actor, action="referral_read", subject=f"care.referral:{found.pk}")
    state, tone = words.state_words(found)
    context = {
        "referral": found,
        "form": form,
        "state": state,
        "tone": tone,
        "shared": words.shared_facts(found.shared),
        "steps": words.step_rows(found),
    }
    return render(request, "care/referral/answer.html", context, status=answer_status(form))
