"""Forms of referral, of the service's answer, of contact, review and closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, ChildView, Consent, unsafe_people
from tutela.directory.api import Office, ServicePoint
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodeRadios, DayField, Form, ask_each, said_each, text
from tutela.vocabulary import api as vocabulary
from tutela.vocabulary.api import codes

from ..enums.planning import Track
from ..models import PlanAction
from ..policies.closure import CRITERIA
from ..policies.referral import SHARING
from .planning.assessment import view_words


class ReferralForm(Form):
    """Which service, for what, on which consent."""

    service_point = forms.ModelChoiceField(label=_("Service"), queryset=ServicePoint.objects.none())
    track = forms.ChoiceField(label=_("Track"), choices=Track.choices)
    service = CodeField(label=_("What is asked for"), codes=codes("services", unknown=False))
    consent = forms.ModelChoiceField(
        label=_("On which consent"),
        queryset=Consent.objects.none(),
        required=False,
        help_text=_("Without one the referral stays a draft."),
    )
    action = forms.ModelChoiceField(label=_("Planned action"), queryset=PlanAction.objects.none(), required=False)
    message = text(_("What the service needs to know, and no more"), longest=2000)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = unsafe_people(file).exclude(office=None).values("office")  # R39
        points = ServicePoint.objects.filter(suspended_on=None).exclude(office__in=barred).select_related("office")
        self._offer("service_point", points, lambda point: f"{point.name} · {point.office.name}")
        asked = Consent.objects.filter(file=file, purpose__in=SHARING, withdrawn_at=None, decision="given")
        self._offer("consent", asked, _consent_words)
        planned = PlanAction.objects.filter(file=file, state="planned")
        self._offer("action", planned, lambda action: f"{vocabulary.label('services', action.service)}: {action.goal}")

    def _offer(self, name: str, rows: Any, words: Any) -> None:
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = words  # type: ignore[attr-defined]


def _consent_words(consent: Consent) -> str:
    basis = vocabulary.label("legal_basis_of_sharing", consent.basis)
    return f"{basis} · {consent.recipient or consent.created_at.date().isoformat()}"


class AnswerForm(Form):
    """The service's next step."""

    target = forms.ChoiceField(label=_("What happens"), choices=[], widget=forms.RadioSelect)
    reason = CodeField(label=_("If declined: why"), codes=codes("unmet_need_reasons", unknown=False), required=False)
    ground = CodeField(
        label=_("If you refuse this child: on which ground"), codes=codes("refusal_grounds", unknown=False), required=False
    )
    note = text(_("Note to the caseworker"), longest=2000)
    result = text(_("If completed or not: what was done and what came of it"), longest=2000)

    def __init__(self, *args: Any, steps: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = steps  # type: ignore[attr-defined]


class FollowUpForm(Form):
    """One contact, and when the next one is."""

    kind = CodeField(label=_("How"), codes=codes("contact_kinds", unknown=False), widget=CodeRadios)
    happened_on = DayField(label=_("When"), initial=today)
    seen_alone = CodeField(
        label=_("Was the child seen alone?"), codes=codes("yes_no_unknown", unknown=False), widget=CodeRadios
    )
    child_safe = CodeField(
        label=_("Is the child safe now?"), codes=codes("yes_no_unknown", unknown=False), widget=CodeRadios
    )
    narrative = text(_("What you saw and heard"), rows=5, longest=5000)
    new_risk = forms.BooleanField(label=_("There is a new risk"), required=False)
    next_contact_on = DayField(label=_("Next contact"), initial=lambda: today() + dt.timedelta(days=7))


class LastContactForm(FollowUpForm):
    """The contact after closing: there is no next one; a new worry reopens the file."""

    new_risk = None  # type: ignore[assignment]
    next_contact_on = None  # type: ignore[assignment]


class ReviewForm(Form):
    """A look at the whole file."""

    held_on = DayField(label=_("When"), initial=today)
    response_outcome = CodeField(
        label=_("Is the child safe?"), codes=codes("response_outcomes", unknown=False), widget=CodeRadios
    )
    plan_still_right = forms.BooleanField(label=_("The plan is still right"), required=False, initial=True)
    notes = text(_("What has changed, and why"), rows=4, longest=4000)
    view = forms.ModelChoiceField(label=_("What the child said about it"), queryset=ChildView.objects.none(), required=False)
    next_review_on = DayField(label=_("Next review"), initial=lambda: today() + dt.timedelta(days=90))

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_views(self, file)
        changes = [("", _("Not looked at")), *vocabulary.choices("outcome_changes", with_unknown=False)]
        for area, name in vocabulary.choices("outcome_areas", with_unknown=False):
            self.fields[f"outcome_{area}"] = forms.ChoiceField(label=name, choices=changes, required=False)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = {name: value for name, value in self.cleaned_data.items() if not name.startswith("outcome_")}
        areas = {
            name.removeprefix("outcome_"): said for name, said in self.cleaned_data.items() if name.startswith("outcome_")
        }
        return found | {"outcomes": {area: change for area, change in areas.items() if change}}


class ClosureForm(Form):
    """Asking to close."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = CodeField(label=_("Why is the file closed?"), codes=codes("closure_reasons", unknown=False), widget=CodeRadios)
    view = forms.ModelChoiceField(
        label=_("What the child said about closing"), queryset=ChildView.objects.none(), required=False
    )
    continuing_support = text(_("Support that goes on, and where the child can turn"))
    post_closure_on = DayField(label=_("Look again on"), required=False, initial=lambda: today() + dt.timedelta(days=60))
    explanation = text(_("Anything the supervisor should know"), longest=4000)
    attempts = text(
        _("If contact was lost: each attempt to find the child"),
        rows=3,
        hint=_("One on a line, with its day. Three are needed."),
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_views(self, file)
        for name, words in CRITERIA.items():
            self.fields[f"criterion_{name}"] = forms.ChoiceField(
                label=words, choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
            )
        ask_each(self, "principle", vocabulary.choices("principles", with_unknown=False))

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        plain = "reason view continuing_support post_closure_on explanation".split()
        return {name: data.get(name) for name in plain} | {
            "criteria": {name: data[f"criterion_{name}"] == "yes" for name in CRITERIA},
            "attempts": [row.strip() for row in data["attempts"].splitlines() if row.strip()],
            "principles": said_each(data, "principle"),
        }


def offer_views(form: forms.Form, file: CaseFile) -> None:
    """Offer the views the child has given in this file, newest first."""
    field: Any = form.fields["view"]
    field.queryset = ChildView.objects.filter(file=file).order_by("-heard_on", "-created_at")
    field.label_from_instance = view_words


class ReopenForm(Form):
    """Opening a closed file again."""

    reason = text(_("What has happened?"), needed=True)


class UnsafeForm(Form):
    """Marking somebody unsafe, or safe again."""

    reason = text(_("Why?"), needed=True, longest=1000, hint=_("No consent, message or visit; their office gets nothing."))
    office = forms.ModelChoiceField(Office.objects.filter(closed_on=None), required=False, label=_("Office where they work"))
