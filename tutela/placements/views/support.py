"""Screens of family support: what there is in a file, one of them, and each step of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, part_of, work_on_file
from tutela.kernel.http import me, needs
from tutela.kernel.rules import Rule
from tutela.ui.forms import VersionedForm, act_and_return

from ..actions import support as acts
from ..api.rows import row
from ..forms import support as forms
from ..models import FamilySupport
from ..policies import support as policies
from ..presenters import support as words
from ..queries.support import supports_of
from .parts import file_of, section_form, was_read


@dataclass(frozen=True)
class Step:
    """One step of a support: its form, what acts, the rule that is asked before the form is shown, and its words."""

    form: type[VersionedForm]
    act: Callable[..., object]
    rule: Rule
    title: Any


STEPS = {
    "apply": Step(
        forms.ApplyForm, acts.apply_for_support, policies.apply_for_support, gettext_lazy("The support was asked for")
    ),
    "grant": Step(forms.GrantForm, acts.grant_support, policies.steer_support, gettext_lazy("It is granted")),
    "refuse": Step(forms.RefusalForm, acts.note_refusal, policies.note_refusal, gettext_lazy("It is refused")),
    "pay": Step(forms.PaymentForm, acts.record_payment, policies.follow_support, gettext_lazy("A payment came")),
    "effect": Step(forms.EffectForm, acts.record_effect, policies.end_support, gettext_lazy("What it changed")),
}


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def supports(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What was looked at, asked for and given for the family of a child."""
    file = file_of(request, file_id)
    was_read(request, file)
    rows = [row(one) for one in supports_of(file)]
    context = {"file": file, "rows": rows, "may_work": work_on_file.allows(me(request), file)}
    return render(request, "placements/supports.html", context)


@needs(P.FILE_WORK)
def support_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write down a support that the family could get."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    form = forms.SupportForm(request.POST or None, file=file)
    return section_form(
        request,
        file=file,
        form=form,
        act=lambda _data: acts.consider_support(file=file, by=me(request), values=form.values()),
        saved=_("Saved. Note it when it has been asked for."),
        title=_("Support for the family"),
        back=reverse("supports", args=[file.pk]),
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def support(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID) -> HttpResponse:
    """One of them."""
    file, found = _found(request, file_id, support_id)
    was_read(request, file, found)
    return render(request, "placements/support.html", words.page(me(request), found) | {"file": file})


@needs(P.FILE_WORK)
def support_edit(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID) -> HttpResponse:
    """Change what was written."""
    file, found = _found(request, file_id, support_id)
    policies.change_support.require(me(request), found)
    known = {name: getattr(found, name) for name in acts.WRITTEN} | {"base_version": found.version}
    known |= {"person": found.person_id, "plan_action": found.plan_action_id}
    form = forms.SupportForm(request.POST or None, file=file, initial=known)

    def act(data: Mapping[str, Any]) -> object:
        base = data.get("base_version") or found.version
        return acts.revise_support(support=found, by=me(request), base_version=base, values=form.values())

    title = _("Change the support")
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=title, back=_here(found))


@needs(P.FILE_WORK)
def support_step(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID, what: str) -> HttpResponse:
    """Ask, write down the answer, a payment, what it changed."""
    step = STEPS[what]
    file, found = _found(request, file_id, support_id)
    step.rule.require(me(request), found)
    return section_form(
        request,
        file=file,
        form=step.form(request.POST or None, initial={"base_version": found.version}),
        act=lambda data: step.act(support=found, by=me(request), **data),
        saved=_("Saved."),
        title=str(step.title),
        back=_here(found),
    )


@needs(P.FILE_WORK)
@require_POST
def support_withdraw(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID) -> HttpResponse:
    """It is not asked for any more."""
    _file, found = _found(request, file_id, support_id)
    return act_and_return(
        request,
        act=lambda: acts.withdraw_support(support=found, by=me(request), base_version=found.version),
        saved=_("Noted. What was written stays."),
        back=_here(found),
    )


def _found(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID) -> tuple[CaseFile, FamilySupport]:
    file = file_of(request, file_id)
    return file, part_of(file, FamilySupport, support_id, "person", "plan_action")


def _here(found: FamilySupport) -> str:
    return reverse("support", args=[found.file_id, found.pk])
