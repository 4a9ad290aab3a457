"""What falls due and the holds, in words."""

from __future__ import annotations

from typing import Any

from tutela.kernel.clock import today

from .enums import HoldGround
from .models import Hold
from .queries import Due


def due_row(due: Due) -> dict[str, Any]:
    """One file in the list: number, days and codes."""
    late = due.on <= today()
    return {
        "number": due.number,
        "closed_on": due.closed_on,
        "sealed_on": due.sealed_on,
        "next": due.next.label,
        "on": due.on,
        "wait": due.wait.label if due.wait else "",
        "tone": "info" if due.wait else "warning" if late else "neutral",
    }


def hold_row(hold: Hold) -> dict[str, Any]:
    """One hold."""
    return {
        "pk": hold.pk,
        "number": hold.number,
        "ground": HoldGround(hold.ground).label,
        "basis": hold.basis,
        "words": hold.words,
        "set_by": hold.set_by.full_name,
        "set_at": hold.set_at,
        "review_on": hold.review_on,
        "is_due": hold.lifted_at is None and hold.review_on <= today(),
        "is_lifted": hold.lifted_at is not None,
    }
