"""Screens of justice: the chapter of a file, one record, its steps; the lists of those who see to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file, part_of, read_file
from tutela.kernel.errors import NotHere
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, saving_form

from ..forms.parts import PARTS, Part, part_named
from ..policies.keep import keep_justice
from ..presenters import lists
from ..presenters import records as words
from ..queries import lists as queries

FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def justice(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The whole chapter of a file."""
    file = get_file(me(request), file_id)
    was_read(request, file)
    may_keep = keep_justice.allows(me(request), file)
    cards = [_card(file, part, may_keep) for part in PARTS]
    context = {
        "file": file,
        "filled": [card for card in cards if card["rows"]],
        "ways": [card for card in cards if card["add_url"]],
        "exposures": words.exposure_rows(file),
        "interviews": words.interviews(file.pk),
        "back": reverse("file", args=[file.pk]),
    }
    return render(request, "justice/chapter.html", context)


@needs(P.FILE_WORK, P.JUSTICE_KEEP)
def justice_new(request: HttpRequest, file_id: uuid.UUID, part: str) -> HttpResponse:
    """Write something new into the chapter."""
    file, kind = get_file(me(request), file_id), part_named(part)
    make = kind.make
    if make is None:
        raise NotHere
    keep_justice.require(me(request), file)
    was_read(request, file)
    initial = {"territory": file.territory.code} if part == "liberty" else {}
    return making_form(
        request,
        form=kind.form(request.POST or None, initial=initial),
        make=lambda data: make(file=file, by=me(request), values=data),
        go=lambda made: reverse("justice_record", args=[file.pk, part, made.pk]),
        saved=_("Saved."),
        title=str(kind.add),
        template=FORM,
        back=reverse("justice", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def justice_record(request: HttpRequest, file_id: uuid.UUID, part: str, record_id: uuid.UUID) -> HttpResponse:
    """One record, and what can follow."""
    file, kind, record = _found(request, file_id, part, record_id)
    was_read(request, file, record)
    forms = [form for form in (kind.form, *(step.form for step in kind.steps)) if form is not None]
    context = {
        "file": file,
        "part": kind,
        "record": record,
        "row": words.row(part, record),
        "facts": words.facts(part, record, forms),
        "history": words.history(record),
        "steps": [step for step in kind.steps if step.rule.allows(me(request), record)],
    }
    return render(request, "justice/record.html", context)


@needs(P.FILE_WORK, P.JUSTICE_KEEP, P.FILE_APPROVE)
def justice_step(request: HttpRequest, file_id: uuid.UUID, part: str, record_id: uuid.UUID, step: str) -> HttpResponse:
    """One step of a record."""
    file, kind, record = _found(request, file_id, part, record_id)
    taken = kind.step(step)
    taken.rule.require(me(request), record)
    was_read(request, file, record)
    known = {name: getattr(record, name) for name in taken.known} | {"base_version": record.version}

    def act(data: Any) -> object:
        values = {name: value for name, value in data.items() if name != "base_version"}
        return taken.act(record=record, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=taken.form(request.POST or None, initial=known),
        act=act,
        saved=_("Saved."),
        title=str(taken.title),
        template=FORM,
        back=reverse("justice_record", args=[file.pk, part, record.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def proceedings(request: HttpRequest) -> HttpResponse:
    """The proceedings of one's files: the late ones first, stage by stage; what stages take before whom; what was awarded and paid."""
    actor = me(request)
    found = queries.proceedings_for(actor)
    context = {
        "rows": [lists.proceeding_row(one) for one in found[: queries.SHOWN]],
        "stages": lists.stage_rows(queries.stages_for(actor)),
        "money": lists.money(queries.money_for(actor)),
        "tasks": [lists.task_row(one) for one in queries.open_tasks(actor)[: queries.SHOWN]],
    }
    audit.record(by=actor, action="justice_read", subject="justice.proceeding:list")
    return render(request, "justice/proceedings.html", context)


@needs(P.OVERSIGHT_DOCKET)
@require_http_methods(["GET", "HEAD"])
def held_children(request: HttpRequest) -> HttpResponse:
    """For the independent mechanism: every child who is held because of exploitation, until the release; no name."""
    audit.record(by=me(request), action="liberty_list_read", subject="justice.liberty:list")
    return render(request, "justice/held.html", {"rows": [lists.held_row(one) for one in queries.held_now()]})


@needs(P.AUDIT_VIEW)
@require_http_methods(["GET", "HEAD"])
def breaches(request: HttpRequest) -> HttpResponse:
    """For the data protection officer: breaches of confidentiality in proceedings; no text of the file."""
    audit.record(by=me(request), action="breach_list_read", subject="justice.breach:list")
    return render(request, "justice/breaches.html", {"rows": [lists.breach_row(one) for one in queries.breaches()]})


def was_read(request: HttpRequest, file: CaseFile, record: Any = None) -> None:
    """Write down that the chapter, or one record of it, was read."""
    read_file(file=file, by=me(request), what="justice_read", part=record)


def _card(file: CaseFile, part: Part, may_keep: bool) -> dict[str, Any]:
    rows = part.model.objects.filter(file=file).select_related(*part.related).order_by("-created_at", "-id")
    return {
        "name": part.name,
        "title": part.title,
        "icon": part.icon,
        "rows": [words.row(part.name, one) for one in rows],
        "add": part.add,
        "add_url": reverse("justice_new", args=[file.pk, part.name]) if may_keep and part.make else "",
    }


def _found(request: HttpRequest, file_id: uuid.UUID, part: str, record_id: uuid.UUID) -> tuple[CaseFile, Part, Any]:
    file, kind = get_file(me(request), file_id), part_named(part)
    return file, kind, part_of(file, kind.model, record_id, *kind.related)
