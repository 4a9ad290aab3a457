"""Released statistics for everybody: pages without JavaScript, and a read API that knows two parameters.

An address of the API answers the same question with the same bytes, may be kept for a while, and says so (ETag, 304).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela.kernel.errors import NotHere, OperatorError, Refused, TutelaError
from tutela.kernel.http import csv_answer, kept_by_readers, open_to_everyone
from tutela.methods.sdmx import writer

from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS
from ..presenters import releases as shown
from ..queries.exchange_releases import released_csv, released_xml
from ..queries.released import ReleasedTable, asked, editions, released, table
from ..states import READABLE
from .exchange import file_answer

NAMES = ("by", "period", "lang")
"""All that may be said; ``lang`` is the public site's own."""
_SECONDS = {"newest": 300}
_FOR_A_NUMBER = 3_600
_LONGEST = 40
PAGE_SECONDS = 300


class _Bad(TutelaError):
    """A question that cannot be asked: 400 and the parameter's name."""

    def __init__(self, parameter: str, message: str, code: str = "bad_parameter") -> None:
        super().__init__(message)
        self.parameter, self.code = parameter, code

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"parameter": self.parameter}


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    found = [shown.told(one) for one in editions().select_related("corrects")]
    return render(request, "statistics/public/releases.html", {"releases": found})


@open_to_everyone
@require_safe
@kept_by_readers(PAGE_SECONDS)
def release(request: HttpRequest, version: str) -> HttpResponse:
    """One release and a table of it to choose."""
    held = released(version)
    context = shown.told(held) | {"subjects": shown.subjects(), "levels": [(one, BREAKDOWNS[one].label) for one in LEVELS]}
    status = 200
    if held.state in READABLE:
        try:
            by, period = _question(request)
            answer = table(held, by, period=period or (held.periods[-1] if held.periods else None))
            context |= {
                "table": shown.page(answer),
                "by": answer.by,
                "period": answer.periods[-1],
                "query": ",".join(answer.by),
            }
        except (Refused, NotHere, _Bad) as why:
            context["sentence"], status = str(why), 404 if isinstance(why, NotHere) else 400
    return render(request, "statistics/public/release.html", context, status=status)


@open_to_everyone
@require_safe
def catalogue(request: HttpRequest, version: str) -> HttpResponse:
    """What may be asked of a release, as JSON."""
    try:
        _only(request, ("lang",))
        held = released(version)
    except TutelaError as why:
        return _no(why)
    return _kept(request, held, version, "catalogue", lambda: _json(shown.catalogue(held)))


@open_to_everyone
@require_safe
def table_json(request: HttpRequest, version: str) -> HttpResponse:
    """A registered table of a release."""
    return _table(request, version, "json", lambda found: _json(shown.as_dict(found)))


@open_to_everyone
@require_safe
def table_csv(request: HttpRequest, version: str) -> HttpResponse:
    """The same as CSV."""

    def answer(found: ReleasedTable) -> HttpResponse:
        return csv_answer(shown.as_csv(found), "-".join(("tutela", f"release{found.release.version}", *found.by)))

    return _table(request, version, "csv", answer)


@open_to_everyone
@require_safe
def table_sdmx(request: HttpRequest, version: str, *, kind: str) -> HttpResponse:
    """The same as SDMX; ``kind``: ``csv`` or ``xml``. What its codes mean says the structure, an address of its own."""

    def answer(found: ReleasedTable) -> HttpResponse:
        name = "-".join(("tutela", f"release{found.release.version}", *found.by))
        if kind == "csv":
            return file_answer(released_csv(found), writer.CSV_TYPE, f"{name}.sdmx.csv")
        return file_answer(released_xml(found), writer.XML_TYPE, f"{name}.sdmx.xml")

    return _table(request, version, f"sdmx {kind}", answer)


def _table(request: HttpRequest, version: str, kind: str, answer: Any) -> HttpResponse:
    try:
        by, period = _question(request)
        held = released(version)
        wanted, _cube = asked(by)
        what = f"{kind} {','.join(wanted)} {period or ''}"
        return _kept(request, held, version, what, lambda: answer(table(held, by, period=period)))
    except TutelaError as why:
        return _no(why)


def _question(request: HttpRequest) -> tuple[list[str], str | None]:
    """The breakdowns, given once with commas or several times, and the year.

    Raises:
        _Bad: another parameter, or a year twice.
    """
    _only(request, NAMES)
    periods = [one for one in request.GET.getlist("period") if one]
    if len(periods) > 1:
        raise _Bad("period", _("Ask for one year, or for none to have them all."))
    by = [name.strip() for said in request.GET.getlist("by") for name in said.split(",") if name.strip()]
    return by, periods[0] if periods else None


def _only(request: HttpRequest, names: tuple[str, ...]) -> None:
    for name in request.GET:
        if name not in names:
            said = _("“%(name)s” is not a parameter of this address. There are: %(names)s. Nothing can be filtered.")
            raise _Bad(name[:_LONGEST], said % {"name": name[:_LONGEST], "names": ", ".join(names)}, "unknown_parameter")


def _kept(request: HttpRequest, held: Release, version: str, what: str, answer: Any) -> HttpResponse:
    """The answer with its ETag, or 304 when the asker has it already."""
    told = f"{held.digest} {held.state} {get_language()} {what}"
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or answer()
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={_SECONDS.get(version, _FOR_A_NUMBER)}"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _json(told: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")


def _no(why: TutelaError) -> JsonResponse:
    """The refusal of a program's question; no figure is ever in it."""
    status = why.status if isinstance(why, (NotHere, OperatorError)) else 400
    return JsonResponse(why.as_dict(), status=status, json_dumps_params={"ensure_ascii": False})
