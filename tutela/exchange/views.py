"""Screens of imports: send a table, choose its columns, see what would be brought in, run, undo; where a file comes from."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import get_file, part_of, read_file
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.http import csv_answer, me, needs
from tutela.ui.forms import VersionedForm, act_and_return, add_problems, answer_status, saving_form
from tutela.ui.forms.upload import takes

from . import api as acts
from . import policies
from .forms import ColumnsForm, SendForm, UndoForm
from .forms.upload import TableInMemory
from .models import Provenance, RecordImport
from .presenters import faults, imports
from .queries import imports as found
from .queries.table import rows_of
from .tasks import work_on_import

_FORM = "exchange/form.html"
MOST = 10_000
"""So many rows are read and checked while somebody waits; a longer table is sent in parts."""
_READ = require_http_methods(["GET", "HEAD"])


def queue(actor: Actor, one: RecordImport) -> Callable[[], object]:
    """What puts an import into the queue, on behalf of this person."""
    return partial(work_on_import.defer, import_id=str(one.pk), asker_id=str(actor.id))


@needs(P.RECORD_IMPORT)
@_READ
def record_imports(request: HttpRequest) -> HttpResponse:
    """The imports of one's offices."""
    return render(
        request, "exchange/imports.html", {"rows": [imports.row(one) for one in found.visible_to(me(request))[:100]]}
    )


@needs(P.RECORD_IMPORT)
@takes(TableInMemory)
def import_new(request: HttpRequest) -> HttpResponse:
    """Send a table: it is read and checked, nothing of it is brought in."""
    offices = me(request).offices(P.RECORD_IMPORT)
    form = SendForm(request.POST, request.FILES, offices=offices) if request.method == "POST" else SendForm(offices=offices)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data.pop("table")
        try:
            made = acts.begin_import(
                by=me(request), name=sent.name, table=rows_of(sent.file, sent.name, MOST), **form.cleaned_data
            )
        except acts.BadTable as error:
            form.add_error("table", faults.table_fault(error))
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            return HttpResponseRedirect(reverse("record_import", args=[made.pk]))
    shown = {"form": form, "title": _("Bring in existing records"), "back": reverse("record_imports"), "sends": True}
    return render(request, _FORM, shown, status=answer_status(form))


@needs(P.RECORD_IMPORT)
@_READ
def record_import(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """One import: what would be brought in, or how far it is."""
    one = found.find(me(request), import_id)
    audit.record(by=me(request), action="import_read", subject=f"exchange.recordimport:{one.pk}")
    return render(request, "exchange/import.html", {"one": one, "page": imports.page(me(request), one)})


@needs(P.RECORD_IMPORT)
def import_columns(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Say what each column is."""
    one = found.find(me(request), import_id)
    policies.change_columns.require(me(request), one)
    form = ColumnsForm(request.POST or None, columns=one.columns, targets=one.targets, initial={"base_version": one.version})

    def act(data: Mapping[str, Any]) -> object:
        return acts.map_columns(one=one, by=me(request), base_version=data["base_version"], targets=form.targets())

    return _saving(request, one, form, act, _("Checked anew."), _("What each column is"))


@needs(P.RECORD_IMPORT)
@_READ
def import_faults(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Every fault, as a table to work through."""
    one = found.find(me(request), import_id)
    audit.record(by=me(request), action="import_faults_taken", subject=f"exchange.recordimport:{one.pk}")
    return csv_answer(faults.as_csv(one, found.with_faults(one)), "faults")


@needs(P.RECORD_IMPORT)
def import_run(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Bring the rows in."""
    one = found.find(me(request), import_id)
    ready = found.counts(one)[acts.RowState.READY]
    policies.run_import.require(me(request), one, ready)

    def act(data: Mapping[str, Any]) -> object:
        return acts.start_run(one=one, by=me(request), later=queue(me(request), one), **data)

    saved = _("It runs in the background. This page shows how far it is.")
    words = _("A file is made of each of these rows, in your name: %(rows)s.") % {"rows": ready}
    return _sure(request, one, act, saved, _("Bring these rows in"), words)


@needs(P.RECORD_IMPORT)
@require_POST
def import_go_on(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Go on where a run, or its undoing, broke off."""
    one = found.find(me(request), import_id)
    policies.go_on.require(me(request), one)
    return act_and_return(request, act=queue(me(request), one), saved=_("It goes on in the background."), back=_at(one))


@needs(P.RECORD_IMPORT)
def import_undo(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Undo it."""
    one = found.find(me(request), import_id)
    policies.undo_import.require(me(request), one)

    def act(data: Mapping[str, Any]) -> object:
        return acts.start_undo(one=one, by=me(request), later=queue(me(request), one), **data)

    form = UndoForm(request.POST or None, initial={"base_version": one.version})
    saved = _("It is being undone in the background. This page shows how far it is.")
    return _saving(request, one, form, act, saved, _("Undo this import"))


@needs(P.RECORD_IMPORT)
def import_discard(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Erase what was sent."""
    one = found.find(me(request), import_id)
    policies.change_columns.require(me(request), one)

    def act(data: Mapping[str, Any]) -> object:
        return acts.discard_import(one=one, by=me(request), **data)

    words = _("What was sent is erased for good. The table itself stays where you keep it.")
    return _sure(request, one, act, _("Discarded. What was sent is erased."), _("Discard this import"), words)


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def file_provenance(request: HttpRequest, file_id: uuid.UUID, provenance_id: uuid.UUID) -> HttpResponse:
    """Where a file comes from that was brought in."""
    file = get_file(me(request), file_id)
    one = part_of(file, Provenance, provenance_id, "created_by")
    read_file(file=file, by=me(request), what="provenance_read", part=one)
    return render(request, "exchange/provenance.html", {"file": file, "facts": imports.origin(one)})


def _at(one: RecordImport) -> str:
    return reverse("record_import", args=[one.pk])


def _sure(request: HttpRequest, one: RecordImport, act: Any, saved: str, title: str, words: str) -> HttpResponse:
    """Ask whether it is meant, of the import as the reader saw it."""
    form = VersionedForm(request.POST or None, initial={"base_version": one.version})
    return _saving(request, one, form, act, saved, title, words)


def _saving(
    request: HttpRequest, one: RecordImport, form: Any, act: Any, saved: str, title: str, words: str = ""
) -> HttpResponse:
    context = {"words": words}
    back = _at(one)
    return saving_form(request, form=form, act=act, template=_FORM, saved=saved, title=title, back=back, context=context)
