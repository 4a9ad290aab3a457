"""Placements: how many places are taken, what changed that a facility had to tell, what a worker looks for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import connection

from tutela.cases.api import CaseFile
from tutela.facilities.api import Facility, PlacementChange, receive_child, register_for
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ..models import Placement

LOOK_BACK = dt.timedelta(days=90)


def occupancy(facility_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Children placed in each facility today and how many of them have no onward plan: two numbers, never who. The database
    counts them for whoever works with the register; a facility nobody is placed in is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT facility, children, without_plan FROM placements_occupancy(%s)", [list(facility_ids)])
        return {facility: (children, without) for facility, children, without in cursor.fetchall()}


def taken_in(facility: Facility) -> int:
    """Places in use."""
    return occupancy([facility.pk]).get(facility.pk, (0, 0))[0]


def changes_to_tell() -> list[PlacementChange]:
    """Placements that ended within three months in a way the facility must tell (R96); for the process only."""
    told = {code.code: code.attributes.get("notice") for code in vocabulary.code_list("placement_exits").own()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT placement, facility, kind FROM placements_exits(%s)", [today() - LOOK_BACK])
        rows = cursor.fetchall()
    return [PlacementChange(placement, facility, str(told[kind])) for placement, facility, kind in rows if told.get(kind)]


def placements_of(file: CaseFile) -> list[Placement]:
    """The placements of a file, newest first."""
    return list(
        Placement.objects.filter(file=file).select_related("facility__territory", "created_by").order_by("-started_on")
    )


def places_for(actor: Actor, *, age: int | None, territory_path: str = "") -> list[tuple[Facility, int]]:
    """Facilities that may receive a child of this age now, with the places in use; nearest territory is the asker's choice."""
    found = list(register_for(actor).filter(status="registered", territory__path__startswith=territory_path))
    taken = occupancy([one.pk for one in found])
    pairs = [(one, taken.get(one.pk, (0, 0))[0]) for one in found]
    return [(one, used) for one, used in pairs if receive_child.allows(one, age, used)]
