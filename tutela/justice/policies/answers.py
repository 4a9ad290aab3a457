"""What is wrong with answers, by field, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

Known = str | type[TextChoices]
"""A code list of the vocabulary, or words of ours."""


@dataclass(frozen=True)
class Answers:
    """Which answers there are: one code, several codes, days and moments that lie behind us, what must be there, the rest."""

    codes: Mapping[str, Known] = field(default_factory=dict)
    many: Mapping[str, Known] = field(default_factory=dict)
    past: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name."""
        return tuple(dict.fromkeys((*self.codes, *self.many, *self.past, *self.needed, *self.also)))

    def problems(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is wrong, by field."""
        found: dict[str, Any] = {
            name: _("There is no such answer in this form.") for name in values if name not in self.names
        }
        for name, known in self.codes.items():
            if values.get(name) and not _is_known(known, values[name]):
                found[name] = _("This is not one of the known answers. Choose one from the list.")
        for name, known in self.many.items():
            if any(not _is_known(known, code) for code in values.get(name) or []):
                found[name] = _("One of these is not a known code. Choose from the list.")
        for name in self.past:
            if _is_ahead(values.get(name)):
                found[name] = _("This lies in the future. Write down what has happened.")
        for name in self.needed:
            if _is_empty(values.get(name)):
                found[name] = _("This is needed. Write what is known, even if it is little.")
        return found

    def require(self, values: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The values, texts trimmed.

        Raises:
            InvalidInput: what is wrong, by field; ``more`` is what the action found.
        """
        found = self.problems(values) | dict(more or {})
        if found:
            raise InvalidInput(found)
        return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def after(values: Mapping[str, Any], name: str, first: dt.date | None) -> dict[str, Any]:
    """A problem when a day lies before the one it follows."""
    day = values.get(name)
    early = isinstance(day, dt.date) and first is not None and day < first
    return {name: _("This lies before what it follows. Check both days.")} if early else {}


def above(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A problem for every amount that is given and not above zero."""
    return {
        name: _("Write an amount above zero.") for name in names if values.get(name) is not None and not values[name] > 0
    }


def _is_known(known: Known, code: Any) -> bool:
    return vocabulary.is_code(known, code) if isinstance(known, str) else code in known.values


def _is_ahead(value: Any) -> bool:
    if isinstance(value, dt.datetime):
        return value > now()
    return isinstance(value, dt.date) and value > today()


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else value is None or value == []
