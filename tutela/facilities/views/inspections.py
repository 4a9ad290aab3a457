"""Inspections: what is due, planning, the checklist, reporting, publishing; corrections; measures."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me, needs

from .. import forms, presenters
from ..actions import corrections as correction_acts
from ..actions import inspections as acts
from ..models import Inspection
from ..policies import inspection as policies
from ..policies.checklist import items_of
from ..policies.register import keep_register
from ..queries import inspections as reading
from ..queries.register import get_facility
from ..states import InspectionState
from .forms import acting_form, press

SHOWN = 100
_READERS = (P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.OVERSIGHT_DOCKET)


@needs(*_READERS)
@require_http_methods(["GET", "HEAD"])
def desk(request: HttpRequest) -> HttpResponse:
    """What needs me now: visits due and planned, corrections overdue, the newest reports."""
    actor = me(request)
    context = {
        "due": presenters.register_rows(reading.due_facilities(actor)[:SHOWN]),
        "rows": [presenters.inspection_row(one) for one in reading.inspections_for(actor)[:SHOWN]],
        "corrections": [presenters.correction_row(one) for one in reading.corrections_for(actor)[:SHOWN]],
        "inspects": actor.has(P.FACILITY_INSPECT),
        "manages": actor.has(P.FACILITY_MANAGE),
    }
    return render(request, "facilities/desk.html", context)


@needs(P.FACILITY_INSPECT)
def plan(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Plan a visit."""
    actor = me(request)
    found = get_facility(actor, facility_id)
    policies.plan_inspection.require(actor, found)
    form = forms.PlanForm(request.POST or None, facility=found)
    return acting_form(
        request,
        form=form,
        act=lambda: acts.plan_inspection(facility=found, by=actor, **form.cleaned_data),
        go=lambda made: reverse("inspection", args=[made.pk]),  # type: ignore[attr-defined]
        title=_("Plan an inspection"),
        back=reverse("facility", args=[found.pk]),
        saved=_("Planned."),
    )


