"""Screens of the medical track: the children a service treats, and the parts only it reads and writes (R41)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.care.api import Referral, get_for_service, open_to_service
from tutela.kernel.http import me, needs

from ..actions.save_part import save_medical
from ..models import Part
from ..policies.parts import TREATED, read_medical, write_medical
from ..presenters import parts as shown
from ..queries import answers as queries
from ..queries.parts import part as find_part
from .filling import fill_section, group_of

MOST = 200


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def children(request: HttpRequest) -> HttpResponse:
    """The medical referrals the service has taken on, each with the parts it keeps."""
    found = open_to_service(me(request)).filter(track="MED", state__in=TREATED)[:MOST]
    kept = queries.medical_parts()
    rows = [
        {
            "number": referral.number,
            "name": referral.shared.get("call_name", ""),
            "parts": [{"url": reverse("medical_part", args=[referral.pk, part.code]), "title": part.label} for part in kept],
        }
        for referral in found
    ]
    audit.record(by=me(request), action="medical_listed", details={"rows": len(rows)})
    return render(request, "circumstances/medical.html", {"rows": rows})


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def part(request: HttpRequest, referral_id: uuid.UUID, medical_code: str) -> HttpResponse:
    """A part of the medical track as it is now."""
    referral, found = _found(request, referral_id, medical_code)
    _was_read(request, referral)
    row = queries.newest(found, referral.file_id)
    answers = row.answers if row else {}
    here = reverse("medical_part", args=[referral.pk, found.code])
    context = {
        "referral": referral,
        "part": found,
        "explanation": shown.said(found.explanation),
        "newest": row,
        "sections": shown.sections(found, answers, row.changed if row and row.number > 1 else ()),
        "contents": shown.contents(found, answers, here),
        "may_work": write_medical.allows(me(request), referral, found),
    }
    return render(request, "circumstances/medical_part.html", context)


@needs(P.MEDICAL_TRACK)
def section(request: HttpRequest, referral_id: uuid.UUID, medical_code: str, medical_section: str) -> HttpResponse:
    """Fill in one section of it."""
    referral, found = _found(request, referral_id, medical_code)
    write_medical.require(me(request), referral, found)
    if request.method != "POST":
        _was_read(request, referral)

    def saving(**written: Any) -> Any:
        return save_medical(referral=referral, part=found, by=me(request), **written)

    return fill_section(
        request,
        part=found,
        group=group_of(found, medical_section),
        newest=queries.newest(found, referral.file_id),
        save=saving,
        here=reverse("medical_part", args=[referral.pk, found.code]),
        context={"referral": referral},
    )


def _found(request: HttpRequest, referral_id: uuid.UUID, code: str) -> tuple[Referral, Part]:
    """The referral and the part, for the medical track of the service that treats the child.

    Raises:
        NotHere: missing, of another service, recalled or expired.
        Refused: not the medical track, or not treated here.
    """
    referral, found = get_for_service(me(request), referral_id), find_part(code)
    read_medical.require(me(request), referral, found)
    return referral, found


def _was_read(request: HttpRequest, referral: Referral) -> None:
    audit.record(by=me(request), action="medical_part_read", subject=f"care.referral:{referral.pk}")
