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
from ..presenters import sdmx
from ..queries import published


@open_to_everyone
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is published."""
    pages = [(kind, published.newest(kind)) for kind in PageKind]
    return render(request, "monitoring/public/index.html", shown.frame() | {"pages": shown.links(pages)})


@open_to_everyone
@require_safe
def published_page(request: HttpRequest, page: str) -> HttpResponse:
    """One published page."""
    copy = _copy(page)
    context: dict[str, Any] = shown.frame() | shown.PAGES[PageKind(page)](copy.content, request.GET)
    context |= {"kind": PageKind(page), "published_at": copy.published_at}
    return render(request, f"monitoring/public/{page}.html", context)


@open_to_everyone
@require_safe
def download(request: HttpRequest, page: str) -> HttpResponse:
    """The same page as CSV."""
    copy = _copy(page)
    heads, lines = shown.lines(PageKind(page), copy.content)
    return csv_answer(to_csv(heads, lines), page)


@open_to_everyone
@require_safe
def sdmx_data(request: HttpRequest) -> HttpResponse:
    """The published indicators as SDMX-CSV."""
    found = sdmx.of_page(_copy(PageKind.INDICATORS).content)
    return HttpResponse(sdmx.data(found), content_type=sdmx.DATA_TYPE, headers=_kept("indicators.sdmx.csv"))


@open_to_everyone
@require_safe
def sdmx_structure(request: HttpRequest) -> HttpResponse:
    """What its columns and codes mean, as SDMX-JSON."""
    copy = _copy(PageKind.INDICATORS)
    text = sdmx.structure(list(sdmx.of_page(copy.content)), copy.published_at)
    return HttpResponse(text, content_type=sdmx.STRUCTURE_TYPE, headers=_kept("indicators.structure.json"))


def _kept(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _copy(page: str) -> Any:
    found = published.newest(PageKind(page)) if page in PageKind.values else None
    if found is None:
        raise NotHere
    return found
