"""Reading registers: lists, one row, and the cells of a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from tutela.kernel import csv_files
from tutela.kernel.errors import NotHere

from ..models import Codes, Entry


@cache
def known() -> dict[str, type[Entry]]:
    """Every register of every context, by its slug."""
    found = [model for model in apps.get_models() if issubclass(model, Entry)]
    return {model.register.slug: model for model in found}


def register(slug: str) -> type[Entry]:
    """The model of a register.

    Raises:
        NotHere: there is no such register.
    """
    if slug not in known():
        raise NotHere
    return known()[slug]


def fields_of(model: type[Entry]) -> list[models.Field[Any, Any]]:
    """The fields a person fills in, in order; those that link several rows last."""
    concrete = [
        field for field in model._meta.concrete_fields if field.editable and not isinstance(field, models.GeneratedField)
    ]
    return [*concrete, *model._meta.many_to_many]


def rows(model: type[Entry], words: str = "") -> QuerySet[Any]:
    """The rows of a register; ``words`` must all stand in one of its texts or in a related code."""
    related = [field.name for field in fields_of(model) if field.many_to_one]
    found = model._default_manager.select_related(*related)
    texts = [field.name for field in fields_of(model) if isinstance(field, (models.CharField, models.TextField))]
    texts += [f"{name}__code" for name in related]
    for word in words.split():
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in texts)))
    return found


def row(model: type[Entry], row_id: uuid.UUID) -> Any:
    """One row.

    Raises:
        NotHere: there is none.
    """
    found = rows(model).filter(pk=row_id).first()
    if found is None:
        raise NotHere
    return found


def by_key(model: type[Entry], cells: dict[str, str]) -> Any:
    """The row that the key cells of a file name, or ``None``."""
    wanted: dict[str, Any] = {}
    for name in model.register.key:
        field = model._meta.get_field(name)
        wanted[f"{name}__code" if field.many_to_one else name] = cells.get(name, "").strip()
    try:
        return model._default_manager.filter(**wanted).first()
    except (ValidationError, ValueError):
        return None


def columns(model: type[Entry]) -> list[str]:
    """The columns of a register's file."""
    return [field.name for field in fields_of(model)]


def cells(entry: Entry) -> list[str]:
    """A row as it stands in a file: codes for related rows, ``;`` between several."""
    return [cell(entry, field) for field in fields_of(type(entry))]


def cell(entry: Entry, field: models.Field[Any, Any]) -> str:
    """One cell of a file."""
    value = getattr(entry, field.name)
    if field.many_to_many:
        return ";".join(value.order_by("code").values_list("code", flat=True))
    if isinstance(field, Codes):
        return ";".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(getattr(value, "code", value))


def as_csv(model: type[Entry], words: str = "") -> str:
    """A register as a file that can be read back."""
    found = rows(model, words).prefetch_related(*(field.name for field in model._meta.many_to_many))
    return to_csv(columns(model), (cells(entry) for entry in found.iterator(chunk_size=500)))


def to_csv(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> str:
    """CSV text whose lines end as the files of registers always did; no cell of it runs as a formula."""
    return csv_files.to_csv(heads, ([str(value) for value in line] for line in lines), ends="\n")
