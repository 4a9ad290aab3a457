"""A record's own answers as JSON can hold them."""

from __future__ import annotations

from typing import Any

from ..models import COMMON

_LEFT_OUT = frozenset({*COMMON.split(), "state"})


def fields_of(record: Any) -> dict[str, Any]:
    """Every answer by its name; related rows by key."""
    names = [field.name for field in record._meta.concrete_fields if field.name not in _LEFT_OUT]
    return {name: _plain(record, name) for name in names}


def _plain(record: Any, name: str) -> Any:
    field = record._meta.get_field(name)
    value = getattr(record, field.attname)
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
