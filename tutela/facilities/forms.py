"""Forms of the register, of staff, inspections, corrections and notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission, User, users_with
from tutela.directory.api import Office, ServicePoint, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.ui.forms import CodeField, CodesField, DayField, Form, MomentField, WholeNumberField
from tutela.vocabulary import api as vocabulary

from .enums import InterestKind
from .models import Facility
from .states import FACILITY, FacilityStatus


def codes(list_id: str, *, unknown: bool = True) -> Any:
    """The answers of a list, asked at each use so that they come in the reader's language."""
    return lambda: vocabulary.options(list_id, with_unknown=unknown)


def text(label: Any, *, rows: int = 3, longest: int = 2000, needed: bool = True, hint: Any = "") -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label, required=needed, max_length=longest, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class RegisterFilter(Form):
    """Type, status, territory, name."""

    kind = CodeField(label=_("Type"), codes=codes("facility_types", unknown=False), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Every status")), *FacilityStatus.choices], required=False)
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.filter(level__lte=3), required=False, to_field_name="code"
    )
    words = forms.CharField(label=_("Name"), required=False, max_length=100)


class FacilityForm(Form):
    """What is known of a facility."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = CodeField(label=_("Type"), codes=codes("facility_types"))
    ownership = CodeField(label=_("Owner: what kind"), codes=codes("facility_ownership"))
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, required=False, help_text=_("Licence or decision, with its number and day.")
    )
    funding = CodesField(label=_("Funding"), codes=codes("facility_funding", unknown=False), required=False)
    capacity = WholeNumberField(label=_("Places"), required=False, min_value=0, max_value=10_000)
    from_age = WholeNumberField(label=_("Receives children from the age of"), initial=0, min_value=0, max_value=17)
    to_age = WholeNumberField(label=_("to the age of"), initial=17, min_value=0, max_value=17)
    confidential = forms.BooleanField(label=_("Confidential shelter: its address is protected"), required=False)
    service_point = forms.ModelChoiceField(
        label=_("Its entry in the directory of services"), queryset=ServicePoint.objects.none(), required=False
    )

    def __init__(self, *args: Any, territory_path: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "service_point" in self.fields:
            points = ServicePoint.objects.filter(ended_on=None, office__territory__path__startswith=territory_path)
            self.fields["service_point"].queryset = points  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data.pop("base_version", None)
        groups = {"from_age": data.pop("from_age") or 0, "to_age": data.pop("to_age")}
        return data | {"groups": groups, "funding": data.get("funding") or []}


class NewFacilityForm(FacilityForm):
    """Entering one: applying for registration, or just discovered."""

    field_order = ("name", "owner", "discovered_on", "children")
    owner = forms.CharField(label=_("Owner"), max_length=200, help_text=_("Not known: write “not known”."))
    inspection_office = forms.ModelChoiceField(label=_("Its inspection"), queryset=Office.objects.none())
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.filter(level__lte=3), to_field_name="code"
    )
    address = text(_("Address"), rows=2, longest=500, needed=False)
    discovered_on = DayField(
        label=_("Discovered without registration: on which day"),
        required=False,
        help_text=_("Leave empty when it applied itself."),
    )
    children = WholeNumberField(label=_("Children found there"), required=False, min_value=0, max_value=10_000)
    service_point = None  # type: ignore[assignment]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(pk__in=actor.offices(Permission.FACILITY_INSPECT), closed_on=None)
        self.fields["inspection_office"].queryset = offices.filter(  # type: ignore[attr-defined]
            organisation__sector="government"
        )


class StatusForm(Form):
    """Moving a facility on."""

    target = forms.ChoiceField(label=_("New status"), choices=[], widget=forms.RadioSelect)
    reason = text(_("Why"), rows=2, longest=300)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (state.value, state.label) for state in FacilityStatus if FACILITY.allows(facility.status, state)
        ]


class CountForm(Form):
    """How many children are there today."""

    children = WholeNumberField(label=_("Children there today"), min_value=0, max_value=10_000)


class StaffForm(Form):
    """A person at work."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    post = CodeField(label=_("Post"), codes=codes("facility_staff_posts"))
    qualification = CodeField(label=_("Qualification"), codes=codes("staff_qualifications"))
    vetted_on = DayField(label=_("Vetting came back clear on"), required=False)
    vetting_until = DayField(label=_("Vetting holds until"), required=False)
    trained_on = DayField(label=_("Trained on exploitation and confidentiality on"), required=False)
    code_signed_on = DayField(label=_("Signed the code of conduct on"), required=False)
    started_on = DayField(label=_("First day at work"), initial=today)
    ended_on = DayField(label=_("Last day at work"), required=False)


class InspectorField(forms.ModelChoiceField):
    """Whoever inspects somewhere; ties are looked at when the choice is made."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class PlanForm(Form):
    """Planning a visit."""

    planned_on = DayField(label=_("Day of the visit"), initial=today)
    announced = forms.BooleanField(label=_("Tell the facility beforehand"), required=False)
    inspector = InspectorField(label=_("Inspector"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [user.pk for user in users_with(Permission.FACILITY_INSPECT, facility.inspection_office_id)]
        self.fields["inspector"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]


class StartForm(Form):
    """The declaration before the first answer."""

    no_interest = forms.BooleanField(
        label=_("I have no tie to this facility or its owner: no work, no family, no money, in the last three years."),
        required=False,
    )


class InterestForm(Form):
    """A tie of one's own."""

    facility = forms.ModelChoiceField(label=_("Facility"), queryset=Facility.objects.all())
    kind = forms.ChoiceField(label=_("What kind of tie"), choices=[])
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = InterestKind.choices  # type: ignore[attr-defined]


class ClaimForm(Form):
    """What was done."""

    words = text(_("What was done"))


class SanctionForm(Form):
    """A measure."""

    kind = CodeField(label=_("Measure"), codes=codes("facility_sanctions", unknown=False))
    reason = text(_("Why"), rows=2, longest=500)
    until_day = DayField(label=_("Until"), required=False)


class PolicyForm(Form):
    """What law and policy say on one indicator."""

    answer = CodeField(
        label=_("Is it met?"),
        codes=lambda: [one for one in vocabulary.options("facility_answers") if one.code != "not_applicable"],
    )
    words = text(_("What the answer rests on"), longest=1000, hint=_("The law, decision or report, with its day."))


class NoticeForm(Form):
    """A notice. No names: the child is found by the number of the placement sheet."""

    kind = CodeField(label=_("What happened"), codes=codes("facility_notices", unknown=False))
    happened_on = DayField(label=_("On which day"), initial=today)
    noticed_at = MomentField(label=_("When it was noticed"), initial=now)
    children = WholeNumberField(label=_("How many children it is about"), initial=1, min_value=1, max_value=1000)
    placement = forms.UUIDField(
        label=_("Number on the child's placement sheet"),
        required=False,
        help_text=_("So that the child's worker is told apart."),
    )
    words = text(
        _("What happened and what was done"), rows=5, longest=4000, hint=_("Plain sentences. No names of children.")
    )
