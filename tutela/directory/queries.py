"""Finding services."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import ServicePoint


def service_points(*, service: str = "", territory_path: str = "", words: str = "") -> QuerySet[ServicePoint]:
    """Open services, by what they offer, where, and a word of their name."""
    found = ServicePoint.objects.filter(suspended_on=None).select_related("office__territory", "office__organisation")
    if service:
        found = found.filter(services__contains=[service])
    if territory_path:
        found = found.filter(office__territory__path__startswith=territory_path)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(office__name__icontains=word))
    return found
