"""Filters of the file list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import Form

from ..states import FileState


class FileFilter(Form):
    """State, level of risk, and only mine."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All open")), *FileState.choices])
    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        choices=[
            ("", _("Any")),
            ("high", _("High")),
            ("medium", _("Medium")),
            ("low", _("Low")),
            ("UNK", _("Not assessed")),
        ],
    )
    mine = forms.BooleanField(label=_("Only files I am responsible for"), required=False)
