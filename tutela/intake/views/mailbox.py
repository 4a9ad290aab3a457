"""The mailbox: type the code, read the team's answers, write, withdraw the contact details, change the code. Never the report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import PUBLIC_ACTOR
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import open_to_everyone
from tutela.kernel.vault import kdf, receipt
from tutela.ui.forms import add_problems

from ..actions import mailbox as acts
from ..actions import visits
from ..api import Line, Mailbox, card_behind, derived_of, lines_of, mailbox_again, mailbox_behind
from ..enums import FeedbackAnswer, MessageKind, VisitKind
from ..forms.receipt import MessageForm, ReceiptForm
from ..states import REPORTER_WORDS, SETTLED
from .limits import LIMITS, Doing, answered, new_number
from .tell import begin
from .visitor import current, end, hand_over
from .whole import address


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type a code; then the mailbox, at the same address (R19), or with a code on paper the form (R94). A code that does not exist
    takes as long as one that does."""
    visit = current(request, VisitKind.MAILBOX)
    mailbox = _mailbox(visit)
    if visit is None or mailbox is None:
        if request.method == "POST" and request.POST.get("do", "open") == "open":
            return _typed(request)
        return _ask(request, status=422 if _unsent(request) else 200)
    if request.method != "POST":
        return _page(request, mailbox)
    return _do(request, visit, mailbox)


def _typed(request: HttpRequest) -> HttpResponse:
    form = ReceiptForm(request.POST)
    if _is_asked(request) and not answered(request):
        form.add_error(None, _("Many codes were typed from here. Type the number that is asked for, too. Nothing is lost."))
    if not form.is_valid():
        return _ask(request, form, 422)
    LIMITS.note(Doing.TRY, address(request))
    try:
        with kdf.in_line():
            derived = derived_of(form.cleaned_data["code"])
    except kdf.Crowded:
        form.add_error(None, _("Many people are here at this moment. Wait a little and press the button again."))
        return _ask(request, form, 503)
    found = mailbox_behind(derived)
    if found is None and (card := card_behind(one.lookup for one in derived)):
        return begin(request, card)
    if found is None:
        LIMITS.note(Doing.WRONG, address(request))
        form.add_error("code", _("We do not find this code. Compare it with what you kept, group by group."))
        return _ask(request, form, 422)
    content = {"lookup": found.lookup.hex(), "private": found.private.hex()}
    opened = visits.begin_visit(kind=VisitKind.MAILBOX, content=content, by=PUBLIC_ACTOR)
    unsent = _unsent(request)
    response = _page(request, found, MessageForm(initial=unsent) if unsent else None)
    hand_over(response, opened)
    return response


def _do(request: HttpRequest, visit: visits.Open, mailbox: Mailbox) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if mailbox.code_shared and wanted not in ("change", "close"):
        return _page(request, mailbox)
    match wanted:
        case "close":
            return end(
                request, HttpResponseRedirect(f"{reverse('public_start')}?lang={translation.get_language()}"), visit.kind
            )
        case "yes" | "some" | "no":
            acts.give_feedback(mailbox=mailbox, answer=wanted, by=PUBLIC_ACTOR)
        case "withdraw":
            acts.withdraw_contact(mailbox=mailbox, by=PUBLIC_ACTOR)
        case "change":
            return _changed(request, visit, mailbox)
        case "write":
            form = MessageForm(request.POST)
            if not form.is_valid():
                return _page(request, mailbox, form, 422)
            try:
                acts.write_to_team(
                    mailbox=mailbox, text=form.cleaned_data["text"], danger=form.cleaned_data["danger"], by=PUBLIC_ACTOR
                )
            except InvalidInput as error:
                add_problems(form, error)
                return _page(request, mailbox, form, 422)
    response = HttpResponseRedirect(f"{reverse('public_receipt')}?lang={translation.get_language()}")
    response.status_code = 303
    return response


def _changed(request: HttpRequest, visit: visits.Open, mailbox: Mailbox) -> HttpResponse:
    """The new receipt, once; the mailbox closes, so that it opens with the new one only."""
    digits = acts.change_code(mailbox=mailbox, by=PUBLIC_ACTOR)
    context = {"code": receipt.display(digits), "changed": True}
    return end(request, render(request, "intake/public/received.html", context), visit.kind)


def _page(request: HttpRequest, mailbox: Mailbox, form: MessageForm | None = None, status: int = 200) -> HttpResponse:
    lines = [] if mailbox.erased_on or mailbox.code_shared else lines_of(mailbox)
    context: dict[str, Any] = {
        "sentence": REPORTER_WORDS[mailbox.state],
        "mailbox": mailbox,
        "lines": lines,
        "form": form or MessageForm(),
        "answered": any(line.from_team for line in lines),
        "feedback": FeedbackAnswer.choices if _is_over(mailbox, lines) else (),
    }
    return render(request, "intake/public/mailbox.html", context, status=status)


def _is_over(mailbox: Mailbox, lines: list[Line]) -> bool:
    """Whether the team is done and the reporter has not yet said how it was."""
    kinds = {line.kind for line in lines}
    return MessageKind.FEEDBACK not in kinds and (MessageKind.CLOSING in kinds or mailbox.state in SETTLED)


def _ask(request: HttpRequest, form: ReceiptForm | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form or ReceiptForm(), "unsent": _unsent(request)}
    if _is_asked(request):
        context |= {"asked": new_number()}
    return render(request, "intake/public/code.html", context, status=status)


def _unsent(request: HttpRequest) -> dict[str, Any]:
    """A message that came when the mailbox was closed already: it goes through the page that asks for the code."""
    text = request.POST.get("text", "")
    return {"text": text, "danger": "danger" in request.POST} if text.strip() else {}


def _is_asked(request: HttpRequest) -> bool:
    """Whether a simple number is asked besides: after five wrong codes, or many tries, of the same neighbourhood."""
    return any(LIMITS.reached(doing, address(request)) for doing in (Doing.TRY, Doing.WRONG))


def _mailbox(visit: visits.Open | None) -> Mailbox | None:
    if visit is None:
        return None
    return mailbox_again(bytes.fromhex(visit.content["lookup"]), bytes.fromhex(visit.content["private"]))
