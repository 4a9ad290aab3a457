"""Writing to the chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.database import acting

from ..enums import Outcome

Row = dict[str, str]


def record(
    *,
    by: Actor,
    action: str,
    subject: str = "",
    about: str = "",
    purpose: str = "",
    outcome: Outcome = Outcome.DONE,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Queue an event; it is chained just before the running transaction commits, or lost with it.

    ``subject`` is ``kind:id``; ``about`` the child's id when there is one. ``details`` holds codes and counts, never content.

    Raises:
        RuntimeError: outside ``acting_as``.
    """
    row = _row(by, action, subject, about, purpose, outcome, details or {})
    queue = acting.current().before_commit
    last = queue[-1] if queue else None
    if isinstance(last, _Batch):
        last.rows.append(row)
    else:
        queue.append(_Batch(row))


class _Batch:
    """Events of one transaction, appended by one call."""

    def __init__(self, first: Row) -> None:
        self.rows = [first]

    def __call__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_append(%s::jsonb)", [json.dumps(self.rows)])


def _row(
    by: Actor, action: str, subject: str, about: str, purpose: str, outcome: Outcome, details: Mapping[str, Any]
) -> Row:
    return {
        "at": now().isoformat(),
        "actor": str(by.id),
        "action": action,
        "subject": subject,
        "about": str(about),
        "purpose": purpose,
        "outcome": outcome.value,
        "details": json.dumps(details, sort_keys=True, ensure_ascii=True) if details else "",
    }
