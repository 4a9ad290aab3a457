"""All questions on one page: for whoever's browser keeps no session cookie, and for whoever likes it better. It keeps nothing.

The form's own signed token says when it was handed out; the same words from the same form are received once.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from nacl.utils import random

from tutela.accounts.api import PUBLIC_ACTOR
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.vault import receipt
from tutela.ui.forms import add_problems

from ..api import receive_report, team_for
from ..enums import Danger
from ..forms.report import PublicReportForm
from .limits import LIMITS, Doing, answered, new_number

SHORTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600
_SIGNER = signing.Signer(salt="intake.public_report")


def whole(request: HttpRequest) -> HttpResponse:
    """The posted page: shown for the first time, in another language, once more, or received."""
    if "token" not in request.POST:
        return page(request, PublicReportForm(initial={"token": new_token(), "card": request.POST.get("card", "")}))
    if (language := request.POST.get("switch", "")) in dict(settings.LANGUAGES):
        with translation.override(language):
            return page(request, kept(request, request.POST.get("token", "")))
    if notice := _something_odd(request):
        return page(request, kept(request, _token_to_keep(request)), notice, 422)
    form = PublicReportForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    return _receive(request, form)


def page(request: HttpRequest, form: PublicReportForm, notice: str = "", status: int = 200) -> HttpResponse:
    """The form on one page."""
    context: dict[str, Any] = {
        "form": form,
        "notice": notice,
        "language_buttons": [{"code": code, "label": label} for code, label in settings.LANGUAGES],
    }
    if LIMITS.reached(Doing.REPORT, address(request)):
        context |= new_number()
    return render(request, "intake/public/report.html", context, status=status)


def kept(request: HttpRequest, token: str) -> PublicReportForm:
    """The form with everything typed and nothing said about it."""
    typed = request.POST.dict() | {"signs": request.POST.getlist("signs")}
    return PublicReportForm(initial=typed | {"token": token, "website": ""})


def new_token() -> str:
    """The signed moment a form was handed out, with 16 random bytes."""
    return _SIGNER.sign(f"{random(16).hex()}.{int(now().timestamp())}")


def address(request: HttpRequest) -> str:
    """Where it comes from: the last hop in front of the proxy where there is one. Only hashed, never kept."""
    passed_on = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return passed_on.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def out_of_order() -> str:
    """Nobody can receive it now."""
    return _("We cannot take it right now. What you wrote is still below. Please call one of the numbers, or try later.")


def number_wrong() -> str:
    """The simple number was not typed."""
    return _("Many people are writing from here. Type the number that is asked for, wait a moment and press “Send” again.")


def _receive(request: HttpRequest, form: PublicReportForm) -> HttpResponse:
    submission = form.submission()
    team = team_for(submission.territory, submission.about, submission.excluded)
    if team is None:
        return page(request, form, out_of_order(), 503)
    once = form.cleaned_data["token"].encode()
    try:
        received = receive_report(submission=submission, team=team, by=PUBLIC_ACTOR, once=once)
    except InvalidInput as error:
        add_problems(form, error)
        return page(request, form, status=422)
    except OperatorError:
        return page(request, form, out_of_order(), 503)
    LIMITS.note(Doing.REPORT, address(request))
    shown = {"code": receipt.display(received.receipt), "danger": submission.danger_said == Danger.YES}
    return render(request, "intake/public/received.html", shown | {"answer_due": received.answer_due})


def _something_odd(request: HttpRequest) -> str:
    """A sentence when it looks sent by a machine or by a form of yesterday. One more press sends it; nothing is lost."""
    age = _token_age(request.POST.get("token", ""))
    if age is None or age > LONGEST_SECONDS:
        return _("This page was open for a long time. Nothing is lost: look at it once more and press “Send”.")
    if age < SHORTEST_SECONDS or request.POST.get("website"):
        return _("It is not sent yet. Look at it once more and press “Send” again. Nothing is lost.")
    if LIMITS.reached(Doing.REPORT, address(request)) and not answered(request):
        return number_wrong()
    return ""


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
    return old if age is not None and age <= LONGEST_SECONDS else new_token()
