"""Screens of merging."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file, read_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered

from ..actions import merges as actions
from ..forms.merges import MOVES, ProposeForm
from ..models import Merge
from ..policies import merges as policies
from ..presenters import merges as presenters
from ..queries import merges as queries
from ..queries.pairs import get_pair

_COMPARES = (P.FILE_MATCH, P.FILE_APPROVE)
_READS = (P.FILE_WORK, P.FILE_VIEW, P.FILE_OPEN)


@needs(*_COMPARES)
def merge_new(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Propose which of two files leads."""
    actor = me(request)
    pair = get_pair(actor, pair_id)
    policies.propose.require(actor, pair)
    if request.method != "POST":
        for child in (pair.one_id, pair.other_id):
            audit.record(by=actor, action="merge_weighed", subject=f"cases.duplicate:{pair.pk}", about=str(child))
    found = queries.ways(actor, pair)
    return making_form(
        request,
        form=ProposeForm(request.POST or None, ways=found),
        make=lambda data: actions.propose_merge(pair=pair, by=actor, values=data),
        go=lambda made: reverse("merge", args=[made.leading_id, made.pk]),
        saved=_("Proposed. A second person decides."),
        title=_("Merge two files of one child"),
        template="merging/new.html",
        back=reverse("duplicate", args=[pair.pk]),
        context={
            "pair": pair,
            "sides": presenters.sides(pair, found),
            "compared": presenters.compared(actor, pair),
        },
    )


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def merges(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The merges of a file, and what happened in the files that are merged, as one story."""
    file = get_file(me(request), file_id)
    rows = list(queries.of_file(file))
    entries, older = presenters.story(file)
    _was_read(request, file, rows)
    context = {"file": file, "rows": [presenters.row(one, file) for one in rows], "entries": entries, "older": older}
    return render(request, "merging/merges.html", context)


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def merge(request: HttpRequest, file_id: uuid.UUID, merge_id: uuid.UUID) -> HttpResponse:
    """One merge: the two files, what differs, who decided, what may follow."""
    file, one = _found(request, file_id, merge_id)
    _was_read(request, file, [one])
    moves = offered(request, MOVES, one)
    context = {"file": file, "one": one, "page": presenters.merge_page(one), "moves": moves}
    return render(request, "merging/merge.html", context)


@needs(*_COMPARES)
def merge_move(request: HttpRequest, file_id: uuid.UUID, merge_id: uuid.UUID, merge_step: str) -> HttpResponse:
    """One step."""
    file, one = _found(request, file_id, merge_id)
    taken = move_named(MOVES, merge_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        _was_read(request, file, [one])
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template="cases/section_form.html",
        back=reverse("merge", args=[file.pk, one.pk]),
        context={"file": file},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, merge_id: uuid.UUID) -> tuple[CaseFile, Merge]:
    file = get_file(me(request), file_id)
    return file, queries.get_merge(file, merge_id)


def _was_read(request: HttpRequest, file: CaseFile, rows: list[Merge]) -> None:
    """A read of every file that the page shows something of."""
    shown = {file.pk: file} | {side.pk: side for one in rows for side in (one.file, one.leading)}
    for side in shown.values():
        read_file(file=side, by=me(request))
