"""The first page: what needs me now, then dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.ui.presenters import Cell, Table, day

from ..enums import Step
from ..queries.overview import needs
from ..queries.reminders import Due, near

_TONES = {Step.T30: "neutral", Step.T7: "info", Step.DUE: "warning", Step.LATE14: "danger", Step.LATE30: "danger"}


def page(on: dt.date) -> dict[str, Any]:
    """Counts with their screens, the worst first; then the ladder of dates."""
    where = {
        "overdue_reports": (_("Overdue reports to treaty bodies"), reverse("monitoring_treaties") + "#overdue"),
        "unreviewed": (_("Findings without a second review"), reverse("monitoring_law")),
        "missed": (_("Recommendations whose date was missed"), reverse("monitoring_recommendations") + "?timing=missed"),
        "no_action": (_("Recommendations without action"), reverse("monitoring_recommendations") + "?timing=no_action"),
        "overlaps": (_("Overlaps of plans without a decision"), reverse("planning") + "#overlaps"),
        "overran": (_("Plans past their end"), reverse("planning")),
        "without_children": (_("Plans with a phase in which no child was heard"), reverse("planning") + "#children"),
        "absent": (_("Bodies with a sector absent twice"), reverse("planning_people")),
        "unfollowed": (_("Decisions not followed"), reverse("planning_people")),
        "lapsed": (_("Trainings that lapsed"), reverse("planning_people") + "#training-card"),
        "off_track": (_("Indicators off track"), reverse("monitoring_indicators")),
        "duty_reports": (_("Reports of companies that did not come"), reverse("monitoring_law") + "#duties-card"),
        "supports": (_("Support that ends without a successor"), reverse("planning") + "#supports-card"),
    }
    found = asdict(needs(on))
    entries = [{"label": where[name][0], "url": where[name][1], "number": number} for name, number in found.items()]
    return {
        "waiting": [entry for entry in entries if entry["number"]],
        "clear": [entry for entry in entries if not entry["number"]],
        "dates": dates(near(on)),
    }


def dates(found: Sequence[tuple[Due, Step]]) -> Table:
    """The ladder."""
    return Table(
        "dates",
        _("Dates near or just passed"),
        [_("What"), _("Code"), _("Due on"), _("Reminder")],
        [
            [Cell(due.kind), Cell(due.name), Cell(day(due.due_on)), Cell(step.label, tone=_TONES[step])]
            for due, step in found
        ],
        empty=_("No date is near."),
    )


def calendar(found: Sequence[Due], stamp: dt.datetime) -> str:
    """All dates as a calendar file (RFC 5545): kind and code only."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tutela//Monitoring//EN", "CALSCALE:GREGORIAN"]
    for due in found:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{due.subject.replace(':', '-')}@tutela",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{due.due_on:%Y%m%d}",
            f"SUMMARY:{_escaped(f'{due.kind}: {due.name}')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 bytes a line, never in the middle of a letter."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
