"""What a table may be broken down by: a closed list (practice L8). Nothing else can be asked, and nothing be filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

UNKNOWN = frozenset({"UNK", "NAS", "REF", "unknown"})
"""Codes that say, each in its own way, that it is not known: unknown, not asked, refused."""
NOT_APPLICABLE = "NAP"
NONE = "NONE"


@dataclass(frozen=True)
class Breakdown:
    """One registered dimension.

    ``column`` of the observations; ``list_id`` of the vocabulary, or ``words`` of its own. ``several``: a child can have
    several labels and counts once in each (R4). ``families``: codes count under the top of their list.
    ``territory``: a level of the directory. ``sensitive``: not below the country's lowest level.
    """

    code: str
    label: Text
    column: str
    list_id: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)
    several: bool = False
    families: bool = False
    territory: int = 0
    sensitive: bool = False


_DAYS = {
    "0": _("Same day"),
    "1-2": _("1 to 2 days"),
    "3-7": _("3 to 7 days"),
    "8-30": _("8 to 30 days"),
    "31+": _("More than 30 days"),
}
_YES = {"yes": _("Yes"), "no": _("No")}
_DISPLACED = {
    "refugee_or_asylum": _("Refugee or asylum-seeking"),
    "internally_displaced": _("Internally displaced"),
    "no": _("Not displaced"),
}
_REPORTERS = {
    "child": _("The child"),
    "peer": _("Another child"),
    "family": _("Family, friend or neighbour"),
    "professional": _("Professional"),
    "traveller": _("Traveller or company"),
}
_DELAYS = {
    "0-7": _("Within a week"),
    "8-31": _("Within a month"),
    "32-183": _("Within half a year"),
    "184-365": _("Within a year"),
    "366+": _("After more than a year"),
}
_HEARD = {"yes": _("Heard"), "not_free": _("Heard, but not freely"), "no": _("Not yet heard")}
_STATES = {
    "triaged": _("Triaged"),
    "not_accepted": _("Not accepted"),
    "registered": _("Registered"),
    "in_assessment": _("In assessment"),
    "planned": _("Planned"),
    "active": _("Active"),
    "in_review": _("In review"),
    "transfer_pending": _("Transfer pending"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
}

BREAKDOWNS: dict[str, Breakdown] = {
    one.code: one
    for one in (
        Breakdown("region", _("Region"), "region", territory=2),
        Breakdown("district", _("District"), "district", territory=3),
        Breakdown("sex", _("Sex"), "sex", "sexes"),
        Breakdown("age_group", _("Age at report"), "age_group", "age_groups"),
        Breakdown("form", _("Form"), "offences", "offences", several=True, families=True),
        Breakdown("form_detail", _("Form in detail"), "offences", "offences", several=True),
        Breakdown("concern", _("Concern"), "concerns", "concerns", several=True),
        Breakdown("setting", _("Setting"), "contexts", "contexts", several=True),
        Breakdown("purpose", _("Purpose"), "purposes", "purposes", several=True),
        Breakdown("act", _("Act committed"), "acts", "acts", several=True),
        Breakdown("consideration", _("What was given or promised"), "considerations", "considerations", several=True),
        Breakdown("medium", _("Medium used"), "media", "media", several=True),
        Breakdown(
            "relation", _("Person of concern, relation to the child"), "relations", "perpetrator_relations", several=True
        ),
        Breakdown("age_basis", _("Basis of the age"), "age_basis", "age_basis"),
        Breakdown("birth_registration", _("Birth registration"), "birth_registration", "birth_registration"),
        Breakdown("nationality", _("Nationality"), "nationality", "nationality_status", sensitive=True),
        Breakdown("disability", _("Disability"), "disability", "functional_domains", sensitive=True),
        Breakdown("residence", _("Rural or urban place"), "residence", "residence"),
        Breakdown(
            "economic_situation",
            _("Economic situation of the household"),
            "economic_situation",
            "household_economic_situation",
            sensitive=True,
        ),
        Breakdown("minority", _("Minority or indigenous"), "minority", words=_YES, sensitive=True),
        Breakdown("migration_stage", _("Migration"), "migration_stage", "migration_stages", sensitive=True),
        Breakdown("displacement", _("Displacement"), "displacement", words=_DISPLACED, sensitive=True),
        Breakdown("extreme_poverty", _("Extreme poverty of the household"), "extreme_poverty", words=_YES),
        Breakdown(
            "factor_group",
            _("Kind of vulnerability"),
            "factor_groups",
            "vulnerability_groups",
            several=True,
            sensitive=True,
        ),
        Breakdown("victim_detained", _("Victim held in detention"), "victim_detained", words=_YES, sensitive=True),
        Breakdown("care_status", _("Care"), "care_status", "care_status"),
        Breakdown("schooling", _("School"), "schooling", "schooling"),
        Breakdown("report_channel", _("Reported through"), "report_channel", "report_channels"),
        Breakdown("reporter", _("Reported by"), "reporter", words=_REPORTERS, sensitive=True),
        Breakdown("report_delay", _("From what happened to the report"), "report_delay", words=_DELAYS),
        Breakdown(
            "barrier_group", _("Kind of barrier to reporting"), "barriers", "barrier_groups", several=True, families=True
        ),
        Breakdown("barrier", _("Barrier to reporting"), "barriers", "barriers", several=True),
        Breakdown("barrier_holder", _("Who held the barrier"), "barrier_holder", "barrier_holders"),
        Breakdown("year", _("Year of the report"), "year"),
        Breakdown("quarter", _("Quarter of the report"), "quarter"),
        Breakdown("file_type", _("Kind of file"), "file_type", "file_types"),
        Breakdown("verification", _("Verification"), "verification", "verification"),
        Breakdown("risk_level", _("Risk"), "risk_level", "risk_levels"),
        Breakdown("file_state", _("State of the file"), "state", words=_STATES),
        Breakdown("closure_reason", _("Reason of closing"), "closure_reason", "closure_reasons"),
        Breakdown("response_outcome", _("Child safe, at the last review"), "response_outcome", "response_outcomes"),
        Breakdown("first_contact", _("First contact after the report"), "first_contact", words=_DAYS),
        Breakdown("plan_approved", _("Plan approved"), "plan_approved", words=_YES),
        Breakdown("heard", _("Child heard"), "heard", words=_HEARD),
        Breakdown("justice_stage", _("Furthest stage of proceedings"), "justice_stage", "justice_stages", sensitive=True),
        Breakdown("attrition_reason", _("Why proceedings stopped"), "attrition_reason", "attrition_reasons", sensitive=True),
        Breakdown("settlement", _("Settlement out of court"), "settlement", "settlement_states", sensitive=True),
        Breakdown("change_better", _("Better at the last review"), "change_better", "outcome_areas", several=True),
        Breakdown("change_worse", _("Worse at the last review"), "change_worse", "outcome_areas", several=True),
        Breakdown("right_violated", _("Right violated"), "rights_violated", "rights", several=True, sensitive=True),
        Breakdown("right_open", _("Right not yet restored"), "rights_open", "rights", several=True, sensitive=True),
        Breakdown(
            "right_restored",
            _("Right restored, as the child sees it"),
            "rights_child_restored",
            "rights",
            several=True,
            sensitive=True,
        ),
        Breakdown(
            "gender_barrier", _("Barrier of gender"), "gender_barriers", "gender_barriers", several=True, sensitive=True
        ),
        Breakdown("emergency_context", _("Emergency"), "emergency", "emergency_contexts", sensitive=True),
        Breakdown("emergency_event", _("Emergency event"), "emergency_event", "emergency_events", sensitive=True),
        Breakdown("separation", _("Separated from the family"), "separation", "family_separation", sensitive=True),
        Breakdown("track", _("Track reached"), "tracks", "service_tracks", several=True),
        Breakdown("unmet_need", _("Service missing because"), "unmet_need", "unmet_need_reasons", several=True),
        Breakdown("unmet_service", _("Service missing"), "unmet_service", "services", several=True),
        Breakdown(
            "refusal_stated",
            _("Refused, ground as stated"),
            "refusal_stated",
            "refusal_grounds",
            several=True,
            sensitive=True,
        ),
        Breakdown(
            "refusal_suspected",
            _("Refused, ground suspected"),
            "refusal_suspected",
            "refusal_grounds",
            several=True,
            sensitive=True,
        ),
    )
}
NEEDS = ("unmet_need", "unmet_service", "refusal_stated", "refusal_suspected")
"""What planners see on a map (R59, R60): why a service was missing, which, and on which ground a child was refused."""
WORDS: dict[str, Text] = {
    NOT_APPLICABLE: _("Not applicable"),
    NONE: _("None recorded"),
}
LEVELS = ("region", "district")
"""Levels of territory a table can show; ``territory`` in a question stands for one of them."""
MOST = 3
SEX = "sex"
PAGE = "form"
"""The one breakdown that can be chosen for a whole page, beside three others: children with this form."""
PAIRS = {
    "sale_trafficking": (("SALE",), ("TRAF",)),
    "exploitation_abuse": (("SALE-SE", "PROS", "MAT"), ("ABUSE",)),
}
"""What is confused and kept apart (R6): codes, with all below them, of each side."""
BOYS_MISSING = (("vulnerability", "B15"), ("barriers", "NR21"), ("barriers", "NR03"))
"""Why boys may not be identified (paragraph 57): list and code."""
