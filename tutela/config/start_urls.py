"""Where a signed-in person lands: the first page of their menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from tutela.kernel.http import open_to_signed_in

from .navigation import context


@open_to_signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Go to the first entry this person may open."""
    first = next(entry for entry in context(request)["navigation"] if entry["url"])
    return HttpResponseRedirect(first["url"])


urlpatterns = [path("start", start, name="start")]
