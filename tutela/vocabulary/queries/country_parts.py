"""Reading the parts of a country profile. Each function takes what the YAML says and gives a frozen value, or raises Bad."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..enums import CHILD_AGE_LIMIT, Evidence, ProstitutionLaw
from ..models import country as shapes
from ..policies import why_not_suppression

_DURATION = re.compile(r"(\d+)([mhd])\Z")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
OLDEST = 130


@dataclass
class Bad(Exception):
    """One fault in a profile: the entry, the field, and a sentence."""

    entry: str
    field: str
    sentence: str


def duration(text: object, entry: str, field: str) -> dt.timedelta | None:
    """``30m``, ``24h``, ``7d``, or ``as_needed`` for no limit."""
    if text == "as_needed":
        return shapes.AS_NEEDED
    found = _DURATION.match(text) if isinstance(text, str) else None
    if found is None:
        raise Bad(entry, field, f"{text!r} is not a time: write 30m, 24h, 7d or as_needed")
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def number(raw: Mapping[str, Any], field: str, entry: str) -> int:
    """A whole number of zero or more."""
    value = raw.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Bad(entry, field, f"a whole number is needed, not {value!r}")
    return value


def text(raw: Mapping[str, Any], field: str, entry: str) -> str:
    """A non-empty text."""
    value = raw.get(field)
    if not isinstance(value, str) or not value.strip():
        raise Bad(entry, field, "a text is needed")
    return value


def texts(raw: Mapping[str, Any], field: str, entry: str) -> tuple[str, ...]:
    """A list of texts; an absent one is empty."""
    value = raw.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Bad(entry, field, "a list of texts is needed")
    return tuple(value)


def mapping(raw: object, entry: str, field: str, keys: set[str] | None = None) -> Mapping[str, Any]:
    """A mapping, with exactly ``keys`` where they are given."""
    if not isinstance(raw, dict):
        raise Bad(entry, field, "a mapping is needed")
    if keys is not None:
        for missing in sorted(keys - raw.keys()):
            raise Bad(entry, missing, "is missing")
        for unknown in sorted(raw.keys() - keys):
            raise Bad(entry, str(unknown), "is not a known setting")
    return raw


def evidence(raw: Mapping[str, Any], entry: str) -> Evidence:
    """How well a number is known: V, V2 or G."""
    try:
        return Evidence(str(raw.get("status")))
    except ValueError:
        raise Bad(entry, "status", "say V (read), V2 (second-hand) or G (general knowledge)") from None


def ages(raw: object) -> shapes.Ages:
    """The national ages."""
    keys = {"majority", "sexual_consent", "criminal_responsibility", "marriage", "work"}
    section = mapping(raw, "ages", "", keys)
    marriage = mapping(section["marriage"], "ages", "marriage", {"girl", "boy"})
    single = {name: _age(section[name], name) for name in keys - {"marriage"}}
    return shapes.Ages(marriage={sex: _age(age, f"marriage.{sex}") for sex, age in marriage.items()}, **single)


def _age(value: object, field: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= OLDEST:
        raise Bad("ages", field, f"a whole number of years is needed, not {value!r}")
    return value


def prostitution(raw: object) -> ProstitutionLaw:
    """The legal status of prostitution of adults."""
    try:
        return ProstitutionLaw(str(raw))
    except ValueError:
        raise Bad("prostitution", "", f"{raw!r} is none of {', '.join(ProstitutionLaw.values)}") from None


def deadline(raw: object, levels_of: Mapping[str, tuple[str, ...]]) -> shapes.Deadline:
    """One row of the deadline matrix; every level of its list must have a time."""
    row = mapping(raw, "deadlines", "")
    item, by = text(row, "item", "deadlines"), text(row, "by", "deadlines")
    entry = f"deadlines {item}"
    if by not in levels_of:
        raise Bad(entry, "by", f"{by!r} is none of {', '.join(levels_of)}")
    mapping(row, entry, "", {"item", "by", "status", "source", *levels_of[by]})
    within = {level: duration(row[level], entry, level) for level in levels_of[by]}
    return shapes.Deadline(item, by, within, evidence(row, entry), text(row, "source", entry))


def schedule(raw: object, name: str) -> shapes.Schedule:
    """Days after an event, rising."""
    entry = f"schedules {name}"
    row = mapping(raw, entry, "", {"days", "status", "source"})
    days = row["days"]
    if not isinstance(days, list) or not days or not all(isinstance(day, int) and day > 0 for day in days):
        raise Bad(entry, "days", "a list of days after the event is needed")
    if sorted(set(days)) != days:
        raise Bad(entry, "days", "the days must rise and none may stand twice")
    return shapes.Schedule(tuple(days), evidence(row, entry), text(row, "source", entry))


def caseload(raw: object, levels: tuple[str, ...]) -> shapes.Caseload:
    """The limits of a caseload."""
    row = mapping(raw, "caseload", "", {"files", "points", "weights", "status", "source"})
    weights = mapping(row["weights"], "caseload weights", "", set(levels))
    return shapes.Caseload(
        number(row, "files", "caseload"),
        number(row, "points", "caseload"),
        {level: number(weights, level, "caseload weights") for level in levels},
        evidence(row, "caseload"),
        text(row, "source", "caseload"),
    )


def training(raw: object, skills: tuple[str, ...]) -> shapes.RequiredTraining:
    """What a worker must be trained for, and whether an assignment without it is refused or warned of."""
    row = mapping(raw, "training", "", {"skill", "untrained", "status", "source"})
    for field, known in (("skill", skills), ("untrained", ("warn", "refuse"))):
        if text(row, field, "training") not in known:
            raise Bad("training", field, f"choose one of: {', '.join(known)}")
    return shapes.RequiredTraining(
        row["skill"], row["untrained"], evidence(row, "training"), text(row, "source", "training")
    )


def consent(raw: object, kinds: tuple[str, ...]) -> tuple[shapes.ConsentRule, ...]:
    """The table by age: from birth to 17 without a hole."""
    if not isinstance(raw, list):
        raise Bad("consent", "", "a list of age bands is needed")
    rules, next_age = [], 0
    for band in raw:
        rule = _consent_rule(band, kinds)
        if rule.from_age != next_age or rule.to_age is None or rule.to_age < rule.from_age:
            raise Bad(f"consent {rule.from_age}", "from", f"the bands must follow each other; {next_age} was expected")
        next_age = rule.to_age + 1
        rules.append(rule)
    if next_age != CHILD_AGE_LIMIT:
        raise Bad("consent", "to", f"the bands must end at {CHILD_AGE_LIMIT - 1}")
    return tuple(rules)


def _consent_rule(raw: object, kinds: tuple[str, ...]) -> shapes.ConsentRule:
    row = mapping(raw, "consent", "", {"from", "to", "child", "caregiver", "without_safe_caregiver", "form"})
    first = number(row, "from", "consent")
    entry = f"consent {first}"
    for who in ("child", "caregiver"):
        if text(row, who, entry) not in kinds:
            raise Bad(entry, who, f"{row[who]!r} is none of {', '.join(kinds)}")
    return shapes.ConsentRule(
        first,
        number(row, "to", entry),
        row["child"],
        row["caregiver"],
        texts(row, "without_safe_caregiver", entry),
        text(row, "form", entry),
    )


def duty(raw: object) -> shapes.ReportingDuty:
    """One profession's duty to report."""
    row = mapping(raw, "mandatory_reporting", "", {"profession", "within", "recipient", "law", "exceptions"})
    profession = text(row, "profession", "mandatory_reporting")
    entry = f"mandatory_reporting {profession}"
    within = duration(row["within"], entry, "within")
    if within is None:
        raise Bad(entry, "within", "a duty to report needs a time")
    return shapes.ReportingDuty(
        profession, within, text(row, "recipient", entry), text(row, "law", entry), texts(row, "exceptions", entry)
    )


