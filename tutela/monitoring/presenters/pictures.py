"""Geometry of the pictures: numbers to coordinates, nothing else. Each picture stands beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tutela.ui.presenters import number

from ..queries.indicators import Series

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
