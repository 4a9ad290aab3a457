"""The State report on the screen: write, freeze, sign, print; and publishing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.http import needs

from ..actions.reports import freeze_report, publish_page, sign_version
from ..enums import PageKind
from ..models import ReportVersion, StateReport
from ..policies import publish_pages
from ..presenters import prints, sdmx
from ..presenters import reports as shown
from ..queries import published, reports

PRINTS: dict[str, tuple[str, Callable[[ReportVersion], str | bytes]]] = {
    "html": ("text/html; charset=utf-8", prints.as_html),
    "pdf": ("application/pdf", prints.as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", prints.as_docx),
    "csv": ("text/csv; charset=utf-8", lambda version: "\ufeff" + prints.as_csv(version)),
    "sdmx.csv": (sdmx.DATA_TYPE, lambda version: sdmx.data(sdmx.of_annex(version.content))),
    "sdmx.json": (
        sdmx.STRUCTURE_TYPE,
        lambda version: sdmx.structure(list(sdmx.of_annex(version.content)), version.frozen_at),
    ),
}


@needs(P.MONITORING_VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every report, and the pages of the public site."""
    pages = [{"kind": kind, "newest": published.newest(kind)} for kind in PageKind]
    context = {
        "reports": StateReport.objects.select_related("state"),
        "pages": pages,
        "may_publish": publish_pages.allows(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "monitoring/reports.html", context)


@needs(P.MONITORING_VIEW)
@require_safe
def one(request: HttpRequest, state_report_id: uuid.UUID) -> HttpResponse:
    """A report in its workshop."""
    return _workshop(request, state_report_id, {})


def _workshop(request: HttpRequest, state_report_id: uuid.UUID, faults: dict[str, Any], status: int = 200) -> HttpResponse:
    context = shown.workshop(reports.report(state_report_id), request.actor) | {"faults": faults}  # type: ignore[attr-defined]
    return render(request, "monitoring/report.html", context, status=status)


@needs(P.STATE_REPORT_WRITE)
@require_POST
def freeze(request: HttpRequest, state_report_id: uuid.UUID) -> HttpResponse:
    """Freeze a version."""
    try:
        with acting_as(request.actor):  # type: ignore[attr-defined]
            made = freeze_report(report=reports.report(state_report_id), by=request.actor)  # type: ignore[attr-defined]
    except InvalidInput as error:
        return _workshop(request, state_report_id, error.fields, error.status)
    messages.success(request, _("Version %(number)s is frozen. Another person signs it.") % {"number": made.number})
    return redirect("monitoring_report", state_report_id)


@needs(P.STATE_REPORT_SIGN)
@require_POST
def sign(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Sign a version."""
    signed = sign_version(version=reports.version(version_id), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Signed."))
    return redirect("monitoring_report", signed.report_id)


@needs(P.MONITORING_VIEW)
@require_safe
def download(request: HttpRequest, version_id: uuid.UUID, form: str) -> HttpResponse:
    """A frozen version as HTML, PDF, DOCX, or the annex as CSV and SDMX."""
    if form not in PRINTS:
        raise NotHere
    version = reports.version(version_id)
    content_type, made = PRINTS[form]
    name = f"{version.report.code}-{version.number}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": f'"{version.sha256}"'}
    return HttpResponse(made(version), content_type=content_type, headers=headers)


@needs(P.MONITORING_PUBLISH)
@require_POST
def publish(request: HttpRequest, page: str) -> HttpResponse:
    """Put a page on the public site."""
    if page not in PageKind.values:
        raise NotHere
    try:
        with acting_as(request.actor):  # type: ignore[attr-defined]
            publish_page(kind=PageKind(page), by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The public site shows it now."))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("monitoring_reports")
