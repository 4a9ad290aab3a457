"""Screens of a file's parts: the list, one to read, a section to fill in, what a revision changed, the sheet, the print, the file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, part_of, words, work_on_file
from tutela.kernel.csv_files import to_csv
from tutela.kernel.errors import NotHere
from tutela.kernel.http import csv_answer, me, needs
from tutela.ui.forms import act_and_return, saving_form

from ..actions import tasks as acts
from ..actions.save_part import save_part
from ..api import adjustments
from ..forms.answers import ExplainForm
from ..models import Need, Part
from ..policies.parts import answer_need, read_part, write_part
from ..presenters import parts as shown
from ..queries import answers as queries
from ..queries.parts import part as find_part
from ..queries.parts import part_at
from .filling import file_of, fill_section, group_of


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def parts(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Every part that goes with the file: what is written, what a concern suggests, what else there is."""
    file = file_of(request, file_id)
    _was_read(request, file)
    works = work_on_file.allows(me(request), file)
    rows = [shown.row(file, part, newest, suggested) for part, newest, suggested in queries.offered(file)]
    needs_of = shown.need_rows(queries.open_needs(file.pk))
    context = {"file": file, "rows": rows, "needs": needs_of, "may_work": works}
    return render(request, "circumstances/parts.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def part(request: HttpRequest, file_id: uuid.UUID, part_code: str) -> HttpResponse:
    """One part as it is now, with what the last revision changed and what it calls for."""
    file, found = _found(request, file_id, part_code)
    _was_read(request, file, found)
    page = shown.page(me(request), file, found, queries.newest(found, file.pk))
    needs_of = shown.need_rows(queries.open_needs(file.pk)) if found.needs else []
    context = page | {"file": file, "revisions": queries.revisions(found, file.pk), "needs": needs_of}
    return render(request, "circumstances/part.html", context)


@needs(P.FILE_WORK)
def section(request: HttpRequest, file_id: uuid.UUID, part_code: str, section: str) -> HttpResponse:
    """Fill in one section."""
    file, found = _found(request, file_id, part_code)
    write_part.require(me(request), file, found)
    if request.method != "POST":
        _was_read(request, file, found)

    def saving(**written: Any) -> Any:
        return save_part(file=file, part=found, by=me(request), **written)

    return fill_section(
        request,
        part=found,
        group=group_of(found, section),
        newest=queries.newest(found, file.pk),
        save=saving,
        here=reverse("part", args=[file.pk, found.code]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def revision(request: HttpRequest, file_id: uuid.UUID, revision_id: uuid.UUID) -> HttpResponse:
    """A part as it was at a revision, with what that revision changed marked."""
    file = file_of(request, file_id)
    row = queries.revision_of(file, revision_id)
    found = part_at(row.part, row.edition)
    read_part.require(me(request), file, found)
    _was_read(request, file, found)
    context = {"file": file, "part": found, "row": row, "sections": shown.sections(found, row.answers, row.changed)}
    return render(request, "circumstances/revision.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def part_print(request: HttpRequest, file_id: uuid.UUID, part_code: str) -> HttpResponse:
    """The part on paper."""
    file, found = _found(request, file_id, part_code)
    _was_read(request, file, found)
    row = queries.newest(found, file.pk)
    context = {"file": file, "part": found, "row": row, "sections": shown.sections(found, row.answers if row else {})}
    return render(request, "circumstances/print.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def part_file(request: HttpRequest, file_id: uuid.UUID, part_code: str) -> HttpResponse:
    """The answers of this file's part as CSV."""
    file, found = _found(request, file_id, part_code)
    audit.record(
        by=me(request),
        action="part_exported",
        subject=f"cases.file:{file.pk}",
        about=str(file.child_id),
        details={"part": found.code},
    )
    return csv_answer(
        to_csv(shown.heads(), shown.lines(found, queries.newest(found, file.pk))), f"{file.number}-{found.code}"
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def sheet(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What helps this child in a talk or a service, on paper: no more than that goes to whoever interviews (R48)."""
    file = file_of(request, file_id)
    found = find_part("functioning")
    _was_read(request, file, found)
    row = queries.newest(found, file.pk)
    answers = row.answers if row else {}
    context = {
        "file": file,
        "name": file.child.given_names.split(" ")[0],
        "adjustments": words.labels("adjustments", adjustments(file)),
        "languages": answers.get("languages", ""),
        "in_words": answers.get("in_words", ""),
    }
    return render(request, "circumstances/sheet.html", context)


@needs(P.FILE_WORK)
@require_POST
def task_done(request: HttpRequest, file_id: uuid.UUID, part_code: str, task: str) -> HttpResponse:
    """What the part called for was done."""
    file, found = _found(request, file_id, part_code)
    prompt = next((one for one in found.prompts if one.code == task), None)
    if prompt is None:
        raise NotHere
    return act_and_return(
        request,
        act=lambda: acts.finish_task(file=file, part=found, by=me(request), prompt=prompt),
        saved=_("Noted."),
        back=reverse("part", args=[file.pk, found.code]),
    )


@needs(P.FILE_WORK)
@require_POST
def need_plan(request: HttpRequest, file_id: uuid.UUID, need_id: uuid.UUID) -> HttpResponse:
    """Put what the child lacks into the plan."""
    need = part_of(file_of(request, file_id), Need, need_id, "plan_action")
    return act_and_return(
        request,
        act=lambda: acts.plan_need(need=need, by=me(request)),
        saved=_("It is in the plan."),
        back=reverse("parts", args=[need.file_id]),
    )


@needs(P.FILE_WORK)
def need_explain(request: HttpRequest, file_id: uuid.UUID, need_id: uuid.UUID) -> HttpResponse:
    """Write why nothing is planned."""
    file = file_of(request, file_id)
    need = part_of(file, Need, need_id, "plan_action")
    answer_need.require(me(request), need)
    if request.method != "POST":
        _was_read(request, file)
    form = ExplainForm(request.POST or None, initial={"base_version": need.version, "reason": need.reason})
    return saving_form(
        request,
        form=form,
        act=lambda data: acts.explain_need(need=need, by=me(request), **data),
        template="cases/section_form.html",
        saved=_("Saved."),
        title=words.label("basic_services", need.item),
        back=reverse("parts", args=[file.pk]),
        context={"file": file},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, code: str) -> tuple[CaseFile, Part]:
    """The file and its part, for whoever may read it.

    Raises:
        NotHere: missing, or not for this person.
        Refused: the part belongs to the medical track.
    """
    file, found = file_of(request, file_id), find_part(code)
    read_part.require(me(request), file, found)
    return file, found


def _was_read(request: HttpRequest, file: CaseFile, part: Part | None = None) -> None:
    details = {"part": part.code} if part else {}
    audit.record(
        by=me(request), action="part_read", subject=f"cases.file:{file.pk}", about=str(file.child_id), details=details
    )
