"""Pages of registers."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from tutela.kernel.actor import Actor
from tutela.ui.presenters import Cell, Table

from ..models import Entry
from ..policies import keep_register
from ..queries import rows
from .values import is_number, value_of

PAGE = 50


def index() -> list[dict[str, Any]]:
    """Every register under its heading, with how many rows it has."""
    entries = [
        {
            "group": str(model.register.group),
            "title": model.register.title,
            "url": reverse("register", args=[slug]),
            "rows": model._default_manager.count(),
        }
        for slug, model in rows.known().items()
    ]
    entries.sort(key=lambda entry: entry["group"])
    return [{"title": title, "entries": list(found)} for title, found in groupby(entries, key=lambda entry: entry["group"])]


def listing(model: type[Entry], words: str, page: str, actor: Actor) -> dict[str, Any]:
    """A page of a register."""
    found = Paginator(rows.rows(model, words), PAGE).get_page(page)
    slug = model.register.slug
    base = reverse("register", args=[slug])
    table = Table(
        slug,
        model.register.title,
        [model._meta.get_field(name).verbose_name for name in model.register.columns],  # type: ignore[union-attr]
        [_cells(row) for row in found],
        csv_url=reverse("register_csv", args=[slug]) + (f"?{urlencode({'q': words})}" if words else ""),
    )
    return {
        "register": model.register,
        "table": table,
        "words": words,
        "found": found.paginator.count,
        "previous": f"{base}?{urlencode({'q': words, 'page': found.previous_page_number()})}"
        if found.has_previous()
        else "",
        "next": f"{base}?{urlencode({'q': words, 'page': found.next_page_number()})}" if found.has_next() else "",
        "may_keep": keep_register.allows(actor, model),
        "new_url": reverse("register_row_new", args=[slug]),
        "import_url": reverse("register_import", args=[slug]),
    }


def _cells(row: Entry) -> list[Cell]:
    names = row.register.columns
    url = reverse("register_row", args=[row.register.slug, row.pk])
    return [
        Cell(value_of(row, name), url if place == 0 else "", number=place > 0 and is_number(type(row), name))
        for place, name in enumerate(names)
    ]


def one(row: Entry, actor: Actor) -> dict[str, Any]:
    """A row with everything it says."""
    fields = rows.fields_of(type(row))
    return {
        "register": row.register,
        "row": row,
        "facts": [{"label": field.verbose_name, "value": value_of(row, field.name)} for field in fields],
        "may_keep": keep_register.allows(actor, type(row)),
        "back_url": reverse("register", args=[row.register.slug]),
        "change_url": reverse("register_row_change", args=[row.register.slug, row.pk]),
    }
