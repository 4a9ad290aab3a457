"""What may be released: registered hypercubes (practice L8). Each crosses territory, sex and age with one subject, by year.

Nothing else is counted for a release, so nothing else can be asked of one: no filter, no union, no second subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .dictionary import BREAKDOWNS, LEVELS, SEX

CORE = ("region", "district", "age_group", SEX)
"""Crossed by every hypercube; the period, the year of the report, comes on top."""
PERIOD = "year"
PLACE = "district"
"""The finest territory; its label carries the region's code, so a file kept at a region's level stays in the region."""
BETWEEN = "."


@dataclass(frozen=True)
class Hypercube:
    """``subject``: a breakdown, with coarser ``levels`` of it; empty for the core alone.

    ``guarded``: that everybody of a place has one answer is not shown, for it would say it of each of them.
    """

    name: str
    subject: str = ""
    levels: tuple[str, ...] = ()
    guarded: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every breakdown of it, in the order of its answers."""
        return (*CORE[:2], *self.levels, *filter(None, [self.subject]), *CORE[2:])


_GUARDED = (
    *("concern", "setting", "purpose", "birth_registration", "nationality", "disability", "care_status", "schooling"),
    *("verification", "risk_level", "refusal_stated", "refusal_suspected", "act", "consideration", "medium", "relation"),
    *("minority", "migration_stage", "displacement", "extreme_poverty", "residence", "economic_situation"),
    *("factor_group", "victim_detained", "reporter"),
    *("justice_stage", "attrition_reason", "settlement", "gender_barrier", "emergency_context", "emergency_event"),
    "separation",
    *("right_violated", "right_open", "right_restored"),
)
_OPEN = (
    *("age_basis", "report_channel", "file_type", "file_state", "closure_reason", "response_outcome", "first_contact"),
    *("plan_approved", "heard", "track", "unmet_need", "unmet_service", "report_delay", "barrier_holder"),
    *("change_better", "change_worse"),
)
HYPERCUBES: dict[str, Hypercube] = {
    one.name: one
    for one in (
        Hypercube("core"),
        Hypercube("form", "form_detail", ("form",)),
        Hypercube("barrier", "barrier", ("barrier_group",), guarded=False),
        *(Hypercube(name, name) for name in _GUARDED),
        *(Hypercube(name, name, guarded=False) for name in _OPEN),
    )
}
REGISTERED: frozenset[str] = frozenset(name for one in HYPERCUBES.values() for name in one.names)
"""Every breakdown a release knows."""

SUBJECTS: tuple[str, ...] = tuple(name for one in HYPERCUBES.values() for name in (*one.levels, one.subject) if name)
"""What the children of a release are counted by beside the core, each level before what it groups."""


def holding(by: Sequence[str]) -> Hypercube | None:
    """The hypercube that has all of these breakdowns; ``None``: they are never counted together."""
    return next((one for one in HYPERCUBES.values() if set(by) <= set(one.names)), None)


def is_territory(name: str) -> bool:
    """Whether a breakdown is a level of territory."""
    return name in LEVELS and BREAKDOWNS[name].territory > 0
