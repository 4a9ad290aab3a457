"""What the child said and how the child was heard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import CodeCheckboxes, CodeField, CodeRadios, DayField, Form, Option, VersionedForm, line, text
from tutela.vocabulary.api import codes

from ..enums.participation import Decision
from ..models import CaseFile, PersonAround


class ViewForm(Form):
    """The child's views on one decision, or why they could not be obtained (R65, R66)."""

    about = forms.ChoiceField(label=_("On which decision was the child heard?"), choices=Decision.choices)
    heard_on = DayField(label=_("Day"), initial=today)
    views = text(
        _("What the child said"),
        rows=6,
        longest=4000,
        hint=_("The child's own words, in the child's language where you can. Do not sum up, do not judge."),
    )
    agrees = CodeField(
        label=_("Does the child want what is proposed?"),
        codes=codes("yes_no_unknown", unknown=False),
        widget=CodeRadios,
        initial="unknown",
        help_text=_("No: a placement or a closing then waits until the best interests are determined."),
    )
    not_obtained_because = text(
        _("Or: why the child could not be heard"), rows=2, longest=1000, hint=_("Also say when you will try again.")
    )
    present = forms.ModelMultipleChoiceField(
        label=_("Who was present, beside you and the child?"),
        queryset=PersonAround.objects.none(),
        required=False,
        widget=CodeCheckboxes,
    )
    present_others = line(_("Others who were present"), longest=500)
    language = line(_("Language spoken"), longest=20)
    interpreter = forms.BooleanField(label=_("An interpreter helped"), required=False)
    support_person = forms.BooleanField(label=_("The child had a support person"), required=False)
    adjustments = line(_("What was adapted for the child"), longest=500, hint=_("For example pictures, signs, more breaks."))
    place = line(_("Place"))
    chosen_by_child = CodeField(
        label=_("Did the child choose the place and the persons?"),
        codes=codes("yes_no_unknown", unknown=False),
        widget=CodeRadios,
        initial="unknown",
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["present"]
        field.queryset = PersonAround.objects.filter(file=file)
        field.label_from_instance = _person

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"present": [str(person.pk) for person in self.cleaned_data["present"]]}


def _person(person: PersonAround) -> Option:
    hint = _("Marked unsafe: what is said with this person in the room does not count as free.") if person.unsafe else ""
    return Option(f"{person.name} · {person.relation}", hint)


class WeighForm(VersionedForm):
    """The weight given, and what the child was told."""

    weight = text(
        _("What weight did the child's words have?"),
        rows=4,
        needed=True,
        hint=_("What was followed, what was not, and why. Age alone is no reason to give less weight."),
    )
    feedback = text(
        _("What was the child told about it?"),
        rows=4,
        hint=_("The decision, the reasons, and how to disagree. Leave empty until you have told the child."),
    )
