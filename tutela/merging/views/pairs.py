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
from tutela.cases.api import DuplicateState, last_search
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, saving_form

from ..actions.pairs import name_pair, read_pair, say_of_pair
from ..enums.pairs import Verdict
from ..forms.pairs import NamePairForm, PairFilter, VerdictForm
from ..policies.pairs import open_verdicts
from ..presenters.merges import on_pair
from ..presenters.pairs import pair_page, pair_row
from ..queries.pairs import get_pair, half_seen, queue

PAGE = 25
_COMPARES = (P.FILE_MATCH, P.FILE_APPROVE)


@needs(*_COMPARES)
def duplicates(request: HttpRequest) -> HttpResponse:
    """What waits for a comparison, and on the other tabs what was decided; the likeliest first."""
    actor = me(request)
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
    return render(request, "merging/pairs.html", context)


def _tab(state: DuplicateState, current: DuplicateState) -> dict[str, Any]:
    return {
        "label": str(state.label),
        "url": f"{reverse('duplicates')}?state={state.value}",
        "current": state == current,
    }


@needs(*_COMPARES)
def duplicate_new(request: HttpRequest) -> HttpResponse:
    """Name two files that may be of one child."""
    actor = me(request)

    def make(data: Mapping[str, Any]) -> str:
        return reverse("duplicate", args=[name_pair(by=actor, **data).pk])

    return making_form(
        request,
        form=NamePairForm(request.POST or None),
        make=make,
        go=str,
        template="merging/pair_new.html",
        saved=_("The two records stand side by side."),
        title=_("Compare two files"),
        back=reverse("duplicates"),
    )


@needs(*_COMPARES)
def duplicate(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Two records side by side, what was said of them, and what this person may say."""
    actor = me(request)
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
        template="merging/pair.html",
        saved=_("Noted in the history of the pair."),
        title=_("One child or two?"),
        back=reverse("duplicates"),
        context={
            "pair": pair,
            "page": pair_page(actor, pair),
            "verdicts": verdicts,
            "merged": on_pair(pair) if pair.state == DuplicateState.LINKED else None,
        },
    )
