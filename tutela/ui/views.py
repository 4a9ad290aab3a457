"""The style page, the choice of colours, and the pages shown when something does not work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tutela.kernel.http import open_to_everyone

from . import samples
from .presenters import THEMES

YEAR = 365 * 24 * 3600
PUBLIC_ERROR = "ui/public_error.html"


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
        response.set_cookie(
            "theme", theme, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def show_error(
    request: HttpRequest,
    status: int,
    *,
    message: Any = "",
    typed: Sequence[dict[str, Any]] = (),
    back_url: str = "",
    public: bool = False,
    **context: Any,
) -> HttpResponse:
    """The page of one error.

    Args:
        status: 400, 403, 404, 409, 412, 429 or 500; any other shows the page of 400 or 500 with its own status.
        message: the rule's own sentence, shown first.
        typed: what the person wrote, as ``{"label": ..., "value": ...}``, so that it is not lost.
        back_url: where the newest version is (409, 412).
        public: in the dress of the public site, with the numbers to call.
    """
    known = status if status in (400, 403, 404, 409, 412, 429, 500) else (400 if status < 500 else 500)
    context |= {"message": message, "typed": typed, "back_url": back_url}
    if public:
        context["error_base"] = PUBLIC_ERROR
    return render(request, f"{known}.html", context, status=status)


def error_handler(status: int, *, public: bool = False, **context: Any) -> Callable[..., HttpResponse]:
    """A handler for a URL configuration: ``handler404 = error_handler(404, public=True, help_numbers=...)``.

    A callable given as a value is called anew for each page.
    """

    def handle(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        fresh = {name: value() if callable(value) else value for name, value in context.items()}
        return show_error(request, status, public=public, **fresh)

    return handle


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is shown when a form's safety mark is missing (``CSRF_FAILURE_VIEW`` of the staff site)."""
    return render(request, "403_csrf.html", status=403)
