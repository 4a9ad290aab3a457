"""Reading the chain; row security shows it to the data protection officer only."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Event


def about(child_id: object) -> QuerySet[Event]:
    """Everything recorded about one child, oldest first."""
    return Event.objects.filter(about=str(child_id))


def latest() -> QuerySet[Event]:
    """The newest events first."""
    return Event.objects.order_by("-position")
