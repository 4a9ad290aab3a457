"""The forms of the map of channels."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodeSelect, Form, WholeNumberField
from tutela.vocabulary import api as vocabulary

from ..models import Territory


def _territory() -> forms.ModelChoiceField:
    places = Territory.objects.filter(level__lte=3)
    return forms.ModelChoiceField(label=_("Territory"), queryset=places, to_field_name="code")


def _line(label: object) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200)  # type: ignore[arg-type]


class ChannelForm(Form):
    """A way to report in a territory."""

    territory = _territory()
    channel = CodeField(
        label=_("Channel"), codes=lambda: vocabulary.options("report_channels", with_unknown=False), widget=CodeSelect
    )
    contact = _line(_("Number or address"))
    hours = _line(_("Hours"))
    day_and_night = forms.BooleanField(label=_("Day and night"), required=False)
    cost = _line(_("Cost"))
    accessibility = _line(_("Accessibility"))


class PopulationForm(Form):
    """How many under 18 live in a territory."""

    territory = _territory()
    children = WholeNumberField(label=_("People under 18 who live there"), min_value=0, max_value=500_000_000)
    year = WholeNumberField(label=_("Of which year"), min_value=1950, max_value=2200)
    source = forms.CharField(label=_("Who counted"), max_length=200)
