"""Forms of participation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, PersonAround
from tutela.ui.forms import CodeCheckboxes, DayField, Form, Option, line, text

from .enums import Talk, Understood, Way


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

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["present"]
        field.queryset = PersonAround.objects.filter(file=file)
        field.label_from_instance = _person

    def clean_present(self) -> list[str]:
        """Their ids."""
        return [str(person.pk) for person in self.cleaned_data["present"]]


def _person(person: PersonAround) -> Option:
    hint = _("Marked unsafe: what is said with this person in the room does not count as free.") if person.unsafe else ""
    return Option(f"{person.name} · {person.relation}", hint)
