"""Screens of participation."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, get_file, part_of, read_file, work_on_file
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused
from tutela.kernel.http import me, needs, open_to_signed_in
from tutela.kernel.vault import receipt
from tutela.ui.forms import add_problems, answer_status, making_form, move_named, moving_form, offered, saving_form
from tutela.ui.presenters import language_links

from . import actions, policies
from .enums import LANGUAGES, Talk
from .forms import MOVES, AskForm, ComplainForm, HandOverForm, PrintForm
from .models import AccessRequest
from .presenters import held, prints, sheet
from .queries import RELATED, requests, talks

FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def child_sheet(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The child's sheet, to read together or aloud, and when it was gone through."""
    file = get_file(me(request), file_id)
    _was_read(request, file, "sheet_read")
    chosen = _language(request)
    context = {
        "file": file,
        "sheet": sheet.sheet(file, chosen),
        "languages": language_links(reverse("child_sheet", args=[file.pk]), LANGUAGES, chosen),
        "pdf": f"{reverse('child_sheet_pdf', args=[file.pk])}?language={chosen}",
        "rows": [sheet.talk_row(row) for row in talks(file)],
        "may_record": work_on_file.allows(me(request), file),
        "prepare": policies.to_prepare(file),
    }
    return render(request, "participation/sheet.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def child_sheet_pdf(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The sheet to print."""
    file = get_file(me(request), file_id)
    _was_read(request, file, "sheet_printed")
    return _pdf(sheet.sheet_pdf(file, _language(request)), "sheet")


@needs(P.FILE_WORK)
def sheet_hand_over(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Record that it reached the child."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file, "sheet_read")
    talk = Talk.ADULTHOOD if request.GET.get("talk") == Talk.ADULTHOOD else Talk.SHEET
    return saving_form(
        request,
        form=HandOverForm(request.POST or None, file=file, initial={"talk": talk, "handed_on": today()}),
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


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def access_requests(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who asked to see what is held."""
    file = get_file(me(request), file_id)
    _was_read(request, file, "access_read")
    context = {
        "file": file,
        "rows": [held.request_row(one) for one in requests(file)],
        "may_record": policies.record_request.allows(me(request), file),
        "adult": policies.is_adult(file),
    }
    return render(request, "participation/requests.html", context)


@needs(P.FILE_WORK, P.FILE_APPROVE)
def access_request_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Record a request."""
    file = get_file(me(request), file_id)
    policies.record_request.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file, "access_read")
    return making_form(
        request,
        form=AskForm(request.POST or None, file=file, initial={"asked_on": today()}),
        make=lambda data: actions.ask_access(file=file, by=me(request), values=data),
        go=lambda made: reverse("access_request", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Record a request"),
        template=FORM,
        back=reverse("access_requests", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def access_request(request: HttpRequest, file_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    """One request: what is asked, what was decided, what can follow."""
    file, one = _found(request, file_id, request_id)
    _was_read(request, file, "access_read")
    stands = policies.grant_request.why_not(one)
    context = {
        "file": file,
        "one": one,
        "row": held.request_row(one),
        "facts": held.request_facts(one),
        "stands": stands.label if stands else "",
        "moves": offered(request, MOVES, one),
        "may_export": policies.export_request.allows(me(request), one),
    }
    return render(request, "participation/request.html", context)


@needs(P.FILE_WORK, P.FILE_APPROVE)
def access_request_move(request: HttpRequest, file_id: uuid.UUID, request_id: uuid.UUID, access_step: str) -> HttpResponse:
    """One step."""
    file, one = _found(request, file_id, request_id)
    taken = move_named(MOVES, access_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        _was_read(request, file, "access_read")

    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template=FORM,
        back=reverse("access_request", args=[file.pk, one.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_APPROVE)
@require_http_methods(["GET", "HEAD"])
def access_export(request: HttpRequest, file_id: uuid.UUID, request_id: uuid.UUID, held_as: str) -> HttpResponse:
    """What is held, for whoever asked: PDF or JSON."""
    _file, one = _found(request, file_id, request_id)
    if held_as not in ("pdf", "json"):
        raise NotHere
    actions.export_access(one=one, by=me(request), as_what=held_as)
    if held_as == "json":
        return JsonResponse(held.held(one), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _pdf(held.held_pdf(one, _reader(request)), "held")


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def file_print(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The overview or the plan on paper, for a reason; who printed it stands on every page."""
    file = get_file(me(request), file_id)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.print_file(file=file, by=me(request), what=said["what"], purpose=said["purpose"])
        except Refused as error:
            add_problems(form, error)
        else:
            return _pdf(prints.print_pdf(file, said["what"], _reader(request)), "file")
    if request.method != "POST":
        _was_read(request, file, "file_print_asked")
    back = reverse("file", args=[file.pk])
    context = {"file": file, "form": form, "title": _("Print the file or the plan"), "back": back, "newer": []}
    return render(request, "participation/print_form.html", context, status=answer_status(form))


def _found(request: HttpRequest, file_id: uuid.UUID, request_id: uuid.UUID) -> tuple[CaseFile, AccessRequest]:
    file = get_file(me(request), file_id)
    return file, part_of(file, AccessRequest, request_id, *RELATED)


def _reader(request: HttpRequest) -> str:
    return str(request.user.full_name)  # type: ignore[union-attr]


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language") or get_language()
    return wanted if wanted in LANGUAGES else "en"


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _was_read(request: HttpRequest, file: CaseFile, what: str) -> None:
    read_file(file=file, by=me(request), what=what)
