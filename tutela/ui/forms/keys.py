"""Fields that name rows by their codes, and amounts."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .digits import ascii_digits

_SPLIT = re.compile(r"[\s;,]+")


def split_codes(text: str) -> list[str]:
    """Codes with spaces, commas or ; between."""
    return [part for part in _SPLIT.split(text) if part]


class KeysField(forms.CharField):
    """Several codes, with spaces, commas or ; between."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 5_000} | options)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return split_codes(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class RowField(forms.CharField):
    """A row of another register, named by its code."""

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.model = model
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        found = self.model._default_manager.filter(pk=value).first() if value and not isinstance(value, str) else None
        return found.code if found else value  # type: ignore[attr-defined]

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        found = self.model._default_manager.filter(code=code).first()
        if found is None:
            raise ValidationError(_("There is no row with the code %(code)s.") % {"code": code})
        return found


class RowChoiceField(forms.ModelChoiceField):
    """A row of another table, chosen from all of them by its code."""

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        super().__init__(model._default_manager.all(), to_field_name="code", **options)

    def prepare_value(self, value: Any) -> Any:
        if value and not isinstance(value, str):
            value = self.queryset.filter(pk=getattr(value, "pk", value)).first()  # type: ignore[union-attr]
        return super().prepare_value(value)


class RowsField(KeysField):
    """Several rows of another register, named by their codes."""

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.model = model
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(str(getattr(row, "code", row)) for row in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        codes = super().clean(value)
        found = {row.code: row for row in self.model._default_manager.filter(code__in=codes)}  # type: ignore[attr-defined]
        if missing := [code for code in codes if code not in found]:
            raise ValidationError(_("There is no row with the code %(code)s.") % {"code": ", ".join(missing[:5])})
        return [found[code] for code in codes]


class AmountField(forms.DecimalField):
    """A number with decimals, typed in any script's digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "width-10"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)
