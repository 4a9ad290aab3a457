"""What an officer decides at the triage desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodeSelect, Form
from tutela.vocabulary import api as vocabulary

from ..api import teams_to_forward_to
from ..enums import AgeBand, SafetyQuestion
from ..models import Report
from ..states import ReportState
from .fields import Entry, WordsField, entries

_WHY = _("A few words for the colleagues who come after you. They are sealed like the report.")


class SafetyForm(Form):
    """The immediate-safety questions; each may stay open."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for question in SafetyQuestion:
            field = CodeField(
                label=question.label, codes=lambda: vocabulary.options("yes_no_unknown"), required=False, widget=CodeSelect
            )
            field.widget.attrs["class"] = "form-select"
            self.fields[question.value] = field

    def clean(self) -> dict[str, Any]:
        """What was answered, under one name."""
        return {"answers": {name: code for name, code in (super().clean() or self.cleaned_data).items() if code}}


class UrgencyForm(Form):
    """How urgent, and why."""

    urgency = CodeField(label=_("How urgent is it?"), codes=lambda: vocabulary.options("urgency"), widget=CodeSelect)
    reason = WordsField(label=_("Why?"), help_text=_WHY, longest=2000, widget=forms.Textarea(attrs={"rows": "2"}))


class DescriptionForm(Form):
    """The codes of the envelope."""

    category = CodeField(
        label=_("Main concern"),
        codes=lambda: [*vocabulary.options("concerns", with_unknown=False), Entry("UNK", _("Not known yet"))],
        widget=CodeSelect,
    )
    age_band = CodeField(label=_("Age of the child"), codes=entries(AgeBand.choices), widget=CodeSelect)
    verification = CodeField(
        label=_("Verification"),
        help_text=_("Help never waits for this."),
        codes=lambda: vocabulary.options("verification"),
        widget=CodeSelect,
    )


class NoteForm(Form):
    """A note."""

    text = WordsField(label=_("Note"), help_text=_WHY, widget=forms.Textarea(attrs={"rows": "3"}))


class SettleForm(Form):
    """How it goes on, without a file."""

    target = forms.ChoiceField(label=_("What happens with it?"), widget=CodeSelect)
    reason = WordsField(label=_("Why?"), help_text=_WHY, longest=2000, widget=forms.Textarea(attrs={"rows": "2"}))

    def __init__(self, *arguments: Any, states: list[ReportState], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["target"].choices = [("", _("Choose")), *((state.value, state.label) for state in states)]  # type: ignore[attr-defined]


class ForwardForm(Form):
    """Which other team."""

    team = forms.ChoiceField(label=_("To which team?"), widget=CodeSelect)
    reason = WordsField(label=_("Why?"), help_text=_WHY, longest=2000, widget=forms.Textarea(attrs={"rows": "2"}))

    def __init__(self, *arguments: Any, report: Report, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.teams = {team.code: team for team in teams_to_forward_to(report)}
        listed = ((code, f"{team.name} · {team.office.territory}") for code, team in self.teams.items())
        self.fields["team"].choices = [("", _("Choose")), *listed]  # type: ignore[attr-defined]


class RevealForm(Form):
    """Why one must know who reported."""

    reason = WordsField(
        label=_("Why do you need to know who reported?"),
        help_text=_("Your reason is kept in the audit trail, and the whole team sees that you opened it."),
        longest=200,
    )
