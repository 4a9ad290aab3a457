"""Screens of community committees: their own support and their reports; and what is asked of them, in the file."""

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
from tutela.cases.api import CaseFile, get_file, part_of, read_file, work_on_file
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.http import me, needs
from tutela.kernel.vault import receipt
from tutela.ui.forms import Move, add_problems, answer_status, making_form, move_named, moving_form, offered_pages

from . import policies, presenters, queries
from .actions.report import hand_in_report
from .actions.support import ask_committee
from .forms import COMMITTEE_MOVES, WORKER_MOVES, AskForm, HandInForm
from .models import SupportAction

FORM = "cases/section_form.html"
OUTSIDE_FORM = "community/form.html"
SHOWN = 200
RELATED = ("committee", "asking_office", "plan_action")


@needs(P.SUPPORT_DO)
@require_http_methods(["GET", "HEAD"])
def committee(request: HttpRequest) -> HttpResponse:
    """What the committee was asked to do; open first."""
    found = list(queries.asked_of(me(request))[:SHOWN])
    audit.record(by=me(request), action="committee_support_listed", details={"rows": len(found)})
    rows = [presenters.row(one, reverse("committee_one", args=[one.pk])) for one in found]
    return render(request, "community/committee.html", {"rows": rows})


@needs(P.SUPPORT_DO)
def committee_report(request: HttpRequest) -> HttpResponse:
    """Hand in a report; the receipt is shown once."""
    policies.hand_in.require(me(request))
    form = HandInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = hand_in_report(by=me(request), values=form.cleaned_data)
        except (InvalidInput, OperatorError) as error:
            add_problems(form, error)
        else:
            shown = {"code": receipt.display(received.receipt), "answer_due": received.answer_due}
            return render(request, "community/received.html", shown)
    return render(request, "community/report.html", {"form": form}, status=answer_status(form))


@needs(P.SUPPORT_DO)
@require_http_methods(["GET", "HEAD"])
def committee_one(request: HttpRequest, asked_id: uuid.UUID) -> HttpResponse:
    """One thing asked: the words, the day, whom to call."""
    one = _asked(request, asked_id)
    context = {
        "row": presenters.row(one),
        "facts": presenters.for_committee(one),
        "moves": offered_pages(request, COMMITTEE_MOVES, one, "committee_move", one.pk),
    }
    return render(request, "community/one.html", context)


@needs(P.SUPPORT_DO)
def committee_move(request: HttpRequest, asked_id: uuid.UUID, committee_move: str) -> HttpResponse:
    """The committee answers."""
    one = _asked(request, asked_id)
    back = reverse("committee_one", args=[one.pk])
    return _move(request, one, move_named(COMMITTEE_MOVES, committee_move), OUTSIDE_FORM, back, {"number": one.number})


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def committee_support(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """In the file: what was asked of committees, and their answers."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [
            presenters.row(one, reverse("committee_support_one", args=[file.pk, one.pk])) | {"committee": one.committee.name}
            for one in queries.asked_for(file)
        ],
        "may_ask": work_on_file.allows(me(request), file),
    }
    return render(request, "community/support.html", context)


@needs(P.FILE_WORK)
def committee_support_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask a committee for support."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=AskForm(request.POST or None, file=file),
        make=lambda data: ask_committee(file=file, by=me(request), values=data),
        go=lambda made: reverse("committee_support_one", args=[file.pk, made.pk]),
        saved=_("Saved. The committee reads these words and nothing else of the child."),
        title=_("Ask a community committee"),
        template=FORM,
        back=reverse("committee_support", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def committee_support_one(request: HttpRequest, file_id: uuid.UUID, asked_id: uuid.UUID) -> HttpResponse:
    """In the file: one thing asked, and the answer."""
    file = get_file(me(request), file_id)
    one = part_of(file, SupportAction, asked_id, *RELATED)
    _was_read(request, file, one)
    context = {
        "file": file,
        "row": presenters.row(one),
        "facts": presenters.for_file(one),
        "marked_since": queries.marked_since(file, one),
        "moves": offered_pages(request, WORKER_MOVES, one, "committee_support_move", file.pk, one.pk),
    }
    return render(request, "community/support_one.html", context)


@needs(P.FILE_WORK)
def committee_support_move(request: HttpRequest, file_id: uuid.UUID, asked_id: uuid.UUID, support_move: str) -> HttpResponse:
    """The worker notes an answer, or recalls."""
    file = get_file(me(request), file_id)
    one = part_of(file, SupportAction, asked_id, *RELATED)
    if request.method != "POST":
        _was_read(request, file, one)
    back = reverse("committee_support_one", args=[file.pk, one.pk])
    return _move(request, one, move_named(WORKER_MOVES, support_move), FORM, back, {"file": file})


def _asked(request: HttpRequest, asked_id: uuid.UUID) -> SupportAction:
    """One thing asked of the reader's committee; that it was opened is in the trail."""
    one = queries.get_asked(me(request), asked_id)
    audit.record(by=me(request), action="committee_support_read", subject=f"community.supportaction:{one.pk}")
    return one


def _move(
    request: HttpRequest, one: SupportAction, move: Move, template: str, back: str, context: dict[str, Any]
) -> HttpResponse:
    move.rule.require(me(request), one)
    form = move.form(request.POST or None, initial={"base_version": one.version})
    return moving_form(request, move=move, one=one, form=form, template=template, back=back, context=context)


def _was_read(request: HttpRequest, file: CaseFile, one: SupportAction | None = None) -> None:
    read_file(file=file, by=me(request), what="committee_support_read", part=one)
