"""The HTTP API: the same actions, the same rules, one token for each client. Mounted at ``/api/`` on the staff site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tutela.agreements.api_http import router as agreements
from tutela.care.api_http.assessments import router as assessments
from tutela.care.api_http.plans import router as plans
from tutela.care.api_http.referrals import router as referrals
from tutela.cases.api_http.files import router as files
from tutela.circumstances.api_http.parts import router as circumstances
from tutela.circumstances.api_http.rights import router as rights
from tutela.community.api_http import router as committees
from tutela.configuration.api_http import router as configuration
from tutela.coordination.api_http.chain import router as chain
from tutela.coordination.api_http.conferences import router as conferences
from tutela.coordination.api_http.obligations import router as obligations
from tutela.decisions.api_http import router as decisions
from tutela.documents.api_http import router as documents
from tutela.exchange.api_http import router as existing_records
from tutela.exports.api_http import router as exports
from tutela.intake.api_http import router as reports
from tutela.justice.api_http.figures import router as child_justice
from tutela.justice.api_http.records import router as justice
from tutela.kernel.errors import InvalidInput, TutelaError
from tutela.merging.api_http import router as merges
from tutela.participation.api_http import router as participation
from tutela.placements.api_http.figures import router as formal_care
from tutela.placements.api_http.placements import router as placements
from tutela.placements.api_http.support import router as support
from tutela.reintegration.api_http import router as returns
from tutela.retention.api_http import router as retention
from tutela.signatures.api_http import router as signatures
from tutela.thresholds.api_http import router as thresholds
from tutela.transfers.api_http import router as transfers
from tutela.treatment.api_http import router as treatments
from tutela.webhooks.api_http import router as webhooks
from tutela.worklist.api_http import router as worklist

api = NinjaAPI(
    title="Tutela",
    version="1",
    description="Files, assessments, plans, referrals, placements, family support, circumstances, justice, best interests, participation, "
    "case conferences, the chain of actors, what bodies owe, papers seen and kept, returns with the visits after them; treatments, "
    "their steps and session notes; support by community committees; transfers between offices; "
    "the figures of formal care and of justice; figures under an agreement; encrypted exports; what falls due in keeping, and holds; "
    "what was told to programs; "
    "kept lists, flags, steps in several files; bringing "
    "existing records in; and handing in reports. "
    "Every write to something that exists is conditional: send the "
    "version you saw as If-Match; without it the answer is 428, with another one 412 and both versions. Writes that make "
    "something new in a file (a file, an assessment, a plan, a referral, a placement, a record of justice, a determination, "
    "a paper, a return, a report, an export, an import, a flag, a list) need none. A plan's version covers its text; "
    "deciding a track and adding an action are checked against it and do not raise it.",
    docs_url=None,
    urls_namespace="api",
)
for router in (
    files,
    assessments,
    plans,
    referrals,
    placements,
    support,
    circumstances,
    rights,
    justice,
    decisions,
    conferences,
    chain,
    obligations,
    documents,
    thresholds,
    signatures,
    returns,
    existing_records,
    worklist,
    participation,
    treatments,
    committees,
    transfers,
    merges,
    formal_care,
    child_justice,
    agreements,
    exports,
    retention,
    webhooks,
    configuration,
    reports,
):
    api.add_router("", router)


@api.exception_handler(TutelaError)
def expected(request: HttpRequest, error: TutelaError) -> HttpResponse:
    """Let expected errors rise to the gate, which rolls back, audits and answers."""
    raise error


@api.exception_handler(ValidationError)
def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body that does not fit the schema: the same answer as every other wrong input."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors:
        place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
        fields.setdefault(".".join(place) or "body", []).append(str(problem["msg"]))
    wrong = InvalidInput(fields)
    return JsonResponse(wrong.as_dict(), status=wrong.status)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that cannot be read at all."""
    body: dict[str, Any] = {"code": "unreadable", "message": "The body could not be read as JSON."}
    return JsonResponse(body, status=error.status_code)
