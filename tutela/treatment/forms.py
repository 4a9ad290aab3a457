"""Forms of treatment; each step of a step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, DayField, Form, MomentField, Move, VersionedForm, text

from . import policies
from .actions import steps as actions
from .enums import Ended, Missed
from .models import NOTE_LENGTH, TreatmentStep
from .queries import plannable


class StepForm(Form):
    """A step of a treatment."""

    code = CodeField(label=_("Step"), codes=lambda: plannable(by_service=True))
    next_on = DayField(
        label=_("Day"),
        required=False,
        help_text=_("The caseworker sees this day. Needed where the step is not time-critical."),
    )
    needed_at = MomentField(
        label=_("From when its time counts"),
        required=False,
        help_text=_("Only for time-critical steps: the country's rules set how long. Left empty: from now."),
    )


class MeasureForm(Form):
    """Support for the caregiver, protection at school."""

    code = CodeField(label=_("What is planned"), codes=lambda: plannable(by_service=False))
    next_on = DayField(label=_("Day"))


class NextForm(VersionedForm):
    """With the next day."""

    next_on = DayField(label=_("Next day"))


class DoneForm(VersionedForm):
    """Nothing more."""


class MissedForm(VersionedForm):
    """Why, and the next day."""

    why = forms.ChoiceField(label=_("Why"), choices=Missed.choices, widget=forms.RadioSelect)
    next_on = DayField(label=_("Next day"), required=False)


class EndedForm(VersionedForm):
    """Why it will not be done."""

    why = forms.ChoiceField(label=_("Why"), choices=Ended.choices, widget=forms.RadioSelect)


class NoteForm(Form):
    """A note of a session."""

    held_on = DayField(label=_("Day of the session"))
    words = text(_("Your note"), rows=10, longest=NOTE_LENGTH, needed=True, hint=_("Only you read this."))


class CorrectionForm(VersionedForm):
    """Another version of a note; the ones before stay."""

    held_on = DayField(label=_("Day of the session"))
    words = text(_("Your note"), rows=10, longest=NOTE_LENGTH, needed=True, hint=_("Only you read this."))


def _next(one: TreatmentStep) -> dict[str, Any]:
    return {"next_on": one.next_on}


MOVES = (
    Move("done", _("It is done"), DoneForm, actions.done, policies.keep_step, "check"),
    Move("attended", _("Came; goes on"), NextForm, actions.attend, policies.keep_step, "calendar"),
    Move("missed", _("Did not come"), MissedForm, actions.miss, policies.keep_step, "circle-x"),
    Move("day", _("Another day"), NextForm, actions.new_day, policies.keep_step, "calendar", known=_next),
    Move("cancel", _("Will not be done"), EndedForm, actions.cancel, policies.let_go, "x"),
)
