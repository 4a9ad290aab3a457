"""The door of facilities: places for those who place children, stops and notices for those who watch over them."""

from __future__ import annotations

from .actions.admissions import PlacementChange, find_missing_notices, watch_facilities
from .enums import FacilityReason, Risk, StopReason
from .models import Facility, Notice
from .policies.register import YOUNGEST_IN_RESIDENCE, is_detention, is_family_based, receive_child
from .queries.register import Coverage, coverage, get_facility, narrowed, ratio, register_for
from .states import FacilityStatus

__all__ = [
    "YOUNGEST_IN_RESIDENCE",
    "Coverage",
    "Facility",
    "FacilityReason",
    "FacilityStatus",
    "Notice",
    "PlacementChange",
    "Risk",
    "StopReason",
    "coverage",
    "find_missing_notices",
    "get_facility",
    "is_detention",
    "is_family_based",
    "narrowed",
    "ratio",
    "receive_child",
    "register_for",
    "watch_facilities",
]
