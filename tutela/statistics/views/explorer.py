"""The explorer of released statistics, on both sites: choose, see, take along, cite. Only what is published is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela.directory.api import Territory
from tutela.kernel.csv_files import to_csv
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.http import csv_answer, kept_by_readers, open_to_everyone
from tutela.ui.forms import answer_status, invalid

from ..forms.explorer import DEFAULTS, ExploreForm
from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS
from ..presenters import explorer as presenters
from ..queries.exploring import Explored, explore
from ..queries.released import newest, released
from .public import PAGE_SECONDS

_EDITION = "release"


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def staff(request: HttpRequest) -> HttpResponse:
    """The explorer on the staff site."""
    return _page(request, "statistics/explorer.html")


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def public(request: HttpRequest) -> HttpResponse:
    """The explorer on the public site."""
    return _page(request, "statistics/public/explorer.html")


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def download(request: HttpRequest) -> HttpResponse:
    """The figures of the page as CSV, with everything that is said about them in every line."""
    release = _release(request)
    if release is None:
        raise NotHere
    form = ExploreForm(_asked(request), release)
    found = _found(form, release)
    if found is None:
        raise invalid(form)
    return csv_answer(_csv(found), f"tutela-{release.version}-" + "-".join(filter(None, _asked(request).values())))


def _page(request: HttpRequest, template: str) -> HttpResponse:
    release = _release(request)
    if release is None:
        return render(request, template, {"release": None})
    form = ExploreForm(_asked(request), release)
    found = _found(form, release)
    context: dict[str, Any] = {"form": form, "release": release, "query": request.GET.urlencode(), "lang": get_language()}
    if found is not None:
        level = next((name for name in found.by if name in LEVELS), "")
        places = Territory.objects.filter(level=BREAKDOWNS[level].territory) if level else ()
        context["page"] = presenters.page(found, list(places))
    return render(request, template, context, status=answer_status(form))


def _release(request: HttpRequest) -> Release | None:
    """The edition in the address, or the one in force; ``None`` while nothing was published."""
    asked = request.GET.get(_EDITION, "")
    return released(asked) if asked else newest()


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks for. What is no question of ours is refused by name, not passed over.

    Raises:
        InvalidInput: an unknown name in the address.
    """
    unknown = sorted(set(request.GET) - {*DEFAULTS, _EDITION, "lang"})
    if unknown:
        sentence = _("There is no such question here. Ask by what the form offers: measure, within, area, period, release.")
        raise InvalidInput({key: [sentence] for key in unknown})
    return {name: request.GET.get(name, first) for name, first in DEFAULTS.items()}


def _found(form: ExploreForm, release: Release) -> Explored | None:
    if not form.is_valid():
        return None
    try:
        return explore(release, form.question())
    except Refused as refused:
        form.add_error("within", str(refused))
        return None


def _csv(found: Explored) -> str:
    source = found.source
    reporting, expected = source.coverage
    same = {
        "measure": found.question.measure,
        "title": presenters.title(found),
        "area": found.question.area,
        "release": source.release.version,
        "as_of": source.cut_off,
        "offices_reporting": reporting,
        "offices_expected": expected,
        "note": source.note,
        "method": source.method,
        "warnings": " ".join(source.warnings),
        "citation": source.citation,
    }
    rows = [row | same for row in found.rows()]
    return to_csv(list(rows[0]), ([*row.values()] for row in rows))
