"""The map of channels: which ways to report and which first help each district has, and where there is a gap (R26)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.kernel.csv_files import to_csv
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import csv_answer, open_to_signed_in
from tutela.ui.forms import Form, add_problems, answer_status

from .. import policies
from ..actions import channels as acts
from ..forms.channels import ChannelForm, PopulationForm
from ..models import ReportingChannel
from ..presenters.channels import coverage_lines, coverage_rows, uncovered_lines
from ..queries.channels import channel_coverage


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Which channels and first-response services each district has, and where there is a gap; also as a file (R26)."""
    if request.GET.get("format") == "csv":
        heads, *lines = coverage_rows(channel_coverage())
        return csv_answer(to_csv(heads, lines), "channels")
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.keep_channel(by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("It stands on the map."))
            return redirect("report_channels")
    return _page(request, **({"channel_form": form} if form.is_bound else {}))


@open_to_signed_in
@require_POST
def population(request: HttpRequest) -> HttpResponse:
    """Note how many under 18 live in a territory."""
    policies.edit_directory.require(request.actor)  # type: ignore[attr-defined]
    form = PopulationForm(request.POST)
    if not form.is_valid():
        return _page(request, population_form=form)
    acts.keep_population(by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    messages.success(request, _("Saved."))
    return redirect("report_channels")


@open_to_signed_in
@require_POST
def end_channel(request: HttpRequest, channel_id: uuid.UUID) -> HttpResponse:
    """Take a channel off the map."""
    channel = ReportingChannel.objects.filter(pk=channel_id, ended_on=None).first()
    if channel is None:
        raise NotHere
    acts.end_channel(channel=channel, by=request.actor)  # type: ignore[attr-defined]
    return redirect("report_channels")


def _page(request: HttpRequest, **sent: Form) -> HttpResponse:
    found = channel_coverage()
    context: dict[str, Any] = {
        "rows": coverage_lines(found),
        "uncovered": uncovered_lines(found),
        "sent": list(sent.values()),
    }
    if policies.edit_directory.allows(request.actor):  # type: ignore[attr-defined]
        listed = ReportingChannel.objects.filter(ended_on=None).select_related("territory")
        context |= {"may_keep": True, "listed": listed}
        context |= {"channel_form": ChannelForm(), "population_form": PopulationForm()} | sent
    return render(request, "directory/channels.html", context, status=answer_status(*sent.values()))
