"""Fields for what people tell in their own words, and answers for fields of codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..api import LONGEST

_KEPT = "\n\t"


def without_controls(text: str) -> str:
    """The text without the control characters that no database takes and no person types."""
    return "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in ("Cc", "Cs"))


class WordsField(forms.CharField):
    """Free text: control characters are taken out without a word, everything people type stays; no hidden cutting."""

    def __init__(self, *, longest: int = LONGEST, **options: Any) -> None:
        self.longest = longest
        super().__init__(**options)
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return without_controls(text).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise ValidationError(
                _("This is longer than we can take in one piece: %(count)d signs of %(longest)d. Shorten it, or send it in two "
                  "parts. Nothing you wrote is lost."),
                "too_long",
                {"count": len(value), "longest": self.longest},
            )  # fmt: skip


class Entry(NamedTuple):
    """An answer of a code field."""

    code: str
    label: Any
    hint: Any = ""
    exclusive: bool = False


def entries(choices: Iterable[tuple[str, Any]], **hints: Any) -> list[Entry]:
    """Answers from an enum's choices."""
    return [Entry(code, label, hints.get(code, "")) for code, label in choices]
