"""Who keeps the register, who answers for a facility, who reads an address, who may be received (P18, P19, P39)."""

from __future__ import annotations

from tutela.accounts.api import Permission as P
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule
from tutela.vocabulary import api as vocabulary

from ..enums import FacilityReason
from ..models import AdmissionStop, Facility
from ..states import FacilityStatus

READERS = (P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.FILE_WORK, P.FILE_VIEW, P.OVERSIGHT_DOCKET)
"""Who looks into the register."""
FAMILY_BASED = ("foster_agency",)
"""Types in which a child lives in a family."""
YOUNGEST_IN_RESIDENCE = 3
"""Under this age only family-based care, but for a justified exception (A/RES/64/142, para. 22)."""


@Rule
def enter_facility(actor: Actor, inspection_office: Office) -> FacilityReason | None:
    """Inspectors, for the inspection office they work for; also what they only just discovered (R90)."""
    return None if actor.reaches(P.FACILITY_INSPECT, inspection_office.pk) else FacilityReason.NO_PERMISSION


@Rule
def keep_register(actor: Actor, facility: Facility) -> FacilityReason | None:
    """Its inspection."""
    return None if actor.reaches(P.FACILITY_INSPECT, facility.inspection_office_id) else FacilityReason.NO_PERMISSION


@Rule
def manage_facility(actor: Actor, facility: Facility) -> FacilityReason | None:
    """Staff, head counts, room: whoever answers for the facility, or its inspection."""
    if actor.reaches(P.FACILITY_MANAGE, facility.office_id) or keep_register.allows(actor, facility):
        return None
    return FacilityReason.NOT_MANAGER


@Rule
def read_address(actor: Actor, facility: Facility) -> FacilityReason | None:
    """The address of a place: its own people and its inspection; nobody else, and never in a list."""
    return None if manage_facility.allows(actor, facility) else FacilityReason.ADDRESS_PROTECTED


@Rule
def change_status(
    actor: Actor, facility: Facility, target: FacilityStatus, without_plan: int | None
) -> FacilityReason | None:
    """Its inspection. Registered: on a legal basis with a known capacity. Closed: when every child there has an onward plan;
    ``without_plan`` is how many have none, ``None`` when nobody can tell."""
    if (reason := keep_register.why_not(actor, facility)) is not None:
        return FacilityReason(reason.value)
    if target == FacilityStatus.REGISTERED and (not facility.legal_basis or facility.capacity is None):
        return FacilityReason.NO_LEGAL_BASIS
    if target != FacilityStatus.CLOSED or without_plan == 0:
        return None
    return FacilityReason.OCCUPANCY_UNKNOWN if without_plan is None else FacilityReason.CHILDREN_WITHOUT_PLAN


@Rule
def receive_child(facility: Facility, age: int | None, taken: int) -> FacilityReason | None:
    """Whether a child may be placed there now for protection: never in detention, only where registered, not while admissions
    are stopped, within capacity and ages. No role changes this. ``age`` in whole years, ``taken`` places in use."""
    if is_detention(facility):
        return FacilityReason.DETENTION_PLACE
    if facility.status != FacilityStatus.REGISTERED:
        stopped = facility.status == FacilityStatus.SUSPENDED
        return FacilityReason.ADMISSIONS_STOPPED if stopped else FacilityReason.NOT_REGISTERED
    if AdmissionStop.objects.filter(facility=facility, lifted_at=None).exists():
        return FacilityReason.ADMISSIONS_STOPPED
    low, high = facility.groups.get("from_age", 0), facility.groups.get("to_age", 17)
    if age is not None and not low <= age <= high:
        return FacilityReason.NOT_FOR_THIS_AGE
    return FacilityReason.FULL if facility.capacity is not None and taken >= facility.capacity else None


@Rule
def state_policy(actor: Actor) -> FacilityReason | None:
    """Whoever inspects somewhere states what law and policy on formal care say."""
    return None if actor.has(P.FACILITY_INSPECT) else FacilityReason.NO_PERMISSION


@Rule
def keep_watch(actor: Actor) -> FacilityReason | None:
    """The process that watches deadlines."""
    return None if actor.has(P.DEADLINE_KEEP) else FacilityReason.NOT_A_PROCESS


def is_detention(facility: Facility) -> bool:
    """Whether its type is a place of detention (R97)."""
    found = vocabulary.code_list("facility_types").codes.get(facility.kind)
    return bool(found and found.attributes.get("detention"))


def is_family_based(facility: Facility) -> bool:
    """Whether children live in families there."""
    return facility.kind in FAMILY_BASED
