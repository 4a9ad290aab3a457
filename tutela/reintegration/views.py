"""Screens of returns."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, get_file, part_of, read_file, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered

from . import actions, policies, presenters, queries
from .forms import MOVES, PlanReturnForm
from .models import Return
from .states import State

FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def returns(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The returns of a file, and what is due."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [presenters.row(one) for one in queries.returns(file)],
        "unrecorded": policies.unrecorded(file.pk),
        "may_plan": work_on_file.allows(me(request), file),
    }
    return render(request, "reintegration/returns.html", context)


@needs(P.FILE_WORK)
def return_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Begin to prepare a return."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=PlanReturnForm(request.POST or None, file=file),
        make=lambda data: actions.plan_return(file=file, by=me(request), values=data),
        go=lambda made: reverse("return_one", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Prepare a return"),
        template=FORM,
        back=reverse("returns", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def return_one(request: HttpRequest, file_id: uuid.UUID, return_id: uuid.UUID) -> HttpResponse:
    """One return: what was prepared, the visits, what can follow."""
    file, one = _found(request, file_id, return_id)
    _was_read(request, file, one)
    stands = policies.missing(one) if one.state == State.PREPARED else None
    open_still = policies.stands_open(one) if one.state == State.UNDER_WAY else None
    context = {
        "file": file,
        "one": one,
        "row": presenters.row(one),
        "facts": presenters.facts(one),
        "visits": [presenters.visit_row(visit) for visit in one.visits.all()],
        "missing": stands.label if stands else "",
        "waits": open_still.label if open_still else "",
        "moves": offered(request, MOVES, one),
    }
    return render(request, "reintegration/return.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
def return_move(request: HttpRequest, file_id: uuid.UUID, return_id: uuid.UUID, return_step: str) -> HttpResponse:
    """One step."""
    file, one = _found(request, file_id, return_id)
    taken = move_named(MOVES, return_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        _was_read(request, file, one)
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial=taken.known(one) | {"base_version": one.version}, one=one),
        template=FORM,
        back=reverse("return_one", args=[file.pk, one.pk]),
        context={"file": file},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, return_id: uuid.UUID) -> tuple[CaseFile, Return]:
    file = get_file(me(request), file_id)
    return file, part_of(file, Return, return_id, *queries.RELATED)


def _was_read(request: HttpRequest, file: CaseFile, one: Return | None = None) -> None:
    read_file(file=file, by=me(request), what="return_read", part=one)
