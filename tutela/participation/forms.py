"""Forms of participation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, PersonAround
from tutela.intake.api import offices_to_exclude
from tutela.ui.forms import (
    CodeCheckboxes,
    CodeField,
    CodeSelect,
    DayField,
    Form,
    Move,
    Option,
    VersionedForm,
    line,
    text,
)

from . import actions, policies
from .enums import Agreement, Asker, Capacity, Purpose, Refusal, Sheet, Talk, Understood, Voice, Way, Wish


def radios(words: Any, label: Any) -> forms.ChoiceField:
    """One of a few answers."""
    return forms.ChoiceField(label=label, choices=words.choices, widget=forms.RadioSelect)


class HandOverForm(Form):
    """How a sheet reached the child."""

    talk = radios(Talk, _("What was gone through"))
    handed_on = DayField(label=_("On"))
    way = radios(Way, _("How"))
    language = line(_("Language spoken"), longest=20, needed=True)
    present = forms.ModelMultipleChoiceField(
        label=_("Who was present, beside you and the child?"),
        queryset=PersonAround.objects.none(),
        required=False,
        widget=CodeCheckboxes,
    )
    present_others = line(_("Others who were present"), longest=500)
    understood = radios(Understood, _("Did the child understand?"))
    asked = text(_("What the child asked or said"))
    goes_on = text(
        _("Turning 18: what you agreed together that goes on, with whom, and what ends"),
        hint=_("Only with turning 18. In words the young person would sign. Nothing ends by itself on the birthday."),
    )

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["present"]
        field.queryset = PersonAround.objects.filter(file=file)
        field.label_from_instance = _person

    def clean_present(self) -> list[str]:
        """Their ids."""
        return [str(person.pk) for person in self.cleaned_data["present"]]


class ComplainForm(Form):
    """A complaint for a child."""

    number = line(_("Number of the child's file"), longest=20, needed=True)
    office = CodeField(label=_("Which office it is about"), codes=(), widget=CodeSelect)
    voice = radios(Voice, _("Who complains"))
    words = text(_("What is not right"), rows=6, longest=4000, needed=True, hint=_("In the words of the child, if you can."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offices = {office.code: office for office in offices_to_exclude(None)}
        field: Any = self.fields["office"]
        field.choices = [("", _("Choose")), *((code, office.name) for code, office in self.offices.items())]

    def clean_office(self) -> Any:
        """The office itself."""
        return self.offices.get(self.cleaned_data["office"])


def _person(person: PersonAround) -> Option:
    hint = _("Marked unsafe: what is said with this person in the room does not count as free.") if person.unsafe else ""
    return Option(f"{person.name} · {person.relation}", hint)


class AskForm(Form):
    """A request to see what is held."""

    asker = radios(Asker, _("Who asks"))
    person = forms.ModelChoiceField(
        label=_("Which caregiver"), queryset=PersonAround.objects.none(), required=False, empty_label=_("The child asks")
    )
    wish = radios(Wish, _("What is asked"))
    words = text(_("In the words of whoever asks; of a correction: what is wrong, and what should stand there"), needed=True)
    capacity = radios(Capacity, _("Capacity of the child"))
    child_agrees = radios(Agreement, _("What the child says to it"))
    counselling_offered = forms.BooleanField(label=_("Counselling was offered"), required=False)
    counselling = text(_("Which counselling, and what was said to it; or why it was not offered"), longest=1000, needed=True)
    asked_on = DayField(label=_("Asked on"))

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["person"]
        field.queryset = PersonAround.objects.filter(file=file)
        field.label_from_instance = lambda person: f"{person.name} · {person.relation}"


class GrantForm(VersionedForm):
    """Grant it."""

    reasons = text(_("What to mind when it is gone through"))


class RefuseForm(VersionedForm):
    """Refuse it."""

    refusal = radios(Refusal, _("Ground"))
    reasons = text(_("Reasons, in words that whoever asked understands"), needed=True)
    remedy = text(_("Where to go against it, until when"), longest=1000, needed=True)


class GiveForm(VersionedForm):
    """It was gone through."""

    answer = text(_("How it was gone through; of a correction: what was done. Earlier entries stay."), needed=True)


class PrintForm(Form):
    """What is printed, and why."""

    what = radios(Sheet, _("What to print"))
    purpose = radios(Purpose, _("Why it is needed on paper"))


MOVES = (
    Move("grant", _("Grant it"), GrantForm, actions.grant_access, policies.decide_request, "check"),
    Move("refuse", _("Refuse it"), RefuseForm, actions.refuse_access, policies.decide_request, "x"),
    Move("give", _("Record that it was gone through"), GiveForm, actions.give_access, policies.give_request, "message"),
)
