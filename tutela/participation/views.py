"""Screens of participation."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.http import needs, open_to_signed_in
from tutela.kernel.vault import receipt
from tutela.ui.forms import add_problems, answer_status, saving_form

from . import actions, presenters
from .enums import LANGUAGES
from .forms import ComplainForm, HandOverForm
from .queries import talks

FORM = "cases/section_form.html"


def me(request: HttpRequest) -> Actor:
    """The person who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def child_sheet(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The child's sheet, to read together or aloud, and when it was gone through."""
    file = get_file(me(request), file_id)
    _was_read(request, file, "sheet_read")
    chosen = _language(request)
    context = {
        "file": file,
        "sheet": presenters.sheet(file, chosen),
        "languages": presenters.language_links(reverse("child_sheet", args=[file.pk]), chosen),
        "pdf": f"{reverse('child_sheet_pdf', args=[file.pk])}?language={chosen}",
        "rows": [presenters.talk_row(row) for row in talks(file)],
        "may_record": work_on_file.allows(me(request), file),
    }
    return render(request, "participation/sheet.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def child_sheet_pdf(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The sheet to print."""
    file = get_file(me(request), file_id)
    _was_read(request, file, "sheet_printed")
    return _pdf(presenters.sheet_pdf(file, _language(request)), "sheet")


@needs(P.FILE_WORK)
def sheet_hand_over(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Record that it reached the child."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file, "sheet_read")
    return saving_form(
        request,
        form=HandOverForm(request.POST or None, file=file, initial={"talk": "sheet", "handed_on": today()}),
        act=lambda data: actions.hand_over(file=file, by=me(request), values=data),
        saved=_("Saved."),
        title=_("The sheet reached the child"),
        template=FORM,
        back=reverse("child_sheet", args=[file.pk]),
        context={"file": file},
    )


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Complain for a child, past the office: whoever the child trusts writes it, nobody of the office reads it."""
    form = ComplainForm(request.POST or None, initial={"number": request.GET.get("number", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            received = actions.complain(by=me(request), values=form.cleaned_data)
        except (InvalidInput, OperatorError) as error:
            add_problems(form, error)
        else:
            shown = {"code": receipt.display(received.receipt), "answer_due": received.answer_due}
            return render(request, "participation/complained.html", shown)
    return render(request, "participation/complaint.html", {"form": form}, status=answer_status(form))


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language") or get_language()
    return wanted if wanted in LANGUAGES else "en"


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _was_read(request: HttpRequest, file: CaseFile, what: str) -> None:
    audit.record(by=me(request), action=what, subject=f"cases.file:{file.pk}", about=str(file.child_id))
