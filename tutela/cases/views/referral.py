"""Screens of referral (both sides), contact, review and closing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.errors import InvalidInput, Refused, WrongState
from tutela.kernel.http import needs
from tutela.ui.forms import add_problems, answer_status

from ..actions import answer_referral, close_file, follow_up, refer
from ..forms import referral as forms
from ..models import Closure, Referral
from ..policies.file import contact_after_closing as may_contact
from ..policies.file import see_file, work_on_file
from ..policies.planning import edit_draft
from ..presenters import referral as words
from ..queries.referrals import get_for_service, open_to_service
from .sections import act_and_return, file_of, file_url, section_form


@needs(P.FILE_WORK)
def referral_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Prepare a referral; what will be shared is shown before it is sent."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    form = forms.ReferralForm(request.POST or None, file=file)
    if form.is_bound and form.is_valid():
        try:
            referral = refer.prepare_referral(file=file, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            return HttpResponseRedirect(reverse("referral", args=[file.pk, referral.pk]))
    context = {"file": file, "form": form, "title": _("Refer to a service"), "back": file_url(file), "newer": []}
    return render(request, "cases/section_form.html", context, status=answer_status(form))


@needs(P.FILE_WORK, P.FILE_VIEW)
def referral(request: HttpRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """One referral, from the worker's side: what is shared, where it stands, what came back."""
    actor = request.actor  # type: ignore[attr-defined]
    file = file_of(request, file_id)
    see_file.require(actor, file)
    found = get_object_or_404(Referral.objects.select_related("service_point", "consent"), pk=referral_id, file=file)
    audit.record(by=actor, action="referral_read", subject=f"cases.referral:{found.pk}", about=str(file.child_id))
    state, tone = words.state_words(found)
    context = {
        "file": file,
        "referral": found,
        "state": state,
        "tone": tone,
        "shared": words.shared_facts(found.shared),
        "steps": words.step_rows(found),
        "can_work": work_on_file.allows(actor, file),
    }
    return render(request, "cases/referral/referral.html", context)


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
    rows = [words.inbox_row(row) for row in open_to_service(actor)[:200]]
    audit.record(by=actor, action="referrals_listed", details={"rows": len(rows)})
    return render(request, "cases/referral/inbox.html", {"rows": rows})


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
    audit.record(by=actor, action="referral_read", subject=f"cases.referral:{found.pk}")
    state, tone = words.state_words(found)
    context = {
        "referral": found,
        "form": form,
        "state": state,
        "tone": tone,
        "shared": words.shared_facts(found.shared),
        "steps": words.step_rows(found),
    }
    return render(request, "cases/referral/answer.html", context, status=answer_status(form))


@needs(P.FILE_WORK)
def follow_up_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write a contact."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return follow_up.record_follow_up(file=file, by=request.actor, values=data)  # type: ignore[attr-defined]

    form = forms.FollowUpForm(request.POST or None)
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=_("Write a contact"))


@needs(P.FILE_WORK, P.FILE_VIEW)
def contact_after_closing(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write the contact that was agreed when the file was closed."""
    file = file_of(request, file_id)
    may_contact.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return follow_up.record_contact_after_closing(file=file, by=request.actor, values=data)  # type: ignore[attr-defined]

    form = forms.LastContactForm(request.POST or None)
    title = _("Write the contact after closing")
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=title)


@needs(P.FILE_WORK)
def review_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Review the file."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    form = forms.ReviewForm(request.POST or None, file=file)

    def act(_data: Mapping[str, Any]) -> object:
        return follow_up.hold_review(file=file, by=request.actor, values=form.values())  # type: ignore[attr-defined]

    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=_("Review the file"))


@needs(P.FILE_WORK)
def closure_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask to close: a draft is kept when something is still missing, and the reason says what."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    draft = Closure.objects.filter(file=file, state__in=("draft", "returned")).order_by("-created_at").first()
    form = forms.ClosureForm(request.POST or None, file=file, initial=_initial(draft))

    def act(data: Mapping[str, Any]) -> object:
        return _save_closure(request.actor, file, draft, data.get("base_version"), form.values())  # type: ignore[attr-defined]

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Saved. Send it to your supervisor when it is complete."),
        title=_("Ask to close"),
        back=reverse("closure", args=[file.pk]),
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
def closure(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The newest request to close, and sending it."""
    actor = request.actor  # type: ignore[attr-defined]
    file = file_of(request, file_id)
    found = Closure.objects.filter(file=file).select_related("view", "created_by").order_by("-created_at").first()
    if found is None:
        return HttpResponseRedirect(reverse("closure_new", args=[file.pk]))
    context = {"file": file, "closure": found, "can_edit": edit_draft.allows(actor, found), "labels": forms.CRITERION_LABELS}
    return render(request, "cases/referral/closure.html", context)


@needs(P.FILE_WORK)
@require_POST
def closure_submit(request: HttpRequest, file_id: uuid.UUID, closure_id: uuid.UUID) -> HttpResponse:
    """Send a request to close to the supervisor."""
    file = file_of(request, file_id)
    found = get_object_or_404(Closure.objects.select_related("view"), pk=closure_id, file=file)
    return act_and_return(
        request,
        act=lambda: close_file.submit_closure_for_approval(closure=found, by=request.actor),  # type: ignore[attr-defined]
        saved=_("Sent to the supervisor."),
        back=reverse("closure", args=[file.pk]),
    )


def _initial(draft: Closure | None) -> dict[str, Any]:
    if draft is None:
        return {}
    plain = "reason view continuing_support post_closure_on explanation".split()
    return (
        {name: getattr(draft, name) for name in plain}
        | {"attempts": "\n".join(draft.attempts), "base_version": draft.version}
        | {f"criterion_{name}": "yes" if met else "no" for name, met in draft.criteria.items()}
        | {f"principle_{name}": sentence for name, sentence in draft.principles.items()}
    )


def _save_closure(actor: Any, file: Any, draft: Closure | None, base: int | None, values: dict[str, Any]) -> object:
    if draft is None:
        return close_file.start_closure(file=file, by=actor, values=values)
    return close_file.revise_closure(closure=draft, by=actor, base_version=base or draft.version, values=values)
