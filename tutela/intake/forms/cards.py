"""Printing a sheet of cards, and noting who handed them out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodeRadios, CodeSelect, DayField, Form, WholeNumberField

from ..api import places_for_cards
from ..enums import SafePerson
from .fields import entries

_HALF_A_YEAR = dt.timedelta(days=180)


class SheetForm(Form):
    """For which place, in which language, until when."""

    place: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("For the children of"), queryset=None, to_field_name="code"
    )
    in_language = CodeField(label=_("Language of the cards"), codes=lambda: entries(settings.LANGUAGES), widget=CodeSelect)
    expires_on = DayField(label=_("The cards work until"), help_text=_("At most a year ahead."))
    address = forms.CharField(
        label=_("Address of the public site"),
        help_text=_("As a child types it on any telephone. Shorter is better."),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *arguments: Any, actor: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["place"].queryset = places_for_cards(actor)  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = today() + _HALF_A_YEAR
        self.fields["address"].initial = settings.TUTELA_PUBLIC_ADDRESS


class HandOutForm(Form):
    """How many cards reached children, and through whom."""

    number = WholeNumberField(label=_("How many cards were handed out"), min_value=1, max_value=1000)
    through = CodeField(
        label=_("Through whom"),
        help_text=_("What the person is. Write nobody’s name anywhere."),
        codes=entries(SafePerson.choices),
        widget=CodeRadios,
    )
