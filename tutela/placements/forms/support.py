"""Forms of family support: what it is, asking, the answer, a payment, what it changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, PersonAround
from tutela.kernel.clock import today
from tutela.ui.forms import AmountField, CodeField, DayField, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..enums import Effect, Eligibility, Rhythm
from ..queries.support import goals_of


class SupportForm(VersionedForm):
    """A support that the family could get."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = CodeField(label=_("Support"), codes=lambda: vocabulary.options("family_supports", with_unknown=False))
    provider = line(_("Who gives it"), needed=True, hint=_("The office, fund or organisation that decides."))
    person = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=PersonAround.objects.none(),
        required=False,
        empty_label=_("The family"),
        help_text=_("Persons marked unsafe are not offered."),
    )
    plan_action = forms.ModelChoiceField(
        label=_("Goal of the plan"),
        queryset=PlanAction.objects.none(),
        required=False,
        empty_label=_("None: outside the plan"),
    )
    eligibility = forms.ChoiceField(
        label=_("May the family get it?"), choices=Eligibility.choices, widget=forms.RadioSelect, initial="unclear"
    )
    eligibility_words = text(_("What that rests on"), rows=2)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = PersonAround.objects.filter(file=file, unsafe=False)
        person.label_from_instance = lambda one: f"{one.name} ({one.relation})"
        goal: Any = self.fields["plan_action"]
        goal.queryset = goals_of(file, beside=self.initial.get("plan_action"))
        goal.label_from_instance = lambda one: one.goal

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "base_version"}


class ApplyForm(VersionedForm):
    """It was asked for."""

    applied_on = DayField(label=_("Asked for on"), initial=today)
    answer_due_on = DayField(
        label=_("Answer due by"), required=False, help_text=_("Left empty: in thirty days. A late answer is carried up.")
    )


class GrantForm(VersionedForm):
    """The provider grants it."""

    decided_on = DayField(label=_("Answered on"), initial=today)
    words = text(_("What the provider said"), rows=2)
    amount = AmountField(label=_("Amount"), required=False, max_digits=12, decimal_places=2)
    every = forms.ChoiceField(label=_("How often"), choices=[("", _("Nothing is paid")), *Rhythm.choices], required=False)
    next_payment_on = DayField(label=_("First payment due"), required=False)


class RefusalForm(VersionedForm):
    """The provider refuses."""

    decided_on = DayField(label=_("Answered on"), initial=today)
    words = text(_("What the provider said"), rows=2, needed=True)
    refusal_stated = CodeField(
        label=_("On which ground, as it was said"), codes=lambda: vocabulary.options("refusal_grounds", with_unknown=False)
    )
    refusal_suspected = CodeField(
        label=_("And which ground do you see behind it?"),
        codes=lambda: vocabulary.options("refusal_grounds", with_unknown=False),
    )


class PaymentForm(VersionedForm):
    """What came."""

    paid_on = DayField(label=_("Received on"), initial=today)
    amount = AmountField(label=_("Amount"), max_digits=12, decimal_places=2)
    next_payment_on = DayField(label=_("Next payment due"), required=False, help_text=_("Left empty: this was the last."))


class EffectForm(VersionedForm):
    """What it changed."""

    effect = forms.ChoiceField(label=_("What it changed for the child"), choices=Effect.choices, widget=forms.RadioSelect)
    words = text(_("In a few words"), needed=True)
    ended_on = DayField(label=_("Ended on"), required=False, help_text=_("Left empty: it goes on."))
