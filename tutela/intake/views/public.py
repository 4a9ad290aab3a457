"""The public site's first page, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutela.directory.api import EXIT
from tutela.kernel.http import open_to_everyone

from ..enums import VisitKind
from .visitor import end


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """Who reads it, what stays private, when others must be told; the way to tell and the way back with a code."""
    return render(request, "intake/public/start.html")


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Out to a neutral site; drafts and mailboxes end, and the browser is asked to forget what it kept of this one."""
    response = HttpResponse(status=204) if request.method == "POST" else HttpResponseRedirect(EXIT)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return end(request, response, *VisitKind)
