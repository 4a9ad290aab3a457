"""The queue of records that may be one child, and two of them side by side."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import needs
from tutela.ui.forms import making_form, saving_form

from ..actions.duplicates import name_pair, read_pair, say_of_pair
from ..enums.duplicates import Verdict
from ..forms.duplicates import NamePairForm, PairFilter, VerdictForm
from ..policies.duplicates import open_verdicts
from ..presenters.duplicates import pair_row, side_by_side
from ..queries.duplicates import get_pair, half_seen, last_search, queue
from ..states import DuplicateState

PAGE = 25
_COMPARES = (P.FILE_MATCH, P.FILE_APPROVE)


@needs(*_COMPARES)
def duplicates(request: HttpRequest) -> HttpResponse:
    """What waits for a comparison, and on the other tabs what was decided; the likeliest first."""
    actor = request.actor  # type: ignore[attr-defined]
    form = PairFilter(request.GET or None)
    chosen = form.cleaned_data.get("state") if form.is_bound and form.is_valid() else ""
    state = DuplicateState(chosen or DuplicateState.OPEN)
    found = queue(actor, state)
    page = max(1, int(number) if (number := request.GET.get("page", "1")).isdecimal() and len(number) < 6 else 1)
    rows = [pair_row(pair) for pair in found[(page - 1) * PAGE : page * PAGE + 1]]
    audit.record(by=actor, action="duplicates_listed", details={"rows": len(rows[:PAGE]), "state": state.value})
    here = f"{reverse('duplicates')}?state={state.value}&page="
    context = {
        "tabs": [_tab(one, state) for one in DuplicateState],
        "rows": rows[:PAGE],
        "state": state,
        "previous": f"{here}{page - 1}" if page > 1 else "",
        "next": f"{here}{page + 1}" if len(rows) > PAGE else "",
        "elsewhere": half_seen(actor) if state == DuplicateState.OPEN else [],
        "searched": last_search(),
    }
    return render(request, "cases/duplicates/queue.html", context)


def _tab(state: DuplicateState, current: DuplicateState) -> dict[str, Any]:
    return {
        "label": str(state.label),
        "url": f"{reverse('duplicates')}?state={state.value}",
        "current": state == current,
    }


@needs(*_COMPARES)
def duplicate_new(request: HttpRequest) -> HttpResponse:
    """Name two files that may be of one child."""
    actor = request.actor  # type: ignore[attr-defined]

    def make(data: Mapping[str, Any]) -> str:
        return reverse("duplicate", args=[name_pair(by=actor, **data).pk])

    return making_form(
        request,
        form=NamePairForm(request.POST or None),
        make=make,
        go=str,
        template="cases/duplicates/new.html",
        saved=_("The two records stand side by side."),
        title=_("Compare two files"),
        back=reverse("duplicates"),
    )


@needs(*_COMPARES)
def duplicate(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Two records side by side, what was said of them, and what this person may say."""
    actor = request.actor  # type: ignore[attr-defined]
    pair = get_pair(actor, pair_id)
    verdicts = open_verdicts(actor, pair)
    form = VerdictForm(request.POST or None, verdicts=verdicts)

    def act(data: Mapping[str, Any]) -> object:
        return say_of_pair(pair=pair, by=actor, verdict=Verdict(data["verdict"]), reason=data["reason"])

    if request.method == "GET":
        read_pair(pair=pair, by=actor)
    return saving_form(
        request,
        form=form,
        act=act,
        template="cases/duplicates/pair.html",
        saved=_("Noted in the history of the pair."),
        title=_("One child or two?"),
        back=reverse("duplicates"),
        context={"pair": pair, "page": side_by_side(actor, pair), "verdicts": verdicts},
    )
