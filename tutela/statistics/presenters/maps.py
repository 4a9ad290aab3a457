"""Places as shapes, shaded in five steps; what is hidden is hatched and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tutela.directory.api import Territory, rings


def shaded(title: str, places: Sequence[Territory], figures: Mapping[str, tuple[str, int | None]]) -> dict[str, Any] | None:
    """The places that have a figure (words, and a number or ``None``), or ``None`` without outlines.

    A shade is a fifth of the largest number shown.
    """
    shown = [place for place in places if place.outline and place.code in figures]
    most = max((figures[place.code][1] or 0 for place in shown), default=0) or 1
    points = [point for place in shown for ring in rings(place.outline) for point in ring]
    if not points:
        return None
    west, north = min(point[0] for point in points), max(point[1] for point in points)
    wide, high = max(point[0] for point in points) - west, north - min(point[1] for point in points)
    return {
        "title": title,
        "box": f"0 0 {wide:.4f} {high:.4f}",
        "shapes": [
            {
                "name": str(place),
                "text": figures[place.code][0],
                "shade": _shade(figures[place.code][1], most),
                "path": " ".join(_ring(ring, west, north) for ring in rings(place.outline)),
            }
            for place in shown
        ],
    }


def _shade(value: int | None, most: int) -> str:
    return "hidden" if value is None else str(min(5, -(-5 * value // most)))


def _ring(ring: list[list[float]], west: float, north: float) -> str:
    return "M" + " L".join(f"{x - west:.4f} {north - y:.4f}" for x, y, *_height in ring) + " Z"
