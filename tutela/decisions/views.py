"""Screens of best-interests determinations."""

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

from . import actions, presenters
from .forms import MOVES, ProposeForm
from .models import Determination
from .policies import missing
from .queries import RELATED, determinations
from .states import State

FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def decisions(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The determinations of a file."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [presenters.row(one) for one in determinations(file)],
        "may_propose": work_on_file.allows(me(request), file),
    }
    return render(request, "decisions/list.html", context)


@needs(P.FILE_WORK)
def determination_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Open a determination."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=ProposeForm(request.POST or None),
        make=lambda data: actions.propose(file=file, by=me(request), values=data),
        go=lambda made: reverse("determination", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Determine the best interests"),
        template=FORM,
        back=reverse("decisions", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def determination(request: HttpRequest, file_id: uuid.UUID, determination_id: uuid.UUID) -> HttpResponse:
    """One determination: the proposal, the options, the panel with its dissent, the decision, what can follow."""
    file, one = _found(request, file_id, determination_id)
    _was_read(request, file, one)
    stands = missing(one) if one.state == State.DRAFT else None
    context = {
        "file": file,
        "one": one,
        "row": presenters.row(one),
        "facts": presenters.facts(one),
        "options": [presenters.option_card(option) for option in one.options.all()],
        "members": [presenters.member_row(member) for member in one.members.all()],
        "missing": stands.label if stands else "",
        "moves": offered(request, MOVES, one),
    }
    return render(request, "decisions/determination.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
def determination_move(request: HttpRequest, file_id: uuid.UUID, determination_id: uuid.UUID, move: str) -> HttpResponse:
    """One step."""
    file, one = _found(request, file_id, determination_id)
    taken = move_named(MOVES, move)
    taken.rule.require(me(request), one)
    _was_read(request, file, one)
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial=taken.known(one) | {"base_version": one.version}, one=one),
        template=FORM,
        back=reverse("determination", args=[file.pk, one.pk]),
        context={"file": file},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, determination_id: uuid.UUID) -> tuple[CaseFile, Determination]:
    file = get_file(me(request), file_id)
    return file, part_of(file, Determination, determination_id, *RELATED)


def _was_read(request: HttpRequest, file: CaseFile, one: Determination | None = None) -> None:
    read_file(file=file, by=me(request), what="determination_read", part=one)
