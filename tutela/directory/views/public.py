"""Quiet pages of the public site: the finder, who helps in an area, information, signs. No account, no JavaScript, nothing kept;
the database shows this role published rows only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tutela.kernel.http import open_to_everyone

from ..forms import FinderForm
from ..models import ServicePoint
from ..presenters import line
from ..presenters.public import area_lines
from ..queries.channels import channels_at, public_services
from ..queries.finder import first_services
from ..queries.information import PAGES, SECTORS, information, signs
from ..queries.places import places_to_offer
from .pages import page_of


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def find_help(request: HttpRequest) -> HttpResponse:
    """Help by need, place, distance, opening and accessibility."""
    asked = {name for name in request.GET if name not in ("lang", "page")}
    form = FinderForm(request.GET if asked else None)
    rows: list[ServicePoint] = []
    previous = following = ""
    if asked and form.is_valid():
        rows, previous, following = page_of(request, lambda upto: first_services(form.wanted(), upto))
    context = {
        "form": form,
        "asked": bool(asked) and not form.errors,
        "rows": [line(point) for point in rows],
        "previous": previous,
        "next": following,
        "lang": get_language(),
    }
    return render(request, "directory/public_services.html", context, status=422 if form.errors else 200)


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page of plain information, from the file of the reader's language."""

    @open_to_everyone
    @require_http_methods(["GET", "HEAD"])
    def show(request: HttpRequest) -> HttpResponse:
        return render(request, "directory/public_information.html", {"page": information(name), "pages": PAGES})

    return show


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def sign_lists(request: HttpRequest) -> HttpResponse:
    """Short lists of signs for those who meet children at work (R20)."""
    sector = request.GET.get("for", "")
    chosen = signs(sector) if sector in SECTORS else None
    context: dict[str, Any] = {"sectors": [signs(name) for name in SECTORS], "chosen": chosen}
    return render(request, "directory/public_signs.html", context)


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def services(request: HttpRequest) -> HttpResponse:
    """Who helps and how to report in an area: no address of a confidential place."""
    places = places_to_offer(lowest=3)
    chosen = next((place for place in places if place.code == request.GET.get("area", "")), None)
    context: dict[str, Any] = {"places": places, "chosen": chosen}
    if chosen is not None:
        context |= {
            "services": area_lines(public_services(chosen)),
            "channels": channels_at(chosen),
        }
    return render(request, "directory/public_area.html", context)
