"""An event as a row: codes in words a person can follow, no content."""

from __future__ import annotations

import json
from typing import Any

from .enums import Outcome
from .models import Event


def row(event: Event) -> dict[str, Any]:
    """The event, formatted."""
    details = json.loads(event.details) if event.details else {}
    return {
        "position": event.position,
        "at": event.at,
        "actor": event.actor,
        "action": event.action.replace("_", " "),
        "subject": event.subject,
        "about": event.about,
        "refused": event.outcome == Outcome.REFUSED,
        "outcome": str(Outcome(event.outcome).label),
        "details": ", ".join(f"{name}: {value}" for name, value in details.items()),
        "hash": bytes(event.hash).hex()[:12],
    }
