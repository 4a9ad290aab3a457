"""Forms of the rights that were violated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile
from tutela.ui.forms import CodeField, CodeRadios, Form, VersionedForm, text
from tutela.vocabulary.api import codes


class _Restored(forms.Form):
    state = CodeField(
        label=_("How far is it restored?"), codes=codes("restitution_states", unknown=False), widget=CodeRadios
    )
    plan_action = forms.ModelChoiceField(
        label=_("The action of the plan that restores it"), queryset=PlanAction.objects.none(), required=False
    )
    action = text(_("What else restores it, or why it cannot be restored"), longest=1000)
    child_sees = CodeField(
        label=_("Does the child consider it restored?"), codes=codes("restitution_views"), widget=CodeRadios
    )
    child_words = text(_("What the child says about it"))


class _ForFile(forms.Form):
    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = PlanAction.objects.filter(file=file).exclude(state="dropped").order_by("-plan__created_at", "due_on")
        field = self.fields["plan_action"]
        field.queryset = planned  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.goal  # type: ignore[attr-defined]


class NameRightForm(_ForFile, Form, _Restored):
    """A right that was violated."""

    right = CodeField(label=_("Which right?"), codes=codes("rights", unknown=False))
    state = CodeField(
        label=_("How far is it restored?"),
        codes=codes("restitution_states", unknown=False),
        widget=CodeRadios,
        initial="violated",
    )
    child_sees = CodeField(
        label=_("Does the child consider it restored?"),
        codes=codes("restitution_views"),
        widget=CodeRadios,
        initial="NAS",
    )
    field_order = ("right",)


class FollowRightForm(_ForFile, VersionedForm, _Restored):
    """Where it stands now."""

    in_error = forms.BooleanField(label=_("Entered in error: this right was not violated"), required=False)
