"""The map of channels as lines for a screen and rows of a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.vocabulary import api as vocabulary

from ..queries.channels import Covered


def coverage_rows(found: list[Covered]) -> list[list[str]]:
    """The map of channels as a file: one line for each territory, codes in the first columns, words after."""
    head = ["territory", "name", "channels", "day_and_night", "first_response", "gaps", "children"]
    return [head] + [
        [
            one.territory.code,
            str(one.territory),
            " ".join(channel.channel for channel in one.channels),
            " ".join(channel.channel for channel in one.channels if channel.day_and_night),
            " ".join(sorted(one.services)),
            " ".join(one.gaps),
            "" if one.children is None else str(one.children),
        ]
        for one in found
    ]


def coverage_lines(found: list[Covered]) -> list[dict[str, Any]]:
    """The map of channels for the screen."""
    return [
        {
            "place": str(one.territory),
            "children": _number(one.children),
            "channels": one.real,
            "services": [_service(one, code) for code in sorted(one.services)],
            "gaps": [gap_label(gap) for gap in one.gaps],
        }
        for one in found
    ]


def uncovered_lines(found: list[Covered]) -> list[dict[str, Any]]:
    """For each gap: in how many districts, how many children live there, and where their number is not known."""
    lines = []
    for gap in dict.fromkeys(gap for one in found for gap in one.gaps):
        there = [one for one in found if gap in one.gaps]
        known = [one.children for one in there if one.children is not None]
        line = {"gap": gap_label(gap), "places": len(there), "children": _number(sum(known) if known else None)}
        lines.append(line | {"unknown": len(there) - len(known)})
    return lines


def _service(covered: Covered, code: str) -> dict[str, str]:
    """A service of the first day, with the way to its hours, costs and accessibility in the finder."""
    query = urlencode({"service": code, "territory": covered.territory.code})
    return {"name": vocabulary.label("services", code), "url": f"{reverse('service_points')}?{query}"}


def gap_label(gap: str) -> str:
    """What is missing, in words."""
    words = {"no_channel": _("No channel but this site"), "no_night": _("Nothing day and night")}
    return words.get(gap) or _("Missing: %(service)s") % {"service": vocabulary.label("services", gap)}


def _number(count: int | None) -> str:
    return "" if count is None else number_format(count, force_grouping=True)