def exposure(raw: object) -> shapes.Exposure:
    """One law that could punish the child."""
    row = mapping(raw, "legal_exposure", "", {"ground", "codes", "from_age", "withhold_from", "para"})
    ground = text(row, "ground", "legal_exposure")
    entry = f"legal_exposure {ground}"
    return shapes.Exposure(
        ground,
        texts(row, "codes", entry),
        number(row, "from_age", entry),
        texts(row, "withhold_from", entry),
        text(row, "para", entry),
    )


def owed(raw: object) -> shapes.Owed:
    """One thing that a body owes a child."""
    row = mapping(raw, "obligations", "", {"duty", "within", "law"})
    duty_code = text(row, "duty", "obligations")
    entry = f"obligations {duty_code}"
    within = duration(row["within"], entry, "within")
    if within is None:
        raise Bad(entry, "within", "an obligation needs a time")
    return shapes.Owed(duty_code, within, text(row, "law", entry))


def time_critical(raw: object) -> shapes.TimeCritical:
    """The time of one step of a treatment."""
    row = mapping(raw, "time_critical", "", {"step", "within", "source", "status"})
    code = text(row, "step", "time_critical")
    entry = f"time_critical {code}"
    within = duration(row["within"], entry, "within")
    if within is None:
        raise Bad(entry, "within", "a time-critical step needs a time")
    return shapes.TimeCritical(code, within, text(row, "source", entry), evidence(row, entry))


def suppression(raw: object) -> shapes.Suppression:
    """The thresholds of published tables."""
    row = mapping(raw, "suppression", "", {"internal", "public", "public_dimensions", "sensitive_lowest_level", "status"})
    found = shapes.Suppression(
        number(row, "internal", "suppression"),
        number(row, "public", "suppression"),
        number(row, "public_dimensions", "suppression"),
        text(row, "sensitive_lowest_level", "suppression"),
        evidence(row, "suppression"),
    )
    if refusal := why_not_suppression(found):
        raise Bad("suppression", "", refusal)
    return found


def retention(raw: object) -> shapes.Retention:
    """How long things are kept."""
    keys = ("readable_months", "sealed_until_age", "reporter_months", "report_not_taken_up_days", "audit_years")
    row = mapping(raw, "retention", "", {*keys, "adoption_origins", "status"})
    return shapes.Retention(
        **{key: number(row, key, "retention") for key in keys},
        adoption_origins=text(row, "adoption_origins", "retention"),
        status=evidence(row, "retention"),
    )


def limits(raw: object) -> shapes.Limits:
    """Single numbers."""
    keys = set(shapes.Limits.__dataclass_fields__)
    row = mapping(raw, "limits", "", keys)
    return shapes.Limits(**{key: number(row, key, "limits") for key in keys})
