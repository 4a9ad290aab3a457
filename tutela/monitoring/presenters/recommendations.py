"""Recommendations as list, page and pictures; imports as questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.planning.api import Status
from tutela.registers.api import standards
from tutela.ui.presenters import Cell, Table, day

from ..enums import TermKind
from ..models import ImportBatch, Recommendation
from ..policies import apply_import, follow_up
from ..queries import imports
from ..queries import recommendations as queries
from ..states import FOLLOW_UP
from .marks import TONES, mark

PAGE = 25
_TIMINGS = {
    "none": lambda _days: ("", ""),
    "met": lambda _days: (_("Met in time"), "success"),
    "late": lambda days: (_("Met %(days)s days late") % {"days": days}, "warning"),
    "missed": lambda days: (_("Missed by %(days)s days") % {"days": days}, "danger"),
    "ahead": lambda days: (_("%(days)s days left") % {"days": days}, "info"),
}

TIMING_WORDS = {
    "none": lambda: "",
    "met": lambda: _("met in time"),
    "late": lambda: _("met late"),
    "missed": lambda: _("missed"),
    "ahead": lambda: _("not yet due"),
}
"""The same in one word, for print and the public site."""


def timing(one: Recommendation, on: dt.date) -> Cell:
    """Against the first date."""
    kind, days = queries.timing(one, on)
    text, tone = _TIMINGS[kind](days)
    return Cell(text or "–", tone=tone)


def listing(asked: queries.Asked, page: int, on: dt.date, address: str) -> dict[str, Any]:
    """One page of what was found."""
    found = queries.search(asked, on)
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    number, more = queries.count_some(found)
    return {
        "table": Table(
            "recommendations",
            _("Recommendations"),
            [_("Key"), _("Text"), _("From"), _("Country"), _("Status"), _("First date")],
            [_row(one, on) for one in rows[:PAGE]],
            empty=_("Nothing fits. Take a word or a filter away."),
        ),
        "found": f"{number}+" if more else number,
        "previous": f"{address}&page={page - 1}" if page > 1 else "",
        "next": f"{address}&page={page + 1}" if len(rows) > PAGE else "",
    }


def _row(one: Recommendation, on: dt.date) -> list[Cell]:
    text = one.text if len(one.text) <= 160 else f"{one.text[:157]}…"
    return [
        Cell(one.code, reverse("monitoring_recommendation", args=[one.pk])),
        Cell(text),
        Cell(one.body),
        Cell(one.state.name),
        mark(Status(one.status)),
        timing(one, on),
    ]


def page(one: Recommendation, on: dt.date, actor: Actor) -> dict[str, Any]:
    """Everything about one recommendation, down to the State report."""
    return {
        "one": one,
        "status": mark(Status(one.status)),
        "timing": timing(one, on),
        "facts": _facts(one),
        "history": one.history.select_related("by"),
        "targets": one.targets.select_related("by"),
        "activities": one.activities.select_related("owner_office").all(),
        "indicators": one.indicators.all(),
        "supersedes": one.supersedes.all(),
        "cluster": queries.in_cluster(one)[:20],
        "may_follow": follow_up.allows(actor),
        "possible": [
            (status.value, status.label) for status in Status if status == one.status or FOLLOW_UP.allows(one.status, status)
        ],
    }


def _facts(one: Recommendation) -> list[dict[str, Any]]:
    facts = [
        (_("From"), one.body),
        (_("Source"), standards.label("recommendation_sources", one.source)),
        (_("Document"), ", ".join(filter(None, (one.symbol, one.paragraph and f"§ {one.paragraph}", one.cycle)))),
        (_("Date of the document"), day(one.document_on)),
        (_("Position of the State"), one.get_position_display()),
        (_("Themes"), ", ".join(standards.label("themes", code) for code in one.themes)),
        (_("Affected groups"), ", ".join(standards.label("groups", code) for code in one.groups)),
        (_("Goals"), ", ".join(one.goals)),
        (_("Instruments"), ", ".join(standards.label("instruments", code) for code in one.instruments)),
        (_("Responsible body"), one.responsible),
        (_("First date"), day(one.original_due_on)),
        (_("Date now"), day(one.due_on)),
        (_("Effect for children"), one.get_effect_display()),
    ]
    return [{"label": label, "value": value or "–"} for label, value in facts]


def progress(state: str) -> list[dict[str, Any]]:
    """Stacked bars by source and by theme, each with its table."""
    found = []
    for by, list_id, title in (
        ("source", "recommendation_sources", _("Progress by source")),
        ("themes", "themes", _("Progress by theme")),
    ):
        rows = queries.progress(by, state)
        names = {code: standards.label(list_id, code) for code in rows}
        found.append(
            {"id": by, "title": title, "bars": _bars(rows, names), "table": _progress_table(by, title, rows, names)}
            | {"legend": [mark(status) for status in Status]}
        )
    return found


def _bars(rows: dict[str, dict[str, int]], names: dict[str, str]) -> list[dict[str, Any]]:
    bars = []
    for code, counts in rows.items():
        total, start, parts = sum(counts.values()), 0.0, []
        for status in Status:
            width = 100 * counts[status] / total
            if width:
                parts.append(
                    {
                        "x": f"{start:.2f}",
                        "width": f"{width:.2f}",
                        "tone": TONES[status],
                        "title": f"{status.label}: {counts[status]}",
                    }
                )
            start += width
        bars.append({"label": names[code], "parts": parts, "total": total})
    return bars


def _progress_table(by: str, title: str, rows: dict[str, dict[str, int]], names: dict[str, str]) -> Table:
    heads = [_("Source") if by == "source" else _("Theme"), *(status.label for status in Status), _("All")]
    return Table(
        f"progress-{by}",
        title,
        heads,
        [
            [
                Cell(names[code]),
                *(Cell(counts[status], number=True) for status in Status),
                Cell(sum(counts.values()), number=True),
            ]
            for code, counts in rows.items()
        ],
        csv_url=reverse("monitoring_progress_csv", args=[by]),
    )


def batch(one: ImportBatch, actor: Actor) -> dict[str, Any]:
    """A preview with its questions."""
    terms, rows = imports.open_counts(one)
    return {
        "batch": one,
        "terms": [
            {
                "kind": kind,
                "kind_label": TermKind(kind).label,
                "word": word,
                "rows": count,
                "first": first,
                "codes": [(item.code, item.label) for item in standards.items(kind)],
            }
            for kind, word, count, first in imports.open_terms(one)
        ],
        "rows": list(imports.open_rows(one)),
        "open_terms": terms,
        "open_rows": rows,
        "shown": imports.rows_shown(one),
        "may_apply": apply_import.allows(actor, one, terms, rows),
        "waiting": one.state == "preview",
    }
