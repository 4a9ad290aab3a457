"""Forms of placement: proposing, gatekeeping, deciding, reviewing, the way on, the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, ChildView, Decision, words
from tutela.directory.api import Territory
from tutela.facilities.api import Facility, FacilityStatus
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodesField, DayField, Form, WholeNumberField, ask_each, said_each, text
from tutela.vocabulary import api as vocabulary

from ..enums import Gatekeeping
from ..policies.placement import REVIEW_WITHIN


def codes(list_id: str) -> Any:
    """The answers of a list, asked at each use so that they come in the reader's language."""
    return lambda: vocabulary.options(list_id, with_unknown=False)


class PlaceFinder(Form):
    """Who needs a place, and where."""

    age = WholeNumberField(label=_("Age of the child"), required=False, min_value=0, max_value=17)
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.filter(level__lte=3), required=False, to_field_name="code"
    )


class PlacementForm(Form):
    """A placement, as far as it is known."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    facility = forms.ModelChoiceField(label=_("Facility"), queryset=Facility.objects.none())
    found_there = forms.BooleanField(label=_("The child was found there when the place was discovered"), required=False)
    started_on = DayField(label=_("First day there"), initial=today)
    reasons = CodesField(label=_("Why the child cannot live at home now"), codes=codes("placement_reasons"), required=False)
    assessment = text(_("Gatekeeping assessment: why this child, why now, why this place"), rows=5, longest=4000)
    legal_basis = CodeField(label=_("Legal basis"), codes=codes("placement_legal_basis"), required=False)
    legal_reference = forms.CharField(label=_("Reference of the decision"), max_length=300, required=False)
    alternatives = CodesField(
        label=_("What was tried to support the family"), codes=codes("placement_alternatives"), required=False
    )
    alternatives_words = text(_("What came of it"))
    exception = text(_("Under three and not in a family: why there is no other way"), rows=2)
    view = forms.ModelChoiceField(
        label=_("What the child said about it"),
        queryset=ChildView.objects.none(),
        required=False,
        help_text=_(
            "Needed before a supervisor decides. If it is not in the list, write it first: “Record what the child said”."
        ),
    )
    next_review_on = DayField(
        label=_("First review"), required=False, initial=lambda: today() + dt.timedelta(days=REVIEW_WITHIN.days - 2)
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_places = Facility.objects.exclude(status=FacilityStatus.CLOSED)
        self.fields["facility"].queryset = open_places  # type: ignore[attr-defined]
        ask_each(self, "principle", vocabulary.choices("principles", with_unknown=False))
        view = self.fields["view"]
        view.queryset = ChildView.objects.filter(file=file).order_by("-heard_on")  # type: ignore[attr-defined]
        view.label_from_instance = lambda one: f"{words.day(one.heard_on)} · {Decision(one.about).label}"  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        said = said_each(self.cleaned_data, "principle")
        data = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith(("base_version", "principle_"))
        }
        return (
            data
            | {"principles": said}
            | {name: data.get(name) or [] for name in ("reasons", "alternatives")}
            | {"legal_basis": data.get("legal_basis") or ""}
        )


class GateForm(Form):
    """The finding of the second person."""

    finding = forms.ChoiceField(label=_("What you find"), choices=Gatekeeping.choices, widget=forms.RadioSelect)
    words = text(_("Why"), needed=True)


class DecideForm(Form):
    """Deciding."""

    note = text(_("Note"), rows=2)


class PlacementReviewForm(Form):
    """A look at the stay, with the child."""

    held_on = DayField(label=_("When"), initial=today)
    contact = CodeField(label=_("Contact with the family"), codes=lambda: vocabulary.options("placement_contact"))
    school = CodeField(label=_("School"), codes=lambda: vocabulary.options("placement_school"))
    still_needed = forms.BooleanField(label=_("The placement is still needed"), required=False, initial=True)
    words = text(_("What you saw, and what the child said about the place"), needed=True, longest=4000)
    next_review_on = DayField(label=_("Next review"), initial=lambda: today() + dt.timedelta(days=90))


class WayOnForm(Form):
    """Where the child goes from here."""

    words = text(_("Where the child goes from here, and who sees to it"), needed=True)


class EndForm(Form):
    """The end of a stay."""

    ended_on = DayField(label=_("Last day there"), initial=today)
    exit_kind = CodeField(label=_("Where the child went"), codes=codes("placement_exits"))
    words = text(_("How it ended"), needed=True)
