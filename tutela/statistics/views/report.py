"""The statistical report of a release to take along: HTML for everybody, PDF and DOCX for whoever works with statistics."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_safe

from tutela.kernel.errors import NotHere
from tutela.kernel.http import kept_by_readers, needs, open_to_everyone

from ..models import Release
from ..presenters import report
from ..queries.released import released
from ..states import READABLE
from .public import PAGE_SECONDS

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PRINTS = {"pdf": (report.as_pdf, "application/pdf"), "docx": (report.as_docx, _DOCX)}


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def as_html(request: HttpRequest, version: str) -> HttpResponse:
    """The report as one page."""
    return HttpResponse(report.as_html(_readable(version)))


@needs("statistics_view", "statistics_build")
@require_GET
def as_file(request: HttpRequest, version: str, kind: str) -> HttpResponse:
    """The report as PDF or DOCX; it takes some seconds, so it is made on the staff site only."""
    found = _readable(version)
    make, media = _PRINTS[kind]
    headers = {"Content-Disposition": f'attachment; filename="tutela-statistics-{found.version}.{kind}"'}
    return HttpResponse(make(found), content_type=media, headers=headers)


def _readable(version: str) -> Release:
    found = released(version)
    if found.state not in READABLE:
        raise NotHere
    return found
