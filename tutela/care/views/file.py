"""The work list and the file's page: what lies below, composed."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases import api as cases
from tutela.cases.api.rows import escalation_row, file_row, unassigned_row, work_rows
from tutela.kernel.http import needs

from ..presenters.file_page import file_page
from ..presenters.lists import decision_row, refusal_row
from ..queries.work import decisions, refusals

PAGE = 25
URGENT = 5


@needs(P.FILE_WORK, P.FILE_VIEW, P.FILE_ESCALATIONS)
def work(request: HttpRequest) -> HttpResponse:
    """What needs me now: the five most urgent first, then decisions, then what was carried up."""
    actor = request.actor  # type: ignore[attr-defined]
    due = work_rows(cases.open_deadlines(actor)[:60])
    late = cases.without_next_day(actor).exclude(pk__in=[row["file"] for row in due])
    context = {
        "urgent": due[:URGENT],
        "later": due[URGENT:],
        "decisions": [decision_row(row) for row in decisions(actor)],
        "refusals": [refusal_row(row) for row in refusals(actor)],
        "overrides": list(cases.overrides(actor)),
        "accesses": list(cases.accesses_to_review(actor)),
        "unassigned": [unassigned_row(row) for row in cases.unassigned(actor)[:PAGE]],
        "without_day": [file_row(row) for row in late[:PAGE]],
        "escalated": [escalation_row(row, opens_files=actor.has(P.FILE_VIEW)) for row in cases.escalated(actor)[:PAGE]],
        "has_files": actor.has(P.FILE_WORK),
    }
    audit.record(by=actor, action="work_list_read", details={"rows": len(due)})
    return render(request, "care/work.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW, P.FILE_OPEN)
def file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """One file."""
    actor = request.actor  # type: ignore[attr-defined]
    found = cases.get_file(actor, file_id)
    page = file_page(actor, found)
    cases.read_file(file=found, by=actor)
    return render(request, "care/file.html", {"page": page, "file": found})
