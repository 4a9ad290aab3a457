"""The register of instruments as matrix, map and lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.registers.api import standards
from tutela.ui.presenters import Cell, Table, day

from ..enums import Standing
from ..models import WatchedState
from ..queries import treaties
from ..queries.treaties import Stand
from .marks import TONES, mark

Rows = Sequence[tuple[WatchedState, dict[str, Stand]]]


def page(on: dt.date, instrument: str) -> dict[str, Any]:
    """Everything the screen shows for a day and a chosen instrument."""
    rows = treaties.matrix(on)
    known = standards.instruments()
    chosen = instrument if instrument in known else "OPSC"
    first, last = treaties.years()
    return {
        "on": on,
        "instruments": [{"code": code, "label": one.label, "current": code == chosen} for code, one in known.items()],
        "chosen": known[chosen],
        "matrix": matrix(rows),
        "shapes": shapes(rows, chosen),
        "view_box": view_box(state.outline for state, _row in rows),
        "legend": [mark(one) for one in Standing],
        "not_yet": not_yet(rows, chosen, on),
        "gaps": gap_list(rows, on),
        "csv_url": _file(on),
        "overdue": overdue(on),
        "first_year": first,
        "last_year": max(last, on.year),
        "edition": standards.edition("instruments"),
    }


def matrix(rows: Rows) -> dict[str, Any]:
    """States by instruments; each cell with its word, its tone and since when."""
    heads = list(rows[0][1]) if rows else []
    names = standards.instruments()
    return {
        "heads": [{"code": code, "title": names[code].label} for code in heads],
        "rows": [{"state": state.name, "cells": [_stand(stand) for stand in found.values()]} for state, found in rows],
    }


def _stand(stand: Stand) -> dict[str, Any]:
    since = str(stand.since.year) if stand.since else ""
    return {"text": stand.standing.label, "since": since, "tone": TONES[stand.standing]}


def shapes(rows: Rows, instrument: str) -> list[dict[str, str]]:
    """The outlines of the map with tone and title."""
    found = []
    for state, row in rows:
        stand = row.get(instrument)
        if not state.outline or stand is None:
            continue
        x, y = middle(state.outline[0])
        found.append(
            {
                "d": outline_path(state.outline),
                "tone": TONES[stand.standing],
                "title": f"{state.name}: {stand.standing.label}",
                "code": state.code,
                "x": f"{x:.2f}",
                "y": f"{y:.2f}",
            }
        )
    return found


def outline_path(rings: Any) -> str:
    """Rings of points as the path of an SVG; north is up."""
    return " ".join("M" + " L".join(f"{x:.2f},{-y:.2f}" for x, y in ring) + " Z" for ring in rings)


def middle(ring: Any) -> tuple[float, float]:
    """Where a name stands on an outline."""
    return sum(x for x, _y in ring) / len(ring), -sum(y for _x, y in ring) / len(ring)


def view_box(outlines: Iterable[Any]) -> str:
    """The frame around every outline."""
    points = [point for outline in outlines for ring in outline or () for point in ring]
    if not points:
        return "0 0 10 6"
    xs, ys = [x for x, _y in points], [-y for _x, y in points]
    return f"{min(xs) - 0.2:.2f} {min(ys) - 0.2:.2f} {max(xs) - min(xs) + 0.4:.2f} {max(ys) - min(ys) + 0.4:.2f}"


def not_yet(rows: Rows, instrument: str, on: dt.date) -> Table:
    """Who was not party on the day."""
    return Table(
        "not-yet",
        _("Not yet party on that day"),
        [_("Country"), _("Standing"), _("Since")],
        [
            [Cell(state.name), mark(stand.standing), Cell(day(stand.since))]
            for state, stand in treaties.not_yet(rows, instrument)
        ],
        csv_url=_file(on),
        empty=_("Every watched State was a party on that day."),
    )


def _file(on: dt.date) -> str:
    return f"{reverse('monitoring_gaps_csv')}?on={on}"


def gap_list(rows: Rows, on: dt.date) -> Table:
    """Relevant instruments that States are not party to."""
    names = standards.instruments()
    return Table(
        "gaps",
        _("Relevant instruments not in force for a State"),
        [_("Country"), _("Instrument"), _("Standing")],
        [
            [Cell(state.name), Cell(names[code].label), mark(stand.standing)]
            for state, row in rows
            for code, stand in treaties.gaps(row)
        ],
        csv_url=_file(on),
    )


def overdue(on: dt.date) -> Table:
    """Reports not sent by the day."""
    return Table(
        "overdue-reports",
        _("Overdue reports"),
        [_("Country"), _("Instrument"), _("Report"), _("Due on"), _("Days late")],
        [
            [
                Cell(report.state.name),
                Cell(report.instrument, reverse("register_row", args=["reports-due", report.pk])),
                Cell(report.get_kind_display()),
                Cell(day(report.due_on)),
                Cell((on - report.due_on).days, number=True),
            ]
            for report in treaties.overdue_reports(on)
        ],
        empty=_("No report is overdue."),
    )
