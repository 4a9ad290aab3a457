"""A sentence for each of several named things, as of the four general principles: the fields, what was written, what was saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from .short import text

LONGEST = 1000


def ask_each(form: forms.Form, stem: str, things: Iterable[tuple[str, Any]]) -> None:
    """A field ``stem_name`` for each of ``things`` (name and label), after those the form has."""
    for name, label in things:
        form.fields[f"{stem}_{name}"] = text(label, rows=2, longest=LONGEST)


def said_each(data: Mapping[str, Any], stem: str) -> dict[str, str]:
    """The sentences that were written, by name; what was left empty is left out."""
    said = {field.removeprefix(f"{stem}_"): str(data[field] or "").strip() for field in data if field.startswith(f"{stem}_")}
    return {name: sentence for name, sentence in said.items() if sentence}


def shown_each(saved: Mapping[str, str] | None, stem: str) -> dict[str, str]:
    """What was saved, as the fields show it."""
    return {f"{stem}_{name}": sentence for name, sentence in (saved or {}).items()}
