"""Telling: one question a page, one address for all pages, the draft on the server for half an hour.

Each press answers with a redirect to the same address, so that reloading and going back never send anything again. The first
press shows the second page itself: a browser that keeps no session cookie is noticed there, and gets everything on one page.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import PUBLIC_ACTOR
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.http import open_to_everyone
from tutela.kernel.vault import receipt
from tutela.vocabulary import api as vocabulary

from .. import questions
from ..actions import visits
from ..api import card_of_word, receive_report, team_for
from ..enums import Danger, VisitKind
from ..forms.steps import StepForm, submission_of, summary_of
from ..questions import FIELDS, Step
from .limits import LIMITS, Doing, answered, new_number
from .visitor import current, end, hand_over
from .whole import SHORTEST_SECONDS, address, kept, new_token, number_wrong, out_of_order, page, whole

SHOWN_FOR = 600
"""Seconds a receipt stays on the screen of the browser that sent the report, unless it is put away before."""


@csrf_exempt
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """The form, and after sending the receipt: one address for all of it."""
    if request.method == "POST" and ("token" in request.POST or request.POST.get("do") == "whole"):
        return whole(request)
    visit = current(request, VisitKind.DRAFT)
    if visit is not None and "sent" in visit.content:
        return _sent(request, visit)
    if request.method != "POST":
        return _page(request, visit, _step_at(visit))
    return _posted(request, visit)


def begin(request: HttpRequest, card: str) -> HttpResponse:
    """The first page for somebody who typed a code on paper: it carries the card's signed word, whatever was open before."""
    return _page(request, None, Step.WHO, card=card)


def _posted(request: HttpRequest, visit: visits.Open | None) -> HttpResponse:
    step = _step(request.POST.get("step", ""))
    if visit is None and step != Step.WHO:
        return _one_page_instead(request)
    if (language := request.POST.get("switch", "")) in dict(settings.LANGUAGES):
        with translation.override(language):
            return _page(
                request, visit, step, StepForm(step, _answers(visit), initial=_typed(request, step)), card=_card(request)
            )
    if visit is not None and request.POST.get("do") == "send":
        return _send(request, visit)
    form = StepForm(step, _answers(visit), request.POST)
    if visit is not None and request.POST.get("do", "").startswith("go:"):
        return _elsewhere(request, visit, step, form)
    if request.POST.get("do") == "skip":
        return _take(request, visit, step, dict.fromkeys(FIELDS.get(step, ())))
    if not form.is_valid():
        return _page(request, visit, step, form, status=422, card=_card(request))
    if form.cleaned_data.get("website"):
        return _page(request, visit, step, form, notice=_odd(), status=422)
    return _take(request, visit, step, form.answers())


def _take(request: HttpRequest, visit: visits.Open | None, step: Step, said: dict[str, Any]) -> HttpResponse:
    """Keep what was answered and go on."""
    answers = _answers(visit) | said
    if card := _card(request):
        answers["card"] = card
    target = questions.after(step, answers)
    if visit is not None:
        return _go(request, visit, target, answers)
    content = {"answers": answers, "at": target.value, "begun": now().timestamp()}
    opened = visits.begin_visit(kind=VisitKind.DRAFT, content=content, by=PUBLIC_ACTOR)
    response = _page(request, opened, target)
    hand_over(response, opened)
    return response


def _elsewhere(request: HttpRequest, visit: visits.Open, step: Step, form: StepForm) -> HttpResponse:
    """To another page with what was typed on this one; only what cannot be kept holds a person back."""
    if not form.is_valid() and any(request.POST.get(name) for name in form.errors):
        return _page(request, visit, step, form, status=422)
    return _go(request, visit, _step(request.POST["do"][3:]), _answers(visit) | form.answers())


def _go(request: HttpRequest, visit: visits.Open, target: Step, answers: dict[str, Any]) -> HttpResponse:
    visits.keep_visit(visit=visit, content=visit.content | {"answers": answers, "at": target.value}, by=PUBLIC_ACTOR)
    return _back_to_form()


