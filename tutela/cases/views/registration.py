"""Screens of registration: identity, age, persons, care, consent, concerns."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import today
from tutela.kernel.http import needs
from tutela.ui.forms import act_and_return

from ..actions import circle, concerns, consents, register_child
from ..api.words import file_url
from ..forms import registration as forms
from ..models import CareArrangement, Concern
from ..policies.file import work_on_file
from ..presenters.registration import concern_page, consent_facts, consent_rows
from .sections import file_of, section_form

_WRITES = (P.FILE_WORK, P.FILE_OPEN)


@needs(*_WRITES)
def child_edit(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The child's identity."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    form = forms.ChildForm(request.POST or None, initial=forms.ChildForm.initial_of(file))

    def act(data: Mapping[str, Any]) -> object:
        return register_child.register_child(
            file=file,
            by=request.actor,  # type: ignore[attr-defined]
            base_version=data["base_version"],
            values=form.values(),  # type: ignore[attr-defined]
        )

    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=_("Register the child"))


@needs(*_WRITES)
def age_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """A statement of age."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return register_child.state_age(file=file, by=request.actor, **data)  # type: ignore[attr-defined]

    form = forms.AgeForm(request.POST or None)
    return section_form(request, file=file, form=form, act=act, saved=_("Age recorded."), title=_("State the age"))


@needs(*_WRITES)
def person_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """A person around the child."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return circle.add_person(file=file, by=request.actor, values=data)  # type: ignore[attr-defined]

    form = forms.PersonForm(request.POST or None)
    return section_form(request, file=file, form=form, act=act, saved=_("Added."), title=_("Add a person around the child"))


@needs(*_WRITES)
def care_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """With whom the child lives."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return circle.add_care(file=file, by=request.actor, values=data)  # type: ignore[attr-defined]

    form = forms.CareForm(request.POST or None, file=file)
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=_("Record where the child lives"))


@needs(*_WRITES)
@require_POST
def care_examine(request: HttpRequest, file_id: uuid.UUID, care_id: uuid.UUID) -> HttpResponse:
    """Answer the check that a fee at hand-over opened."""
    file = file_of(request, file_id)
    care = get_object_or_404(CareArrangement, pk=care_id, file=file)
    outcome = request.POST.get("outcome", "")
    return act_and_return(
        request,
        act=lambda: circle.examine_sale(care=care, by=request.actor, outcome=outcome),  # type: ignore[attr-defined]
        saved=_("Noted."),
        back=file_url(file),
    )


@needs(*_WRITES)
@require_POST
def care_end(request: HttpRequest, file_id: uuid.UUID, care_id: uuid.UUID) -> HttpResponse:
    """End an arrangement today."""
    file = file_of(request, file_id)
    care = get_object_or_404(CareArrangement, pk=care_id, file=file)
    return act_and_return(
        request,
        act=lambda: circle.end_care(care=care, by=request.actor, ended_on=today()),  # type: ignore[attr-defined]
        saved=_("Ended."),
        back=file_url(file),
    )


@needs(*_WRITES)
def consent_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask for one purpose."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]

    def act(data: Mapping[str, Any]) -> object:
        return consents.record_consent(file=file, by=request.actor, values=data)  # type: ignore[attr-defined]

    return section_form(
        request,
        file=file,
        form=forms.ConsentForm(request.POST or None, file=file),
        act=act,
        saved=_("Answer recorded."),
        title=_("Ask for consent"),
        template="cases/registration/consent.html",
        context={"facts": consent_facts(file), "consents": consent_rows(file)},
    )


@needs(*_WRITES)
def concern_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """A situation with its labels."""
    file = file_of(request, file_id)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    form = forms.ConcernForm(request.POST or None, initial={"verification": "suspected", "person_relation": "unknown"})

    def act(_data: Mapping[str, Any]) -> object:
        return concerns.add_concern(file=file, by=request.actor, values=form.values())  # type: ignore[attr-defined]

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Recorded."),
        title=_("Record a concern"),
        template="cases/registration/concern.html",
        context=concern_page(None),
    )


@needs(*_WRITES)
def concern_edit(request: HttpRequest, file_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Change a situation; connected labels to check stand beside it."""
    file = file_of(request, file_id)
    concern = get_object_or_404(Concern, pk=concern_id, file=file)
    work_on_file.require(request.actor, file)  # type: ignore[attr-defined]
    initial = {name: getattr(concern, name) for name in concerns.CONCERN} | {"base_version": concern.version}
    form = forms.ConcernForm(request.POST or None, initial=initial)

    def act(data: Mapping[str, Any]) -> object:
        return concerns.revise_concern(
            concern=concern,
            by=request.actor,  # type: ignore[attr-defined]
            base_version=data["base_version"] or concern.version,
            values=form.values(),
        )

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Saved."),
        title=_("Concern"),
        template="cases/registration/concern.html",
        context=concern_page(concern),
    )


@needs(*_WRITES)
@require_POST
def overlap_decide(request: HttpRequest, file_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Confirm or dismiss a suggested label."""
    file = file_of(request, file_id)
    concern = get_object_or_404(Concern, pk=concern_id, file=file)
    return act_and_return(
        request,
        act=lambda: concerns.decide_overlap(
            concern=concern,
            by=request.actor,  # type: ignore[attr-defined]
            because_of=request.POST.get("because_of", ""),
            suggested=request.POST.get("suggested", ""),
            confirmed=request.POST.get("answer") == "yes",
        ),
        saved=_("Noted."),
        back=reverse("concern_edit", args=[file.pk, concern.pk]),
    )
