"""The register of institutions: list, page, entering, status, address, staff, head counts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.kernel.http import me, needs

from .. import forms, presenters
from ..actions import register as acts
from ..actions import staff as staff_acts
from ..models import Facility, StaffMember
from ..policies import inspection as inspections
from ..policies import register as policies
from ..queries import inspections as reading
from ..queries import register as queries
from ..states import FacilityStatus
from .forms import acting_form

SHOWN = 200


@needs(*policies.READERS)
@require_http_methods(["GET", "HEAD"])
def register(request: HttpRequest) -> HttpResponse:
    """Facilities by type, status, territory and name; how many of each status; children with the coverage of reporting."""
    form = forms.RegisterFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    territory = chosen.get("territory")
    path = territory.path if territory else ""
    found = queries.narrowed(
        queries.register_for(me(request)),
        kind=chosen.get("kind") or "",
        status=chosen.get("status") or "",
        territory_path=path,
        words=chosen.get("words") or "",
    )
    counts = queries.counts_by_status()
    context = {
        "form": form,
        "rows": presenters.register_rows(found[:SHOWN]),
        "counts": [{"label": status.label, "value": counts[status.value]} for status in FacilityStatus],
        "coverage": presenters.coverage_words(queries.coverage(path)),
        "keeps": me(request).has(P.FACILITY_INSPECT),
    }
    return render(request, "facilities/register.html", context, status=422 if form.errors else 200)


@needs(*policies.READERS)
@require_http_methods(["GET", "HEAD"])
def facility(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """One facility."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    context = presenters.facility_page(actor, found) | {
        "inspections": [presenters.inspection_row(one) for one in reading.inspections_for(actor).filter(facility=found)],
        "corrections": [presenters.correction_row(one) for one in reading.corrections_for(actor).filter(facility=found)],
        "sanctions": found.sanctions.all(),
    }
    return render(request, "facilities/facility.html", context)


@needs(P.FACILITY_INSPECT)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a facility, also one that was only just discovered."""
    actor = me(request)
    form = forms.NewFacilityForm(request.POST or None, actor=actor)

    def act() -> Facility:
        values = form.values()
        place = {name: values.pop(name) for name in ("inspection_office", "territory", "discovered_on", "children")}
        return acts.enter_facility(by=actor, values=values, **place)

    return acting_form(
        request,
        form=form,
        act=act,
        go=_address_of,
        title=_("Enter a facility"),
        back=reverse("facilities"),
        saved=_("Entered. Its first inspection is due within thirty days."),
    )


@needs(P.FACILITY_INSPECT)
def change(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Change what is known."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    policies.keep_register.require(actor, found)
    known = {name: getattr(found, name) for name in acts.FIELDS} | found.groups | {"base_version": found.version}
    form = forms.FacilityForm(request.POST or None, initial=known, territory_path=found.territory.path)
    return acting_form(
        request,
        form=form,
        act=lambda: acts.revise_facility(
            facility=found,
            by=actor,
            base_version=form.cleaned_data.get("base_version") or found.version,
            values=form.values(),
        ),
        go=_address_of,
        title=_("Change what is known"),
        back=_address_of(found),
        saved=_("Saved."),
    )


@needs(P.FACILITY_INSPECT)
def status(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Register, suspend, close."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    policies.keep_register.require(actor, found)
    form = forms.StatusForm(request.POST or None, facility=found)
    return acting_form(
        request,
        form=form,
        act=lambda: acts.change_status(facility=found, by=actor, **form.cleaned_data),
        go=_address_of,
        title=_("Change the status"),
        back=_address_of(found),
        saved=_("Changed. The history keeps it."),
    )


@needs(P.FACILITY_INSPECT, P.FACILITY_MANAGE)
@require_POST
def address(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Show the address once; each reading is written down."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    words = acts.read_address(facility=found, by=actor)
    return render(request, "facilities/address.html", {"facility": found, "address": words})


@needs(P.FACILITY_INSPECT, P.FACILITY_MANAGE)
def count(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Say how many children are there today."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    policies.manage_facility.require(actor, found)
    form = forms.CountForm(request.POST or None)
    source = "visit" if policies.keep_register.allows(actor, found) else "reported"
    return acting_form(
        request,
        form=form,
        act=lambda: acts.count_children(facility=found, by=actor, source=source, **form.cleaned_data),
        go=lambda _count: _address_of(found),
        title=_("Children there today"),
        back=_address_of(found),
        saved=_("Saved. It counts in the coverage of reporting."),
    )


@needs(P.FACILITY_INSPECT, P.FACILITY_MANAGE)
@require_http_methods(["GET", "HEAD"])
def staff(request: HttpRequest, facility_id: uuid.UUID) -> HttpResponse:
    """Who works there."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    policies.manage_facility.require(actor, found)
    missing = set(inspections.unvetted(found).values_list("pk", flat=True))
    rows = [presenters.staff_row(one, missing) for one in StaffMember.objects.filter(facility=found)]
    return render(request, "facilities/staff.html", {"facility": found, "rows": rows})


@needs(P.FACILITY_INSPECT, P.FACILITY_MANAGE)
def staff_member(request: HttpRequest, facility_id: uuid.UUID, staff_id: uuid.UUID | None = None) -> HttpResponse:
    """Enter a person at work, or change the entry."""
    actor = me(request)
    found = queries.get_facility(actor, facility_id)
    policies.manage_facility.require(actor, found)
    member = get_object_or_404(StaffMember, pk=staff_id, facility=found) if staff_id else None
    known: dict[str, Any] = {name: getattr(member, name) for name in staff_acts.FIELDS} if member else {}
    form = forms.StaffForm(request.POST or None, initial=known | {"base_version": member.version} if member else None)

    def act() -> object:
        values = {name: form.cleaned_data.get(name) for name in staff_acts.FIELDS}
        if member is None:
            return staff_acts.add_staff(facility=found, by=actor, values=values)
        base = form.cleaned_data.get("base_version") or member.version
        return staff_acts.revise_staff(member=member, by=actor, base_version=base, values=values)

    back = reverse("facility_staff", args=[found.pk])
    return acting_form(
        request,
        form=form,
        act=act,
        go=lambda _member: back,
        title=_("A person at work"),
        back=back,
        saved=_("Saved."),
    )


def _address_of(found: Any) -> str:
    return reverse("facility", args=[found.pk])
