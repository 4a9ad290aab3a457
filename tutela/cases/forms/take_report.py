"""What the officer says of the child a report is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodeRadios, Form, WholeNumberField, line
from tutela.vocabulary.api import codes

from ..actions.take_report import Told


class TakeReportForm(Form):
    """Everything may stay empty: a worry is enough (R20)."""

    given_names = line(_("Given names, if known"))
    family_names = line(_("Family names, if known"))
    sex = CodeField(label=_("Sex"), codes=codes("sexes"), widget=CodeRadios)
    age_low = WholeNumberField(label=_("Youngest age that seems possible"), required=False)
    age_high = WholeNumberField(label=_("Oldest age that seems possible"), required=False)
    file_type = CodeField(label=_("Kind of file"), codes=codes("file_types", unknown=False), widget=CodeRadios)
    compared = forms.BooleanField(
        label=_("The supervisor was asked about the possible match, and it is another child"), required=False
    )

    def told(self) -> Told:
        """What the action takes."""
        data: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "compared"}
        return Told(**data)

    def full_name(self) -> str:
        """The name to compare with the files."""
        return f"{self.cleaned_data.get('given_names', '')} {self.cleaned_data.get('family_names', '')}".strip()
