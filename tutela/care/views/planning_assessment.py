"""Screens of the assessment: write, link factors, read, submit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, ChildView, part_of, work_on_file
from tutela.kernel.errors import Refused, StaleVersion, WrongState
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return

from ..actions import assess
from ..forms.planning import AssessmentForm
from ..models import Assessment, SafetyPlan
from ..policies.planning import edit_draft
from ..presenters.planning_assessment import assessment_page, differing
from .parts import file_of, new_section_form, section_form, was_read

_WRITES = (P.FILE_WORK, P.FILE_OPEN)
_TEMPLATE = "care/planning/assessment_form.html"


def _url(assessment: Assessment) -> str:
    return reverse("assessment", args=[assessment.file_id, assessment.pk])


def _beside(file: CaseFile) -> dict[str, Any]:
    """What stands beside the form: the child's last words, and whether the safety plan is there."""
    heard = ChildView.objects.filter(file=file).order_by("-heard_on", "-created_at")
    voice = next((view for view in heard if view.views), None)
    return {"voice": voice, "safety_plan": SafetyPlan.objects.filter(file=file).exists()}


@needs(*_WRITES)
def assessment_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Begin an assessment."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    form = AssessmentForm(request.POST or None, file=file)

    def make(_data: Mapping[str, Any]) -> Assessment:
        return assess.start_assessment(file=file, by=me(request), values=form.values())

    return new_section_form(
        request,
        file=file,
        form=form,
        make=make,
        go=_url,
        saved=_("Saved as a draft."),
        title=_("Assess"),
        template=_TEMPLATE,
        context=_beside(file),
    )


@needs(*_WRITES)
def assessment_edit(request: HttpRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft."""
    file = file_of(request, file_id)
    found = part_of(file, Assessment, assessment_id, "view")
    edit_draft.require(me(request), found)
    form = AssessmentForm(request.POST or None, file=file, assessment=found)

    def act(data: Mapping[str, Any]) -> object:
        seen = data["base_version"] or 0
        try:
            return assess.revise_assessment(assessment=found, by=me(request), base_version=seen, values=form.values())
        except StaleVersion as error:
            raise differing(error) from error

    was_read(request, file, f"care.assessment:{found.pk}")
    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("Saved."),
        title=_("Assess"),
        template=_TEMPLATE,
        back=_url(found),
        context=_beside(file),
    )


@needs(*_WRITES, P.FILE_VIEW)
def assessment(request: HttpRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """One assessment, with what is still missing."""
    file = file_of(request, file_id)
    found = part_of(file, Assessment, assessment_id, "view", "created_by", "decided_by")
    was_read(request, file, f"care.assessment:{found.pk}")
    return _page(request, found)


@needs(*_WRITES)
@require_POST
def assessment_link(request: HttpRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Confirm that one factor leads to another, or take the link away."""
    file = file_of(request, file_id)
    found = part_of(file, Assessment, assessment_id)
    seen = request.POST.get("base_version", "")
    return act_and_return(
        request,
        act=lambda: assess.link_factors(
            assessment=found,
            by=me(request),
            base_version=int(seen) if seen.isdecimal() else 0,
            start=request.POST.get("start", ""),
            end=request.POST.get("end", ""),
            confirmed=request.POST.get("answer") != "remove",
        ),
        saved=_("Saved."),
        back=_url(found) + "#chains",
    )


@needs(*_WRITES)
@require_POST
def assessment_submit(request: HttpRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """Send to the supervisor, or say in words what is missing."""
    file = file_of(request, file_id)
    found = part_of(file, Assessment, assessment_id, "view", "created_by", "decided_by")
    try:
        with transaction.atomic():
            assess.submit_for_approval(assessment=found, by=me(request))
    except (Refused, WrongState) as error:
        return _page(request, found, problem=str(error), status=422)
    messages.success(request, _("Sent. The supervisor decides within two days."))
    return HttpResponseRedirect(_url(found))


def _page(request: HttpRequest, found: Assessment, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"file": found.file, "assessment": found, "page": assessment_page(me(request), found), "problem": problem}
    return render(request, "care/planning/assessment.html", context, status=status)
