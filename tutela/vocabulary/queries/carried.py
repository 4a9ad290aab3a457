"""The country's rules as configuration: the active profile as plain content, and what a profile from elsewhere may not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tutela.kernel.carrying import Rows, Trouble, Wrong

from ..errors import BadVocabulary
from ..models import AdoptedProfile
from ..policies import FIXED_PROTECTIONS
from . import checks, files, forbidden
from .profiles import active_profile, profile_path
from .standard import CLOSED_TO_COUNTRIES

FIXED_SECTION = "fixed protection"
"""What the reader of profiles calls the entry of a fault against one."""


def country_here() -> dict[str, dict[str, Any]]:
    """The active profile by the country's code."""
    return {active_profile().code: files.read(profile_path())}


def country_faults(rows: Rows, here: Rows, _bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """A profile of this country, sound, at a higher version or the same; no fixed protection touched, no national code taken out."""
    own = next(iter(here))
    for key, raw in rows.items():
        if key != own or raw.get("code") != own:
            yield Wrong(key, "code", Trouble.OTHER_COUNTRY, own)
        elif raw != here[own]:
            yield from list(_unsound(key, raw)) or _out_of_step(key, raw, here[own])


def codes_brought(list_id: str, bundle: Mapping[str, Rows]) -> frozenset[str]:
    """The codes that the profiles in a bundle add to a list; of a faulty profile what can be read."""
    found = set()
    for raw in bundle.get("country", {}).values():
        added = raw.get("extra_codes")
        entries = added.get(list_id) if isinstance(added, dict) else None
        found |= {str(one.get("code")) for one in entries if isinstance(one, dict)} if isinstance(entries, list) else set()
    return frozenset(found)


def newest_adopted() -> list[AdoptedProfile]:
    """The newest profile of each country that was adopted here."""
    found: dict[str, AdoptedProfile] = {}
    for one in AdoptedProfile.objects.order_by("code", "version"):
        found[one.code] = one
    return list(found.values())


def _unsound(key: str, raw: Mapping[str, Any]) -> Iterator[Wrong]:
    for name in sorted(raw.keys() & FIXED_PROTECTIONS):
        yield Wrong(key, name, Trouble.FIXED, name)
    added = raw.get("extra_codes")
    for name in sorted((added if isinstance(added, dict) else {}).keys() & CLOSED_TO_COUNTRIES):
        yield Wrong(key, f"extra_codes › {name}", Trouble.FIXED, name)
    for problem in _problems(raw):
        fixed = problem.entry == FIXED_SECTION
        if fixed and (problem.field in FIXED_PROTECTIONS or problem.field in CLOSED_TO_COUNTRIES):
            continue  # said above, in the reader's language
        place = problem.field if fixed else ": ".join(part for part in (problem.entry, problem.field) if part)
        yield Wrong(key, place, Trouble.FIXED if fixed else Trouble.NOT_SOUND, problem.sentence)
    yield from _blaming(key, raw)


def _problems(raw: Mapping[str, Any]) -> list[files.Problem]:
    try:
        return checks.country_faults(dict(raw), "country.yaml")
    except (TypeError, ValueError, KeyError, AttributeError, BadVocabulary, RecursionError) as error:
        return [files.Problem("country.yaml", "", "", f"cannot be read as a country's rules: {error}"[:200])]


def _blaming(key: str, raw: Mapping[str, Any]) -> Iterator[Wrong]:
    added = raw.get("extra_codes")
    for list_id, entries in (added if isinstance(added, dict) else {}).items():
        for entry in entries if isinstance(entries, list) else ():
            for hit in forbidden.scan_words(entry, ""):
                yield Wrong(key, f"extra_codes › {list_id} › {entry.get('code')}", Trouble.BLAMES, hit.phrase)
    for hit in forbidden.scan_words(raw.get("name"), ""):
        yield Wrong(key, "name", Trouble.BLAMES, hit.phrase)


def _out_of_step(key: str, raw: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[Wrong]:
    if raw["version"] == here["version"]:
        yield Wrong(key, "version", Trouble.SAME_VERSION, str(here["version"]))
    elif raw["version"] < here["version"]:
        yield Wrong(key, "version", Trouble.OLDER, str(here["version"]))
    for list_id in here.get("extra_codes", {}):
        kept = codes_brought(list_id, {"country": {key: raw}})
        for entry in here["extra_codes"][list_id]:
            if entry["code"] not in kept:
                yield Wrong(key, f"extra_codes › {list_id}", Trouble.CODE_GONE, entry["code"])
