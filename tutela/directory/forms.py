"""The filter of the service directory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, Form
from tutela.vocabulary import api as vocabulary

from .models import Territory


class ServiceFilter(Form):
    """Need, territory, words."""

    service = CodeField(label=_("Need"), codes=lambda: vocabulary.options("services", with_unknown=False), required=False)
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.filter(level__lte=3), required=False, to_field_name="code"
    )
    words = forms.CharField(label=_("Name"), required=False, max_length=100)
