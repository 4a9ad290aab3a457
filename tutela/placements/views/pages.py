"""Screens of placement: places that are free, the stays of a child, one stay."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.care.api import edit_draft
from tutela.cases.api import part_of, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return, shown_each

from ..actions import placements as acts
from ..forms import placement as forms
from ..models import Placement
from ..policies.placement import decide_placement, follow_placement, review_gate
from ..presenters import placement as words
from ..queries import placements as queries
from .parts import file_of, section_form, was_read

SHOWN = 100


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def places(request: HttpRequest) -> HttpResponse:
    """Facilities that may receive a child of an age, with the places left; a suspended one is not among them."""
    form = forms.PlaceFinder(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    territory = chosen.get("territory")
    found = queries.places_for(me(request), age=chosen.get("age"), territory_path=territory.path if territory else "")
    rows = [words.place_row(facility, taken) for facility, taken in found[:SHOWN]]
    return render(request, "placements/places.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def placements(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The stays of a child."""
    file = file_of(request, file_id)
    was_read(request, file)
    rows = [words.row(one) for one in queries.placements_of(file)]
    context = {"file": file, "rows": rows, "may_work": work_on_file.allows(me(request), file)}
    return render(request, "placements/list.html", context)


@needs(P.FILE_WORK)
def placement_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Propose a placement."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    form = forms.PlacementForm(request.POST or None, file=file, initial={"facility": request.GET.get("facility")})

    def act(_data: Mapping[str, Any]) -> object:
        return acts.propose_placement(file=file, by=me(request), values=form.values())

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Saved. Send it when it is complete."),
        title=_("Propose a placement"),
        back=reverse("placements", args=[file.pk]),
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def placement(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> HttpResponse:
    """One stay."""
    file, found = _found(request, file_id, placement_id)
    was_read(request, file, found)
    context = words.page(me(request), found) | {"file": file}
    return render(request, "placements/placement.html", context)


@needs(P.FILE_WORK)
def placement_edit(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    file, found = _found(request, file_id, placement_id)
    edit_draft.require(me(request), found)
    known = {name: getattr(found, name) for name in acts.WRITTEN} | {"base_version": found.version}
    known |= shown_each(found.principles, "principle")
    form = forms.PlacementForm(request.POST or None, file=file, initial=known)

    def act(data: Mapping[str, Any]) -> object:
        base = data.get("base_version") or found.version
        return acts.revise_placement(placement=found, by=me(request), base_version=base, values=form.values())

    return section_form(
        request, file=file, form=form, act=act, saved=_("Saved."), title=_("Change the placement"), back=_here(found)
    )


@needs(P.FILE_WORK)
@require_POST
def placement_submit(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> HttpResponse:
    """Send it to somebody who decides."""
    _file, found = _found(request, file_id, placement_id)
    return act_and_return(
        request,
        act=lambda: acts.submit_placement(placement=found, by=me(request)),
        saved=_("Sent."),
        back=_here(found),
    )


@needs(P.FILE_APPROVE)
def placement_gate(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> HttpResponse:
    """The gatekeeping review."""
    file, found = _found(request, file_id, placement_id)
    review_gate.require(me(request), found)
    form = forms.GateForm(request.POST or None)
    return section_form(
        request,
        file=file,
        form=form,
        act=lambda data: acts.review_gate(placement=found, by=me(request), **data),
        saved=_("Saved."),
        title=_("Gatekeeping review"),
        back=_here(found),
    )


@needs(P.FILE_APPROVE)
def placement_decide(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> HttpResponse:
    """Agree, or give it back with a note."""
    file, found = _found(request, file_id, placement_id)
    decide_placement.require(me(request), found)
    form = forms.DecideForm(request.POST or None)

    def act(data: Mapping[str, Any]) -> object:
        decide = acts.return_placement if request.POST.get("decision") == "return" else acts.approve_placement
        return decide(placement=found, by=me(request), note=data["note"])

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Decided."),
        title=_("Decide on the placement"),
        back=_here(found),
        template="placements/decide.html",
        context=words.page(me(request), found),
    )


@needs(P.FILE_WORK)
def placement_follow(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID, what: str) -> HttpResponse:
    """Review the stay, plan the way on, end it."""
    file, found = _found(request, file_id, placement_id)
    follow_placement.require(me(request), found)
    by = me(request)
    form_class, title, act = {
        "review": (
            forms.PlacementReviewForm,
            _("Review the placement"),
            lambda data: acts.hold_placement_review(placement=found, by=by, values=data),
        ),
        "way-on": (forms.WayOnForm, _("Plan the way on"), lambda data: acts.plan_way_on(placement=found, by=by, **data)),
        "end": (forms.EndForm, _("End the placement"), lambda data: acts.end_placement(placement=found, by=by, **data)),
    }[what]
    form = form_class(request.POST or None)
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=title, back=_here(found))


def _found(request: HttpRequest, file_id: uuid.UUID, placement_id: uuid.UUID) -> tuple[Any, Placement]:
    file = file_of(request, file_id)
    return file, part_of(file, Placement, placement_id, "facility__territory", "created_by", "view")


def _here(found: Placement) -> str:
    return reverse("placement", args=[found.file_id, found.pk])
