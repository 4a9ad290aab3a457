"""Tables as templates show them: heads, rows of cells, a word beside every colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from ..enums import Level, Standing
from ..models import Codes, Entry
from ..queries import standards
from ..states import Status

TONES = {
    Level.MET: "success",
    Level.PARTLY: "warning",
    Level.NOT_MET: "danger",
    Level.NOT_APPLICABLE: "neutral",
    Level.NOT_ASSESSED: "neutral",
    Standing.PARTY: "success",
    Standing.CONSENTED: "info",
    Standing.SIGNED: "warning",
    Standing.WITHDRAWN: "danger",
    Standing.NONE: "neutral",
    Status.NOT_STARTED: "neutral",
    Status.IN_PROGRESS: "info",
    Status.IMPLEMENTED: "success",
    Status.IMPOSSIBLE: "danger",
}
"""The tone of a code; a label always stands beside it."""


@dataclass(frozen=True)
class Cell:
    """One cell: ``text``; an address; a tone with which it is shown as a mark; a number at the end edge."""

    text: Any
    url: str = ""
    tone: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row is its head."""

    id: str
    caption: Any
    heads: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    csv_url: str = ""
    empty: Any = ""


def mark(choice: Any) -> Cell:
    """A choice as a mark with its tone."""
    return Cell(choice.label, tone=TONES[choice])


def number(value: Any, decimals: int | None = None) -> str:
    """A number in the page's language; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        value = value.normalize()
        decimals = max(0, -int(value.as_tuple().exponent)) if decimals is None else decimals
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def day(value: dt.date | None) -> str:
    """A day in the page's language; a dash where there is none."""
    return date_format(value, "DATE_FORMAT") if value else "–"


def counted(value: Any) -> Cell:
    """A number in its cell."""
    return Cell(number(value), number=True)


def value_of(entry: Entry, name: str) -> Any:
    """A field of a row as people read it."""
    field = entry._meta.get_field(name)
    value = getattr(entry, name)
    if field.many_to_many:
        return ", ".join(value.order_by("code").values_list("code", flat=True)) or "–"
    list_id = entry.register.lists.get(name, "")
    if isinstance(field, Codes):
        return ", ".join(standards.label(list_id, code) if list_id else code for code in value) or "–"
    if list_id and value:
        return standards.label(list_id, value)
    if getattr(field, "choices", None):
        return getattr(entry, f"get_{name}_display")()
    return _plain(field, value)


def _plain(field: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(field, models.DecimalField) or (isinstance(value, int) and "year" not in field.name):
        return number(value)
    return "–" if value is None or value == "" else str(value)


def is_number(entry: type[Entry], name: str) -> bool:
    """Whether a column stands at the end edge."""
    return isinstance(entry._meta.get_field(name), (models.DecimalField, models.IntegerField))


def marks(choices: Iterable[Any]) -> list[Cell]:
    """A legend."""
    return [mark(choice) for choice in choices]
