"""Screens of what bodies owe: in the file, for the body, overdue over all, and as protected counts (R72)."""

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
from tutela.cases.api import CaseFile, get_file, part_of, read_file, words, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered, saving_form

from ..actions import obligations as actions
from ..forms.obligations import MOVES, AnswerForm, AskForm
from ..models import Obligation
from ..policies import obligations as policies
from ..presenters import obligations as presenters
from ..queries import obligations as queries

FORM = "cases/section_form.html"
OUTSIDE_FORM = "coordination/form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def obligations(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What bodies owe in a file, and what could be asked for next."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    may_ask = work_on_file.allows(me(request), file)
    new = reverse("obligation_new", args=[file.pk])
    context = {
        "file": file,
        "rows": [presenters.row(one, reverse("obligation", args=[file.pk, one.pk])) for one in queries.obligations(file)],
        "may_ask": may_ask,
        "suggestions": [
            {"what": words.label("duties", duty), "url": f"{new}?duty={duty}"} for duty in queries.suggestions(file)
        ]
        if may_ask
        else [],
    }
    return render(request, "coordination/obligations.html", context)


@needs(P.FILE_WORK)
def obligation_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask a body for what it owes."""
    file = get_file(me(request), file_id)
    policies.ask.require(me(request), file, None)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=AskForm(request.POST or None, initial={"duty": request.GET.get("duty", "")}),
        make=lambda data: actions.ask(file=file, by=me(request), values=data),
        go=lambda made: reverse("obligation", args=[file.pk, made.pk]),
        saved=_("Saved. The body sees it now."),
        title=_("Ask a body for what it owes"),
        template=FORM,
        back=reverse("obligations", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def obligation(request: HttpRequest, file_id: uuid.UUID, obligation_id: uuid.UUID) -> HttpResponse:
    """One obligation, on the file's side."""
    file = get_file(me(request), file_id)
    one = part_of(file, Obligation, obligation_id, *queries.RELATED)
    _was_read(request, file, one)
    closing = (
        [{"label": _("What was written last on the file's side"), "value": one.closing_words}] if one.closing_words else []
    )
    context = {
        "file": file,
        "one": one,
        "row": presenters.row(one),
        "facts": presenters.facts(one) + closing,
        "moves": offered(request, MOVES, one),
    }
    return render(request, "coordination/obligation.html", context)


@needs(P.FILE_WORK, P.FILE_APPROVE)
def obligation_move(
    request: HttpRequest, file_id: uuid.UUID, obligation_id: uuid.UUID, obligation_move: str
) -> HttpResponse:
    """One step on the file's side."""
    file = get_file(me(request), file_id)
    one = part_of(file, Obligation, obligation_id, *queries.RELATED)
    taken = move_named(MOVES, obligation_move)
    taken.rule.require(me(request), one)
    _was_read(request, file, one)

    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template=FORM,
        back=reverse("obligation", args=[file.pk, one.pk]),
        context={"file": file},
    )


@needs(P.REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD"])
def owed(request: HttpRequest) -> HttpResponse:
    """What the reader's own body owes."""
    rows = [presenters.row(one, reverse("owed_answer", args=[one.pk])) for one in queries.owed_by(me(request))]
    return render(request, "coordination/owed.html", {"rows": rows})


@needs(P.REFERRAL_ANSWER)
def owed_answer(request: HttpRequest, owed_id: uuid.UUID) -> HttpResponse:
    """The body answers: met on, will be met by, refused on a ground."""
    one = queries.get_owed(me(request), owed_id)
    audit.record(by=me(request), action="obligation_read", subject=f"coordination.obligation:{one.pk}")

    def act(data: Any) -> object:
        values = {name: value for name, value in data.items() if name != "base_version"}
        return actions.answer(one=one, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=AnswerForm(request.POST or None, initial={"base_version": one.version}),
        act=act,
        saved=_("Thank you. The office that asked sees your answer."),
        title=_("Answer"),
        template=OUTSIDE_FORM,
        back=reverse("owed"),
        context={"back_words": _("What we owe"), "facts": presenters.facts(one)},
    )


@needs(P.FILE_VIEW, P.OVERSIGHT_DOCKET)
@require_http_methods(["GET", "HEAD"])
def overdue(request: HttpRequest) -> HttpResponse:
    """Overdue obligations for each body: of one's offices with their files; for the independent mechanism without the child."""
    independent = me(request).has(P.OVERSIGHT_DOCKET)
    mine = [] if independent else queries.overdue_of_offices(me(request))
    bodies = presenters.overdue_by_body(queries.overdue_everywhere()) if independent else presenters.by_body(mine)
    audit.record(by=me(request), action="obligations_overdue_read", subject="coordination.obligations")
    return render(request, "coordination/overdue.html", {"bodies": bodies})


@needs(P.STATISTICS_VIEW)
@require_http_methods(["GET", "HEAD"])
def owed_counts(request: HttpRequest) -> HttpResponse:
    """Counts for each body and right, protected."""
    rows = [presenters.count_row(one) for one in queries.owed_counts()]
    return render(request, "coordination/owed_counts.html", {"rows": rows})


def _was_read(request: HttpRequest, file: CaseFile, one: Obligation | None = None) -> None:
    read_file(file=file, by=me(request), what="obligation_read", part=one)
