"""Registers on the screen: list, file, one row, new, change, a pasted file."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import csv_answer, needs
from tutela.ui.forms import add_problems, answer_status

from .actions.keep import keep_row, keep_rows
from .forms.rows import PasteForm, form_of, read_file, take
from .policies import keep_register
from .presenters import pages as shown
from .queries import rows

GET_POST = require_http_methods(["GET", "POST"])


@needs(P.MONITORING_VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register."""
    return render(request, "registers/registers.html", {"groups": shown.index()})


def _asked(request: HttpRequest) -> str:
    """The words somebody looks for; a character that no database takes is no word."""
    return request.GET.get("q", "").replace("\x00", "")


@needs(P.MONITORING_VIEW)
@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of one register."""
    model = rows.register(slug)
    context = shown.listing(model, _asked(request), request.GET.get("page", ""), request.actor)  # type: ignore[attr-defined]
    return render(request, "registers/register.html", context)


@needs(P.MONITORING_VIEW)
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The register as CSV; it can be read back."""
    return csv_answer(rows.as_csv(rows.register(slug), _asked(request)), slug)


@needs(P.MONITORING_VIEW)
@require_safe
def one(request: HttpRequest, slug: str, row_id: uuid.UUID) -> HttpResponse:
    """One row."""
    row = rows.row(rows.register(slug), row_id)
    return render(request, "registers/row.html", shown.one(row, request.actor))  # type: ignore[attr-defined]


@needs(P.MONITORING_VIEW)
@GET_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new row."""
    model = rows.register(slug)
    keep_register.require(request.actor, model)  # type: ignore[attr-defined]
    return _edit(request, model, None)


@needs(P.MONITORING_VIEW)
@GET_POST
def change(request: HttpRequest, slug: str, row_id: uuid.UUID) -> HttpResponse:
    """Change a row; the version the writer saw comes along."""
    model = rows.register(slug)
    keep_register.require(request.actor, model)  # type: ignore[attr-defined]
    return _edit(request, model, rows.row(model, row_id))


def _edit(request: HttpRequest, model: Any, row: Any) -> HttpResponse:
    form = form_of(model, row is None)(
        request.POST or None, instance=row, initial=request.GET.dict() if row is None else None
    )
    if request.method == "POST" and form.is_valid():
        entry, links = take(form)
        seen = request.POST.get("version", "")
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                keep_row(row=entry, links=links, by=request.actor, seen_version=int(seen) if seen.isdigit() else None)  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return redirect("register_row", model.register.slug, entry.pk)
        except InvalidInput as error:
            add_problems(form, error)
    context = {"register": model.register, "form": form, "row": row, "version": row.version if row else ""}
    return render(request, "registers/row_form.html", context, status=answer_status(form))


@needs(P.MONITORING_VIEW)
@GET_POST
def take_file(request: HttpRequest, slug: str) -> HttpResponse:
    """A pasted CSV file: all of it, or nothing and every row that is wrong."""
    model = rows.register(slug)
    keep_register.require(request.actor, model)  # type: ignore[attr-defined]
    form = PasteForm(request.POST or None)
    problems: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                forms = read_file(model, form.cleaned_data["text"])
                made, changed = keep_rows(rows=[take(one) for one in forms], by=request.actor)  # type: ignore[attr-defined]
            said = ngettext("%(made)s new row, %(changed)s changed.", "%(made)s new rows, %(changed)s changed.", made)
            messages.success(request, said % {"made": made, "changed": changed})
            return redirect("register", slug)
        except InvalidInput as error:
            problems = {name: texts for name, texts in error.fields.items() if name != "text"}
            form.add_error("text", error.fields.get("text") or str(error.message))
    context = {"register": model.register, "form": form, "problems": problems, "columns": rows.columns(model)}
    return render(request, "registers/register_import.html", context, status=answer_status(form))
