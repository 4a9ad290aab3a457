"""The assessment: factors with strengths beside them, risk by reasoned judgement, the four principles (R15, R36, R52)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, ChildView, Decision
from tutela.ui.forms import CodeRadios, DayField, ErrorLink, Form, Option, ask_each, error_links, said_each, shown_each, text
from tutela.vocabulary import api as vocabulary

from ...enums.planning import FledFrom
from ...models import Assessment
from .factors import FactorSheet

GUIDANCE = {
    "high": _(
        "Significantly harmed, or at risk of significant harm or death, if the child stays in the present circumstances "
        "without protection."
    ),
    "medium": _("Harmed to some degree; no sign of a risk of significant harm or death."),
    "low": _("At risk of harm if nothing protective is done."),
    "none": _("No protection is needed now."),
}
"""Inter-agency guidance, practice section 2."""


def risk_options() -> list[tuple[str, Option]]:
    """The levels with the words that guide the judgement."""
    return [(code, Option(label, GUIDANCE[code])) for code, label in vocabulary.choices("risk_levels", with_unknown=False)]


class PrinciplesForm(Form):
    """One sentence for each of the four general principles (R15), the child's views, and the version that was seen."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    view = forms.ModelChoiceField(
        label=_("The child's views on this decision"),
        queryset=ChildView.objects.none(),
        required=False,
        empty_label=_("Not recorded yet"),
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["view"]
        field.queryset = ChildView.objects.filter(file=file).order_by("-heard_on", "-created_at")
        field.label_from_instance = view_words
        ask_each(self, "principle", vocabulary.choices("principles", with_unknown=False))


def view_words(view: ChildView) -> str:
    """A recorded view in one line."""
    words = Truncator(view.views or view.not_obtained_because).chars(60)
    return f"{Decision(view.about).label}, {date_format(view.heard_on)}: {words}"


class AssessmentForm(PrinciplesForm):
    """Everything but the links between factors, which are confirmed one by one afterwards."""

    strengths = text(
        _("Strengths of the child, the family and the community"),
        rows=4,
        longest=4000,
        hint=_("What the child likes, can do and hopes for; what has helped until now."),
    )
    protective_persons = text(_("Persons who protect the child"), rows=2)
    needs = text(_("What the child needs now"), rows=3, longest=4000)
    fled = forms.BooleanField(
        label=_("The child has fled a marriage, an employer, home or an institution"),
        required=False,
        help_text=_("Danger is higher after fleeing. A contact on the same day is put on your list."),
    )
    fled_from = forms.ChoiceField(
        label=_("From what did the child flee?"), choices=[("", _("Choose")), *FledFrom.choices], required=False
    )
    no_contact_because = text(
        _("No contact on the same day, because"), rows=2, longest=500, hint=_("Only if a contact would bring danger.")
    )
    risk_level = forms.ChoiceField(
        label=_("How great is the danger?"), choices=risk_options, required=False, widget=CodeRadios
    )
    risk_reasons = text(
        _("Your reasons"),
        rows=5,
        longest=4000,
        hint=_("What makes you think so, what speaks against it, what you do not know. No sum of factors replaces this."),
    )
    reassess_on = DayField(label=_("Look at it again on"), required=False)

    def __init__(self, *args: Any, assessment: Assessment | None = None, **kwargs: Any) -> None:
        if assessment is not None:
            kwargs["initial"] = self.initial_of(assessment)
        super().__init__(*args, **kwargs)
        self.saved = assessment
        self.sheet_links: list[ErrorLink] = []

    @property
    def sheet(self) -> FactorSheet:
        """The factors, as posted or as saved."""
        if not hasattr(self, "_sheet"):
            saved = self.saved
            posted = self.data if self.is_bound else None
            self._sheet = FactorSheet(posted, saved.factors if saved else {}, saved.factor_notes if saved else {})
        return self._sheet

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self.sheet_links = self.sheet.check()
        if self.sheet_links:
            self.add_error(None, forms.ValidationError(_("Some factors need another look."), code="factors"))
        return found

    @property
    def summary(self) -> list[ErrorLink]:
        """Every error with a link to its input, those of the factors too."""
        return error_links(self) + self.sheet_links

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("strengths", "protective_persons", "needs", "fled", "risk_level", "risk_reasons", "reassess_on", "view")
        notes: dict[str, Any] = self.sheet.notes()
        flight = {
            name: self.cleaned_data[field]
            for name, field in (("from", "fled_from"), ("no_contact_because", "no_contact_because"))
        }
        if self.cleaned_data["fled"] and any(flight.values()):
            notes["fled"] = flight
        return {name: self.cleaned_data[name] for name in names} | {
            "factors": self.sheet.factors(),
            "factor_notes": notes,
            "principles": said_each(self.cleaned_data, "principle"),
        }

    @classmethod
    def initial_of(cls, assessment: Assessment) -> dict[str, Any]:
        """What is saved, as the form shows it."""
        names = ["strengths", "protective_persons", "needs", "fled", "risk_level", "risk_reasons", "reassess_on"]
        flight = assessment.factor_notes.get("fled", {})
        return {name: getattr(assessment, name) for name in names} | {
            "base_version": assessment.version,
            "view": assessment.view_id,
            "fled_from": flight.get("from", ""),
            "no_contact_because": flight.get("no_contact_because", ""),
            **shown_each(assessment.principles, "principle"),
        }
