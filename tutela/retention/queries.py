"""What falls due, and the holds that stand."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from tutela.kernel.clock import end_of, today
from tutela.kernel.errors import NotHere
from tutela.vocabulary import api as vocabulary

from .enums import Next, Wait
from .models import Hold
from .policies import NOTICE, closed_until, ended_until, months_after, term_ends

SHOWN = 100
"""The earliest files in the list."""
_COLUMNS = "SELECT file_id, number, closed_at, sealed_at, child_until, waits FROM retention_due(%s, %s)"


@dataclass(frozen=True)
class Due:
    """A closed file and what happens next with it: number, days and codes; nothing about the child."""

    file_id: uuid.UUID
    number: str
    closed_on: dt.date
    sealed_on: dt.date | None
    next: Next
    on: dt.date
    wait: Wait | None


def falls_due(until: dt.date) -> tuple[list[Due], int]:
    """The files whose day has come or comes until ``until``, the earliest first, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} ORDER BY closed_at, number LIMIT %s", [*_bounds(until), SHOWN])
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM retention_due(%s, %s)", _bounds(until))
        (count,) = cursor.fetchone()
    return [_due(*row) for row in rows], count


def to_seal(most: int) -> list[uuid.UUID]:
    """Files that are to be sealed today and wait for nothing, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file_id FROM retention_due(%s, %s) WHERE sealed_at IS NULL AND waits = '' ORDER BY closed_at LIMIT %s",
            [*_bounds(today()), most],
        )
        return [row[0] for row in cursor.fetchall()]


def locate(number: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The ids of a file and its child by number, for a hold and its line in the trail alone; the database asks who wants to know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT file_id, child_id FROM retention_locate(%s)", [number])
        row: tuple[uuid.UUID, uuid.UUID] | None = cursor.fetchone()
    return row


def holds_standing() -> QuerySet[Hold]:
    """Every hold that stands, the first to look at again first."""
    return Hold.objects.select_related("set_by").filter(lifted_at=None)


def notice_until() -> dt.date:
    """The last day that is told of in advance."""
    return today() + NOTICE


def find_hold(hold_id: uuid.UUID) -> Hold:
    """One hold.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = Hold.objects.select_related("set_by", "lifted_by").filter(pk=hold_id).first()
    if found is None:
        raise NotHere
    return found


def _bounds(until: dt.date) -> tuple[dt.datetime, dt.date]:
    rules = vocabulary.jurisdiction().retention
    return end_of(closed_until(until, rules.readable_months)), ended_until(until, rules.sealed_until_age)


def _due(
    file_id: uuid.UUID, number: str, closed: dt.datetime, sealed: dt.datetime | None, child_until: dt.date, waits: str
) -> Due:
    rules = vocabulary.jurisdiction().retention
    on = term_ends(child_until, rules.sealed_until_age) if sealed else months_after(closed.date(), rules.readable_months)
    return Due(
        file_id=file_id,
        number=number,
        closed_on=closed.date(),
        sealed_on=sealed.date() if sealed else None,
        next=Next.TERM if sealed else Next.SEAL,
        on=on,
        wait=Wait(waits) if waits else None,
    )
