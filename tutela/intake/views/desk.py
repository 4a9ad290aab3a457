"""The triage desk: the queue, a report, and what an officer does with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import is_unlocked, unlocked_team_keys
from tutela.audit import api as audit
from tutela.kernel.errors import InvalidInput, OperatorError, TutelaError
from tutela.kernel.http import needs
from tutela.kernel.vault import receipt
from tutela.ui.forms import Form, add_problems, answer_status

from .. import policies
from ..actions import forward_report, open_report, receive_report, settle, triage
from ..api import get_report, past_the_named, queue, teams_to_reseal, visible_to
from ..enums import About, ContactChoice, DangerSign
from ..forms import triage as forms
from ..forms.detail import OtherContactForm, detail_forms
from ..forms.report import EntryForm
from ..models import Report
from ..presenters import duty_lines, facts, online_lines, reads_words, row, safety_lines, step_title
from ..states import WAITING, ReportState

SHOWN = 100
_TRIAGE, _OVERSEE, _OVERSIGHT = "report_triage", "report_oversee", "oversight_docket"
PUBLIC_CHANNELS = receive_report.WEB_CHANNELS


@needs(_TRIAGE, _OVERSEE, _OVERSIGHT)
@require_http_methods(["GET", "HEAD"])
def desk(request: HttpRequest) -> HttpResponse:
    """The queue: most urgent and most nearly due first; or what is settled."""
    actor = request.actor  # type: ignore[attr-defined]
    settled = request.GET.get("show") == "settled"
    rows = [row(report) for report in queue(actor, settled=settled)[:SHOWN]]
    here = reverse("triage_desk")
    context = {
        "rows": rows,
        "settled": settled,
        "more": len(rows) == SHOWN,
        "tabs": [
            {"label": _("Waiting"), "url": here, "icon": "inbox", "current": not settled},
            {"label": _("Settled"), "url": f"{here}?show=settled", "icon": "archive", "current": settled},
        ],
        "may_enter": actor.has(_TRIAGE) or actor.has(_OVERSIGHT),
        "may_print": actor.has(_OVERSIGHT),
        "to_reseal": teams_to_reseal(by=actor) if is_unlocked(request) else [],
        "alarms": sum(1 for one in rows if one.alarming),
        "unlock_url": _unlock_url() if reads_words(actor) and not is_unlocked(request) else "",
    }
    return render(request, "intake/desk.html", context)


@needs(_TRIAGE, _OVERSEE, _OVERSIGHT)
@require_http_methods(["GET", "HEAD"])
def report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """One report: envelope, words if the key is unlocked (each reading is audited), what to do next, history."""
    return page(request, get_report(request.actor, report_id))  # type: ignore[attr-defined]


@needs(_TRIAGE, _OVERSIGHT)
@require_POST
def start(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Take in hand."""
    found = get_report(request.actor, report_id)  # type: ignore[attr-defined]
    triage.take_in_hand(report=found, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("It is in your hands now."))
    return redirect("report", report_id)


