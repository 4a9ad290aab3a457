"""The bodies that programs send: what a schema does not know is refused by its name, not dropped without a word."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, field_validator

_KEPT = "\n\r\t"


class Body(Schema):
    """Base of every request body. Unknown names are refused; so are control characters, which no text of a person holds."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if any(_is_odd(text) for text in _texts(value)):
            raise ValueError(_("Take out the control characters; a text is letters, digits, signs, spaces and line ends."))
        return value


def _texts(value: Any) -> list[str]:
    """Every text inside a value, keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []


def _is_odd(text: str) -> bool:
    return any(sign not in _KEPT and unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
