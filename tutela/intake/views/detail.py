"""Beside triage: the reporter's mailbox, facts about reporting, contacts that are no reports, figures."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import unlocked_team_keys
from tutela.audit import api as audit
from tutela.kernel.csv_files import to_csv
from tutela.kernel.http import csv_answer, needs
from tutela.ui.forms import answer_status

from ..actions import answer as acts
from ..actions import details, reseal
from ..api import figures_of, get_report
from ..forms import detail as forms
from ..models import Report
from ..presenters import figure_lines, figure_rows
from ..queries.reports import own_team
from .desk import submit, taking

_TRIAGE, _OVERSEE, _OVERSIGHT = "report_triage", "report_oversee", "oversight_docket"


answer = taking("answer", forms.AnswerForm, acts.answer_reporter, _("The answer lies in the mailbox."), with_keys=True)
contact = taking(
    "contact", forms.ContactForm, acts.record_contact, _("Recorded."),
    people=(_TRIAGE, _OVERSEE, _OVERSIGHT), with_keys=True,
)  # fmt: skip
barriers = taking("barriers", forms.BarriersForm, details.record_barriers, _("Saved."))
duty = taking("duty", forms.DutyForm, details.set_duty, _("The duty and its deadline are noted."))

online = taking(
    "online", forms.OnlineForm, details.record_online_harm, _("Saved. Pass it on to the hotline and the cyber unit.")
)
passed_on = taking("passed", forms.PassOnForm, details.pass_on, _("Noted as passed on."))


@needs(_TRIAGE, _OVERSIGHT)
@require_POST
def read(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """What the reporter wrote was read."""
    acts.mark_read(report=get_report(request.actor, report_id), by=request.actor)  # type: ignore[attr-defined]
    return redirect("report", report_id)


@needs(_TRIAGE, _OVERSIGHT)
@require_POST
def duty_settled(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """The duty was met, or lawfully not."""

    def make(found: Report) -> Any:
        return forms.DutySettledForm(request.POST, prefix="duty_settled", grounds=forms.grounds_of(found))

    def act(found: Report, form: Any) -> Any:
        details.settle_duty(report=found, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        return _("Saved.")

    return submit(request, report_id, "duty_settled", make, act)


@needs(_TRIAGE)
@require_POST
def other_contact(request: HttpRequest) -> HttpResponse:
    """Count a contact that is no report."""
    form = forms.OtherContactForm(request.POST, actor=request.actor)  # type: ignore[attr-defined]
    if form.is_valid():
        said = form.cleaned_data
        office = form.offices[said["office"]]
        details.count_other_contact(office=office, channel=said["channel"], kind=said["kind"], by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Counted. Nothing else of it is kept."))
        return redirect("triage_desk")
    context = {"form": form, "title": _("Not a report"), "save": _("Count it"), "back": reverse("triage_desk")}
    return render(request, "intake/one_form.html", context, status=answer_status(form))


@needs(_TRIAGE, _OVERSEE, _OVERSIGHT)
@require_POST
def seal_anew(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """After a rotation: a batch of the team's reports to its newest key."""
    team = own_team(request.actor, team_id)  # type: ignore[attr-defined]
    left = reseal.reseal_reports(team=team, keys=unlocked_team_keys(request), by=request.actor)  # type: ignore[attr-defined]
    done = (
        _("Every report is sealed to the newest key.") if not left else _("%(left)d are left: press again.") % {"left": left}
    )
    messages.success(request, done)
    return redirect("triage_desk")


@needs(_TRIAGE, _OVERSEE, _OVERSIGHT)
@require_http_methods(["GET", "HEAD"])
def figures(request: HttpRequest) -> HttpResponse:
    """How reporting goes: the promise, the barriers, duties overdue, channels, helpline categories; also as a file."""
    found = figures_of(request.actor)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        audit.record(by=request.actor, action="report_figures_exported")  # type: ignore[attr-defined]
        heads, *lines = figure_rows(found)
        return csv_answer(to_csv(heads, lines), "reports")
    return render(request, "intake/figures.html", {"figures": found, "groups": figure_lines(found)})
