"""All questions on one page: for whoever's browser keeps no session cookie, and at an officer's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, DayField
from tutela.vocabulary import api as vocabulary

from ..api import Submission, own_teams
from ..questions import Audience
from .steps import Questions, submission_of


class ReportForm(Questions):
    """Every question in the words for an adult; a worry or a place is enough."""

    field_order = ["signs", "worry", "place", "territory", "age_band", "reporter_type", "profession", "about", "excluded"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ask(Audience.ADULT)
        self.fields["phone"].label = _("Telephone, if we may call")

    def clean(self) -> dict[str, Any]:
        """A worry or a place."""
        said = super().clean()
        silent = not any(said.get(name) for name in ("worry", "place", "territory", "card"))
        if silent and not {"worry", "place", "territory"} & set(self.errors):
            self.add_error(
                "worry", _("Write a few words about what worries you, or say where it is. One of the two is enough.")
            )
        return said

    def submission(self) -> Submission:
        """The answers as an action takes them; what was left out stays unknown."""
        return submission_of(self.cleaned_data)


class PublicReportForm(ReportForm):
    """With the signed moment it was handed out, and the card it came with."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    card = forms.CharField(required=False, widget=forms.HiddenInput)


class EntryForm(ReportForm):
    """At an officer's desk: the same questions, with how and when it came in (R16, R27)."""

    channel = CodeField(
        label=_("How did it come in?"), codes=lambda: vocabulary.options("report_channels", with_unknown=False)
    )
    taken_on = DayField(
        label=_("Day it was first told"),
        help_text=_("A paper form or a message from an earlier day keeps that day; deadlines run from it."),
    )
    team = CodeField(label=_("For which team?"), codes=lambda: (), required=False)
    website = None  # type: ignore[assignment]
    field_order = ["channel", "taken_on", "team", *ReportForm.field_order]

    def __init__(self, *arguments: Any, actor: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.teams = {team.code: team for team in own_teams(actor)}
        self.fields["taken_on"].initial = today()
        if len(self.teams) < 2:
            del self.fields["team"]
        else:
            self.fields["team"].choices = [(code, team.name) for code, team in self.teams.items()]  # type: ignore[attr-defined]
            self.fields["team"].required = True

    def team_chosen(self) -> Any:
        """The team it goes to; ``None`` when the officer's offices have none with a key."""
        code = self.cleaned_data.get("team")
        return self.teams.get(code) if code else next(iter(self.teams.values()), None)
