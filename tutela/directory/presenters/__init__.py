"""Entries of the directory as lines and facts for a screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.ui.enums import Tone
from tutela.vocabulary import api as vocabulary

from ..enums import Day, Freshness
from ..models import ServicePoint
from ..queries.kept import FIRST_RESPONSE, coverage, freshness
from ..queries.opening import runs

TONES = {Freshness.FRESH: Tone.SUCCESS, Freshness.DUE: Tone.WARNING, Freshness.STALE: Tone.DANGER}


def line(point: ServicePoint) -> dict[str, Any]:
    """One line of a list."""
    fresh = freshness(point)
    return {
        "id": point.pk,
        "name": point.name,
        "office": point.office.name,
        "territory": str(point.office.territory),
        "services": labels("services", point.services),
        "hours": hours(point),
        "cost": cost(point),
        "phone": point.phone,
        "phone_url": "tel:" + "".join(sign for sign in point.phone if sign.isdigit() or sign == "+"),
        "address": point.public_address,
        "access": labels("service_accessibility", point.access) or point.accessibility,
        "accepts": accepts(point),
        "languages": ", ".join(point.languages),
        "website": point.website,
        "confidential": point.confidential,
        "km": _distance(point),
        "places": places(point),
        "standing": standing(point),
        "confirmed_on": point.confirmed_on,
        "freshness": fresh.label,
        "freshness_tone": TONES[fresh],
        "reminded": point.reminded_on is not None,
    }


def by_district(points: Iterable[ServicePoint]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Lines under the names of their districts, both in the order of the alphabet."""
    districts: dict[str, list[dict[str, Any]]] = {}
    for row in map(line, points):
        districts.setdefault(row["territory"], []).append(row)
    return [(name, sorted(rows, key=lambda row: str(row["name"]))) for name, rows in sorted(districts.items())]


def labels(list_id: str, codes: Iterable[str]) -> str:
    """The display terms of codes, in a row; what the list does not know is left out."""
    return ", ".join(vocabulary.label(list_id, code) for code in codes if vocabulary.is_code(list_id, code))


def hours(point: ServicePoint) -> str:
    """Opening hours in words: the entry's own, else from the rules of the week."""
    if point.hours:
        return point.hours
    parts = []
    for rule in point.opening:
        names = [Day(a).label if a == b else f"{Day(a).label}–{Day(b).label}" for a, b in runs(rule["days"])]
        parts.append(f"{', '.join(str(name) for name in names)} {rule['opens']}–{rule['closes']}")
    return "; ".join(parts)


def cost(point: ServicePoint) -> str:
    """The cost in words; unknown is said."""
    if point.cost:
        return point.cost
    return {True: _("Free"), False: _("To be paid"), None: _("Not known: ask first")}[point.free_of_charge]


def accepts(point: ServicePoint) -> str:
    """Who is accepted: words, or ages."""
    if point.accepts or (point.minimum_age is None and point.maximum_age is None):
        return point.accepts
    low, high = point.minimum_age or 0, point.maximum_age
    return _("From %(low)s") % {"low": low} if high is None else _("%(low)s to %(high)s years") % {"low": low, "high": high}


def places(point: ServicePoint) -> str:
    """Free places and people waiting, with the day they were counted; empty when nobody said."""
    if point.counted_on is None or (point.free_places is None and point.waiting is None):
        return ""
    parts = []
    if point.free_places is not None:
        parts.append(
            ngettext("%(count)d free place", "%(count)d free places", point.free_places) % {"count": point.free_places}
        )
    if point.waiting:
        parts.append(ngettext("%(count)d waiting", "%(count)d waiting", point.waiting) % {"count": point.waiting})
    return f"{', '.join(parts)} ({date_format(point.counted_on, 'DATE_FORMAT')})"


def standing(point: ServicePoint) -> str:
    """Legal status and last inspection in words; empty for places that are in no register."""
    parts = [labels("facility_status", [point.legal_status])] if point.legal_status else []
    if point.inspected_on is not None:
        known = {"day": date_format(point.inspected_on, "DATE_FORMAT"), "percent": point.inspection_percent}
        parts.append(_("inspected %(day)s: %(percent)s %% of the standards") % known)
    return "; ".join(part for part in parts if part)


def gap_rows() -> list[dict[str, Any]]:
    """Districts with what they have of first response; what is missing is a gap."""
    return [
        {
            "code": territory.code,
            "territory": str(territory),
            "cells": [{"name": name, "count": counts[name], "gap": counts[name] == 0} for name in FIRST_RESPONSE],
        }
        for territory, counts in coverage()
    ]


def gap_headings() -> list[Any]:
    """What is looked for in every district."""
    words = {
        "crisis_line": _("Crisis line"),
        "medical": _("First medical care"),
        "psychosocial": _("Psychological first aid"),
        "shelter": _("Shelter"),
        "legal": _("Legal aid"),
    }
    return [words[name] for name in FIRST_RESPONSE]


def _distance(point: ServicePoint) -> str:
    km = getattr(point, "km", None)
    return "" if km is None else _("%(km)s km") % {"km": f"{km:.1f}" if km < 10 else f"{km:.0f}"}
