"""The directory of services, for staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.kernel.http import open_to_signed_in
from tutela.vocabulary import api as vocabulary

from .forms import ServiceFilter
from .queries import service_points


@open_to_signed_in
def services(request: HttpRequest) -> HttpResponse:
    """Services by need, territory and name."""
    form = ServiceFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    territory = chosen.get("territory")
    found = service_points(
        service=chosen.get("service") or "",
        territory_path=territory.path if territory else "",
        words=chosen.get("words") or "",
    )
    rows = [
        {
            "name": point.name,
            "office": point.office.name,
            "territory": str(point.office.territory),
            "services": ", ".join(
                vocabulary.label("services", code) for code in point.services if vocabulary.is_code("services", code)
            ),
            "hours": point.hours,
            "cost": point.cost,
            "phone": point.phone,
            "confidential": point.confidential,
        }
        for point in found[:200]
    ]
    return render(request, "directory/services.html", {"form": form, "rows": rows})
