"""Forms of what bodies owe; each step of the file's side with its action and its rule."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office
from tutela.ui.forms import CodeField, DayField, Form, Move, RowField, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..actions import obligations as actions
from ..policies import obligations as policies
from ..states import Owing

ANSWERS = (Owing.MET, Owing.PROMISED, Owing.REFUSED)


class AskForm(Form):
    """What a body owes the child."""

    duty = CodeField(label=_("What is owed"), codes=lambda: vocabulary.options("duties", with_unknown=False))
    office = RowField(Office, label=_("Code of the office that owes it"), max_length=30)
    asked = text(
        _("What is asked for"),
        longest=1000,
        needed=True,
        hint=_("Without the child's name. The body sees a reference number and these words."),
    )
    due_on = DayField(label=_("Until"), required=False, help_text=_("Left empty: the day that the country's rule sets."))
    law = line(_("Legal rule"), longest=200, hint=_("Left empty: the country's rule for this duty."))


class AnswerForm(VersionedForm):
    """The body's answer."""

    target = forms.ChoiceField(
        label=_("Your answer"), choices=[(one.value, one.label) for one in ANSWERS], widget=forms.RadioSelect
    )
    met_on = DayField(label=_("Met on"), required=False)
    promised_on = DayField(label=_("Will be met by"), required=False)
    ground = CodeField(
        label=_("Ground of the refusal"),
        codes=lambda: vocabulary.options("refusal_grounds", with_unknown=False),
        required=False,
    )
    words = text(_("In your words"), longest=1000, needed=True)


class MetForm(VersionedForm):
    """The child has it."""

    met_on = DayField(label=_("Met on"))
    closing_words = text(_("What the child has now"), longest=1000, needed=True)


class WordsForm(VersionedForm):
    """A step with its reason."""

    closing_words = text(_("Why"), longest=1000, needed=True)


MOVES = (
    Move("met", _("The child has it"), MetForm, actions.say_met, policies.say_met, "check"),
    Move("contest", _("The child does not have it"), WordsForm, actions.contest, policies.contest, "flag"),
    Move("withdraw", _("No longer asked for"), WordsForm, actions.withdraw, policies.withdraw, "x"),
)
