"""Opening hours: rules for the week, one bit for each quarter of an hour, words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ..enums import Day

QUARTERS = 96
DAYS = tuple(Day.values)
Opening = Mapping[str, Any]
"""``{"days": ["MO"], "opens": "08:00", "closes": "17:00"}``; closing at or before opening means the next morning."""


def slots_of(opening: Iterable[Opening]) -> bytes | None:
    """The week as 672 bits, bit ``n`` as PostgreSQL's ``get_bit`` counts them; ``None`` when nothing is known."""
    week = bytearray(len(DAYS) * QUARTERS // 8)
    known = False
    for rule in opening:
        known = True
        first, last = quarter(rule["opens"]), quarter(rule["closes"], up=True)
        length = last - first if last > first else last - first + QUARTERS
        for day in rule["days"]:
            start = DAYS.index(day) * QUARTERS + first
            for slot in range(start, start + length):
                place = slot % (len(DAYS) * QUARTERS)
                week[place // 8] |= 1 << place % 8
    return bytes(week) if known else None


def quarter(time: str, *, up: bool = False) -> int:
    """The quarter of an hour of ``HH:MM``; the end of an opening is rounded up."""
    hours, minutes = (int(part) for part in time.split(":")[:2])
    return hours * 4 + (minutes + (14 if up else 0)) // 15


def slot_at(day: str, time: dt.time) -> int:
    """The bit of a moment in the week."""
    return DAYS.index(day) * QUARTERS + quarter(f"{time:%H:%M}")


def moment_now(local: dt.datetime) -> tuple[str, dt.time]:
    """Day of the week and time of a local moment."""
    return DAYS[local.weekday()], local.time()


def runs(days: Iterable[str]) -> list[tuple[str, str]]:
    """Days drawn together: Monday to Friday is one run."""
    found: list[tuple[str, str]] = []
    for day in (day for day in DAYS if day in set(days)):
        if found and DAYS.index(found[-1][1]) + 1 == DAYS.index(day):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
