"""What we do not see: published estimates beside those of others; for statisticians also the lists and what is under way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import csv_answer, needs
from tutela.ui.forms import add_problems, answer_status

from ..actions.register_external import register_external, register_first
from ..forms.lists import ExternalForm
from ..policies import work_with_lists
from ..presenters import external as shown
from ..presenters import panel, words
from ..queries.first import not_registered
from ..queries.lists import external, releases, visible_lists, visible_to


@needs("statistics_view", "statistics_build")
@require_GET
def unseen(request: HttpRequest) -> HttpResponse:
    """Releases, the register of others' estimates, and for statisticians their work."""
    actor = request.actor  # type: ignore[attr-defined]
    works = work_with_lists.allows(actor)
    context: dict[str, Any] = {
        "works": works,
        "releases": [panel.release(one) for one in releases(actor)],
        "topics": shown.topics(external(actor)),
        "not_a_count": words.NOT_KNOWN,
        "first": works and not_registered(),
        "lists": [_lists_row(one) for one in visible_lists(actor)],
        "estimates": visible_to(actor),
    }
    return render(request, "estimates/unseen.html", context)


@needs("statistics_view", "statistics_build")
@require_GET
def external_csv(request: HttpRequest) -> HttpResponse:
    """What the ranges are drawn from: every entry of the register as its source gives it."""
    return csv_answer(shown.as_csv(external(request.actor)), "tutela-external-estimates")  # type: ignore[attr-defined]


@needs("statistics_build")
def add_external(request: HttpRequest) -> HttpResponse:
    """Register what somebody else estimated."""
    form = ExternalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            register_external(by=request.actor, told=form.cleaned_data)  # type: ignore[attr-defined]
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("It stands in the register, as its source gives it."))
            return redirect("unseen")
    return render(request, "estimates/external.html", {"form": form}, status=answer_status(form))


@needs("statistics_build")
@require_POST
def add_first(request: HttpRequest) -> HttpResponse:
    """Register the figures that the report quotes, those that do not stand there yet."""
    made = register_first(by=request.actor)  # type: ignore[attr-defined]
    if made:
        messages.success(request, _("They stand in the register, each as the report gives it, with its paragraph."))
    return redirect("unseen")


def _lists_row(one: Any) -> dict[str, Any]:
    return {"lists": one, "period": panel.period(one.year_from, one.year_to), "names": ", ".join(one.names)}
