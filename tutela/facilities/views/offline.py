"""An inspection without a network: the worker, the page that holds nothing, what is taken along, what is brought in."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me, needs

from .. import presenters
from ..actions import inspections as acts
from ..models import Inspection
from ..presenters.offline import WORDS
from ..queries import inspections as reading

LONGEST = 800_000
"""Bytes of one bringing-in: every item with the longest evidence, twice over."""


@needs(P.FACILITY_INSPECT)
@require_http_methods(["GET", "HEAD"])
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it stands under ``/inspections/`` because that is all it may serve."""
    return render(request, "facilities/worker.js", content_type="text/javascript; charset=utf-8")


@needs(P.FACILITY_INSPECT)
@require_http_methods(["GET", "HEAD"])
def offline(request: HttpRequest) -> HttpResponse:
    """The page that is kept on the device: words and a form without content. What it shows lies sealed in the browser."""
    return render(request, "facilities/offline.html", {"words": {name: str(word) for name, word in WORDS.items()}})


@needs(P.FACILITY_INSPECT)
@require_http_methods(["GET", "HEAD"])
def take_along(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """The checklist with what was answered so far, for the device to seal; and the token to bring it in with."""
    found = reading.get_inspection(me(request), inspection_id)
    acts.take_along(inspection=found, by=me(request))
    return JsonResponse(_content(found) | {"token": get_token(request)})


@needs(P.FACILITY_INSPECT)
@require_POST
def bring_in(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """Save what was typed without a network, as the form does: 412 with both sides for what was changed elsewhere meanwhile."""
    found = reading.get_inspection(me(request), inspection_id)
    try:
        conflicts = acts.save_answers(inspection=found, by=me(request), answers=_read(request), device="offline")
    except InvalidInput as error:
        return JsonResponse(error.as_dict(), status=error.status)
    told = {one.item: {"version": one.version, "here": dict(one.here)} for one in conflicts}
    return JsonResponse(_content(found) | {"conflicts": told}, status=412 if told else 200)


def _content(found: Inspection) -> dict[str, Any]:
    sections = presenters.checklist(found)
    return {
        "id": str(found.pk),
        "number": found.number,
        "facility": found.facility.name,
        "options": presenters.answer_options(),
        "sections": [
            section | {"label": str(section["label"]), "items": [_item(item) for item in section["items"]]}
            for section in sections
        ],
    }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("code", "critical", "answer", "evidence", "base")} | {"label": str(item["label"])}


def _read(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """The answers of the body, each ``{answer, evidence, base}``.

    Raises:
        InvalidInput: no JSON, or not of that shape.
    """
    wrong = InvalidInput({"answers": _("The answers could not be read. Keep the draft and bring it in again.")})
    try:
        if len(request.body) > LONGEST:
            raise InvalidInput({"answers": _("This is more than one inspection holds. Shorten what shows it.")})
        answers = json.loads(request.body)["answers"]
        return {
            str(item): {"answer": str(one["answer"]), "evidence": str(one["evidence"]), "base": int(one["base"])}
            for item, one in answers.items()
        }
    except (RawPostDataException, ValueError, KeyError, TypeError, AttributeError):
        raise wrong from None
