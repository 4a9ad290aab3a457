"""The places offered to a reporter: as near as a short list can be."""

from __future__ import annotations

from ..models import Territory

LONGEST_LIST = 120


def places_to_offer(lowest: int = 5) -> list[Territory]:
    """The territories of the lowest level (at most ``lowest``) that still makes a list a person can read, without the
    country itself."""
    every = list(
        Territory.objects.filter(level__gte=2, level__lte=lowest).only("id", "code", "level", "path", "names", "parent_id")
    )
    levels = sorted({place.level for place in every})
    fitting = [level for level in levels if sum(place.level == level for place in every) <= LONGEST_LIST]
    chosen = fitting[-1] if fitting else (levels[0] if levels else 0)
    return [place for place in every if place.level == chosen]
