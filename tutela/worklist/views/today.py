"""The first page of those whose day is not a list of files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import me, needs

from ..presenters.today import counts, first


@needs(P.REPORT_TRIAGE, P.REFERRAL_ANSWER, P.AUDIT_VIEW, P.PLAN_KEEP, P.HEALTH_FOCAL)
@require_http_methods(["GET", "HEAD"])
def today(request: HttpRequest) -> HttpResponse:
    """Up to five things that come first, and the counts of the role."""
    found = {"counts": counts(me(request)), "things": first(me(request))}
    audit.record(by=me(request), action="work_list_read", details={"rows": len(found["things"])})
    return render(request, "worklist/today.html", {"today": found})
