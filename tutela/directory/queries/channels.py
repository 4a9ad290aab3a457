"""The map of reporting channels and first-response services: what each territory has, and which have a gap (R26)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..models import Population, ReportingChannel, ServicePoint, Territory

FIRST_DAY = frozenset({"first_medical_care", "psychological_first_aid", "emergency_shelter", "crisis_line"})
"""Services (list ``services``) that answer on the first day."""
EVERYWHERE = ("web_form", "child_web_form")
"""Channels of this system itself, which need a telephone and a network: they fill no gap."""
_LISTED = 60


@dataclass(frozen=True)
class Covered:
    """A territory with its channels, first-response services and what is missing."""

    territory: Territory
    channels: list[ReportingChannel]
    services: frozenset[str]
    gaps: tuple[str, ...]
    children: int | None = None

    @property
    def real(self) -> list[ReportingChannel]:
        """The channels besides this system's own."""
        return [channel for channel in self.channels if channel.channel not in EVERYWHERE]


def channels_at(place: Territory) -> list[ReportingChannel]:
    """The channels of a place: its own and those of the territories above it."""
    found = ReportingChannel.objects.filter(ended_on=None).select_related("territory")
    return [channel for channel in found if place.path.startswith(channel.territory.path)]


def public_services(place: Territory) -> list[ServicePoint]:
    """Open services in a place, for the public: the confidential ones without their name, by telephone only."""
    found = ServicePoint.objects.filter(suspended_on=None, office__territory__path__startswith=place.path)
    return list(found.select_related("office__territory").order_by("name")[:_LISTED])


def channel_coverage(level: int = 3) -> list[Covered]:
    """Every territory of a level, in the order of the map.

    Gaps: ``no_channel`` (none but this site's own), ``no_night`` (none day and night), and each first-response service that
    is missing.
    """
    channels = list(ReportingChannel.objects.filter(ended_on=None).select_related("territory"))
    offered = _first_day_places()
    children = dict(Population.objects.values_list("territory", "children"))
    places = Territory.objects.filter(level=level)
    return [replace(_covered(place, channels, offered), children=children.get(place.pk)) for place in places]


def _first_day_places() -> dict[str, list[str]]:
    """For each service of the first day the paths of the territories where an office offers it."""
    found = ServicePoint.objects.filter(suspended_on=None, ended_on=None).order_by()
    paths = found.values_list("office__territory__path", flat=True).distinct()
    return {code: list(paths.filter(services__contains=[code])) for code in FIRST_DAY}


def _covered(place: Territory, channels: list[ReportingChannel], places: dict[str, list[str]]) -> Covered:
    here = [channel for channel in channels if place.path.startswith(channel.territory.path)]
    offered = {code for code, paths in places.items() if any(path.startswith(place.path) for path in paths)}
    real = [channel for channel in here if channel.channel not in EVERYWHERE]
    gaps = [] if real else ["no_channel"]
    if real and not any(channel.day_and_night for channel in real):
        gaps.append("no_night")
    missing = sorted(FIRST_DAY - offered)
    return Covered(place, here, frozenset(offered), (*gaps, *missing))
