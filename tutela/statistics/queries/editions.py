"""The releases there are."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import Release
from ..states import IN_WORK, ReleaseState


def newest() -> Release | None:
    """The release in force."""
    return Release.objects.filter(state=ReleaseState.PUBLISHED).order_by("-version").first()


def editions() -> QuerySet[Release]:
    """Everything ever published, newest first; withdrawn ones say so and why."""
    return Release.objects.filter(published_at__isnull=False).order_by("-version")


def last_published() -> Release | None:
    """The last release that was ever published, withdrawn or not: its figures were seen."""
    return Release.objects.filter(published_at__isnull=False).select_related("snapshot").order_by("-version").first()


def in_work() -> Release | None:
    """The release that is being prepared."""
    return Release.objects.filter(state__in=IN_WORK).first()
