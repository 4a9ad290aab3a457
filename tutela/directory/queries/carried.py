"""The directory as configuration: territories, bodies, offices, ways to report and numbers of children, as plain rows by their codes.

Services are not here: they have an exchange of their own (HSDS), and so are the bodies and offices that came with it. Whether an
office is closed is not here either: that is said where its files are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tutela.kernel.carrying import Column, Row, Rows, Trouble, Wrong, day, flag, text, texts, whole, words
from tutela.vocabulary import api as vocabulary

from ..models import Office, Organisation, Population, ReportingChannel, Territory

INDEPENDENT = "ombudsperson"
"""The kind of body whose independence is a fixed protection (P7): no bundle makes another body of it, or it of another body."""
_FROM_HSDS = r"^[0-9a-f]{30}$"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}\Z")
_DEEPEST = 5

TERRITORY: Mapping[str, Column] = {
    "level": whole(1, _DEEPEST),
    "parent": text(20, optional=True),
    "names": words(),
    "outline": Column(
        lambda value: isinstance(value, dict) and value.get("type") in ("Polygon", "MultiPolygon"), optional=True
    ),
}
ORGANISATION = {"name": text(), "sector": text(30), "kind": text(40)}
OFFICE = {
    "name": text(),
    "organisation": text(30),
    "territory": text(20),
    "holds_files": flag(),
    "phone": text(40, optional=True),
}
CHANNEL = {
    "hours": text(optional=True),
    "cost": text(optional=True),
    "accessibility": text(optional=True),
    "languages": texts(),
    "contact": text(optional=True),
    "day_and_night": flag(),
    "confirmed_on": day(),
}
POPULATION = {"children": whole(0, 500_000_000), "year": whole(1950, 2200), "source": text()}


def territories() -> dict[str, dict[str, Any]]:
    """Territories by code."""
    every = Territory.objects.select_related("parent").only("code", "level", "names", "outline", "parent__code")
    return {
        one.code: {
            "level": one.level,
            "parent": one.parent.code if one.parent else "",
            "names": one.names,
            "outline": one.outline,
        }
        for one in every
    }


def organisations() -> dict[str, dict[str, Any]]:
    """Bodies by code."""
    every = Organisation.objects.exclude(code__regex=_FROM_HSDS)
    return {one.code: {name: getattr(one, name) for name in ORGANISATION} for one in every}


def offices() -> dict[str, dict[str, Any]]:
    """Offices that are not closed, by code."""
    every = Office.objects.exclude(code__regex=_FROM_HSDS).exclude(organisation__code__regex=_FROM_HSDS)
    return {
        one.code: {
            "name": one.name,
            "organisation": one.organisation.code,
            "territory": one.territory.code,
            "holds_files": one.holds_files,
            "phone": one.phone,
        }
        for one in every.filter(closed_on=None).select_related("organisation", "territory")
    }


def channels() -> dict[str, dict[str, Any]]:
    """Ways to report that there are now, by territory and channel."""
    every = ReportingChannel.objects.filter(ended_on=None).select_related("territory")
    return {
        f"{one.territory.code}/{one.channel}": {name: getattr(one, name) for name in CHANNEL}
        | {"confirmed_on": one.confirmed_on.isoformat()}
        for one in every
    }


def populations() -> dict[str, dict[str, Any]]:
    """How many under 18 live in a territory, by its code."""
    every = Population.objects.select_related("territory")
    return {one.territory.code: {name: getattr(one, name) for name in POPULATION} for one in every}


def territory_faults(rows: Rows, here: Rows, _bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """Each below one of the level above; none moves, because what people may see follows the way to it."""
    known = {**here, **rows}
    yield from _bad_codes(rows, 20)
    for key, row in rows.items():
        above = known.get(row["parent"])
        if row["parent"] and above is None:
            yield Wrong(key, "parent", Trouble.UNKNOWN, row["parent"])
        elif row["level"] != (above["level"] + 1 if above else 1):
            yield Wrong(key, "level", Trouble.WRONG_KIND, str(row["level"]))
        if len(_path(key, known)) > 120:
            yield Wrong(key, "parent", Trouble.TOO_LONG, "120")
    yield from _moved(rows, here, "level", "parent")


def organisation_faults(rows: Rows, here: Rows, _bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """The independent mechanism stays what it is."""
    yield from _bad_codes(rows, 30)
    for key, row in rows.items():
        was = here.get(key, row)["kind"]
        if row["kind"] != was and INDEPENDENT in (row["kind"], was):
            yield Wrong(key, "kind", Trouble.FIXED, INDEPENDENT)


def office_faults(rows: Rows, here: Rows, bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """Each of a body in a territory that are known. Where an office lies, whose it is and that it holds files does not change."""
    bodies = {*bundle.get("organisations", {}), *_codes(Organisation)}
    places = {*bundle.get("territories", {}), *_codes(Territory)}
    apart = set(Office.objects.values_list("code", flat=True)) - here.keys()  # closed, or come with the services
    yield from _bad_codes(rows, 30)
    for key, row in rows.items():
        if row["organisation"] not in bodies:
            yield Wrong(key, "organisation", Trouble.UNKNOWN, row["organisation"])
        if row["territory"] not in places:
            yield Wrong(key, "territory", Trouble.UNKNOWN, row["territory"])
        if key in apart:
            yield Wrong(key, "name", Trouble.STAYS, key)
        if key in here and here[key]["holds_files"] and not row["holds_files"]:
            yield Wrong(key, "holds_files", Trouble.STAYS, key)
    yield from _moved(rows, here, "organisation", "territory")


def channel_faults(rows: Rows, _here: Rows, bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """A territory that is known, a channel of the list ``report_channels`` or of what the bundle adds to it."""
    places = {*bundle.get("territories", {}), *_codes(Territory)}
    for key in rows:
        place, _sign, channel = key.partition("/")
        if place not in places:
            yield Wrong(key, "territory", Trouble.UNKNOWN, place)
        if not (
            vocabulary.is_code("report_channels", channel) or channel in vocabulary.codes_brought("report_channels", bundle)
        ):
            yield Wrong(key, "channel", Trouble.UNKNOWN_CODE, channel)


def population_faults(rows: Rows, _here: Rows, bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """Of a territory that is known."""
    places = {*bundle.get("territories", {}), *_codes(Territory)}
    for key in rows:
        if key not in places:
            yield Wrong(key, "territory", Trouble.UNKNOWN, key)


def path_of(row: Row, key: str, above: str) -> str:
    """The way to a territory: that to the one above, and its own code."""
    return f"{above if row['parent'] else ''}{key}."


def _path(key: str, known: Rows) -> str:
    way: list[str] = []
    while key in known and len(way) <= _DEEPEST:
        way.append(f"{key}.")
        key = known[key]["parent"]
    return "".join(way)


def _codes(model: type[Organisation] | type[Territory]) -> set[str]:
    return set(model._default_manager.values_list("code", flat=True))


def _bad_codes(rows: Rows, longest: int) -> Iterator[Wrong]:
    for key in rows:
        if not _CODE.match(key) or len(key) > longest or re.match(_FROM_HSDS, key):
            yield Wrong(key, "code", Trouble.WRONG_KIND, key[:80])


def _moved(rows: Rows, here: Rows, *names: str) -> Iterator[Wrong]:
    for key in rows.keys() & here.keys():
        for name in names:
            if rows[key][name] != here[key][name]:
                yield Wrong(key, name, Trouble.STAYS, str(here[key][name]))
