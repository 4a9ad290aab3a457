"""The questions of the public form as data: which path asks what, in which order, in whose words. Pure; no request, no row.

A child is asked at most eight questions. Pages that only tell something (help first for the youngest, what the law asks of a
profession, the emergency number) are no questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .enums import AgeBand, ContactChoice, DangerSign, ReporterType

MOST_FOR_A_CHILD = 8

Answers = Mapping[str, Any]
"""Field name to what was answered."""


class Step(StrEnum):
    """A page of the form."""

    WHO = "who"
    YOUNG = "young"
    PROFESSION = "profession"
    DUTY = "duty"
    AGE = "age"
    SIGNS = "signs"
    DANGER = "danger"
    WORRY = "worry"
    PLACE = "place"
    ABOUT = "about"
    CONTACT = "contact"
    REACH = "reach"
    CHECK = "check"


class Audience(StrEnum):
    """In whose words a question is asked."""

    YOUNG = "young"
    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"


TELLING = frozenset({Step.YOUNG, Step.DUTY, Step.DANGER, Step.CHECK})
"""Pages that ask nothing."""
FIELDS: dict[Step, tuple[str, ...]] = {
    Step.WHO: ("reporter_type",),
    Step.PROFESSION: ("profession",),
    Step.AGE: ("age_band",),
    Step.SIGNS: ("signs",),
    Step.WORRY: ("worry",),
    Step.PLACE: ("territory", "place"),
    Step.ABOUT: ("about", "excluded"),
    Step.CONTACT: ("contact",),
    Step.REACH: ("phone", "times", "name"),
}
_SHORT = (Step.SIGNS, Step.DANGER, Step.WORRY, Step.PLACE, Step.ABOUT, Step.CONTACT, Step.REACH)
PATHS: dict[str, tuple[Step, ...]] = {
    ReporterType.CHILD.value: (Step.WHO, Step.AGE, Step.YOUNG, *_SHORT),
    ReporterType.PEER.value: (Step.WHO, Step.AGE, Step.YOUNG, *_SHORT),
    ReporterType.FAMILY.value: (Step.WHO, Step.AGE, *_SHORT),
    ReporterType.PROFESSIONAL.value: (Step.WHO, Step.PROFESSION, Step.DUTY, Step.AGE, *_SHORT),
    ReporterType.TRAVELLER.value: (Step.WHO, *_SHORT),
    ReporterType.UNKNOWN.value: (Step.WHO, Step.AGE, *_SHORT),
}
_CHILDREN = (ReporterType.CHILD, ReporterType.PEER)
_REACHED = (ContactChoice.PHONE, ContactChoice.MESSAGE)
_HARMLESS = {DangerSign.NONE.value, DangerSign.UNSURE.value}


def path_of(answers: Answers) -> tuple[Step, ...]:
    """Every page of this path, the last look included, with what the answers given so far leave out."""
    steps = PATHS.get(answers.get("reporter_type") or ReporterType.UNKNOWN.value, PATHS[ReporterType.UNKNOWN.value])
    return (*(step for step in steps if _is_wanted(step, answers)), Step.CHECK)


def after(step: Step, answers: Answers) -> Step:
    """The page after this one; the last look after everything."""
    steps = path_of(answers)
    if step not in steps:
        return steps[0]
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def before(step: Step, answers: Answers) -> Step | None:
    """The page before this one; ``None`` before the first."""
    steps = path_of(answers)
    place = steps.index(step) if step in steps else 0
    return steps[place - 1] if place else None


def count(step: Step, answers: Answers) -> tuple[int, int]:
    """The number of this question and of all questions on this path."""
    asked = [one for one in path_of(answers) if one not in TELLING]
    steps = path_of(answers)
    reached = steps[: steps.index(step) + 1] if step in steps else steps[:1]
    return len([one for one in reached if one not in TELLING]), len(asked)


def audience(answers: Answers) -> Audience:
    """In whose words to ask: a child's, by age, where a child is writing."""
    if answers.get("reporter_type") not in _CHILDREN:
        return Audience.ADULT
    by_age = {AgeBand.UNDER_10.value: Audience.YOUNG, AgeBand.FROM_14.value: Audience.TEEN}
    return by_age.get(answers.get("age_band", ""), Audience.CHILD)


def in_danger(answers: Answers) -> bool:
    """Whether a sign of immediate danger was ticked."""
    return bool(set(answers.get("signs") or ()) - _HARMLESS)


def _is_wanted(step: Step, answers: Answers) -> bool:
    if step == Step.YOUNG:
        return answers.get("age_band") == AgeBand.UNDER_10
    if step == Step.DUTY:
        return bool(answers.get("profession"))
    if step in (Step.PLACE, Step.ABOUT):
        return not answers.get("card")
    if step == Step.DANGER:
        return in_danger(answers)
    if step == Step.REACH:
        return answers.get("contact") in _REACHED
    return True