def _send(request: HttpRequest, visit: visits.Open) -> HttpResponse:
    answers = _answers(visit)
    if now().timestamp() - float(visit.content["begun"]) < SHORTEST_SECONDS:
        return _page(request, visit, Step.CHECK, notice=_odd(), status=422)
    if LIMITS.reached(Doing.REPORT, address(request)) and not answered(request):
        return _page(request, visit, Step.CHECK, notice=number_wrong(), status=422)
    submission = submission_of(answers)
    team = team_for(submission.territory, submission.about, submission.excluded)
    if team is None:
        return _page(request, visit, Step.CHECK, notice=out_of_order(), status=503)
    try:
        received = receive_report(submission=submission, team=team, by=PUBLIC_ACTOR, once=visit.secret)
    except InvalidInput as error:
        return _page(request, visit, Step.CHECK, notice=_sentences(error), status=422)
    except OperatorError:
        return _page(request, visit, Step.CHECK, notice=out_of_order(), status=503)
    LIMITS.note(Doing.REPORT, address(request))
    sent = {
        "sent": receipt.display(received.receipt),
        "danger": submission.danger_said == Danger.YES,
        "at": now().timestamp(),
        "answer_due": received.answer_due.isoformat() if received.answer_due else "",
    }
    visits.keep_visit(visit=visit, content=sent, by=PUBLIC_ACTOR)
    return _back_to_form()


def _sent(request: HttpRequest, visit: visits.Open) -> HttpResponse:
    """The receipt, to the browser that sent it, until it is put away."""
    late = now().timestamp() - float(visit.content["at"]) > SHOWN_FOR
    if late or request.POST.get("do") == "hide":
        return end(request, HttpResponseRedirect(f"{reverse('public_start')}?lang={translation.get_language()}"), visit.kind)
    due = visit.content["answer_due"]
    shown = {
        "code": visit.content["sent"],
        "danger": visit.content["danger"],
        "may_hide": True,
        "answer_due": dt.date.fromisoformat(due) if due else None,
    }
    return render(request, "intake/public/received.html", shown)


def _page(
    request: HttpRequest,
    visit: visits.Open | None,
    step: Step,
    form: StepForm | None = None,
    *,
    notice: str = "",
    status: int = 200,
    card: str = "",
) -> HttpResponse:
    answers = _answers(visit)
    number, of = questions.count(step, answers)
    before = questions.before(step, answers)
    context: dict[str, Any] = {
        "step": step.value,
        "form": form or StepForm(step, answers),
        "number": number,
        "of": of,
        "before": before.value if before else "",
        "asks": step not in questions.TELLING,
        "reader": questions.audience(answers).value,
        "notice": notice,
        "card": card or answers.get("card", ""),
        "language_buttons": [{"code": code, "label": label} for code, label in settings.LANGUAGES],
    }
    if step == Step.CHECK:
        context |= {"summary": summary_of(answers), "danger": questions.in_danger(answers)}
        if LIMITS.reached(Doing.REPORT, address(request)):
            context |= {"asked": new_number()}
    if step == Step.DUTY:
        context |= _duty(answers)
    return render(request, "intake/public/step.html", context, status=status)


def _duty(answers: dict[str, Any]) -> dict[str, Any]:
    """What the law asks of the profession, told beforehand (R24)."""
    profession = answers.get("profession") or ""
    try:
        rule = vocabulary.reporting_duty(profession)
    except vocabulary.UnknownCode:
        return {"duty": None}
    return {
        "duty": {
            "profession": vocabulary.label("professions", profession),
            "hours": int(rule.within.total_seconds() // 3600),
            "recipient": vocabulary.label("actors", rule.recipient),
            "law": rule.law,
        }
    }


def _one_page_instead(request: HttpRequest) -> HttpResponse:
    """No draft behind a later page: it expired, or the browser keeps no cookie. What was just typed is not lost."""
    notice = _(
        "What you wrote before was deleted after half an hour, to protect you, or your browser keeps nothing. "
        "What you wrote last is still here. You can write the rest on this one page."
    )
    return page(request, kept(request, new_token()), notice, 422)


def _back_to_form() -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('public_report')}?lang={translation.get_language()}")
    response.status_code = 303
    return response


def _card(request: HttpRequest) -> str:
    """The signed word of a code on paper, where this site signed it."""
    word = request.POST.get("card", "")
    return word if card_of_word(word) else ""


def _typed(request: HttpRequest, step: Step) -> dict[str, Any]:
    several = {"signs"}
    return {
        name: request.POST.getlist(name) if name in several else request.POST.get(name, "") for name in FIELDS.get(step, ())
    }


def _answers(visit: visits.Open | None) -> dict[str, Any]:
    return dict(visit.content.get("answers", {})) if visit is not None else {}


def _step_at(visit: visits.Open | None) -> Step:
    return _step(visit.content.get("at", "")) if visit is not None else Step.WHO


def _step(word: str) -> Step:
    return Step(word) if word in set(Step) else Step.WHO


def _sentences(error: InvalidInput) -> str:
    return " ".join(text for texts in error.fields.values() for text in texts)


def _odd() -> str:
    return _("It is not sent yet. Look at it once more and press the button again. Nothing is lost.")
