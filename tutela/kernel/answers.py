"""What every action says of an answer that cannot be taken: which field, what is wrong, what would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import InvalidInput

UNKNOWN = _("This is not one of the known answers. Choose one from the list.")
NEEDED = _("This is needed. Write what is known, even if it is little.")
SENTENCE = 10
"""Fewer characters than that are no sentence."""


def empty(values: Mapping[str, Any], *names: str, said: Any = NEEDED) -> dict[str, Any]:
    """What is wrong with the named values in which nothing is written: ``said``, by name."""
    return {name: said for name in names if not str(values.get(name) or "").strip()}


def short(values: Mapping[str, Any], *names: str, said: Any) -> dict[str, Any]:
    """What is wrong with the named values that hold no sentence: ``said``, by name."""
    return {name: said for name in names if len(str(values.get(name) or "").strip()) < SENTENCE}


def stop(problems: Mapping[str, Any]) -> None:
    """Go on only without problems.

    Raises:
        InvalidInput: there are some.
    """
    if problems:
        raise InvalidInput(dict(problems))