@needs(_TRIAGE, _OVERSIGHT)
@require_POST
def settle_it(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Move it on, or propose it where a second person must agree."""

    def make(found: Report) -> Form:
        return forms.SettleForm(request.POST, prefix="settle", states=policies.possible_ends(found))

    def act(found: Report, form: Any) -> Any:
        said = {"report": found, "by": request.actor, **form.cleaned_data}  # type: ignore[attr-defined]
        if policies.needs_second_person(found, ReportState(said["target"])):
            settle.propose_settling(**said)
            return _("Proposed. A colleague or a supervisor must agree before it counts.")
        settle.settle_report(**said)
        return _("Done.")

    return submit(request, report_id, "settle", make, act)


@needs(_TRIAGE, _OVERSEE, _OVERSIGHT)
@require_POST
def agree(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Agree as the second person."""
    found = get_report(request.actor, report_id)  # type: ignore[attr-defined]
    settle.agree_to_settling(report=found, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("You agreed; it is settled."))
    return redirect("report", report_id)


@needs(_TRIAGE, _OVERSIGHT)
@require_POST
def forward(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Hand it to another team."""

    def make(found: Report) -> Form:
        return forms.ForwardForm(request.POST, prefix="forward", report=found)

    def act(found: Report, form: Any) -> Any:
        forward_report.forward_report(
            report=found,
            team=form.teams[form.cleaned_data["team"]],
            keys=unlocked_team_keys(request),
            reason=form.cleaned_data["reason"],
            by=request.actor,  # type: ignore[attr-defined]
        )
        return _("Forwarded. The other team sees it now, and yours no longer.")

    return submit(request, report_id, "forward", make, act, back="triage_desk")


@needs(_OVERSEE, "reporter_reveal", _OVERSIGHT)
@require_POST
def reveal(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Show who reported, once, for a reason."""
    found = get_report(request.actor, report_id)  # type: ignore[attr-defined]
    form = forms.RevealForm(request.POST, prefix="reveal")
    if form.is_valid():
        keys = unlocked_team_keys(request)
        reporter = open_report.reveal_reporter(
            report=found,
            keys=keys,
            reason=form.cleaned_data["reason"],
            by=request.actor,  # type: ignore[attr-defined]
        )
        return page(request, found, reporter=reporter)
    return page(request, found, {"reveal": form})


@needs(_TRIAGE, _OVERSIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Write down what was told in person, by telephone or on paper; the same questions, the same queue."""
    actor = request.actor  # type: ignore[attr-defined]
    form = EntryForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            received = _receive(form, actor)
        except (InvalidInput, OperatorError) as error:
            add_problems(form, error)
        else:
            seen = visible_to(actor).filter(pk=received.report_id).exists()
            shown = {"code": receipt.display(received.receipt)}
            shown |= {"report_url": reverse("report", args=[received.report_id])} if seen else {}
            return render(request, "intake/entered.html", shown)
    context: dict[str, Any] = {"form": form}
    if actor.has(_TRIAGE):
        context |= {"contact_form": OtherContactForm(actor=actor)}
    return render(request, "intake/enter.html", context, status=answer_status(form))


def _receive(form: EntryForm, actor: Any) -> receive_report.Received:
    submission = form.submission()
    team = past_the_named(form.team_chosen(), submission.about, submission.excluded)
    if team is None:
        raise OperatorError(_("Your office has no intake team with a key yet. Ask your administrator to start one."))
    return receive_report.receive_report(
        submission=submission,
        team=team,
        by=actor,
        channel=form.cleaned_data["channel"],
        taken_on=form.cleaned_data["taken_on"],
        code_shared=True,
    )


def submit(
    request: HttpRequest,
    report_id: uuid.UUID,
    name: str,
    make: Callable[[Report], Form],
    act: Callable[[Report, Any], Any],
    *,
    back: str = "",
) -> HttpResponse:
    """Take one of the page's forms: act and go back to the page, or show it again with everything typed."""
    found = get_report(request.actor, report_id)  # type: ignore[attr-defined]
    form = make(found)
    if form.is_valid():
        try:
            messages.success(request, act(found, form))
            return redirect(back) if back else redirect("report", report_id)
        except TutelaError as error:
            add_problems(form, error)
            found.refresh_from_db()
    return page(request, found, {name: form})


def taking(
    name: str,
    form: type[Form],
    action: Callable[..., object],
    said: Any,
    *,
    people: tuple[str, ...] = (_TRIAGE, _OVERSIGHT),
    with_keys: bool = False,
) -> Callable[[HttpRequest, uuid.UUID], HttpResponse]:
    """A view that takes one form of the page to its action: what was answered goes in by its name, a sentence comes back."""

    @needs(*people)
    @require_POST
    def take(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
        def act(found: Report, sent: Any) -> Any:
            keys = {"keys": unlocked_team_keys(request)} if with_keys else {}
            action(report=found, by=request.actor, **sent.cleaned_data, **keys)  # type: ignore[attr-defined]
            return said

        return submit(request, report_id, name, lambda found: form(request.POST, prefix=name), act)

    return take


safety = taking("safety", forms.SafetyForm, triage.answer_safety, _("The answers are kept."))
urgency = taking("urgency", forms.UrgencyForm, triage.decide_urgency, _("The urgency is decided, and the deadline with it."))
describe = taking("describe", forms.DescriptionForm, triage.describe_report, _("Saved."))
note = taking("note", forms.NoteForm, triage.write_note, _("The note is kept."))


def page(
    request: HttpRequest, found: Report, sent: dict[str, Form] | None = None, reporter: dict[str, Any] | None = None
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    sent = sent or {}
    shown = row(found)
    words = _words(request, found)
    context: dict[str, Any] = {
        "report": found,
        "row": shown,
        "facts": facts(found),
        "forms": _forms(actor, found, words.get("answered", {})) | sent,
        "sent": list(sent.values()),
        "may_start": policies.take_in_hand.allows(actor, found) and _startable(found, actor),
        "may_triage": policies.triage_report.allows(actor, found),
        "may_agree": policies.agree_to_settling.allows(actor, found),
        "proposed": ReportState(found.proposed_state).label if found.proposed_state else "",
        "may_reveal": any(actor.has(word) for word in policies.REVEALING),
        "reporter": reporter,
        "take_url": _url("take_report", found.pk),
        "steps": [(step, step_title(step)) for step in found.steps.select_related("by")],
        "from_the_web": found.channel in PUBLIC_CHANNELS,
        "is_waiting": found.state in WAITING,
        "may_detail": policies.record_details.allows(actor, found),
        "duty": duty_lines(found),
        "online": online_lines(found),
        **words,
    }
    return render(request, "intake/report.html", context, status=answer_status(*sent.values()))


def _words(request: HttpRequest, found: Report) -> dict[str, Any]:
    """What is sealed, if the reader has unlocked the key; else why not."""
    try:
        opened = open_report.open_report(report=found, keys=unlocked_team_keys(request), by=request.actor)  # type: ignore[attr-defined]
    except TutelaError as error:
        audit.record(by=request.actor, action="report_envelope_read", subject=f"intake.report:{found.pk}")  # type: ignore[attr-defined]
        return {"opened": None, "locked_because": str(error), "unlock_url": _unlock_url()}
    notes = [
        {"note": entry.note, "text": entry.content.get("text", ""), "answers": safety_lines(entry.content)}
        for entry in opened.notes
    ]
    answered = {name: code for entry in opened.notes for name, code in entry.content.items()}
    return {
        "opened": opened.content,
        "notes": notes,
        "answered": answered,
        "contact": ContactChoice(opened.contact),
        "signs": [DangerSign(sign).label for sign in opened.content.get("signs", [])],
        "about": About(opened.content.get("about", About.NONE)),
        "messages_": [{"message": one.message, **one.content} for one in opened.messages],
        "may_answer": policies.answer_reporter.allows(request.actor, found, opened.contact),  # type: ignore[attr-defined]
        "may_call": opened.contact in (ContactChoice.PHONE, ContactChoice.MESSAGE),
    }


def _forms(actor: Any, found: Report, answered: dict[str, str]) -> dict[str, Form]:
    """The page's forms; the safety questions show the last answers to whoever may read them."""
    codes = {"category": found.category, "age_band": found.age_band, "verification": found.verification}
    return {
        "safety": forms.SafetyForm(prefix="safety", initial=answered),
        "urgency": forms.UrgencyForm(prefix="urgency", initial={"urgency": found.urgency}),
        "describe": forms.DescriptionForm(prefix="describe", initial=codes),
        "note": forms.NoteForm(prefix="note"),
        "settle": forms.SettleForm(prefix="settle", states=policies.possible_ends(found)),
        "forward": forms.ForwardForm(prefix="forward", report=found),
        "reveal": forms.RevealForm(prefix="reveal"),
        **detail_forms(found),
    }


def _startable(found: Report, actor: Any) -> bool:
    return found.state != ReportState.ACCEPTED and (found.state != ReportState.IN_TRIAGE or found.assignee_id != actor.id)


def _unlock_url() -> str:
    return _url("vault")


def _url(name: str, *arguments: Any) -> str:
    """An address of another context; empty while that context does not offer it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
