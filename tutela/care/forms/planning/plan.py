"""The plan: its frame, a track, an action, what came of it (R54, R59)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.cases.api import CaseFile
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodeRadios, CodeSelect, DayField, Form, said_each, shown_each, text
from tutela.vocabulary import api as vocabulary
from tutela.vocabulary.api import codes

from ...models import Plan
from .assessment import PrinciplesForm


class PlanForm(PrinciplesForm):
    """What the plan is for, the same in words for the child, and when it is looked at again."""

    summary = text(_("What this plan is to reach"), rows=4, longest=4000)
    child_summary = text(
        _("The same, told to the child"),
        rows=4,
        hint=_("Short sentences, no office words. It stands on the page the child gets."),
    )
    review_on = DayField(label=_("Look at the plan again on"), required=False)
    field_order = ("base_version", "summary", "child_summary", "view", "review_on")

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {
                "base_version": plan.version,
                "summary": plan.summary,
                "child_summary": plan.child_summary,
                "review_on": plan.review_on,
                "view": plan.view_id,
                **shown_each(plan.principles, "principle"),
            }
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("summary", "child_summary", "review_on", "view")
        return {name: self.cleaned_data[name] for name in names} | {"principles": said_each(self.cleaned_data, "principle")}


class TrackForm(Form):
    """Planned, or not needed and why."""

    decision = CodeField(label=_("This track is"), codes=codes("track_decisions", unknown=False), widget=CodeRadios)
    reason = text(
        _("Why it is not needed"), rows=2, longest=1000, hint=_("“No service here” is no reason: plan it as missing.")
    )


class ActionForm(Form):
    """A goal, a service, a person, a day; and why, when the service is missing."""

    service = forms.ChoiceField(label=_("Service"), widget=CodeSelect)
    goal = text(_("What should change for the child"), rows=2, longest=1000, needed=True)
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=User.objects.none())
    due_on = DayField(label=_("By which day"), initial=today)
    available = forms.ChoiceField(
        label=_("Can the child get this service?"),
        choices=[("yes", _("Yes")), ("no", _("No, it is missing"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    unmet_reason = CodeField(
        label=_("If it is missing: why"), codes=codes("unmet_need_reasons", unknown=False), required=False
    )
    refusal_stated = CodeField(
        label=_("If it was refused: on which ground, as it was said"),
        codes=codes("refusal_grounds", unknown=False),
        required=False,
    )
    refusal_suspected = CodeField(
        label=_("And which ground do you see behind it?"), codes=codes("refusal_grounds", unknown=False), required=False
    )

    def __init__(self, *args: Any, file: CaseFile, track: str, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.choices = [("", _("Choose")), *vocabulary.choices("services", parent=track, with_unknown=False)]
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(pk__in=[user.pk for user in people]).order_by("full_name")
        owner.initial = file.worker_id

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("available") == "no" and not found.get("unmet_reason") and "unmet_reason" not in self.errors:
            self.add_error("unmet_reason", _("Say why the service is missing; it counts in the planning of services."))
        if found.get("available") == "yes":
            found |= dict.fromkeys(("unmet_reason", "refusal_stated", "refusal_suspected"), "")
        return found

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = {name: self.cleaned_data[name] for name in ("service", "goal", "due_on", "unmet_reason")}
        found |= {name: self.cleaned_data[name] or "" for name in ("refusal_stated", "refusal_suspected")}
        return found | {"owner_id": self.cleaned_data["owner"].pk}


class ActionDoneForm(Form):
    """What came of an action."""

    done = forms.ChoiceField(
        label=_("Was it done?"), choices=[("yes", _("Yes")), ("no", _("No, it will not be done"))], widget=forms.RadioSelect
    )
    result = text(_("What came of it for the child"), needed=True)
