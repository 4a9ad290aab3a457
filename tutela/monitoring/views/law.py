"""Treaties and law on the screen."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import csv_answer, needs
from tutela.registers import api as registers
from tutela.registers.api import standards
from tutela.ui.forms import add_problems, answer_status

from ..actions.law import assess_question, review_finding
from ..enums import Level
from ..forms.law import CompareForm, FindingForm
from ..policies import assess_law
from ..presenters import law as shown_law
from ..presenters import treaties as shown
from ..queries import law, treaties

GET_POST = require_http_methods(["GET", "POST"])


def day_asked(request: HttpRequest) -> dt.date:
    """The day in the address: ``on`` (a day) or ``year`` (its last day); today without either or with nonsense."""
    year, on = request.GET.get("year", ""), request.GET.get("on", "")
    try:
        if year.isdigit() and 1900 <= int(year) <= today().year:
            return min(dt.date(int(year), 12, 31), today())
        return parse_date(on) or today()
    except ValueError:
        return today()


@needs(P.MONITORING_VIEW)
@require_safe
def treaty_page(request: HttpRequest) -> HttpResponse:
    """Matrix and map on a day; who is not party; what is overdue."""
    context = shown.page(day_asked(request), request.GET.get("instrument", ""))
    return render(request, "monitoring/treaties.html", context)


@needs(P.MONITORING_VIEW)
@require_safe
def gaps_csv(request: HttpRequest) -> HttpResponse:
    """Matrix, map and gap list of a day as one CSV."""
    rows = treaties.matrix(day_asked(request))
    lines = [
        [state.code, code, stand.standing.value, stand.since or "", "yes" if (code, stand) in treaties.gaps(row) else "no"]
        for state, row in rows
        for code, stand in row.items()
    ]
    return csv_answer(registers.to_csv(["state", "instrument", "standing", "since", "gap"], lines), "treaties")


@needs(P.MONITORING_VIEW)
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """The harmonisation matrix of a State on a day, beside another day or State when asked."""
    left, right, form = _sides(request)
    context: dict[str, Any] = {
        "form": form,
        "ages": shown_law.age_gaps(),
        "duties": shown_law.duties(today()),
        "query": request.GET.urlencode(),
    }
    if left:
        context["matrix"] = shown_law.matrix(left, right)
        context["state"] = left[0]
    return render(request, "monitoring/law.html", context, status=answer_status(form))


@needs(P.MONITORING_VIEW)
@require_safe
def matrix_csv(request: HttpRequest) -> HttpResponse:
    """The same matrix as CSV."""
    left, right, _form = _sides(request)
    if left is None:
        raise NotHere
    lines = [
        [
            one.question.code,
            one.question.reference,
            one.question.words["en"],
            _level(one.left),
            _level(one.right) if right else "",
        ]
        for one in law.compare(left, right or left)
    ]
    return csv_answer(registers.to_csv(["id", "reference", "question", "finding", "beside"], lines), f"law-{left[0].code}")


def _level(finding: Any) -> str:
    return str(finding.level) if finding else Level.NOT_ASSESSED.value


def _sides(request: HttpRequest) -> tuple[Any, Any, CompareForm]:
    own = treaties.own_state()
    start = {"state": own.code if own else "", "on": str(today()), "other": "", "before": ""}
    form = CompareForm(start | request.GET.dict())
    if not form.is_valid():
        return None, None, CompareForm(initial=start) if own is None else form
    said = form.cleaned_data
    left = (said["state"], said["on"])
    if not said["other"] and not said["before"]:
        return left, None, form
    return left, (said["other"] or said["state"], said["before"] or said["on"]), form


@needs(P.MONITORING_VIEW)
@GET_POST
def question(request: HttpRequest, state: str, question: str) -> HttpResponse:
    """One question with its history; an analyst adds a finding."""
    where = treaties.state_of(state)
    if question not in standards.assessed_questions():
        raise NotHere
    form = FindingForm(request.POST or None, initial={"assessed_on": today()})
    if request.method == "POST":
        assess_law.require(request.actor)  # type: ignore[attr-defined]
        if form.is_valid() and _assessed(request, where, question, form):
            return redirect("monitoring_question", state, question)
    context = shown_law.question(where, question, request.actor) | {"form": form}  # type: ignore[attr-defined]
    return render(request, "monitoring/question.html", context, status=answer_status(form))


def _assessed(request: HttpRequest, where: Any, code: str, form: FindingForm) -> bool:
    said = form.cleaned_data
    try:
        with acting_as(request.actor):  # type: ignore[attr-defined]
            assess_question(
                state=where,
                question=code,
                level=said["level"],
                provisions=said["provisions"],
                values=form.values(),
                assessed_on=said["assessed_on"],
                by=request.actor,  # type: ignore[attr-defined]
            )
    except InvalidInput as error:
        add_problems(form, error)
        return False
    messages.success(request, _("The finding is kept. A second analyst reviews it."))
    return True


@needs(P.LAW_KEEP)
@require_POST
def review(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    """The second review."""
    found = review_finding(finding=law.finding(finding_id), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Reviewed."))
    return redirect("monitoring_question", found.state.code, found.question)
