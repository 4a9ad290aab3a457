"""The entries somebody keeps, oldest confirmation first, and the gaps by territory (R26)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import NotHere

from ..enums import Freshness
from ..models import ServicePoint, Territory
from ..policies import KEEPING
from .finder import CONFIRM_AFTER

FIRST_RESPONSE = {
    "crisis_line": ("crisis_line",),
    "medical": ("first_medical_care", "time_critical_care"),
    "psychosocial": ("psychological_first_aid",),
    "shelter": ("emergency_shelter", "safe_accommodation"),
    "legal": ("legal_aid", "rights_information"),
}
"""What every district needs, and the needs that count for it."""


def kept_by(actor: Actor) -> QuerySet[ServicePoint]:
    """Entries of the offices that the actor answers for; equals filtering by the rule ``keep_entry`` among what has not ended."""
    offices = {office for permission in KEEPING for office in actor.offices(permission)}
    mine = Q(keeper_id__in=offices) | Q(keeper_id=None, office_id__in=offices)
    found = ServicePoint.objects.filter(mine, ended_on=None).select_related("office__territory", "keeper")
    return found.order_by(F("confirmed_on").asc(nulls_first=True), "name")


def get_kept(actor: Actor, point_id: uuid.UUID) -> ServicePoint:
    """One of them.

    Raises:
        NotHere: missing, or kept by others.
    """
    point = kept_by(actor).filter(pk=point_id).first()
    if point is None:
        raise NotHere()
    return point


def freshness(point: ServicePoint) -> Freshness:
    """Whether an entry can be relied on today."""
    if point.confirmed_on is None or point.confirmed_on < today() - 2 * CONFIRM_AFTER:
        return Freshness.STALE
    return Freshness.DUE if point.confirmed_on < today() - CONFIRM_AFTER else Freshness.FRESH


def coverage(level: int = 3) -> list[tuple[Territory, dict[str, int]]]:
    """Each territory of a level with how many services of each kind of first response it has; 0 is a gap (R26)."""
    counts = {name: Count("pk", filter=_any_need(codes)) for name, codes in FIRST_RESPONSE.items()}
    rows = (
        ServicePoint.objects.filter(suspended_on=None, ended_on=None)
        .values("office__territory__path")
        .annotate(**counts)
        .values_list("office__territory__path", *FIRST_RESPONSE)
    )
    known = [(path, dict(zip(FIRST_RESPONSE, numbers, strict=True))) for path, *numbers in rows]
    return [
        (
            territory,
            {name: sum(found[name] for path, found in known if path.startswith(territory.path)) for name in FIRST_RESPONSE},
        )
        for territory in Territory.objects.filter(level=level)
    ]


def _any_need(codes: Iterable[str]) -> Q:
    found = Q()
    for code in codes:
        found |= Q(services__contains=[code])
    return found
