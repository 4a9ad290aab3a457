"""What is asked of somebody who tells, on the public site and at an officer's desk: the same questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office, Territory
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodeRadios, CodeSelect, DayField, DigitsField, Form
from tutela.vocabulary import api as vocabulary

from ..api import Submission, offices_to_exclude, own_teams, places_to_offer
from ..enums import About, AgeBand, ContactChoice, Danger, ReporterType
from .fields import WordsField

REACHED = (ContactChoice.PHONE, ContactChoice.MESSAGE)


class Entry(NamedTuple):
    """An answer of a code field."""

    code: str
    label: Any
    hint: Any = ""
    exclusive: bool = False


def entries(choices: Iterable[tuple[str, Any]], **hints: Any) -> list[Entry]:
    """Answers from an enum's choices."""
    return [Entry(code, label, hints.get(code, "")) for code, label in choices]


def _places() -> list[Entry]:
    return [Entry(place.code, str(place)) for place in places_to_offer()]


class ReportForm(Form):
    """The public form. Every answer may be left out; a worry or a place is enough."""

    danger = CodeField(
        label=_("Is somebody in danger right now?"),
        codes=entries(Danger.choices),
        required=False,
        initial="",
        widget=CodeRadios,
    )
    worry = WordsField(
        label=_("What worries you?"),
        help_text=_("Use your own words. A few are enough. You need not be sure, and you need not prove anything."),
        required=False,
        widget=forms.Textarea(attrs={"rows": "6", "autocomplete": "off"}),
    )
    age_band = CodeField(label=_("How old is the child?"), codes=entries(AgeBand.choices), required=False, widget=CodeRadios)
    reporter_type = CodeField(
        label=_("Who are you?"), codes=entries(ReporterType.choices), required=False, widget=CodeRadios
    )
    territory = CodeField(label=_("In which area is it?"), codes=_places, required=False, widget=CodeSelect)
    place = WordsField(
        label=_("Where is it?"),
        help_text=_("A school, a street, a shop, a website: whatever helps us to find the child."),
        required=False,
        longest=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    about = CodeField(
        label=_("Is it about a home or institution, or about somebody of a public office?"),
        help_text=_("Then the independent mechanism reads it, outside that office and everybody above it."),
        codes=entries(About.choices),
        required=False,
        widget=CodeRadios,
    )
    contact = CodeField(
        label=_("Is it safe for you if we contact you?"),
        codes=entries(
            ContactChoice.choices,
            never=_("We will never try to reach you."),
            here=_("You come back here and type your code. We never call or write to you."),
            phone=_("We call only at the times you say."),
            message=_("A short message without names, only at the times you say."),
        ),
        required=False,
        initial=ContactChoice.HERE,
        widget=CodeRadios,
    )
    phone = DigitsField(
        label=_("Telephone, if we may call"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "class": "width-20"}),
    )  # fmt: skip
    times = WordsField(
        label=_("When is it safe to call, and who may pick up?"), required=False, longest=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = WordsField(
        label=_("A name we can use"),
        help_text=_("It need not be your real name. It is kept apart from what you tell us."),
        required=False,
        longest=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A worry or a place; a telephone if we shall call."""
        said = super().clean() or self.cleaned_data
        silent = not said.get("worry") and not said.get("place") and not said.get("territory")
        if silent and not {"worry", "place", "territory"} & set(self.errors):
            self.add_error(
                "worry", _("Write a few words about what worries you, or say where it is. One of the two is enough.")
            )
        if said.get("contact") in REACHED and not said.get("phone") and "phone" not in self.errors:
            self.add_error(
                "phone", _("Write the number, or choose another answer to “Is it safe for you if we contact you?”.")
            )
        return said

    def submission(self) -> Submission:
        """The answers as an action takes them; what was left out stays unknown."""
        said = self.cleaned_data
        by_phone = said["contact"] in REACHED
        return Submission(
            worry=said["worry"],
            place=said["place"],
            territory=Territory.objects.filter(code=said["territory"]).first() if said["territory"] else None,
            danger=said["danger"] or Danger.NOT_SAID,
            age_band=said["age_band"] or AgeBand.UNKNOWN,
            reporter_type=said["reporter_type"] or ReporterType.UNKNOWN,
            contact=said["contact"] or ContactChoice.HERE,
            about=said["about"] or About.NONE,
            name=said["name"],
            phone=said["phone"] if by_phone else "",
            times=said["times"] if by_phone else "",
        )


class PublicReportForm(ReportForm):
    """Everything the pages ask, on one; with the trap for machines: a field that people do not see."""

    profession = CodeField(
        label=_("What is your work?"),
        codes=lambda: vocabulary.options("professions", with_unknown=False),
        required=False,
        widget=CodeSelect,
    )
    excluded = CodeField(
        label=_("An office that should not read it"),
        codes=lambda: [Entry(office.code, office.name) for office in offices_to_exclude(None)],
        required=False,
        widget=CodeSelect,
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def submission(self) -> Submission:
        """With the profession, and the office that shall not read it."""
        said = self.cleaned_data
        offices = Office.objects.select_related("organisation")
        excluded = offices.filter(code=said["excluded"]).first() if said["excluded"] else None
        return replace(super().submission(), profession=said["profession"], excluded=excluded)


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
    field_order = ["channel", "taken_on", "team"]

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
