"""Screens of exports: ask, decide, take; and the keys of recipients."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import me, needs
from tutela.ui.forms import VersionedForm, act_and_return, making_form, saving_form

from . import policies
from .actions import exports as acts
from .actions import recipients as keys
from .forms import AskForm, ConfirmForm, DecideForm, RecipientForm
from .models import Export
from .presenters import page, recipient_row, row
from .queries.exports import SHOWN, find, find_recipient, recipients, visible
from .tasks import work_on_export

_FORM = "exports/form.html"
_READ = require_http_methods(["GET", "HEAD"])
_SEND = require_http_methods(["POST"])


@needs(P.FILE_EXPORT, P.AUDIT_VIEW)
@_READ
def exports(request: HttpRequest) -> HttpResponse:
    """The exports of one's offices; for data protection every one."""
    rows = [row(one) for one in visible()[:SHOWN]]
    return render(request, "exports/exports.html", {"rows": rows, "may_ask": me(request).has(P.FILE_EXPORT)})


@needs(P.FILE_EXPORT)
def export_new(request: HttpRequest) -> HttpResponse:
    """Ask for one."""
    actor = me(request)
    return making_form(
        request,
        form=AskForm(request.POST or None, offices=actor.offices(P.FILE_EXPORT)),
        make=lambda data: acts.ask_export(by=actor, values=data),
        go=_page_of,
        template=_FORM,
        saved=_("Asked. The data protection officer decides."),
        title=_("Ask for an export"),
        back=reverse("exports"),
    )


@needs(P.FILE_EXPORT, P.AUDIT_VIEW)
@_READ
def export(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """One export and what may be done with it."""
    found = find(export_id)
    audit.record(by=me(request), action="export_read", subject=f"exports.export:{found.pk}")
    return render(request, "exports/export.html", {"page": page(me(request), found), "export": found})


@needs(P.AUDIT_VIEW)
def export_decide(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Agree or refuse."""
    actor, found = me(request), find(export_id)
    policies.decide.require(actor, found)
    return saving_form(
        request,
        form=DecideForm(request.POST or None, initial={"base_version": found.version}),
        act=lambda data: acts.decide_export(
            export=found,
            by=actor,
            base_version=data["base_version"],
            agreed=data["agreed"] == "yes",
            note=data["note"],
            later=queue(found),
        ),
        template=_FORM,
        saved=_("Decided."),
        title=_("Decide on the export"),
        back=_page_of(found),
        context={"page": page(actor, found)},
    )


@needs(P.FILE_EXPORT)
@_SEND
def export_withdraw(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Take the question back."""
    found = find(export_id)
    return act_and_return(
        request,
        act=lambda: acts.withdraw_export(export=found, by=me(request), base_version=_base(request)),
        saved=_("Withdrawn."),
        back=_page_of(found),
    )


@needs(P.FILE_EXPORT)
@_SEND
def export_again(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Build once more what could not be built."""
    found = find(export_id)
    return act_and_return(
        request,
        act=lambda: acts.try_again(export=found, by=me(request), base_version=_base(request), later=queue(found)),
        saved=_("It is being built again."),
        back=_page_of(found),
    )


@needs(P.FILE_EXPORT)
@_READ
def export_file(request: HttpRequest, export_id: uuid.UUID) -> HttpResponseBase:
    """The encrypted file."""
    found = find(export_id)
    place = acts.take_export(export=found, by=me(request))
    answer = FileResponse(
        place.open("rb"), as_attachment=True, filename=f"export-{found.pk}.{found.form}.age", content_type="application/age"
    )
    answer["Cache-Control"] = "no-store"
    return answer


@needs(P.FILE_EXPORT, P.AUDIT_VIEW)
@_READ
def export_recipients(request: HttpRequest) -> HttpResponse:
    """Every key."""
    rows = [recipient_row(me(request), one) for one in recipients()]
    return render(request, "exports/recipients.html", {"rows": rows})


@needs(P.FILE_EXPORT, P.AUDIT_VIEW)
def export_recipient_new(request: HttpRequest) -> HttpResponse:
    """Enter a key."""
    actor = me(request)
    return making_form(
        request,
        form=RecipientForm(request.POST or None),
        make=lambda data: keys.enter_recipient(by=actor, values=data),
        go=lambda _made: reverse("export_recipients"),
        template=_FORM,
        saved=_("Entered. Data protection compares it with the person before anything is encrypted to it."),
        title=_("Enter a recipient's key"),
        back=reverse("export_recipients"),
    )


@needs(P.AUDIT_VIEW)
def export_recipient_confirm(request: HttpRequest, recipient_id: uuid.UUID) -> HttpResponse:
    """Say that the key was compared."""
    actor, found = me(request), find_recipient(recipient_id)
    policies.confirm.require(actor, found)
    return saving_form(
        request,
        form=ConfirmForm(request.POST or None, initial={"base_version": found.version}),
        act=lambda data: keys.confirm_recipient(recipient=found, by=actor, base_version=data["base_version"]),
        template=_FORM,
        saved=_("Confirmed. Exports can be encrypted to this key."),
        title=_("Compare the key"),
        back=reverse("export_recipients"),
        context={"recipient": recipient_row(actor, found)},
    )


@needs(P.FILE_EXPORT, P.AUDIT_VIEW)
def export_recipient_end(request: HttpRequest, recipient_id: uuid.UUID) -> HttpResponse:
    """End a key, after asking."""
    actor, found = me(request), find_recipient(recipient_id)
    return saving_form(
        request,
        form=VersionedForm(request.POST or None, initial={"base_version": found.version}),
        act=lambda data: keys.end_recipient(recipient=found, by=actor, base_version=data["base_version"]),
        template=_FORM,
        saved=_("Ended. Nothing is encrypted to it any more."),
        title=_("End this key"),
        back=reverse("export_recipients"),
        context={"recipient": recipient_row(actor, found)},
    )


def queue(export: Export) -> Any:
    """What puts an export into the queue, on behalf of who asked."""
    return lambda pk: work_on_export.defer(export_id=str(pk), asker_id=str(export.asked_by_id))


def _page_of(export: Export) -> str:
    return reverse("export", args=[export.pk])


def _base(request: HttpRequest) -> int:
    sent = request.POST.get("base_version", "")
    return int(sent) if sent.isdecimal() else 0
