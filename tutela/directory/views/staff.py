"""The directory of services, for staff: find, keep, see the gaps."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.kernel.clock import today
from tutela.kernel.csv_files import to_csv
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.http import csv_answer, needs, open_to_signed_in
from tutela.ui.forms import add_problems, answer_status

from ..actions.keep import confirm_entry
from ..forms import ConfirmForm, FinderForm
from ..policies import KEEPING
from ..presenters import by_district, gap_headings, gap_rows, line
from ..queries.finder import find_services, first_services
from ..queries.kept import get_kept, kept_by
from .pages import page_of

SHOWN = 200
TAKEN = 2000
"""Entries of one file: about 1 MB, which an old telephone still opens."""


@open_to_signed_in
@require_http_methods(["GET", "HEAD"])
def services(request: HttpRequest) -> HttpResponse:
    """Services by need, place, distance, opening, accessibility, age and name."""
    form = FinderForm(request.GET or None)
    rows, previous, following = page_of(request, lambda upto: first_services(form.wanted(), upto))
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": [line(point) for point in rows],
        "previous": previous,
        "next": following,
        "query": request.GET.urlencode(),
        "keeps": any(actor.has(permission) for permission in KEEPING),
    }
    return render(request, "directory/services.html", context, status=answer_status(form))


@open_to_signed_in
@require_http_methods(["GET", "HEAD"])
def take_along(request: HttpRequest) -> HttpResponse:
    """What the choices find as one file that any browser shows without a network: by district, telephones to press, the day of
    the list. Places whose address is protected stay out: the file lies on a device unsealed."""
    form = FinderForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return services(request)
    found = list(find_services(form.wanted()).exclude(confidential=True)[: TAKEN + 1])
    context = {"districts": by_district(found[:TAKEN]), "day": today(), "more": len(found) > TAKEN, "most": TAKEN}
    answer = render(request, "directory/take_along.html", context)
    answer["Content-Disposition"] = f'attachment; filename="services-{today().isoformat()}.html"'
    return answer


@needs(*KEEPING)
@require_http_methods(["GET", "HEAD"])
def kept(request: HttpRequest) -> HttpResponse:
    """The entries this person answers for, oldest confirmation first."""
    rows = [line(point) for point in kept_by(request.actor)[:SHOWN]]  # type: ignore[attr-defined]
    return render(request, "directory/kept.html", {"rows": rows})


@needs(*KEEPING)
def confirm(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    """Confirm an entry and say how much room there is."""
    actor = request.actor  # type: ignore[attr-defined]
    point = get_kept(actor, point_id)
    known = {"capacity": point.capacity, "free_places": point.free_places, "waiting": point.waiting}
    form = ConfirmForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                confirm_entry(point=point, by=actor, values=form.cleaned_data)
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            messages.success(request, _("Confirmed. Everybody sees it as of today."))
            return HttpResponseRedirect(reverse("services_kept"))
    return render(request, "directory/confirm.html", {"form": form, "row": line(point)}, status=answer_status(form))


@open_to_signed_in
@require_http_methods(["GET", "HEAD"])
def gaps(request: HttpRequest) -> HttpResponse:
    """Districts and what they have of first response (R26); ``?as=csv`` gives the list of gaps."""
    rows = gap_rows()
    if request.GET.get("as") == "csv":
        lines = (
            [row["code"], row["territory"], cell["name"], cell["count"]]
            for row in rows
            for cell in row["cells"]
            if cell["gap"]
        )
        return csv_answer(to_csv(["territory", "name", "service", "count"], lines), "gaps")
    return render(request, "directory/gaps.html", {"rows": rows, "headings": gap_headings()})
