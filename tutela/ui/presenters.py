"""Turns facts into what is shown: deadlines into words and a tone, part-known dates into sentences, rows into tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import dates, timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tutela.kernel import clock, documents

from .enums import Tone

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """What a deadline badge shows: a sentence, a tone, an icon and the exact moment for machines and print."""

    text: str
    tone: Tone
    icon: str
    due: dt.datetime | dt.date


def deadline(due: dt.datetime | dt.date, done: dt.datetime | dt.date | None = None, soon: dt.timedelta = DAY) -> Deadline:
    """Describe how near a deadline is.

    Args:
        due: the moment (aware) or the day by the end of which it is due, in the current time zone.
        done: when it was done, if it was.
        soon: the span before ``due`` in which the badge warns.
    """
    end = _end_of(due)
    if done is None and not isinstance(due, dt.datetime):
        return _day(due)
    if done is not None:
        if _end_of(done) <= end:
            return Deadline(_("Done on time"), Tone.SUCCESS, "clock-check", due)
        return Deadline(_("Done late"), Tone.WARNING, "clock-check", due)
    left = end - clock.now()
    if left < dt.timedelta(0):
        return Deadline(_("Overdue by %(span)s") % {"span": span(-left)}, Tone.DANGER, "clock-exclamation", due)
    tone = Tone.WARNING if left <= soon else Tone.NEUTRAL
    return Deadline(_("Due in %(span)s") % {"span": span(left)}, tone, "hourglass" if left <= soon else "clock", due)


def _day(due: dt.date) -> Deadline:
    """A whole day is counted in days: nobody is late by hours on the day itself."""
    left = (due - timezone.localdate(clock.now())).days
    if left < 0:
        return Deadline(_("Overdue by %(span)s") % {"span": days(-left)}, Tone.DANGER, "clock-exclamation", due)
    if left == 0:
        return Deadline(_("Due today"), Tone.WARNING, "hourglass", due)
    if left == 1:
        return Deadline(_("Due tomorrow"), Tone.WARNING, "hourglass", due)
    return Deadline(_("Due in %(span)s") % {"span": days(left)}, Tone.NEUTRAL, "clock", due)


def span(length: dt.timedelta) -> str:
    """A length of time in its one largest unit: minutes under an hour, hours under two days, then days."""
    if length < HOUR:
        minutes = max(1, int(length.total_seconds() // 60))
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if length < 2 * DAY:
        hours = int(length / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return days(length.days)


def days(count: int) -> str:
    """A number of days in words."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def moment(value: dt.datetime | dt.date, pattern: str = "") -> str:
    """A date or an aware moment in the page's language and time zone; ``pattern`` is a Django format name."""
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(local, pattern or "DATETIME_FORMAT")
    return date_format(value, pattern or "DATE_FORMAT")


@dataclass(frozen=True)
class Cell:
    """One cell: ``text``; an address; a tone with which it is shown as a mark; a number at the end edge."""

    text: Any
    url: str = ""
    tone: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row is its head."""

    id: str
    caption: Any
    heads: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    csv_url: str = ""
    empty: Any = ""

    @property
    def columns(self) -> list[tuple[Any, bool]]:
        """Each head, and whether numbers stand below it."""
        cells = self.rows[0] if self.rows else ()
        return [(head, place < len(cells) and cells[place].number) for place, head in enumerate(self.heads)]


def isolated(text: str) -> str:
    """A text that stands inside another of any direction, and keeps its own."""
    return f"\u2068{text}\u2069"


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def language_links(address: str, codes: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    """A link for each language in which a text can be read; ``address`` may carry a question already."""
    joint = "&" if "?" in address else "?"
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": f"{address}{joint}language={code}",
            "current": code == chosen,
        }
        for code in codes
    ]


def sections_pdf(found: Mapping[str, Any], reader: str) -> bytes:
    """Tagged PDF (PDF/UA-1) of ``title`` and ``sections`` of rows; ``excluded``: what is not in it, and why; ``lines``: what is filled
    in by hand. Who printed it and when stands on every page."""
    language = get_language() or "en"
    mark = _("Confidential · %(name)s · %(day)s") % {"name": reader, "day": day(clock.today())}
    shown = {**found, "mark": mark, "dir": direction(language), "language": language}
    html = render_to_string("ui/print/sections.html", shown)
    return documents.as_pdf(html, hashlib.sha256(html.encode()).hexdigest())


def number(value: Any, decimals: int | None = None) -> str:
    """A number in the page's language; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        value = value.normalize()
        decimals = max(0, -int(value.as_tuple().exponent)) if decimals is None else decimals
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def day(value: dt.date | None) -> str:
    """A day in the page's language; a dash where there is none."""
    return date_format(value, "DATE_FORMAT") if value else "–"


def counted(value: Any) -> Cell:
    """A number in its cell."""
    return Cell(number(value), number=True)


def part_known_date(text: str) -> str:
    """Words for a part-known date in EDTF (``2014``, ``2014-05``, ``XXXX-05-12``); what is unknown is said to be so."""
    if not text:
        return _("Not known")
    year, month, day = ((text + "-XX-XX").split("-"))[:3]
    known_month = dates.MONTHS[int(month)] if month.isdigit() else ""
    if year.isdigit() and month.isdigit() and day.isdigit():
        return date_format(dt.date(int(year), int(month), int(day)), "DATE_FORMAT")
    if year.isdigit() and known_month and day == "XX":
        return date_format(dt.date(int(year), int(month), 1), "YEAR_MONTH_FORMAT")
    if year.isdigit() and day == "XX":
        return year
    if month.isdigit() and day.isdigit():
        known = date_format(dt.date(2000, int(month), int(day)), "MONTH_DAY_FORMAT")
        return _("%(date)s, year not known") % {"date": known}
    parts = {
        "day": day if day.isdigit() else _("day not known"),
        "month": known_month or _("month not known"),
        "year": year if year.isdigit() else _("year not known"),
    }
    return _("%(day)s, %(month)s, %(year)s") % parts


def _end_of(point: dt.datetime | dt.date) -> dt.datetime:
    if isinstance(point, dt.datetime):
        return point
    midnight = dt.datetime.combine(point + DAY, dt.time(), tzinfo=timezone.get_current_timezone())
    return midnight - dt.timedelta(seconds=1)


def public_site(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the public site: its errors wear its own dress, with the way out on top."""
    return {"error_base": "ui/public_error.html"}


THEMES: Mapping[str, Any] = {
    "auto": gettext_lazy("As my device"),
    "light": gettext_lazy("Light"),
    "dark": gettext_lazy("Dark"),
}
