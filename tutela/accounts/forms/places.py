"""Choosing an office or a territory in one field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office, Territory

DEEPEST = 3
"""Territories below this level are reached through their offices."""


class PlaceField(forms.ChoiceField):
    """One of the territories (down to the third level) or offices; cleans to the object itself."""

    def __init__(self, *, offices_only: bool = False, **options: Any) -> None:
        self.offices_only = offices_only
        super().__init__(choices=self._offered, **options)

    def clean(self, value: Any) -> Office | Territory:
        kind, _colon, key = str(super().clean(value)).partition(":")
        model = Office if kind == "office" else Territory
        return model.objects.get(pk=key)

    def _offered(self) -> list[tuple[Any, Any]]:
        offices = Office.objects.filter(closed_on=None).select_related("territory").order_by("territory__path", "name")
        office_choices = [(f"office:{office.pk}", f"{office.name} ({office.territory})") for office in offices]
        if self.offices_only:
            return [("", ""), *office_choices]
        territories = Territory.objects.filter(level__lte=DEEPEST).order_by("path")
        return [
            ("", ""),
            (_("Whole territories"), [(f"territory:{place.pk}", _indented(place)) for place in territories]),
            (_("Single offices"), office_choices),
        ]


def _indented(place: Territory) -> str:
    return f"{'– ' * (place.level - 1)}{place}"
