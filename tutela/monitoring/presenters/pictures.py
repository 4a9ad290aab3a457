"""Geometry of the pictures: numbers to coordinates, nothing else. Each picture stands beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..models import Estimate
from ..queries.indicators import Series
from ..queries.plans import STAGES, Money
from .tables import number

WIDTH, HEIGHT, EDGE = 260.0, 110.0, 22.0


def scale(values: Sequence[Decimal]) -> tuple[float, float]:
    """The lowest and highest of the values, never the same."""
    low, high = float(min(values)), float(max(values))
    return (low, high) if high > low else (low - 1, high + 1)


def multiple(one: Series) -> dict[str, Any] | None:
    """One small chart: values with gaps at breaks, the straight way to the target, marks at breaks."""
    if not one.numbers:
        return None
    sheet = one.indicator
    years = [year for year, _value in one.numbers] + [sheet.baseline_year, sheet.target_year]
    first, last = min(years), max(years)
    low, high = scale([value for _year, value in one.numbers] + [sheet.baseline, sheet.target])

    def at(year: int, value: Decimal) -> tuple[float, float]:
        x = EDGE + (year - first) / max(1, last - first) * (WIDTH - 2 * EDGE)
        return x, HEIGHT - EDGE - (float(value) - low) / (high - low) * (HEIGHT - 2 * EDGE)

    cuts = sorted(entry.year for entry in one.breaks)
    segments: dict[int, list[str]] = {}
    for year, value in one.numbers:
        part = sum(cut <= year for cut in cuts)
        segments.setdefault(part, []).append("{:.1f},{:.1f}".format(*at(year, value)))
    return {
        "segments": [" ".join(points) for points in segments.values()],
        "dots": [_dot(at(year, value), f"{year}: {number(value)}") for year, value in one.numbers],
        "way": "{:.1f},{:.1f} {:.1f},{:.1f}".format(
            *at(sheet.baseline_year, sheet.baseline), *at(sheet.target_year, sheet.target)
        ),
        "breaks": [f"{at(cut, sheet.baseline)[0] - 3:.1f}" for cut in cuts if first <= cut <= last],
        "first": first,
        "last": last,
        "high": number(Decimal(str(round(high, 2)))),
        "low": number(Decimal(str(round(low, 2)))),
    }


def _dot(place: tuple[float, float], title: str) -> dict[str, str]:
    return {"x": f"{place[0]:.1f}", "y": f"{place[1]:.1f}", "title": title}


def ranges(rows: Sequence[Estimate]) -> list[dict[str, Any]]:
    """Estimates of one topic on one axis from zero: a bar for a range, a dot for a figure, an open end where the source has one."""
    most = max(float(value) for one in rows for value in (one.low, one.high) if value is not None) or 1.0
    found = []
    for place, one in enumerate(rows):
        low = one.low if one.low is not None else Decimal(0)
        high = one.high if one.high is not None else low
        left, right = (float(value) / most * 300 for value in (low, high))
        found.append(
            {
                "y": 12 + place * 22,
                "left": f"{left:.1f}",
                "right": f"{right:.1f}",
                "is_range": right > left,
                "code": one.code,
            }
        )
    return found


def flow(one: Money) -> list[dict[str, Any]]:
    """Planned, allocated, released, spent: a bar each, own money and partners', as shares of the largest."""
    most = max(one.total(stage) for stage in STAGES) or Decimal(1)
    bars = []
    for place, stage in enumerate(STAGES):
        own, partners = (float(side[stage] / most) * 300 for side in (one.own, one.partners))
        bars.append(
            {"stage": stage, "y": place * 24, "own": f"{own:.1f}", "partners": f"{partners:.1f}", "start": f"{own:.1f}"}
        )
    return bars
