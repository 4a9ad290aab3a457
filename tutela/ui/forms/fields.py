"""Fields: any script's digits, code lists, part-known dates, days and moments."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tutela.kernel import clock

from .digits import ascii_digits
from .widgets import CodeCheckboxes, CodeRadios, CodeSelect, Option, PartialDateWidget

SHORT_LIST = 7


class Code(Protocol):
    """An entry of a code list: ``code`` and ``label``; ``hint`` and ``exclusive`` where it has them."""

    @property
    def code(self) -> str:
        """The stored code."""

    @property
    def label(self) -> Any:
        """What people read."""


def code_choices(codes: Iterable[Code]) -> list[tuple[str, Option]]:
    """Choices for a code field from entries with ``code``, ``label`` and, where they have them, ``hint``, ``exclusive``."""
    return [
        (entry.code, Option(entry.label, getattr(entry, "hint", "") or "", bool(getattr(entry, "exclusive", False))))
        for entry in codes
    ]


class DigitsField(forms.CharField):
    """A text of digits and signs (a telephone number, a register number) typed in any script, kept in 0-9."""

    def to_python(self, value: Any) -> str:
        return ascii_digits(super().to_python(value) or "")


class WholeNumberField(forms.IntegerField):
    """A whole number typed in any script's digits. No spin buttons: they change numbers by accident."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "width-5"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A whole, known day (an appointment, a visit), picked from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class MomentField(forms.DateTimeField):
    """A day and time in the person's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "width-20"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> dt.datetime | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class CodeField(forms.ChoiceField):
    """One code from a list. Up to seven entries are shown as radios with hints, more in a drop-down.

    Args:
        codes: entries with ``code``, ``label`` (and ``hint``), or a function that returns them, asked at each use.
    """

    def __init__(self, *, codes: Iterable[Code] | Callable[[], Iterable[Code]], **options: Any) -> None:
        choices, many = _choices(codes)
        if "widget" not in options:
            options["widget"] = CodeSelect if many else CodeRadios
        select = options["widget"] is CodeSelect or isinstance(options["widget"], CodeSelect)
        super().__init__(choices=_with_blank(choices) if select else choices, **options)


class CodesField(forms.MultipleChoiceField):
    """Several codes from a list, as checkboxes with hints. An exclusive entry ("not known") stands alone."""

    default_error_messages = {
        "exclusive": _("“%(label)s” cannot be chosen together with others. Keep it alone, or take it away.")
    }

    def __init__(self, *, codes: Iterable[Code] | Callable[[], Iterable[Code]], **options: Any) -> None:
        options.setdefault("widget", CodeCheckboxes)
        super().__init__(choices=_choices(codes)[0], **options)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) < 2:
            return
        known: Any = self.choices
        for code, option in known:
            if code in value and getattr(option, "exclusive", False):
                raise ValidationError(self.error_messages["exclusive"], "exclusive", {"label": str(option)})


def _choices(codes: Any) -> tuple[Any, bool]:
    if callable(codes):
        return (lambda: code_choices(codes())), True
    ready = code_choices(codes)
    return ready, len(ready) > SHORT_LIST


def _with_blank(choices: Any) -> Any:
    blank = ("", _("Choose"))
    return (lambda: [blank, *choices()]) if callable(choices) else [blank, *choices]


class PartialDateField(forms.MultiValueField):
    """A date of which any part may be unknown. Cleans to EDTF text (ISO 8601-2), ``""`` when nothing is known.

    ``2014-05-12`` whole, ``2014-05``, ``2014``, ``XXXX-05-12`` (year unknown), ``2014-XX-12`` (month unknown).
    """

    widget = PartialDateWidget
    default_error_messages = {
        "required": _("Write what is known of the date, even only the year."),
        "number": _("Write the day, month and year in numbers, for example 27 3 2014."),
        "month": _("A month is a number from 1 to 12."),
        "day": _("This month does not have that day."),
        "year": _("Write the year with four digits, for example 2014."),
        "future": _("This date is in the future."),
    }

    def __init__(self, *, future: bool = False, **options: Any) -> None:
        self.future = future
        parts = tuple(forms.CharField(required=False, max_length=12) for _part in range(3))
        options.setdefault("require_all_fields", False)
        super().__init__(parts, **options)

    def clean(self, value: Any) -> str:
        """The date as EDTF text.

        Raises:
            ValidationError: a part is no number, the day does not exist, or the date lies in the future.
        """
        texts = [ascii_digits(str(part or "")).strip() for part in value or ("", "", "")]
        if not any(texts):
            if self.required:
                raise ValidationError(self.error_messages["required"], "required")
            return ""
        if any(text and not text.isdecimal() for text in texts):
            raise self._wrong("number")
        day, month, year = (int(text) if text else None for text in texts)
        self._check_parts(day, month, year)
        if not self.future:
            self._check_past(day, month, year)
        return _edtf(day, month, year)

    def has_changed(self, initial: Any, data: Any) -> bool:
        parts = list(initial) if isinstance(initial, (list, tuple)) else PartialDateWidget().decompress(initial)
        return parts != [str(part or "").lstrip("0") for part in data or ("", "", "")]

    def _check_parts(self, day: int | None, month: int | None, year: int | None) -> None:
        if month is not None and not 1 <= month <= 12:
            raise self._wrong("month")
        if year is not None and not 1000 <= year <= 9999:
            raise self._wrong("year")
        longest = calendar.monthrange(year or 2000, month)[1] if month else 31
        if day is not None and not 1 <= day <= longest:
            raise self._wrong("day")

    def _check_past(self, day: int | None, month: int | None, year: int | None) -> None:
        earliest = dt.date(year, month or 1, day or 1) if year else None
        if earliest and earliest > clock.today() + dt.timedelta(days=1):
            raise self._wrong("future")

    def _wrong(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code)


def _edtf(day: int | None, month: int | None, year: int | None) -> str:
    parts = [f"{year:04d}" if year else "XXXX"]
    if month or day:
        parts.append(f"{month:02d}" if month else "XX")
    if day:
        parts.append(f"{day:02d}")
    return "-".join(parts)
