"""Deciding about overlaps, handing over."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office
from tutela.ui.forms import Form

from .enums import OverlapVerdict


class OverlapForm(Form):
    """Merge or keep, and why."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=OverlapVerdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=5_000, widget=forms.Textarea)


class HandOverForm(Form):
    """Who has the activity from now on."""

    office = forms.ModelChoiceField(label=_("Responsible office"), queryset=Office.objects.all(), to_field_name="code")
    person = forms.CharField(label=_("Responsible function"), max_length=120)
    reason = forms.CharField(label=_("Why"), max_length=300)
