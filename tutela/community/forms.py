"""Forms of community committees; each step with its action and its rule."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile
from tutela.cases.api.words import label
from tutela.directory.api import Office
from tutela.ui.forms import DayField, Form, Move, VersionedForm, line, text

from . import policies
from .actions import support
from .enums import Agrees, Danger
from .models import PLACE, WORDS
from .queries import actions_of, committees

_NO_NAME = _("No name, no number: the committee sees no file. Tell by word of mouth who it is about.")


class AskForm(Form):
    """Ask a committee for support."""

    committee = forms.ModelChoiceField(label=_("Committee"), queryset=Office.objects.none())
    what = text(_("What the committee is asked to do"), rows=3, longest=WORDS, needed=True, hint=_NO_NAME)
    where_met = line(_("Where and when they meet"), longest=PLACE, hint=_NO_NAME)
    due_on = DayField(label=_("By which day"))
    plan_action = forms.ModelChoiceField(
        label=_("Action of the agreed plan"), queryset=PlanAction.objects.none(), required=False, empty_label=_("None")
    )
    child_agrees = forms.ChoiceField(
        label=_("Does the child agree that the committee is asked?"), choices=Agrees.choices, widget=forms.RadioSelect
    )
    child_because = line(
        _("If the child was not asked: why"), longest=WORDS, hint=_("Stays in the file; the committee does not read it.")
    )
    nobody_unsafe = forms.BooleanField(
        label=_("I have made sure that nobody who is marked unsafe for this child sits on the committee or is close to it."),
        required=False,
    )

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        found: Any = self.fields
        found["committee"].queryset, found["committee"].label_from_instance = committees(), _committee
        found["plan_action"].queryset, found["plan_action"].label_from_instance = actions_of(file), _action


class PlainForm(VersionedForm):
    """Nothing more."""


class WhyForm(VersionedForm):
    """With the reason."""

    answer = text(_("Why"), rows=3, longest=WORDS, needed=True, hint=_("Without names, if you can."))


class DoneForm(VersionedForm):
    """With what the office should know."""

    answer = text(_("What the office should know"), rows=3, longest=WORDS, hint=_("Without names, if you can."))


def _token() -> str:
    return secrets.token_urlsafe(16)


class HandInForm(Form):
    """A report: a worry or a place is enough. ``token``: the form that was sent, so that sending it twice costs nobody the code."""

    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput, initial=_token)

    danger = forms.ChoiceField(
        label=_("Is a child in danger now?"), choices=Danger.choices, widget=forms.RadioSelect, initial=Danger.NOT_SAID
    )
    worry = text(_("What worries you?"), rows=5, longest=10_000)
    place = text(_("Where is it?"), rows=2, longest=10_000)


def _committee(office: Office) -> str:
    return f"{office.name}, {office.organisation.name}" if office.organisation.name != office.name else office.name


def _action(action: PlanAction) -> str:
    return f"{label('services', action.service)} · {action.goal[:60]}"


COMMITTEE_MOVES = (
    Move(
        "accept",
        _("We take it on"),
        PlainForm,
        support.accept,
        policies.answer,
        "check",
        follows=_(
            "The child's worker sees that you do it, until the day that is named. You can still give it back, with a reason."
        ),
    ),
    Move("decline", _("We cannot take it on"), WhyForm, support.decline, policies.answer, "x"),
    Move("done", _("It is done"), DoneForm, support.done, policies.finish, "check"),
    Move("give-back", _("Give it back"), WhyForm, support.give_back, policies.finish, "x"),
)
WORKER_MOVES = (
    Move("note", _("Note the answer"), PlainForm, support.note, policies.note, "check"),
    Move(
        "recall",
        _("Recall"),
        PlainForm,
        support.recall,
        policies.recall,
        "x",
        follows=_(
            "The committee reads that this is not needed any more. Tell it by word of mouth, too, if the day is near."
        ),
    ),
)
