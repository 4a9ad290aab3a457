"""HTTP: referrals, from both sides of the loop."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.audit import api as audit
from tutela.cases.api import Consent, covers_reading, covers_writing, get_file, read_file
from tutela.directory.api import ServicePoint
from tutela.kernel.api_http import CONDITIONAL, ERRORS, require_seen, tag
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import me

from ..actions import answer_referral, refer
from ..models import Referral
from ..policies.scopes import covers_answering
from ..queries.referrals import get_for_service, open_to_service
from . import schemas

router = Router(tags=["referrals"])


@router.get("/files/{file_id}/referrals", response={200: list[schemas.ReferralOut], **ERRORS}, operation_id="referrals_list")
def referrals(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The referrals of a file, oldest first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="referral_read")
    return list(Referral.objects.filter(file=file))


@router.post("/files/{file_id}/referrals", response={201: schemas.ReferralOut, **ERRORS}, operation_id="referral_prepare")
def referral_prepare(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: schemas.ReferralIn) -> Any:
    """Prepare a referral; ``shared`` in the answer is exactly what the service will see."""
    covers_writing.require(me(request))
    file = get_file(me(request), file_id)
    point = ServicePoint.objects.select_related("office").filter(pk=body.service_point).first()
    if point is None:
        raise InvalidInput({"service_point": "This id is not in the directory."})
    consent = Consent.objects.filter(pk=body.consent, file=file).first() if body.consent else None
    if body.consent and consent is None:
        raise InvalidInput({"consent": "This consent does not belong to this file."})
    referral = refer.prepare_referral(
        file=file,
        by=me(request),
        service_point=point,
        consent=consent,
        **body.dict(include={"track", "service", "message"}),
    )
    tag(response, referral.version)
    return Status(201, referral)


@router.post(
    "/files/{file_id}/referrals/{referral_id}/send",
    response={200: schemas.ReferralOut, **ERRORS},
    operation_id="referral_send",
    openapi_extra=CONDITIONAL,
)
def referral_send(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, referral_id: uuid.UUID) -> Any:
    """Send. ``If-Match`` is required."""
    covers_writing.require(me(request))
    referral = _of_file(request, file_id, referral_id)
    require_seen(request, referral, {"state": "sent"})
    sent = refer.send_referral(referral=referral, by=me(request))
    tag(response, sent.version)
    return sent


@router.post(
    "/files/{file_id}/referrals/{referral_id}/recall",
    response={200: schemas.ReferralOut, **ERRORS},
    operation_id="referral_recall",
    openapi_extra=CONDITIONAL,
)
def referral_recall(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, referral_id: uuid.UUID) -> Any:
    """Take back. ``If-Match`` is required."""
    covers_writing.require(me(request))
    referral = _of_file(request, file_id, referral_id)
    require_seen(request, referral, {"state": "recalled"})
    recalled = refer.recall_referral(referral=referral, by=me(request))
    tag(response, recalled.version)
    return recalled


@router.get("/referrals", response={200: list[schemas.ReferralOut], **ERRORS}, operation_id="service_referrals_list")
def service_referrals(request: HttpRequest) -> Any:
    """The referrals open to this client's account as a service."""
    covers_answering.require(me(request))
    rows = list(open_to_service(me(request))[:200])
    audit.record(by=me(request), action="referrals_listed", details={"rows": len(rows)})
    return rows


@router.post(
    "/referrals/{referral_id}/answer",
    response={200: schemas.ReferralOut, **ERRORS},
    operation_id="service_referral_answer",
    openapi_extra=CONDITIONAL,
)
def service_answer(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, body: schemas.AnswerIn) -> Any:
    """The service's next step. ``If-Match`` is required."""
    covers_answering.require(me(request))
    referral = get_for_service(me(request), referral_id)
    require_seen(request, referral, {"state": body.target})
    answered = answer_referral.answer_referral(referral=referral, by=me(request), **body.dict())
    tag(response, answered.version)
    return answered


def _of_file(request: HttpRequest, file_id: uuid.UUID, referral_id: uuid.UUID) -> Referral:
    """A referral of a file the actor sees.

    Raises:
        NotHere: missing or not for this actor.
    """
    file = get_file(me(request), file_id)
    found = Referral.objects.select_related("service_point", "consent__given_by").filter(pk=referral_id, file=file).first()
    if found is None:
        raise NotHere()
    found.file = file
    return found
