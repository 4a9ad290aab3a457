"""How many children are placed in a facility: asked of what lies above, by the door named in the settings.

``TUTELA_OCCUPANCY`` names a function ``(facility_ids) -> {facility_id: (children, without_onward_plan)}``. Facilities learns two
numbers and never who.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Occupancy:
    """Children placed there today, and how many of them have no onward plan."""

    children: int
    without_plan: int


def occupancy_of(facility_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Occupancy] | None:
    """By facility, zeros included; ``None`` when nobody answers, which is not zero."""
    place = settings.TUTELA_OCCUPANCY
    if not place:
        return None
    wanted = list(facility_ids)
    known = import_string(place)(wanted)
    return {facility_id: Occupancy(*known.get(facility_id, (0, 0))) for facility_id in wanted}
