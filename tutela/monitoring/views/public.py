"""The public site's pages: copies that were published, read-only, without JavaScript, in every language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.kernel.errors import NotHere
from tutela.kernel.http import csv_answer, open_to_everyone
from tutela.registers.api import to_csv

from ..enums import PageKind
from ..presenters import public as shown
from ..queries import published


@open_to_everyone
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is published."""
    pages = [(kind, published.newest(kind)) for kind in PageKind]
    return render(request, "monitoring/public/index.html", shown.frame() | {"pages": shown.links(pages)})


@open_to_everyone
@require_safe
def page(request: HttpRequest, kind: str) -> HttpResponse:
    """One published page."""
    copy = _copy(kind)
    context: dict[str, Any] = shown.frame() | shown.PAGES[PageKind(kind)](copy.content, request.GET)
    context |= {"kind": PageKind(kind), "published_at": copy.published_at}
    return render(request, f"monitoring/public/{kind}.html", context)


@open_to_everyone
@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same page as CSV."""
    copy = _copy(kind)
    heads, lines = shown.lines(PageKind(kind), copy.content)
    return csv_answer(to_csv(heads, lines), kind)


def _copy(kind: str) -> Any:
    found = published.newest(PageKind(kind)) if kind in PageKind.values else None
    if found is None:
        raise NotHere
    return found
