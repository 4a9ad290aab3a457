"""A field of a row as people read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tutela.ui.presenters import day, number

from ..models import Codes, Entry
from ..queries import standards


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
