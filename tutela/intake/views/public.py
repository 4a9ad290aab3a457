"""The public site: start, tell, the code once, a code typed later, leave. No account, no cookie, no id in an address.

There is no CSRF cookie, because nothing is kept on the device: whoever posts here is nobody, and the form's own signed
token says when it was handed out.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from nacl.utils import random

from tutela.accounts.api import PUBLIC_ACTOR, receiving_team
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.http import open_to_everyone
from tutela.kernel.vault import receipt
from tutela.ui.forms import add_problems

from ..api import Received, receive_report, state_of_receipt
from ..enums import Danger
from ..forms.receipt import ReceiptForm
from ..forms.report import PublicReportForm
from ..presenters import EXIT, public_page
from ..states import REPORTER_WORDS
from .tries import TRIES

SHORTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600
_SIGNER = signing.Signer(salt="intake.public_report")


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """Who reads it, what stays private, when others must be told; the way to tell and the way back with a code."""
    return render(request, "intake/public/start.html", public_page())


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """The form, and after sending the code: one address for both."""
    if request.method != "POST":
        return _form(request, PublicReportForm(initial={"token": _new_token()}))
    if (language := request.POST.get("switch", "")) in dict(_languages()):
        with translation.override(language):
            return _form(request, _kept(request, request.POST.get("token", "")))
    if notice := _something_odd(request):
        return _form(request, _kept(request, _token_to_keep(request)), notice, 422)
    form = PublicReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    return _receive(request, form)


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type a code, read one sentence (R19). A code that does not exist takes as long as one that does."""
    address = request.META.get("REMOTE_ADDR", "")
    if TRIES.locked(address):
        return render(request, "intake/public/locked.html", public_page(), status=429)
    form = ReceiptForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/public/code.html", public_page() | {"form": form}, status=422 if form.errors else 200)
    state = state_of_receipt(form.cleaned_data["code"])
    if state is None:
        TRIES.wrong(address)
        form.add_error("code", _("We do not find this code. Compare it with what you kept, group by group."))
        return render(request, "intake/public/code.html", public_page() | {"form": form}, status=422)
    return render(request, "intake/public/status.html", public_page() | {"sentence": REPORTER_WORDS[state]})


@open_to_everyone
@require_http_methods(["GET", "HEAD"])
def leave(request: HttpRequest) -> HttpResponse:
    """Out to a neutral site; the browser is asked to forget what it kept of this one."""
    response = HttpResponseRedirect(EXIT)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _receive(request: HttpRequest, form: PublicReportForm) -> HttpResponse:
    submission = form.submission()
    team = receiving_team(submission.territory)
    if team is None:
        return _form(request, form, _out_of_order(), 503)
    once = form.cleaned_data["token"].encode()
    try:
        received = receive_report(submission=submission, team=team, by=PUBLIC_ACTOR, once=once)
    except InvalidInput as error:
        add_problems(form, error)
        return _form(request, form, status=422)
    except OperatorError:
        return _form(request, form, _out_of_order(), 503)
    return _show_receipt(request, received, danger=submission.danger == Danger.YES)


def _show_receipt(request: HttpRequest, received: Received, *, danger: bool) -> HttpResponse:
    context = public_page() | {"code": receipt.display(received.receipt), "danger": danger}
    return render(request, "intake/public/received.html", context)


def _form(request: HttpRequest, form: PublicReportForm, notice: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = public_page() | {
        "form": form,
        "notice": notice,
        "language_buttons": [{"code": key, "label": label} for key, label in _languages()],
    }
    return render(request, "intake/public/report.html", context, status=status)


def _kept(request: HttpRequest, token: str) -> PublicReportForm:
    """The form with everything typed and nothing said about it."""
    return PublicReportForm(initial=request.POST.dict() | {"token": token, "website": ""})


def _something_odd(request: HttpRequest) -> str:
    """A sentence when it looks sent by a machine or by a form of yesterday. One more press sends it; nothing is lost."""
    age = _token_age(request.POST.get("token", ""))
    if age is None or age > LONGEST_SECONDS:
        return _("This page was open for a long time. Nothing is lost: look at it once more and press “Send”.")
    if age < SHORTEST_SECONDS or request.POST.get("website"):
        return _("It is not sent yet. Look at it once more and press “Send” again. Nothing is lost.")
    return ""


def _new_token() -> str:
    return _SIGNER.sign(f"{random(16).hex()}.{int(now().timestamp())}")


def _token_age(token: str) -> float | None:
    """Seconds since the form was handed out; ``None`` when this site did not hand it out."""
    try:
        content = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return now().timestamp() - int(content.rpartition(".")[2])


def _token_to_keep(request: HttpRequest) -> str:
    old = request.POST.get("token", "")
    age = _token_age(old)
    return old if age is not None and age <= LONGEST_SECONDS else _new_token()


def _languages() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


def _out_of_order() -> str:
    return _("We cannot take it right now. What you wrote is still below. Please call one of the numbers, or try later.")
