"""The bodies that programs send: what a schema does not know is refused by its name, not dropped without a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, field_validator

from .answers import stop

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


def with_rows(body: Body, models: Mapping[str, type[Model]]) -> dict[str, Any]:
    """What was sent of ``body``; where ``models`` names a field, the row with that id in place of the id.

    Raises:
        InvalidInput: an id names no row that the actor sees.
    """
    values = body.dict(exclude_unset=True)
    wrong = {}
    for name, model in models.items():
        if values.get(name) is not None:
            values[name] = model._default_manager.filter(pk=values[name]).first()
            if values[name] is None:
                wrong[name] = "This names nothing here."
    stop(wrong)
    return values


def _texts(value: Any) -> list[str]:
    """Every text inside a value, keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []


def _is_odd(text: str) -> bool:
    return any(sign not in _KEPT and unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
