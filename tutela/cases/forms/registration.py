"""Forms of registration: identity, age, persons, care, consent, concerns; search, emergency access, assignment."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.directory.api import Office
from tutela.ui.forms import (
    CodeField,
    CodeRadios,
    CodesField,
    DayField,
    Form,
    PartialDateField,
    VersionedForm,
    WholeNumberField,
    line,
    text,
)
from tutela.vocabulary.api import codes

from ..enums.registration import Confidence
from ..models import CaseFile, PersonAround
from ..policies.registration import CONSENTING


class ChildForm(VersionedForm):
    """Identity. Nothing is required: help never waits for a document."""

    given_names = line(_("Given names"))
    family_names = line(_("Family names"))
    other_names = text(
        _("Other names"), rows=2, longest=600, hint=_("Nicknames, other spellings, names in another script; one on a line.")
    )
    sex = CodeField(label=_("Sex"), codes=codes("sexes"), widget=CodeRadios)
    languages = line(_("Languages the child speaks"), hint=_("Separate with commas."))
    identifiers = text(
        _("Numbers of documents seen"), rows=2, longest=600, hint=_("For example “birth certificate 12345”; one on a line.")
    )
    whereabouts = text(_("Where the child stays now"), rows=2, longest=500)
    safe_contact = text(
        _("Safe way to reach the child"), rows=2, longest=500, hint=_("How, when, who may pick up, which name to say.")
    )
    birth_registration = CodeField(label=_("Is the birth registered?"), codes=codes("birth_registration"), widget=CodeRadios)
    registration_barrier = line(_("What stood in the way of registration"), longest=1000)
    registration_fee_asked = forms.BooleanField(
        label=_("A fee was asked"), required=False, help_text=_("Registration should be free; a fee is followed up.")
    )
    nationality = CodeField(label=_("Nationality"), codes=codes("nationality_status"))
    disability = CodeField(
        label=_("Difficulty in seeing, hearing, moving, understanding or another"),
        codes=codes("yes_no_unknown"),
        widget=CodeRadios,
    )
    schooling = CodeField(label=_("School"), codes=codes("schooling"))
    residence = CodeField(label=_("Town or countryside"), codes=codes("residence"))
    economic_situation = CodeField(
        label=_("Economic situation of the household"), codes=codes("household_economic_situation")
    )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = dict(self.cleaned_data)
        found.pop("base_version")
        found["other_names"] = [{"name": row.strip()} for row in found["other_names"].splitlines() if row.strip()]
        found["identifiers"] = [_document(row) for row in found["identifiers"].splitlines() if row.strip()]
        found["languages"] = [word.strip() for word in found["languages"].split(",") if word.strip()]
        return found

    @staticmethod
    def initial_of(file: CaseFile) -> dict[str, Any]:
        """What is saved, as the form shows it."""
        child = file.child
        names = (
            "given_names family_names sex whereabouts safe_contact birth_registration registration_barrier "
            "registration_fee_asked nationality disability schooling residence economic_situation"
        ).split()
        return {name: getattr(child, name) for name in names} | {
            "other_names": "\n".join(entry["name"] for entry in child.other_names),
            "identifiers": "\n".join(f"{entry.get('kind', '')} {entry['number']}".strip() for entry in child.identifiers),
            "languages": ", ".join(child.languages),
            "base_version": child.version,
        }


def _document(row: str) -> dict[str, str]:
    words = row.strip().split()
    start = next((place for place, word in enumerate(words) if any(letter.isdigit() for letter in word)), 0)
    return {"kind": " ".join(words[:start]), "number": " ".join(words[start:])}


class AgeForm(Form):
    """Where the age comes from, and a birth date as far as it is known, or a range."""

    basis = CodeField(label=_("Where does the age come from?"), codes=codes("age_basis"), widget=CodeRadios)
    birth = PartialDateField(label=_("Date of birth, as far as it is known"), required=False)
    youngest = WholeNumberField(label=_("Or: the youngest age that seems possible"), required=False)
    oldest = WholeNumberField(label=_("and the oldest"), required=False)
    method = text(_("How was it found out?"), rows=2, longest=500)
    confidence = forms.ChoiceField(
        label=_("How sure is it?"), choices=Confidence.choices, initial=Confidence.UNK, widget=forms.RadioSelect
    )


class PersonForm(Form):
    """A person around the child."""

    name = line(_("Name, or a description"), needed=True)
    relation = line(
        _("Relation to the child"), longest=40, needed=True, hint=_("For example mother, aunt, teacher, neighbour.")
    )
    authority = line(_("Authority over the child, if any"), longest=300)
    contact = line(_("How to reach this person"), longest=300)
    office = forms.ModelChoiceField(
        label=_("Office where this person works, if it helps children"),
        queryset=Office.objects.filter(closed_on=None),
        required=False,
        help_text=_("If the person is ever marked unsafe, nothing of this child goes to that office."),
    )
    holds_responsibility = forms.BooleanField(label=_("Holds parental responsibility"), required=False)
    protective = forms.BooleanField(label=_("Protects the child"), required=False)


class CareForm(Form):
    """With whom the child lives, and since when."""

    kind = CodeField(label=_("With whom or where"), codes=codes("care_status"))
    carer = forms.ModelChoiceField(label=_("Who cares for the child"), queryset=PersonAround.objects.none(), required=False)
    place = line(_("Place"), longest=300)
    started_on = DayField(label=_("Since"))
    ended_on = DayField(label=_("Until"), required=False)
    handover_fee = forms.BooleanField(label=_("Money or goods were given at the hand-over"), required=False)
    handover_promise = line(_("What was promised"), longest=500)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_file(self, "carer", file)


class ConsentForm(Form):
    """Asking for one purpose."""

    purpose = CodeField(label=_("For what"), codes=codes("consent_purposes", unknown=False), widget=CodeRadios)
    recipient = line(_("Shared with whom"))
    basis = CodeField(label=_("On what basis"), codes=codes("legal_basis_of_sharing", unknown=False))
    explained = forms.BooleanField(
        label=_("I explained what is written, who reads it, and when others must be told"), required=False
    )
    given_by = forms.ModelChoiceField(
        label=_("Who answered (leave empty: the child)"), queryset=PersonAround.objects.none(), required=False
    )
    child_agrees = CodeField(
        label=_("Does the child agree?"), codes=codes("yes_no_unknown", unknown=False), widget=CodeRadios
    )
    decision = CodeField(label=_("The answer"), codes=codes("consent_answers", unknown=False), widget=CodeRadios)
    form = CodeField(label=_("How"), codes=codes("consent_forms", unknown=False), widget=CodeRadios, initial="oral")
    withheld = text(_("What must not be shared, and with whom"), rows=2, longest=1000)
    reasons = text(_("Reasons, when acting without consent"), hint=_("Another person approves before it counts."))
    child_told = forms.BooleanField(label=_("The child was told"), required=False)
    ask_again_on = DayField(label=_("Ask again on"), required=False)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_file(self, "given_by", file)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("basis") and found["basis"] not in CONSENTING and not str(found.get("reasons", "")).strip():
            self.add_error("reasons", _("Acting without consent needs reasons in words."))
        return found


class ConcernForm(VersionedForm):
    """One situation with several labels."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    concerns = CodesField(label=_("What is the concern?"), codes=codes("concerns", unknown=False), required=False)
    offences = CodesField(
        label=_("Labels of the Protocol and related ones"), codes=codes("offences", unknown=False), required=False
    )
    acts = CodesField(label=_("Acts"), codes=codes("acts", unknown=False), required=False)
    purposes = CodesField(label=_("Purpose"), codes=codes("purposes", unknown=False), required=False)
    considerations = CodesField(
        label=_("What was given or promised"), codes=codes("considerations", unknown=False), required=False
    )
    consideration_recipient = CodeField(label=_("Who received it"), codes=codes("consideration_recipient"), required=False)
    media = CodesField(label=_("Through which medium"), codes=codes("media", unknown=False), required=False)  # type: ignore[assignment]
    contexts = CodesField(label=_("Context"), codes=codes("contexts", unknown=False), required=False)
    verification = CodeField(label=_("How sure is it?"), codes=codes("verification", unknown=False), widget=CodeRadios)
    happened = PartialDateField(label=_("When, as far as it is known"), required=False)
    place = line(_("Where"), longest=300)
    person_of_concern = line(
        _("Person of concern: role and authority"),
        longest=500,
        hint=_("It is enough to know the role; a name is not needed."),
    )
    person_relation = CodeField(label=_("Relation to the child"), codes=codes("perpetrator_relations"))
    description = text(_("What is known, in plain words"), rows=5, longest=5000)
    material_reference = line(
        _("Reference of material"),
        longest=300,
        hint=_("Only where it is and its reference. Never copy, open or attach it; hand it to the competent authority."),
    )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = dict(self.cleaned_data)
        found.pop("base_version", None)
        return found


