"""From the triage desk: open a file for a report, or link it to one, after looking for an earlier contact (R25)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.intake import api as intake
from tutela.kernel.errors import InvalidInput, Refused, WrongState
from tutela.kernel.http import needs
from tutela.ui.forms import add_problems, answer_status

from ..actions.take_report import link_from_report, open_from_report
from ..api.rows import file_row
from ..forms.take_report import TakeReportForm
from ..queries.files import get_file
from ..queries.search import possible_match, search


@needs(P.REPORT_TRIAGE, P.REPORT_OVERSEE)
def take_report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Look for an earlier contact, then open a file. Those who may search compare and link; others are told to ask."""
    actor = request.actor  # type: ignore[attr-defined]
    facts = intake.facts_of(intake.get_report(actor, report_id))
    audit.record(by=actor, action="report_envelope_read", subject=f"intake.report:{report_id}")
    initial = {"sex": "UNK", "file_type": "child_at_risk", "age_low": facts.age_low, "age_high": facts.age_high}
    form = TakeReportForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "facts": facts, "rows": [], "possible": False, "report_id": report_id}
    if form.is_bound and form.is_valid():
        context |= _earlier(actor, form)
        stopped = (context["possible"] or context["rows"]) and not form.cleaned_data["compared"]
        if not stopped:
            try:
                with transaction.atomic():
                    file = open_from_report(report_id=report_id, by=actor, told=form.told())
            except (InvalidInput, Refused, WrongState) as error:
                add_problems(form, error)
            else:
                messages.success(request, _("The file is open. The supervisor assigns a worker."))
                return HttpResponseRedirect(reverse("file", args=[file.pk]))
    return render(request, "cases/take_report.html", context, status=answer_status(form))


@needs(P.REPORT_TRIAGE, P.REPORT_OVERSEE)
def link_to_file(request: HttpRequest, report_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Link the report to a file the actor sees."""
    actor = request.actor  # type: ignore[attr-defined]
    file = get_file(actor, file_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("take_report", args=[report_id]))
    try:
        with transaction.atomic():
            link_from_report(report_id=report_id, by=actor, file=file)
    except (Refused, WrongState) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("take_report", args=[report_id]))
    messages.success(request, _("The report is linked to this file."))
    return HttpResponseRedirect(reverse("file", args=[file.pk]))


def _earlier(actor: Any, form: TakeReportForm) -> dict[str, Any]:
    """Files the actor may compare, and else only that there may be one elsewhere; the comparison is audited."""
    name = form.full_name()
    if not name:
        return {"rows": [], "possible": False}
    rows = [file_row(match.file) | {"pk": match.file.pk} for match in search(actor, name)] if _searches(actor) else []
    possible = not rows and possible_match(name)
    audit.record(by=actor, action="earlier_contact_checked", details={"shown": len(rows), "elsewhere": possible})
    return {"rows": rows, "possible": possible}


def _searches(actor: Any) -> bool:
    return bool(actor.has(P.FILE_SEARCH))
