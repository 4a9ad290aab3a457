"""The door of facilities: places for those who place children, stops and notices for those who watch over them."""

from __future__ import annotations

from .actions.admissions import PlacementChange, find_missing_notices, watch_facilities
from .enums import FacilityReason, Risk, StopReason
from .models import Facility, Notice, PolicyStatement
from .policies.register import FAMILY_BASED, YOUNGEST_IN_RESIDENCE, is_detention, is_family_based, keep_watch, receive_child
from .queries.formal_care import STATED, CareFacts, care_facts, statements
from .queries.register import Coverage, coverage, get_facility, narrowed, ratio, register_for
from .queries.words import reporting_words, unreported_words
from .states import FacilityStatus

__all__ = [
    "FAMILY_BASED",
    "STATED",
    "YOUNGEST_IN_RESIDENCE",
    "CareFacts",
    "Coverage",
    "Facility",
    "FacilityReason",
    "FacilityStatus",
    "Notice",
    "PlacementChange",
    "PolicyStatement",
    "Risk",
    "StopReason",
    "care_facts",
    "coverage",
    "find_missing_notices",
    "get_facility",
    "is_detention",
    "is_family_based",
    "keep_watch",
    "narrowed",
    "ratio",
    "receive_child",
    "register_for",
    "reporting_words",
    "statements",
    "unreported_words",
    "watch_facilities",
]
