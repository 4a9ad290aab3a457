"""Forms of bodies and their undertakings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import DayField, Form


class BodyFilter(Form):
    """The list's filter."""

    words = forms.CharField(label=_("Name of the organisation"), required=False, max_length=100)


class SignatureForm(Form):
    """Who signed for the body, in which position, on which day."""

    signatory = forms.CharField(label=_("Who signed"), max_length=150, help_text=_("Whoever may bind the organisation."))
    position = forms.CharField(label=_("Position in the organisation"), max_length=150)
    signed_on = DayField(label=_("Signed on"), help_text=_("It runs three years from this day."))
    edition = forms.CharField(widget=forms.HiddenInput, max_length=20)
