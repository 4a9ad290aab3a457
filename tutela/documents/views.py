"""Screens of papers. What one holds leaves as a file to keep, never as a page, a preview or a picture (P2)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, get_file, part_of, read_file, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered
from tutela.ui.forms.upload import takes

from . import actions, policies, presenters, queries
from .forms import MOVES, AttachForm, SeenForm
from .forms.upload import FIELD, PaperInMemory
from .models import Document

FORM = "cases/section_form.html"
_READ = require_http_methods(["GET", "HEAD"])
_ENDS = {"application/pdf": "pdf", "text/plain": "txt"}


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def documents(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The papers of a file."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [presenters.row(one) for one in queries.documents(file)],
        "may_attach": policies.attach.allows(me(request), file),
        "may_write": work_on_file.allows(me(request), file),
    }
    return render(request, "documents/documents.html", context)


@needs(P.FILE_WORK)
@takes(PaperInMemory)
def document_attach(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Attach a paper of text."""
    file = get_file(me(request), file_id)
    policies.attach.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()

    def make(data: Mapping[str, Any]) -> Document:
        paper = data[FIELD]
        return actions.attach_document(file=file, by=me(request), name=paper.name, content=paper.read(), values=data)

    return making_form(
        request,
        form=form,
        make=make,
        go=lambda made: reverse("document", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Attach a paper"),
        template="documents/attach.html",
        back=reverse("documents", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK)
def document_seen(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Record that a paper was seen."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=SeenForm(request.POST or None),
        make=lambda data: actions.record_seen(file=file, by=me(request), values=data),
        go=lambda made: reverse("document", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Record a paper as seen"),
        template=FORM,
        back=reverse("documents", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def document(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """One paper: what is written of it, without what it holds."""
    file, one = _found(request, file_id, document_id)
    _was_read(request, file, one)
    context = {
        "file": file,
        "one": one,
        "row": presenters.row(one),
        "facts": presenters.facts(one),
        "may_read": policies.read_content.allows(me(request), one),
        "moves": offered(request, MOVES, one),
    }
    return render(request, "documents/document.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def document_content(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """What a paper holds, as a file to keep. The name it had is not given back."""
    file, one = _found(request, file_id, document_id)
    policies.read_content.require(me(request), one)
    _was_read(request, file, one, "document_taken")
    headers = {
        "Content-Disposition": f'attachment; filename="document-{one.pk}.{_ENDS[one.content_type]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    kind = "text/plain; charset=utf-8" if one.content_type == "text/plain" else one.content_type
    return HttpResponse(queries.content_of(one), content_type=kind, headers=headers)


@needs(P.FILE_WORK, P.FILE_VIEW)
def document_move(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID, document_move: str) -> HttpResponse:
    """One step: correct the record, destroy the content."""
    file, one = _found(request, file_id, document_id)
    taken = move_named(MOVES, document_move)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        _was_read(request, file, one)
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version} | taken.known(one)),
        template=FORM,
        back=reverse("document", args=[file.pk, one.pk]),
        context={"file": file},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> tuple[CaseFile, Document]:
    file = get_file(me(request), file_id)
    return file, part_of(file, Document, document_id, *queries.RELATED)


def _was_read(request: HttpRequest, file: CaseFile, one: Document | None = None, what: str = "document_read") -> None:
    read_file(file=file, by=me(request), what=what, part=one)
