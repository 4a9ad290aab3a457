"""The checklist of inspections (list ``facility_standards``) and the score that follows from its answers, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutela.vocabulary import api as vocabulary

LIST = "facility_standards"
JOINT_CENTRE = "joint_centre"
WEIGHTS = {"met": 2, "partly": 1, "not_met": 0}
"""Points of an answer; what does not apply or was not verified counts neither way."""


@dataclass(frozen=True)
class Item:
    """One item of the checklist."""

    code: str
    section: str
    critical: bool


@dataclass(frozen=True)
class Score:
    """``points`` of ``possible``, the same for each section, the critical items that failed, and what was not verified."""

    points: int
    possible: int
    sections: Mapping[str, tuple[int, int]]
    critical: tuple[str, ...]
    not_verified: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 only when everything that counts is met."""
        return 100 * self.points // self.possible if self.possible else 0


def items_of(kind: str) -> list[Item]:
    """The items for a type of facility: the section for joint centres is for those only."""
    return [
        Item(code.code, code.parent, bool(code.attributes.get("critical")))
        for code in vocabulary.code_list(LIST).own()
        if (code.parent == JOINT_CENTRE) <= (kind == "joint_response_centre")
    ]


def edition() -> tuple[int, str]:
    """Version and digest of the checklist in force."""
    found = vocabulary.code_list(LIST)
    return found.version, found.digest


def score(kind: str, answers: Mapping[str, str]) -> Score:
    """The score of answers (item to answer) for a type of facility; items without an answer count as not verified."""
    sections: dict[str, tuple[int, int]] = {}
    failed, unverified = [], 0
    for item in items_of(kind):
        answer = answers.get(item.code, "not_verified")
        unverified += answer == "not_verified"
        if answer in WEIGHTS:
            points, possible = sections.get(item.section, (0, 0))
            sections[item.section] = (points + WEIGHTS[answer], possible + 2)
        if item.critical and answer == "not_met":
            failed.append(item.code)
    points, possible = (sum(column) for column in zip(*sections.values(), strict=True)) if sections else (0, 0)
    return Score(points, possible, sections, tuple(failed), unverified)
