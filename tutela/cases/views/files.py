"""The list of files."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import needs

from ..api.rows import file_row
from ..forms.lists import FileFilter
from ..models import CaseFile
from ..queries.filters import narrowed
from ..queries.work import listed

PAGE = 25


@needs(P.FILE_WORK, P.FILE_VIEW)
def files(request: HttpRequest) -> HttpResponse:
    """The files this person sees, newest change first, a page at a time by key; without a question, as they like it."""
    actor = request.actor  # type: ignore[attr-defined]
    if not request.GET and (liked := import_string(settings.TUTELA_FIRST_LIST)(actor)):
        return HttpResponseRedirect(f"{reverse('files')}?{liked}")
    form = FileFilter(request.GET or None, actor=actor)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = narrowed(listed(actor), chosen, actor.id)
    rows = list(_after(found, request.GET.get("after", ""))[: PAGE + 1])
    shown = [file_row(row) for row in rows[:PAGE]]
    query = request.GET.copy()
    query.pop("after", None)
    following = ""
    if len(rows) > PAGE:
        query["after"] = _mark(rows[PAGE - 1])
        following = f"?{query.urlencode()}"
    audit.record(by=actor, action="files_listed", details={"rows": len(shown)})
    return render(
        request, "cases/files.html", {"rows": shown, "form": form, "next": following, "first": f"{reverse('files')}?state="}
    )


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