class SearchForm(Form):
    """Finding a child."""

    words = line(_("Name, nickname or number of a document"), needed=True, hint=_("Any spelling, any script."))


class BreakGlassForm(Form):
    """Emergency access."""

    number = line(_("File number"), longest=20, needed=True, hint=_("Eight characters, such as 7K2M-QX94."))
    reason = text(_("Why can it not wait?"), needed=True, longest=1000)
    hours = WholeNumberField(label=_("For how many hours"), initial=4)


class AccessReviewForm(Form):
    """Was the emergency access justified?"""

    justified = forms.ChoiceField(
        label=_("Was it justified?"),
        choices=[("yes", _("Yes")), ("no", _("No; the data protection officer looks at it"))],
        widget=forms.RadioSelect,
    )


class AssignForm(Form):
    """Who is responsible."""

    worker = forms.ModelChoiceField(label=_("Responsible worker"), queryset=User.objects.none())
    reason = text(_("Reason, when the worker already has many files"), rows=2, longest=500)

    def __init__(
        self, *args: Any, workers: list[User], untrained: Collection[uuid.UUID] = (), skill: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["worker"]
        field.queryset = User.objects.filter(pk__in=[worker.pk for worker in workers]).order_by("full_name")
        field.label_from_instance = lambda user: (
            gettext("%(name)s (no valid training: %(skill)s)") % {"name": user.full_name, "skill": skill}
            if user.pk in untrained
            else user.full_name
        )


def of_file(form: forms.Form, name: str, file: CaseFile) -> None:
    """Offer the persons of this file; those marked unsafe say so."""
    field = form.fields[name]
    field.queryset = PersonAround.objects.filter(file=file)  # type: ignore[attr-defined]
    field.label_from_instance = lambda person: (  # type: ignore[attr-defined]
        f"{person.name} · {person.relation}" + (f" ({_('unsafe')})" if person.unsafe else "")
    )
