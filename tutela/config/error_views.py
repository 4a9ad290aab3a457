"""Every error as a calm page with a way out, or as JSON for programs and a fragment for htmx."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela.kernel.errors import NotHere, TutelaError

_TEMPLATES = {400: "400.html", 403: "403.html", 404: "404.html", 409: "409.html", 412: "412.html"}


def domain_error(request: HttpRequest, error: TutelaError) -> HttpResponse:
    """The answer to an expected error."""
    if request.path.startswith("/api/"):
        return JsonResponse(error.as_dict(), status=error.status)
    template = _TEMPLATES.get(error.status, "400.html")
    return render(request, template, {"error": error, "sentence": str(error)}, status=error.status)


def api_unauthorised() -> HttpResponse:
    """No token, an unknown one, or an expired one: the three cannot be told apart."""
    body = {"code": "unauthorised", "message": _("Send a valid token as “Authorization: Bearer …”.")}
    return JsonResponse(body, status=401, headers={"WWW-Authenticate": "Bearer"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404."""
    return domain_error(request, NotHere())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400."""
    return domain_error(request, TutelaError(_("The request could not be read. Go back and try again.")))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 403."""
    return domain_error(request, NotHere())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long or its form was copied."""
    error = TutelaError(_("The page was open for a long time. Go back, reload it and send it again; nothing was saved."))
    error.status = 403
    return domain_error(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500: no detail leaves."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "defect", "message": _("Something went wrong on our side.")}, status=500)
    return render(request, "500.html", status=500)
