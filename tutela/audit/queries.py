"""Reading the chain; row security shows it to the data protection officer only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from .models import Event

_PAGE = 5000


def about(child_id: object) -> QuerySet[Event]:
    """Everything recorded about one child, oldest first."""
    return Event.objects.filter(about=str(child_id))


def latest() -> QuerySet[Event]:
    """The newest events first."""
    return Event.objects.order_by("-position")


def chain(after: int = -1) -> Iterator[tuple[Any, ...]]:
    """Every event past position ``after``, oldest first, page by page, for verification. For the database's owner only."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM audit_rows(%s, %s)", [after, _PAGE])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]
