"""The figures of justice by quarter, on a page and as a file; entering what institutions report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.errors import NotHere
from tutela.kernel.http import csv_answer, me, needs
from tutela.ui.forms import saving_form
from tutela.vocabulary import api as vocabulary

from ..actions.figures import state_return
from ..forms.figures import ReturnForm
from ..models import JusticeFigures
from ..policies.figures import READERS
from ..presenters import figures as words
from ..queries.figures import LIST, REPORTED, published


@needs(*READERS)
@require_http_methods(["GET", "HEAD"])
def child_justice(request: HttpRequest) -> HttpResponse:
    """The newest quarter, or the one asked for."""
    found = _asked(request)
    context = {
        "quarters": [words.quarter(one) for one in JusticeFigures.objects.all()[:40]],
        "chosen": found.until.isoformat() if found else "",
        "states": me(request).has(P.INDICATOR_KEEP),
    }
    return render(request, "justice/figures.html", context | (words.page(found) if found else {}))


@needs(*READERS)
@require_http_methods(["GET", "HEAD"])
def child_justice_file(request: HttpRequest) -> HttpResponse:
    """The quarter as CSV."""
    found = _asked(request)
    if found is None:
        raise NotHere
    audit.record(by=me(request), action="justice_figures_exported", subject=f"justice.justicefigures:{found.pk}")
    return csv_answer(words.table(found), f"child-justice-{found.until.isoformat()}")


@needs(P.INDICATOR_KEEP)
def justice_state(request: HttpRequest, indicator: str) -> HttpResponse:
    """Enter what an institution reported of one indicator; it stands in the figures that are made next."""
    if indicator not in REPORTED:
        raise NotHere
    return saving_form(
        request,
        form=ReturnForm(request.POST or None, code=indicator),
        act=lambda data: state_return(code=indicator, by=me(request), values=data),
        saved=_("Saved. It stands in the figures that are made next."),
        title=vocabulary.label(LIST, indicator),
        template="justice/state.html",
        back=reverse("child_justice"),
    )


def _asked(request: HttpRequest) -> JusticeFigures | None:
    """The figures of the quarter in the address; a quarter without figures is not here."""
    asked = request.GET.get("until", "")
    if not asked:
        return published()
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    found = published(day) if day else None
    if found is None:
        raise NotHere
    return found
