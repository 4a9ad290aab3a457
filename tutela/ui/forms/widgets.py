"""Inputs: code lists with hints, and a date of which only a part may be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Option:
    """One entry of a code list as shown: its label, an explaining hint, and whether it excludes every other."""

    label: Any
    hint: Any = ""
    exclusive: bool = False

    def __str__(self) -> str:
        return str(self.label)


class CodeSelect(forms.Select):
    """One code from a long list, in a drop-down."""


class CodeRadios(forms.RadioSelect):
    """One code from a short list, each with its hint, all to be seen at once."""

    template_name = "ui/forms/choices.html"


class CodeCheckboxes(forms.CheckboxSelectMultiple):
    """Several codes from a list, each with its hint."""

    template_name = "ui/forms/choices.html"


class PartialDateWidget(forms.MultiWidget):
    """Day, month and year as three short texts; any may stay empty. Its value is EDTF text."""

    template_name = "ui/forms/partial_date.html"
    labels = (_("Day"), _("Month"), _("Year"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput(attrs={"class": "width-2"}),
            "month": forms.TextInput(attrs={"class": "width-2"}),
            "year": forms.TextInput(attrs={"class": "width-4"}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: str | None) -> list[str]:
        """The three texts of an EDTF date, empty where unknown."""
        if not value:
            return ["", "", ""]
        year, month, day = (f"{value}-XX-XX".split("-"))[:3]
        return ["" if "X" in part else part.lstrip("0") or part for part in (day, month, year)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
            part["attrs"] |= {
                "class": f"form-control {part['attrs'].get('class', '')}".strip(),
                "inputmode": "numeric",
                "autocomplete": "off",
            }
        return context
