"""Dates people do not know fully: a year, a month or a day, with the precision kept."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.utils.translation import gettext_lazy as _

_FORM = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def bounds(text: str) -> tuple[dt.date, dt.date]:
    """The first and last day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` may mean.

    Raises:
        ValueError: not such a text, or no such day.
    """
    match = _FORM.match(text)
    if not match:
        raise ValueError(_("Write a year, a year and month, or a day: 2012, 2012-05 or 2012-05-17."))
    year, month, day = (int(part) if part else None for part in match.groups())
    if day:
        exact = dt.date(year or 0, month or 0, day)
        return exact, exact
    if month:
        return dt.date(year or 0, month, 1), dt.date(year or 0, month, calendar.monthrange(year or 0, month)[1])
    return dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31)


def years_between(earlier: dt.date, later: dt.date) -> int:
    """Whole years from ``earlier`` to ``later``; a birthday of 29 February counts on 1 March in other years."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def plus_years(day: dt.date, years: int) -> dt.date:
    """The same day ``years`` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def minus_years(day: dt.date, years: int) -> dt.date:
    """The last birthday that is ``years`` whole years old on ``day``; 29 February becomes 28 February where there is none.

    Someone born on 1 March 1999 is not yet one on 29 February 2000, so the way back is not ``plus_years`` with a minus.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 2, 28)
