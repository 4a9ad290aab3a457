"""The style page and the choice of colours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tutela.kernel.http import open_to_everyone

from . import samples
from .presenters import THEMES

YEAR = 365 * 24 * 3600


@open_to_everyone
@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state; ``?site=public`` shows the public site's own."""
    if request.GET.get("site") == "public":
        return render(request, "ui/style_public.html", samples.public_context())
    return render(request, "ui/style.html", samples.staff_context())


@open_to_everyone
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's own colours, and go back."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if safe else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
