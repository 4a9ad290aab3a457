"""Five years of plausible files as plain facts, drawn from a seed: the same seed and size give the same country.

Pure: no database, no clock. Shares follow no real statistics; unknowns are as frequent as in practice.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import names

YEARS = 5

_CONCERNS = {
    "PC15": 22,
    "PC18": 18,
    "PC09": 12,
    "PC20": 9,
    "PC08": 8,
    "PC19": 8,
    "PC22": 8,
    "PC02": 5,
    "PC10": 5,
    "PC01": 3,
    "PC05": 4,
    "PC07": 6,
    "PC03": 3,
}
_OFFENCE_OF = {
    "PC01": "SALE",
    "PC02": "TRAF",
    "PC03": "PROS",
    "PC05": "GROOM",
    "PC07": "ABUSE",
    "PC08": "FMAR",
    "PC09": "FLAB",
}
_CHANNELS = {
    "child_web_form": 6,
    "web_form": 12,
    "helpline": 22,
    "walk_in": 15,
    "school": 18,
    "health_service": 12,
    "police": 10,
    "community_focal_point": 5,
}
_CLOSURES = {"GOALS": 62, "DECLINED": 10, "LOST": 10, "ADULT": 8, "TRANSFERRED": 8, "ERROR": 2}
_FACTORS = ("A06", "A01", "H01", "G02", "D04", "G03", "B08", "H07", "E01", "A03")
WORRIES = (
    "The child often stays away from school and is tired.",
    "A neighbour is worried because the child lives alone for weeks.",
    "The teacher noticed that the child is afraid to go home.",
    "The child works every morning before school.",
    "A marriage was announced although the child wants to finish school.",
    "The child came to the town without family.",
)
VIEWS = (
    "I want to go on with school.",
    "I would like to stay with my aunt.",
    "I do not want anyone to come to my house in the evening.",
    "I want my brother to be with me.",
    "I am glad that someone asks me.",
)


@dataclass(frozen=True)
class Story:
    """One child's file as facts. ``district`` is an index; days are dates; lists hold codes."""

    number: int
    district: int
    sex: str
    given: str
    family: str
    born: dt.date | None
    age_low: int
    age_high: int
    basis: str
    birth_registration: str
    schooling: str
    channel: str
    reported_on: dt.date
    concerns: tuple[str, ...]
    offences: tuple[str, ...]
    context: str
    verification: str
    urgency: str
    risk: str
    factors: tuple[str, ...]
    worry: str
    view: str
    stage: str
    closed_on: dt.date | None
    closure_reason: str
    unsafe_person: bool


def stories(children: int, *, seed: int, districts: int, today: dt.date) -> Iterator[Story]:
    """``children`` stories in the order of their reports."""
    draw = random.Random(seed)
    start = today - dt.timedelta(days=365 * YEARS)
    length = (today - start).days
    days = sorted(max(draw.randrange(length), draw.randrange(length)) for _ in range(children))  # more reports each year
    for number, day in enumerate(days):
        yield _story(draw, number, start + dt.timedelta(days=day), districts, today)


def totals(told: Iterator[Story]) -> dict[str, int]:
    """What the country must show: counts by sex, by state of the file, and in all."""
    counted: Counter[str] = Counter()
    for story in told:
        counted["children"] += 1
        counted[f"sex:{story.sex}"] += 1
        counted["closed" if story.closed_on else "open"] += 1
        counted[f"risk:{story.risk}"] += 1
        counted[f"district:{story.district}"] += 1
    return dict(counted)


def _story(draw: random.Random, number: int, reported: dt.date, districts: int, today: dt.date) -> Story:
    sex = draw.choices(("girl", "boy", "UNK"), (54, 43, 3))[0]
    age = draw.choices(range(18), [2, 2, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 11, 10, 7])[0]
    basis, spread = draw.choices((("document", 0), ("declaration", 1), ("estimate", 2)), (45, 35, 20))[0]
    concerns = tuple(sorted(set(draw.choices(list(_CONCERNS), list(_CONCERNS.values()), k=draw.choice((1, 1, 1, 2, 2, 3))))))
    risk = draw.choices(("high", "medium", "low", "UNK"), (18, 40, 32, 10))[0]
    if risk == "UNK" and (today - reported).days > 60:
        risk = "low"  # nobody stays unassessed for years
    stage, closed = _fate(draw, reported, today, risk)
    given = draw.choice(names.GIRLS if sex == "girl" else names.BOYS if sex == "boy" else names.GIRLS + names.BOYS)
    born = reported - dt.timedelta(days=365 * age + draw.randrange(360)) if spread == 0 else None
    return Story(
        number=number,
        district=0 if draw.random() < 0.2 else draw.randrange(districts),  # the capital's district is the largest
        sex=sex,
        given=given if draw.random() > 0.04 else "",
        family=draw.choice(names.FAMILIES) if draw.random() > 0.08 else "",
        born=born,
        age_low=max(0, age - spread),
        age_high=min(17, age + spread),
        basis=basis,
        birth_registration=draw.choices(("registered", "not_registered", "unknown", "in_progress"), (60, 18, 17, 5))[0],
        schooling=draw.choices(("attending", "out_of_school", "never_attended", "UNK"), (50, 30, 8, 12))[0],
        channel=draw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0],
        reported_on=reported,
        concerns=concerns,
        offences=tuple(_OFFENCE_OF[code] for code in concerns if code in _OFFENCE_OF and draw.random() < 0.8),
        context=draw.choice(("family", "community", "school", "street", "workplace", "online")),
        verification=draw.choices(("suspected", "alleged", "substantiated", "not_substantiated"), (35, 25, 30, 10))[0],
        urgency=draw.choices(("immediate_danger", "within_24_hours", "within_48_hours", "planned"), (6, 20, 34, 40))[0],
        risk=risk,
        factors=tuple(draw.sample(_FACTORS, draw.randrange(1, 5))),
        worry=draw.choice(WORRIES),
        view=draw.choice(VIEWS) if draw.random() > 0.2 else "",
        stage=stage,
        closed_on=closed,
        closure_reason=draw.choices(list(_CLOSURES), list(_CLOSURES.values()))[0] if closed else "",
        unsafe_person=draw.random() < 0.22,
    )


def _fate(draw: random.Random, reported: dt.date, today: dt.date, risk: str) -> tuple[str, dt.date | None]:
    """How far the file has come by today."""
    age = (today - reported).days
    length = int(draw.gammavariate(2.2, 150))
    if risk == "UNK":
        return ("registered", None) if age < 60 else ("in_assessment", None)
    if age > length + 30:
        return "closed", min(today, reported + dt.timedelta(days=length + 30))
    if age < 5:
        return "triaged", None
    if age < 14:
        return "in_assessment", None
    return draw.choices(("planned", "active", "in_review"), (15, 75, 10))[0], None
