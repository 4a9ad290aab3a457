"""Country profiles: which file is active, and reading it with every fault named."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from ..enums import CHILD_AGE_LIMIT, LANGUAGES
from ..errors import BadVocabulary
from ..models.codes import Code
from ..models.country import Jurisdiction, Profile
from ..policies import FIXED_PROTECTIONS, why_not_child_age_limit
from . import country_parts as parts
from . import files
from .country_parts import Bad
from .standard import CLOSED_TO_COUNTRIES, list_ids, parse_code, standard_list

SECTIONS = (
    "ages",
    "prostitution",
    "deadlines",
    "schedules",
    "caseload",
    "training",
    "consent",
    "mandatory_reporting",
    "legal_exposure",
    "obligations",
    "time_critical",
    "suppression",
    "retention",
    "limits",
)
SCHEDULES = frozenset({"reunification", "reunification_after_exploitation"})
"""Schedules that every country sets: which days a child is visited after a return (R56)."""
HEADER = frozenset(
    {
        "code",
        "name",
        "version",
        "edition",
        "source",
        "licence",
        "languages",
        "child_age_limit",
        "periods",
        "extra_codes",
        "forbidden_phrases",
    }
)
_REQUIRED = HEADER - {"extra_codes", "forbidden_phrases", "child_age_limit"}


def profile_path() -> Path:
    """The active profile: ``TUTELA_COUNTRY_PROFILE`` is a name in ``data/jurisdictions`` or a path. A higher version for the same
    country that was adopted here (``TUTELA_ADOPTED_PROFILES``) stands before it."""
    wanted = str(getattr(settings, "TUTELA_COUNTRY_PROFILE", "") or "default")
    set_up = Path(wanted) if wanted.endswith((".yaml", ".yml")) else files.COUNTRIES / f"{wanted}.yaml"
    adopted = str(getattr(settings, "TUTELA_ADOPTED_PROFILES", "") or "")
    try:
        changed = os.stat(adopted).st_mtime_ns if adopted else 0
    except FileNotFoundError:
        changed = 0
    return _newest(set_up, adopted, changed) if changed else set_up


def adopted_name(code: str, version: int) -> str:
    """The name of the file of an adopted profile."""
    return f"{code}-{version:06}.yaml"


@lru_cache(maxsize=32)
def _newest(set_up: Path, adopted: str, _changed: int) -> Path:
    """The adopted profile before the one that was set up, if it is of the same country and newer. Asked anew when the folder changed;
    a file in it never changes."""
    try:
        header = files.read(set_up)
        mine = adopted_name(str(header.get("code")), int(header.get("version", 0)))
    except (BadVocabulary, TypeError, ValueError):
        return set_up  # whoever reads it next says what is wrong
    newer = [path for path in Path(adopted).glob(f"{mine.rpartition('-')[0]}-*.yaml") if path.name > mine]
    return max(newer, default=set_up)


def active_profile() -> Profile:
    """The profile of this installation.

    Raises:
        BadVocabulary: the file is missing, faulty, or touches a fixed protection.
    """
    return profile_at(str(profile_path()))


@cache
def profile_at(path: str) -> Profile:
    """The profile in a file; every fault is found before any rule is used."""
    raw = files.read(Path(path))
    profile, problems = read_profile(raw, Path(path).name)
    if profile is None or problems:
        raise BadVocabulary([str(problem) for problem in problems])
    return profile


def read_profile(raw: dict[str, Any], file: str) -> tuple[Profile | None, list[files.Problem]]:
    """A profile from the content of its file, and everything wrong with it. ``None`` when nothing usable is left."""
    problems = [files.Problem(file, bad.entry, bad.field, bad.sentence) for bad in _header_faults(raw)]
    if problems:
        return None, problems
    try:
        profile = Profile(
            code=raw["code"],
            version=raw["version"],
            digest=files.digest(raw),
            periods=tuple(_periods(raw)),
            extra_codes=_extra_codes(raw),
            forbidden_phrases=_forbidden(raw),
        )
    except Bad as bad:
        return None, [files.Problem(file, bad.entry, bad.field, bad.sentence)]
    return profile, []


def _header_faults(raw: dict[str, Any]) -> Iterator[Bad]:
    for key in sorted(raw.keys() & FIXED_PROTECTIONS):
        yield Bad("fixed protection", key, "cannot be configured")
    for key in sorted(raw.keys() - HEADER - FIXED_PROTECTIONS, key=str):
        yield Bad("header", str(key), "is not a known section")
    for key in sorted(_REQUIRED - raw.keys()):
        yield Bad("header", key, "is missing")
    if refusal := why_not_child_age_limit(raw.get("child_age_limit", CHILD_AGE_LIMIT)):
        yield Bad("fixed protection", "child_age_limit", refusal)
    for language in files.missing_languages(raw.get("name")):
        yield Bad("name", language, "translation is missing")
    version = raw.get("version", 1)
    if not isinstance(version, int) or version < 1:
        yield Bad("header", "version", "a whole number from 1 is needed")


def _periods(raw: dict[str, Any]) -> Iterator[Jurisdiction]:
    periods = raw["periods"]
    if not isinstance(periods, list) or not periods:
        raise Bad("periods", "", "at least one period is needed")
    sections: dict[str, Any] = {}
    last: dt.date | None = None
    for period in periods:
        start = parts.mapping(period, "periods", "").get("from")
        if not isinstance(start, dt.date):
            raise Bad("periods", "from", f"a date is needed, not {start!r}")
        if last is not None and start <= last:
            raise Bad(f"periods {start}", "from", f"dates reversed: the period before starts on {last}")
        for key in sorted(period.keys() - {"from", *SECTIONS}, key=str):
            raise Bad(f"periods {start}", str(key), "is not a known section")
        last, sections = start, sections | {key: value for key, value in period.items() if key != "from"}
        for key in SECTIONS:
            if key not in sections:
                raise Bad(f"periods {start}", key, "is missing")
        yield _period(raw, start, sections)


def _period(raw: dict[str, Any], start: dt.date, sections: dict[str, Any]) -> Jurisdiction:
    levels_of = {by: tuple(standard_list(by).codes) for by in ("risk_levels", "urgency")}
    deadlines = [parts.deadline(row, levels_of) for row in sections["deadlines"]]
    duties = [parts.duty(row) for row in sections["mandatory_reporting"]]
    return Jurisdiction(
        code=raw["code"],
        name=MappingProxyType(dict(raw["name"])),
        version=raw["version"],
        languages=parts.texts(raw, "languages", "header"),
        valid_from=start,
        ages=parts.ages(sections["ages"]),
        prostitution=parts.prostitution(sections["prostitution"]),
        deadlines=MappingProxyType(_unique("deadlines", ((row.item, row) for row in deadlines))),
        schedules=MappingProxyType(_schedules(sections["schedules"])),
        caseload=parts.caseload(sections["caseload"], levels_of["risk_levels"]),
        training=parts.training(sections["training"], tuple(standard_list("trained_skills").codes)),
        consent=parts.consent(sections["consent"], tuple(standard_list("consent_kinds").codes)),
        mandatory_reporting=MappingProxyType(_unique("mandatory_reporting", ((row.profession, row) for row in duties))),
        legal_exposure=tuple(parts.exposure(row) for row in sections["legal_exposure"]),
        obligations=MappingProxyType(
            _unique("obligations", ((row.duty, row) for row in (parts.owed(one) for one in sections["obligations"])))
        ),
        time_critical=MappingProxyType(
            _unique(
                "time_critical", ((row.step, row) for row in (parts.time_critical(one) for one in sections["time_critical"]))
            )
        ),
        suppression=parts.suppression(sections["suppression"]),
        retention=parts.retention(sections["retention"]),
        limits=parts.limits(sections["limits"]),
    )


def _schedules(raw: Any) -> dict[str, Any]:
    rows = parts.mapping(raw, "schedules", "")
    for name in sorted(rows.keys() - SCHEDULES, key=str):
        raise Bad("schedules", str(name), "is not a known schedule")
    for name in sorted(SCHEDULES - rows.keys()):
        raise Bad("schedules", name, "is missing")
    return {name: parts.schedule(row, name) for name, row in rows.items()}


def _unique(entry: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Bad(f"{entry} {key}", "", "stands twice")
        found[key] = value
    return found


def _extra_codes(raw: dict[str, Any]) -> MappingProxyType[str, tuple[Code, ...]]:
    found = {}
    for list_id, entries in parts.mapping(raw.get("extra_codes", {}), "extra_codes", "").items():
        if list_id not in list_ids():
            raise Bad("extra_codes", str(list_id), "there is no such list")
        if list_id in CLOSED_TO_COUNTRIES:
            raise Bad("fixed protection", list_id, "no country adds to this list")
        for entry in entries:
            code = str(parts.mapping(entry, f"extra_codes {list_id}", "").get("code", ""))
            if not code.startswith(f"{raw['code']}-"):
                raise Bad(f"extra_codes {list_id}", code, f"a national code starts with {raw['code']}-")
            for language in files.missing_languages(entry):
                raise Bad(f"extra_codes {list_id} {code}", language, "translation is missing")
        found[list_id] = tuple(parse_code(entry) for entry in entries)
    return MappingProxyType(found)


def _forbidden(raw: dict[str, Any]) -> MappingProxyType[str, tuple[str, ...]]:
    section = parts.mapping(raw.get("forbidden_phrases", {}), "forbidden_phrases", "")
    for language in section:
        if language not in LANGUAGES:
            raise Bad("forbidden_phrases", str(language), "is not a language of this system")
    return MappingProxyType({language: parts.texts(section, language, "forbidden_phrases") for language in section})
