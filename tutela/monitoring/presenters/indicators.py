"""Indicators as small charts and a page each."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.registers.api import standards
from tutela.ui.presenters import Cell, Table, counted, day, number

from ..enums import BreakKind, IndicatorType, ValueSource, ValueState
from ..models.indicators import SHEET
from ..queries import indicators
from .pictures import multiple

TRACKS = {
    "on": lambda: Cell(_("On track"), tone="success"),
    "off": lambda: Cell(_("Off track"), tone="danger"),
    "no_data": lambda: Cell(_("No value yet"), tone="neutral"),
    "broken": lambda: Cell(_("Not comparable with the baseline: a break lies between"), tone="warning"),
}


def known_only() -> str:
    """The statement that goes with every figure taken from the system's own statistics (R29)."""
    return _("Counts cases known to the system, not prevalence.")


def overview() -> list[dict[str, Any]]:
    """Every indicator as a small chart."""
    return [_card(one) for one in indicators.series()]


def _card(one: indicators.Series) -> dict[str, Any]:
    sheet = one.indicator
    return {
        "code": sheet.code,
        "title": sheet.title,
        "unit": sheet.unit,
        "output": sheet.kind == IndicatorType.PROCESS,
        "kind": sheet.get_kind_display(),
        "url": reverse("monitoring_indicator", args=[sheet.pk]),
        "chart": multiple(one),
        "track": TRACKS[one.track()](),
        "change": change(one),
        "target": f"{number(sheet.target)} ({sheet.target_year})",
        "known_only": known_only() if any(value.source == ValueSource.RELEASED for value in one.totals) else "",
        "missing": [str(standards.DIMENSIONS[letter]) for letter in indicators.missing_breakdowns(sheet)],
    }


def change(one: indicators.Series) -> str:
    """The change since the last break, in words; nothing is computed across a break."""
    found = one.change()
    if found is None:
        return _("No change is computed: fewer than two values since the last break.") if one.breaks else ""
    first, last, difference = found
    sign = "+" if difference > 0 else ""
    return _("%(change)s from %(first)s to %(last)s") % {
        "change": f"{sign}{number(difference)}",
        "first": first,
        "last": last,
    }


def page(one: indicators.Series) -> dict[str, Any]:
    """One indicator: chart, values, sheet."""
    sheet = one.indicator
    fields = [(sheet._meta.get_field(name).verbose_name, getattr(sheet, name)) for name in SHEET]  # type: ignore[union-attr]
    return _card(one) | {
        "pk": sheet.pk,
        "sheet": [{"label": label, "value": value} for label, value in fields],
        "values": _values(one),
        "breaks": [(entry.year, BreakKind(entry.kind).label, entry.reason) for entry in one.breaks],
        "recommendations": sheet.recommendations.all(),
        "evaluation": sheet.evaluation,
        "change_url": reverse("register_row_change", args=["indicators", sheet.pk]),
    }


def _values(one: indicators.Series) -> Table:
    found = one.indicator.values.all()
    return Table(
        "values",
        _("Values, in %(unit)s") % {"unit": one.indicator.unit},
        [_("Year"), _("Breakdown"), _("Value"), _("Where it comes from"), _("Release, file or evidence"), _("Collected on")],
        [
            [
                Cell(str(value.year)),
                Cell(value.breakdown or _("All")),
                counted(value.value) if value.value is not None else Cell(ValueState(value.state).label),
                Cell(ValueSource(value.source).label),
                Cell(value.reference),
                Cell(day(value.collected_on)),
            ]
            for value in found
        ],
        csv_url=reverse("register_csv", args=["values"]) + f"?q={one.indicator.code}",
    )