@needs(*_READERS)
@require_http_methods(["GET", "HEAD"])
def inspection(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """One inspection: what was found, or the checklist to answer; each reading is written down."""
    found = reading.get_inspection(me(request), inspection_id)
    audit.record(by=me(request), action="inspection_read", subject=f"facilities.inspection:{found.pk}")
    return _page(request, found)


@needs(P.FACILITY_INSPECT)
@require_POST
def start(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Declare to have no tie, and begin."""
    actor, found = me(request), reading.get_inspection(me(request), inspection_id)
    return press(
        request,
        act=lambda: acts.start_inspection(inspection=found, by=actor, no_interest="no_interest" in request.POST),
        saved=_("Begun. The checklist in force today is fixed for this visit."),
        back=_here(found),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def assign(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Give the visit to an inspector, or take it oneself."""
    actor, found = me(request), reading.get_inspection(me(request), inspection_id)
    form = forms.PlanForm({**request.POST.dict(), "planned_on": found.planned_on}, facility=found.facility)
    if not form.is_valid():
        return _page(request, found, assigning=form, status=422)
    inspector = form.cleaned_data.get("inspector") or get_object_or_404(User, pk=actor.id)
    return press(
        request,
        act=lambda: acts.assign_inspector(inspection=found, by=actor, inspector=inspector),
        saved=_("Assigned."),
        back=_here(found),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def cancel(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Call a planned visit off."""
    actor, found = me(request), reading.get_inspection(me(request), inspection_id)
    return press(
        request,
        act=lambda: acts.cancel_inspection(inspection=found, by=actor),
        saved=_("Called off. What is due stays due."),
        back=reverse("inspections"),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def answers(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Save the answers of the page; what was changed elsewhere meanwhile comes back with both sides."""
    actor, found = me(request), reading.get_inspection(me(request), inspection_id)
    typed = {
        item.code: {
            "answer": request.POST.get(f"answer-{item.code}", ""),
            "evidence": request.POST.get(f"evidence-{item.code}", "").replace("\r\n", "\n"),
            "base": request.POST.get(f"base-{item.code}", "0"),
        }
        for item in items_of(found.facility.kind)
        if request.POST.get(f"answer-{item.code}") or request.POST.get(f"evidence-{item.code}", "").strip()
    }
    try:
        conflicts = acts.save_answers(inspection=found, by=actor, answers=typed)
    except InvalidInput as error:
        return _page(request, found, typed=typed, problems=error.fields, status=422)
    if conflicts:
        return _page(request, found, typed=typed, conflicts={one.item: one for one in conflicts}, status=412)
    if "report" not in request.POST:
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(_here(found))
    return press(
        request,
        act=lambda: acts.report_inspection(inspection=found, by=actor),
        saved=_("Reported. What must be put right stands below, each with its day."),
        back=_here(found),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def publish(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Publish numbers and codes."""
    actor, found = me(request), reading.get_inspection(me(request), inspection_id)
    return press(
        request,
        act=lambda: acts.publish_inspection(inspection=found, by=actor),
        saved=_("Published: numbers only, no text and no name."),
        back=_here(found),
    )


@needs(P.FACILITY_MANAGE)
def claim(request: HttpRequest, correction_id: uuid.UUID) -> HttpResponse:
    """The facility says what it did."""
    actor = me(request)
    found = get_object_or_404(reading.corrections_for(actor), pk=correction_id)
    form = forms.ClaimForm(request.POST or None)
    return acting_form(
        request,
        form=form,
        act=lambda: correction_acts.claim_correction(correction=found, by=actor, **form.cleaned_data),
        go=lambda _made: reverse("inspections"),
        title=presenters.correction_row(found)["item"],
        back=reverse("inspections"),
        saved=_("Inspection sees it and will look."),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def verify(request: HttpRequest, correction_id: uuid.UUID) -> HttpResponse:
    """Inspection has looked: put right, or not."""
    actor = me(request)
    found = get_object_or_404(reading.corrections_for(actor), pk=correction_id)
    put_right = request.POST.get("put_right") == "yes"
    return press(
        request,
        act=lambda: correction_acts.verify_correction(correction=found, by=actor, put_right=put_right),
        saved=_("Verified.") if put_right else _("It is to be put right still."),
        back=reverse("inspections"),
    )


@needs(P.FACILITY_INSPECT)
def sanction(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Take a measure."""
    actor = me(request)
    found = get_facility(actor, facility_id)
    keep_register.require(actor, found)
    form = forms.SanctionForm(request.POST or None)
    return acting_form(
        request,
        form=form,
        act=lambda: correction_acts.impose_sanction(facility=found, by=actor, **form.cleaned_data),
        go=lambda _made: reverse("facility", args=[found.pk]),
        title=_("Take a measure"),
        back=reverse("facility", args=[found.pk]),
        saved=_("Taken. The history keeps it."),
    )


@needs(P.FACILITY_INSPECT)
@require_POST
def lift(request: HttpRequest, sanction_id: uuid.UUID) -> HttpResponse:
    """End a measure today."""
    actor = me(request)
    found = get_object_or_404(reading.sanctions_for(actor), pk=sanction_id)
    return press(
        request,
        act=lambda: correction_acts.lift_sanction(sanction=found, by=actor),
        saved=_("Ended."),
        back=reverse("facility", args=[found.facility_id]),
    )


@needs(P.FACILITY_INSPECT)
def interest(request: HttpRequest) -> HttpResponse:
    """Say of a tie of one's own."""
    actor = me(request)
    form = forms.InterestForm(request.POST or None)
    user = get_object_or_404(User, pk=actor.id)
    return acting_form(
        request,
        form=form,
        act=lambda: acts.declare_interest(user=user, by=actor, **form.cleaned_data),
        go=lambda _made: reverse("inspections"),
        title=_("Say of a tie of mine"),
        back=reverse("inspections"),
        saved=_("Written down. You are not assigned to inspect there."),
    )


def _page(
    request: HttpRequest,
    found: Inspection,
    *,
    typed: dict[str, dict[str, str]] | None = None,
    problems: dict[str, list[str]] | None = None,
    conflicts: dict[str, acts.Conflict] | None = None,
    assigning: forms.PlanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = me(request)
    sections, wrong = presenters.checklist(found), []
    for item in (item for section in sections for item in section["items"]):
        item |= {"problem": " ".join((problems or {}).get(item["code"], []))}
        if item["problem"]:
            wrong.append({"target": f"evidence-{item['code']}", "label": item["label"], "text": item["problem"]})
        if given := (typed or {}).get(item["code"]):
            item |= given
        if conflict := (conflicts or {}).get(item["code"]):
            item |= {"conflict": conflict, "base": conflict.version}
    context: dict[str, Any] = {
        "inspection": found,
        "row": presenters.inspection_row(found),
        "sections": sections,
        "options": presenters.answer_options(),
        "scores": presenters.section_scores(acts.score_of(inspection=found)) if found.points is not None else [],
        "corrections": [presenters.correction_row(one) for one in found.corrections.select_related("facility")],
        "answers": policies.answer_items.allows(actor, found),
        "inspects": keep_register.allows(actor, found.facility),
        "manages": actor.reaches(P.FACILITY_MANAGE, found.office_id),
        "may_start": found.state == InspectionState.PLANNED and policies.conduct.allows(actor, found),
        "may_assign": found.state == InspectionState.PLANNED and keep_register.allows(actor, found.facility),
        "may_publish": found.state == InspectionState.REPORTED and policies.publish_inspection.allows(actor, found),
        "assign_form": assigning or forms.PlanForm(facility=found.facility),
        "conflicts": len(conflicts or {}),
        "wrong": wrong,
    }
    return render(request, "facilities/inspection.html", context, status=status)


def _here(found: Inspection) -> str:
    return reverse("inspection", args=[found.pk])
