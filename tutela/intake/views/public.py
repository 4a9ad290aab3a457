"""The public site's quiet pages: start, information, signs, services, hand-over, leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutela.kernel.http import open_to_everyone

from ..api import channels_at, places_to_offer, public_services
from ..enums import VisitKind
from ..presenters import EXIT, channel_lines, public_page, service_lines
from ..queries.information import PAGES, SECTORS, information, signs
from .visitor import end


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """Who reads it, what stays private, when others must be told; the way to tell and the way back with a code."""
    return render(request, "intake/public/start.html", public_page())


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page of plain information, from the file of the reader's language."""

    @open_to_everyone
    @require_http_methods(["GET", "HEAD"])
    def show(request: HttpRequest) -> HttpResponse:
        return render(request, "intake/public/information.html", public_page() | {"page": information(name), "pages": PAGES})

    return show


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def sign_lists(request: HttpRequest) -> HttpResponse:
    """Short lists of signs for those who meet children at work (R20)."""
    sector = request.GET.get("for", "")
    chosen = signs(sector) if sector in SECTORS else None
    context: dict[str, Any] = {"sectors": [signs(name) for name in SECTORS], "chosen": chosen}
    return render(request, "intake/public/signs.html", public_page() | context)


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def services(request: HttpRequest) -> HttpResponse:
    """Who helps and how to report in an area: no address of a confidential place."""
    places = places_to_offer(lowest=3)
    chosen = next((place for place in places if place.code == request.GET.get("area", "")), None)
    context: dict[str, Any] = {"places": places, "chosen": chosen}
    if chosen is not None:
        context |= {
            "services": service_lines(public_services(chosen)),
            "channels": channel_lines(channels_at(chosen)),
        }
    return render(request, "intake/public/services.html", public_page() | context)


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Out to a neutral site; drafts and mailboxes end, and the browser is asked to forget what it kept of this one."""
    response = HttpResponse(status=204) if request.method == "POST" else HttpResponseRedirect(EXIT)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return end(request, response, *VisitKind)
