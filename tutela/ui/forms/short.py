"""The fields that nearly every form has, said in one line each; and the version a writer saw."""

from __future__ import annotations

from typing import Any

from django import forms

from .mixins import Form


def text(label: Any, *, rows: int = 3, longest: int = 2000, needed: bool = False, hint: Any = "") -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label, required=needed, max_length=longest, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def line(label: Any, *, longest: int = 200, needed: bool = False, hint: Any = "") -> forms.CharField:
    """A field for a few words."""
    return forms.CharField(label=label, required=needed, max_length=longest, help_text=hint)


class VersionedForm(Form):
    """Carries the version the writer saw, so that nobody's work is lost."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)
