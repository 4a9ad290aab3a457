"""The finder on the public site: no account, no JavaScript, nothing kept. The database shows this role published rows only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tutela.kernel.http import open_to_everyone

from ..forms import FinderForm
from ..presenters import line
from ..queries.finder import find_services
from .pages import page_of


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def find_help(request: HttpRequest) -> HttpResponse:
    """Help by need, place, distance, opening and accessibility."""
    asked = {name for name in request.GET if name not in ("lang", "page")}
    form = FinderForm(request.GET if asked else None)
    rows, previous, following = page_of(request, find_services(form.wanted())) if asked and form.is_valid() else ([], "", "")
    query = f"?lang={get_language()}"
    context = {
        "form": form,
        "asked": bool(asked) and not form.errors,
        "rows": [line(point) for point in rows],
        "previous": previous,
        "next": following,
        "lang": get_language(),
        "home_url": reverse("public_start") + query,
        "leave_url": reverse("public_leave"),
    }
    return render(request, "directory/public_services.html", context, status=422 if form.errors else 200)
