"""Reading the trail on behalf of the process: the lines that become events, and no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Line:
    """One line of the trail: ``about`` is the child's id, for the line that says the message left."""

    position: int
    happened_at: dt.datetime
    action: str
    subject: str
    about: str


def latest() -> int:
    """The last position; 0 for whoever is no process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhooks_latest()")
        return int(cursor.fetchone()[0])


def lines_after(position: int, most: int) -> list[Line]:
    """The next lines that become events, at most so many. Positions are given out in the order of the commits: none comes late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM webhooks_trail(%s, %s)", [position, most])
        return [Line(*row) for row in cursor.fetchall()]
