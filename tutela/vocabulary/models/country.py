"""The rules of a country on a day. National ages are information; none of them decides who is a child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ..enums import Evidence, GapKind, ProstitutionLaw
from .codes import Code, Words, in_language

AS_NEEDED = None
"""A deadline that the worker sets case by case."""


@dataclass(frozen=True, slots=True)
class Ages:
    """National ages in whole years; ``None`` where the law sets none. ``marriage`` by code of the list ``sexes``."""

    majority: int | None
    sexual_consent: int | None
    criminal_responsibility: int | None
    marriage: Mapping[str, int | None]
    work: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Children between a national age and 18 whom the law leaves out."""

    kind: GapKind
    from_age: int
    para: str

    @property
    def sentence(self) -> str:
        """Such as “16–17 not identified as victims”, in the active language."""
        ages = "17" if self.from_age == 17 else f"{self.from_age}–17"
        return str(self.kind.label) % {"ages": ages}


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long an item may take at each level of the list ``by``; ``AS_NEEDED`` where nobody sets a limit."""

    item: str
    by: str
    within: Mapping[str, dt.timedelta | None]
    status: Evidence
    source: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Contacts on these days after an event."""

    days: tuple[int, ...]
    status: Evidence
    source: str


@dataclass(frozen=True, slots=True)
class Caseload:
    """Where the system warns: open files, or points weighted by risk level."""

    files: int
    points: int
    weights: Mapping[str, int]
    status: Evidence
    source: str

    def points_of(self, levels: Mapping[str, int]) -> int:
        """The points of so many open files at each risk level."""
        return sum(self.weights.get(level, 0) * count for level, count in levels.items())


@dataclass(frozen=True, slots=True)
class RequiredTraining:
    """What the worker responsible for a file must be trained for (a code of ``trained_skills``), and what happens without."""

    skill: str
    untrained: str
    status: Evidence
    source: str

    @property
    def refuses(self) -> bool:
        """Whether nobody untrained is made responsible; else it is said and goes on record."""
        return self.untrained == "refuse"


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """Who agrees at an age (practice section 4). A default: capacity is assessed for each child."""

    from_age: int
    to_age: int | None
    child: str
    caregiver: str
    without_safe_caregiver: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """A profession's duty to report: how soon, to which actor, on which legal ground, with which lawful exceptions."""

    profession: str
    within: dt.timedelta
    recipient: str
    law: str
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """A law that could punish the child who was exploited: nothing goes to ``withhold_from`` before legal advice (P13)."""

    ground: str
    codes: tuple[str, ...]
    from_age: int
    withhold_from: tuple[str, ...]
    para: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What a body owes a child here (list ``duties``, which names the right): how soon, and the rule that says so."""

    duty: str
    within: dt.timedelta
    law: str


@dataclass(frozen=True, slots=True)
class TimeCritical:
    """How soon a step of a treatment (list ``treatment_steps``) must be done once it is needed, and where that is written (R61)."""

    step: str
    within: dt.timedelta
    source: str
    status: Evidence


@dataclass(frozen=True, slots=True)
class Suppression:
    """Disclosure control of published tables."""

    internal: int
    public: int
    public_dimensions: int
    sensitive_lowest_level: str
    status: Evidence


@dataclass(frozen=True, slots=True)
class Retention:
    """How long files, reporters and logs are kept."""

    readable_months: int
    sealed_until_age: int
    reporter_months: int
    report_not_taken_up_days: int
    audit_years: int
    adoption_origins: str
    status: Evidence


@dataclass(frozen=True, slots=True)
class Limits:
    """Single numbers that screens and tasks ask for."""

    lost_contact_attempts: int
    interviews_of_a_child: int
    break_glass_hours: int
    undertaking_months: int
    business_verification_months: int
    adulthood_preparation_months: int
    stage_days_complaint: int
    stage_days_investigation: int
    stage_days_charged: int
    stage_days_trial: int
    stage_days_judgment: int
    legal_task_hours: int
    urgent_legal_task_hours: int
    release_hours: int
    threat_review_hours: int
    equity_ratio_percent: int


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A country's rules in force from ``valid_from`` until the next period begins."""

    code: str
    name: Words
    version: int
    languages: tuple[str, ...]
    valid_from: dt.date
    ages: Ages
    prostitution: ProstitutionLaw
    deadlines: Mapping[str, Deadline]
    schedules: Mapping[str, Schedule]
    caseload: Caseload
    training: RequiredTraining
    consent: tuple[ConsentRule, ...]
    mandatory_reporting: Mapping[str, ReportingDuty]
    legal_exposure: tuple[Exposure, ...]
    obligations: Mapping[str, Owed]
    time_critical: Mapping[str, TimeCritical]
    suppression: Suppression
    retention: Retention
    limits: Limits

    def label(self, language: str | None = None) -> str:
        """The country's name."""
        return in_language(self.name, language)


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole country file: its periods, its added codes, its added forbidden phrases."""

    code: str
    version: int
    digest: str
    periods: tuple[Jurisdiction, ...]
    extra_codes: Mapping[str, tuple[Code, ...]]
    forbidden_phrases: Mapping[str, tuple[str, ...]]

    def on(self, day: dt.date) -> Jurisdiction:
        """The period in force on ``day``; before the first period, the first."""
        started = [period for period in self.periods if period.valid_from <= day]
        return started[-1] if started else self.periods[0]
