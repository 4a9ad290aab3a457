"""Screens of contact, review, closing and reopening."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.cases.api import words, work_on_file
from tutela.kernel.http import needs
from tutela.ui.forms import act_and_return, shown_each

from ..actions import close_file, follow_up
from ..forms import referral as forms
from ..models import Closure
from ..policies.closure import contact_after_closing as may_contact
from ..policies.closure import reopen_file as may_reopen
from ..policies.planning import edit_draft
from ..presenters.planning import state_words
from .parts import file_of, section_form, was_read


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
    context = {
        "file": file,
        "closure": found,
        "state": state_words(found),
        "reason": words.label("closure_reasons", found.reason),
        "can_edit": edit_draft.allows(actor, found),
    }
    was_read(request, file, f"care.closure:{found.pk}")
    return render(request, "care/referral/closure.html", context)


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


@needs(P.FILE_WORK, P.FILE_ASSIGN)
def reopen(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Open a closed file again."""
    file = file_of(request, file_id)
    may_reopen.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return close_file.reopen_file(file=file, by=request.actor, reason=data["reason"])  # type: ignore[attr-defined]

    form = forms.ReopenForm(request.POST or None)
    return section_form(request, file=file, form=form, act=act, saved=_("Open again."), title=_("Open this file again"))


def _initial(draft: Closure | None) -> dict[str, Any]:
    if draft is None:
        return {}
    plain = "reason view continuing_support post_closure_on explanation".split()
    return (
        {name: getattr(draft, name) for name in plain}
        | {"attempts": "\n".join(draft.attempts), "base_version": draft.version}
        | {f"criterion_{name}": "yes" if met else "no" for name, met in draft.criteria.items()}
        | shown_each(draft.principles, "principle")
    )


def _save_closure(actor: Any, file: Any, draft: Closure | None, base: int | None, values: dict[str, Any]) -> object:
    if draft is None:
        return close_file.start_closure(file=file, by=actor, values=values)
    return close_file.revise_closure(closure=draft, by=actor, base_version=base or draft.version, values=values)
