"""What statistics may know of files: codes, row by row, never a name, a text or a number of a file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from tutela.kernel.database import roles
from tutela.kernel.errors import OperatorError
from tutela.kernel.ids import uuid7

_AT_A_TIME = 20_000
_WHOLE = ("cursor_tuple_fraction = 1.0", "enable_nestloop = off", "jit = off", "work_mem = '128MB'")
"""Every row is wanted: a plan for the first few (what a cursor gets by itself) was measured a hundred times slower."""


class Observation(NamedTuple):
    """One child as of now: the latest file, the labels of every file. Codes of the vocabulary; not known is a code too.

    ``child_id`` is only there to make a keyed record key from; whoever reads this must not keep it. ``office`` is a code of
    the directory, for coverage. ``days_to_contact`` counts days from report to first contact, ``None`` when there was none.
    ``reported_on`` is for coverage only, like ``office``.
    """

    child_id: uuid.UUID
    office: str
    files: int
    region: str
    district: str
    sex: str
    age_group: str
    age_basis: str
    birth_registration: str
    schooling: str
    nationality: str
    disability: str
    care_status: str
    report_channel: str
    year: str
    quarter: str
    file_type: str
    verification: str
    risk_level: str
    state: str
    closure_reason: str
    offences: list[str]
    concerns: list[str]
    contexts: list[str]
    acts: list[str]
    purposes: list[str]
    considerations: list[str]
    media: list[str]
    days_to_contact: int | None
    first_contact: str
    plan_approved: str
    heard: str
    response_outcome: str
    tracks: list[str]
    unmet_need: list[str]
    reported_on: dt.date


def observations() -> Iterator[Observation]:
    """Every child's observation, streamed from one consistent moment; inside ``acting_as`` the observation builder.

    Raises:
        OperatorError: the connection is not that of ``tutela_statistics``. The database refuses as well.
    """
    with connection.cursor() as plain:
        plain.execute("SELECT current_user")
        if plain.fetchone()[0] != roles.STATISTICS:
            raise OperatorError("Observations are read only by the database role tutela_statistics: `tutela observations`.")
        for setting in _WHOLE:
            plain.execute(f"SET LOCAL {setting}")
    make = Observation._make
    with connection.connection.cursor(name=f"observations_{uuid7().hex}") as cursor:
        cursor.itersize = _AT_A_TIME
        cursor.execute(f"SELECT {', '.join(Observation._fields)} FROM care_observation")
        for row in cursor:
            yield make(row)
