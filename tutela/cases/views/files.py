"""The list of files."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import needs

from ..api.rows import file_row
from ..forms.lists import FileFilter
from ..models import CaseFile
from ..queries.work import listed
from ..states import NOT_OPEN

PAGE = 25


@needs(P.FILE_WORK, P.FILE_VIEW)
def files(request: HttpRequest) -> HttpResponse:
    """The files this person sees, newest change first, a page at a time by key."""
    actor = request.actor  # type: ignore[attr-defined]
    form = FileFilter(request.GET or None)
    found = _filtered(listed(actor), form, actor.id)
    rows = list(_after(found, request.GET.get("after", ""))[: PAGE + 1])
    shown = [file_row(row) for row in rows[:PAGE]]
    query = request.GET.copy()
    query.pop("after", None)
    following = ""
    if len(rows) > PAGE:
        query["after"] = _mark(rows[PAGE - 1])
        following = f"?{query.urlencode()}"
    audit.record(by=actor, action="files_listed", details={"rows": len(shown)})
    return render(request, "cases/files.html", {"rows": shown, "form": form, "next": following, "first": reverse("files")})


def _filtered(found: QuerySet[CaseFile], form: FileFilter, me: uuid.UUID) -> QuerySet[CaseFile]:
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = found.filter(state=chosen["state"]) if chosen.get("state") else found.exclude(state__in=NOT_OPEN)
    if chosen.get("risk"):
        found = found.filter(risk_level=chosen["risk"])
    return found.filter(worker_id=me) if chosen.get("mine") else found


def _mark(last: CaseFile) -> str:
    return base64.urlsafe_b64encode(f"{last.updated_at.isoformat()} {last.pk}".encode()).decode()


def _after(found: QuerySet[CaseFile], mark: str) -> QuerySet[CaseFile]:
    """The rows after a mark; a mark that is none of ours starts from the beginning."""
    try:
        moment, key = base64.urlsafe_b64decode(mark.encode()).decode().split()
        at, pk = dt.datetime.fromisoformat(moment), uuid.UUID(key)
    except (ValueError, binascii.Error):
        return found
    return found.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
