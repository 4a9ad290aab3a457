"""Where a signed-in person lands: the first page of their menu."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from tutela.accounts.api import AccountsReason
from tutela.kernel.http import open_to_signed_in

from .navigation import context


@open_to_signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Go to the first entry this person may open; say so where a body's missing undertaking keeps roles shut (R134)."""
    if request.actor.waits_for:  # type: ignore[attr-defined]
        messages.warning(request, AccountsReason.BODY_UNDERTAKING_MISSING.label)
    first = next(entry for entry in context(request)["navigation"] if entry["url"])
    return HttpResponseRedirect(first["url"])


urlpatterns = [path("start", start, name="start")]
