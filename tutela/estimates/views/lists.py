"""Lists: brought in, linked in memory, looked at; a panel is asked for from here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.http import needs
from tutela.ui.forms import add_problems, answer_status
from tutela.ui.forms.upload import takes

from ..actions.add_lists import add_counts, link_lists
from ..actions.ask_estimate import ask_estimate
from ..forms.files import TextInMemory
from ..forms.lists import ALONE, AskForm, CountsForm, LinkForm
from ..models import ListOverlap
from ..presenters import panel
from ..queries.lists import get_lists, visible_to
from ..tasks import work_on_estimate


@needs("statistics_build")
@takes(TextInMemory)
def link(request: HttpRequest) -> HttpResponse:
    """Agencies' lists: linked once, in memory."""
    form = _bound(request, LinkForm)
    if form.is_bound and form.is_valid():
        try:
            made = link_lists(
                by=request.actor,  # type: ignore[attr-defined]
                told=form.told(),
                files=form.cleaned_data["uploads"],
                mapping=form.mapping(),
            )
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("The lists are linked; only the numbers by pattern are kept."))
            return redirect("lists", made.pk)
    return render(request, "estimates/link.html", {"form": form}, status=answer_status(form))


@needs("statistics_build")
@takes(TextInMemory)
def counts(request: HttpRequest) -> HttpResponse:
    """A table of patterns made elsewhere."""
    form = _bound(request, CountsForm)
    if form.is_bound and form.is_valid():
        (name, raw), *_more = form.cleaned_data["uploads"]
        try:
            made = add_counts(by=request.actor, told=form.told(), name=name, raw=raw)  # type: ignore[attr-defined]
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("The table is kept."))
            return redirect("lists", made.pk)
    return render(request, "estimates/counts.html", {"form": form}, status=answer_status(form))


@needs("statistics_build")
def lists(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was linked, and the form that asks for a panel."""
    actor = request.actor  # type: ignore[attr-defined]
    overlap = get_lists(actor, pk)
    initial = {"lists": overlap.names, "stratum": ALONE}
    form = AskForm(overlap, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        chosen, stratum = form.chosen()
        try:
            made = ask_estimate(by=actor, overlap=overlap, lists=chosen, stratum=stratum, later=queue(actor))
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            return redirect("estimate", made.pk)
    context = {"form": form, "lists": overlap, "estimates": visible_to(actor).filter(overlap=overlap)} | _facts(overlap)
    return render(request, "estimates/lists.html", context, status=answer_status(form))


def queue(actor: Any) -> Callable[[str], object]:
    """What puts an estimate into the queue, on behalf of this person."""
    return lambda pk: work_on_estimate.defer(estimate_id=pk, asker_id=str(actor.id))


def _bound(request: HttpRequest, form: Callable[..., Any]) -> Any:
    return form(request.POST, request.FILES) if request.method == "POST" else form()


def _facts(overlap: ListOverlap) -> dict[str, Any]:
    people = {name: sum(row[4] for row in overlap.rows if row[0] >> at & 1) for at, name in enumerate(overlap.names)}
    known = {source["name"]: source for source in overlap.sources}
    rows = [
        {
            "name": name,
            "records": known.get(name, {}).get("records"),
            "people": people[name],
            "problems": sum(known.get(name, {}).get("problems", {}).values()),
        }
        for name in overlap.names
    ]
    return {
        "rows": rows,
        "period": panel.period(overlap.year_from, overlap.year_to),
        "children": sum(row[4] for row in overlap.rows),
        "together": sum(row[4] for row in overlap.rows if row[0].bit_count() > 1),
    }
