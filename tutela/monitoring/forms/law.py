"""Questions asked of the screen: a day, two sides, a finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import DayField, Form, KeysField, RowsField

from ..enums import Level, Severity
from ..models import Provision, WatchedState


class CompareForm(Form):
    """Two sides: the same State on two days, or two States on one."""

    state = forms.ModelChoiceField(label=_("Country"), queryset=WatchedState.objects.all(), to_field_name="code")
    on = DayField(label=_("On"))
    other = forms.ModelChoiceField(
        label=_("Beside"), queryset=WatchedState.objects.all(), to_field_name="code", required=False
    )
    before = DayField(label=_("On the day"), required=False)


class FindingForm(Form):
    """A finding on one question."""

    level = forms.ChoiceField(
        label=_("Finding"), choices=[one for one in Level.choices if one[0] != Level.NOT_ASSESSED], widget=forms.RadioSelect
    )
    provisions = RowsField(Provision, label=_("Provisions"), help_text=_("Their codes, such as PC-187."), required=False)
    evidence = forms.CharField(label=_("Evidence and reasons"), max_length=10_000, widget=forms.Textarea)
    severity = forms.ChoiceField(
        label=_("Severity of the gap"), choices=[("", _("No gap")), *Severity.choices], required=False
    )
    amendment = forms.CharField(label=_("Proposed amendment"), max_length=10_000, widget=forms.Textarea, required=False)
    reform_on = DayField(label=_("Reform planned by"), required=False)
    activities = KeysField(label=_("Activities"), help_text=_("Codes of activities that close the gap."), required=False)
    recommendations = KeysField(label=_("Recommendations"), help_text=_("Their keys."), required=False)
    assessed_on = DayField(label=_("Day of the finding"))

    def values(self) -> dict[str, Any]:
        """What :func:`assess_question` takes as ``values``."""
        names = ("evidence", "severity", "amendment", "reform_on", "activities", "recommendations")
        return {name: self.cleaned_data[name] for name in names}
