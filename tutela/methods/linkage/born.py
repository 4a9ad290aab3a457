"""Dates of birth as children's files hold them: full, partial, estimated from an age, or rubbish.

A birth is kept as a range of years plus month and day when known. Unknown stays unknown: a placeholder day (1 January,
1 July) is not invented here and a stated one is kept. Sources: ISO 8601-1:2019 (calendar dates of reduced precision);
UNICEF, *Guidance on age assessment* (2013): an estimated age is a range, never a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anyascii import anyascii

EARLIEST, LATEST = 1850, 2100
AGE_MARGIN = 2
"""Years either side allowed for an age that is said to be estimated."""
_UNKNOWN = frozenset(
    [
        "",
        "unk",
        "nas",
        "ref",
        "unknown",
        "n/a",
        "na",
        "null",
        "none",
        "nan",
        "?",
        "-",
        "inconnu",
        "desconocido",
        "neizvestno",
    ]
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?:c(?:irca|a)?\.? ?|~|vers |hacia |about )?(\d{4})(?:\.0)?\??")
_YEARS = re.compile(r"(\d{4}) ?(?:-|/|to|\.\.) ?(\d{4})")
_MONTH_NAME = re.compile(r"(?:(\d{1,2})[ -])?([a-z]{3,9})\.?[ -](\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan janv ene",
            "feb fev fevr",
            "mar mars",
            "apr avr abr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug aout ago",
            "sep sept",
            "oct",
            "nov",
            "dec dic",
        ],
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Born:
    """A birth as far as it is known: years ``low``–``high`` inclusive, ``month`` and ``day`` or None, and the eight
    digits ``text`` (YYYYMMDD, even when no such day exists) for comparing typing errors."""

    low: int | None = None
    high: int | None = None
    month: int | None = None
    day: int | None = None
    text: str | None = None


NOT_KNOWN = Born()


class NotADate(ValueError):
    """The text is neither a date, a part of one, nor a word for unknown; ``digits`` is what it may still be compared by."""

    def __init__(self, digits: str | None = None) -> None:
        super().__init__("This is not a date of birth. Write YYYY-MM-DD, YYYY-MM, YYYY, or a range of years.")
        self.digits = digits


def _made(year: int, month: int | None = None, day: int | None = None) -> Born:
    if not EARLIEST <= year <= LATEST:
        raise NotADate
    text = f"{year:04d}{month:02d}{day:02d}" if month is not None and day is not None else None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise NotADate(text) from None
    return Born(year, year, month, day, text)


def _named_month(match: re.Match[str]) -> Born:
    month = next((_MONTHS[match[2][:size]] for size in (4, 3) if match[2][:size] in _MONTHS), None)
    if month is None:
        raise NotADate
    return _made(int(match[3]), month, int(match[1]) if match[1] else None)


def _day_first(match: re.Match[str]) -> Born:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if second > 12 >= first:
        first, second = second, first
    return _made(year, second, first)


@lru_cache(maxsize=262144)
def parse_born(text: str) -> Born:
    """A birth from text: ISO and day-first dates (month-first when the day is over 12), YYYYMMDD, YYYY-MM, YYYY,
    "c. 2012", a range of years, a month by name. Words for unknown give ``NOT_KNOWN``; anything else raises NotADate."""
    plain = (text if text.isascii() else anyascii(text)).strip().casefold()
    if plain in _UNKNOWN:
        return NOT_KNOWN
    if match := _YEAR.fullmatch(plain):
        year = _made(int(match[1])).low or 0
        loose = 0 if plain[0].isdigit() and not plain.endswith("?") else AGE_MARGIN
        return Born(year - loose, year + loose)
    if match := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _made(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := _DAY_FIRST.fullmatch(plain):
        return _day_first(match)
    if match := _YEARS.fullmatch(plain):
        low, high = sorted((_made(int(match[1])).low or 0, _made(int(match[2])).low or 0))
        return Born(low, high)
    if match := _MONTH_NAME.fullmatch(plain):
        return _named_month(match)
    digits = re.sub(r"\D", "", plain)
    raise NotADate(digits if len(digits) == 8 else None)


_AGE = re.compile(
    r"(~|c\.? ?|about |env\.? ?)?(\d{1,3})(?: ?- ?(\d{1,3}))?(?: ?(?:y|yrs?|years?|ans?|anos?)(?: old)?)?(\?)?"
)


def from_age(age: str, seen_year: int | None) -> Born:
    """A range of birth years from an age in completed years and the year it was written down.

    Age 12 seen in 2024 is 2011–2012; "~12" and "12?" widen by ``AGE_MARGIN`` either side; "10-12" is a range. Without
    a year nothing can be said. Raises NotADate for an age that is not one (0–120).
    """
    plain = age.strip().casefold()
    if plain in _UNKNOWN:
        return NOT_KNOWN
    match = _AGE.fullmatch(plain.removesuffix(".0"))
    if not match:
        raise NotADate
    young, old = sorted((int(match[2]), int(match[3] or match[2])))
    if old > 120:
        raise NotADate
    if seen_year is None:
        return NOT_KNOWN
    loose = AGE_MARGIN if match[1] or match[4] else 0
    return Born(seen_year - old - 1 - loose, seen_year - young + loose)
