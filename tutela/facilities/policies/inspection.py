"""Who inspects, and who does not: nobody with a tie to the facility or its owner (R91)."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User, actor_for
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from ..enums import FacilityReason
from ..models import Answer, Correction, Facility, Inspection, Interest, Notice, StaffMember
from ..states import InspectionState
from .checklist import items_of
from .register import keep_register


@Rule
def inspect(facility: Facility, inspector: User) -> FacilityReason | None:
    """Whether a person may inspect a facility at all: works for its inspection, has no tie to it or its owner."""
    actor = actor_for(inspector)
    if not actor.reaches(P.FACILITY_INSPECT, facility.inspection_office_id):
        return FacilityReason.NOT_AN_INSPECTOR
    works_there = actor.reaches(P.FACILITY_MANAGE, facility.office_id)
    return FacilityReason.CONFLICT_OF_INTEREST if works_there or has_interest(facility, inspector) else None


@Rule
def plan_inspection(actor: Actor, facility: Facility) -> FacilityReason | None:
    """Its inspection."""
    return keep_register.why_not(actor, facility)  # type: ignore[return-value]


@Rule
def assign_inspector(actor: Actor, inspection: Inspection, inspector: User) -> FacilityReason | None:
    """Its inspection assigns somebody without a tie."""
    if (reason := keep_register.why_not(actor, inspection.facility)) is not None:
        return FacilityReason(reason.value)
    return inspect.why_not(inspection.facility, inspector)  # type: ignore[return-value]


@Rule
def conduct(actor: Actor, inspection: Inspection) -> FacilityReason | None:
    """The assigned inspector, whose ties are asked again at every step."""
    if (reason := keep_register.why_not(actor, inspection.facility)) is not None:
        return FacilityReason(reason.value)
    if inspection.inspector_id != actor.id or inspection.inspector is None:
        return FacilityReason.NOT_ASSIGNED
    return inspect.why_not(inspection.facility, inspection.inspector)  # type: ignore[return-value]


@Rule
def answer_items(actor: Actor, inspection: Inspection) -> FacilityReason | None:
    """The assigned inspector, while the inspection is under way."""
    if (reason := conduct.why_not(actor, inspection)) is not None:
        return FacilityReason(reason.value)
    return None if inspection.state == InspectionState.UNDER_WAY else FacilityReason.NOT_OPEN


@Rule
def report_inspection(actor: Actor, inspection: Inspection) -> FacilityReason | None:
    """Every item has an answer, and what the register knows of vetting is not contradicted (R96)."""
    if (reason := answer_items.why_not(actor, inspection)) is not None:
        return FacilityReason(reason.value)
    answers = dict(Answer.objects.filter(inspection=inspection).values_list("item", "answer"))
    if any(item.code not in answers for item in items_of(inspection.facility.kind)):
        return FacilityReason.NOT_COMPLETE
    if answers.get("STA1") == "met" and unvetted(inspection.facility).exists():
        return FacilityReason.VETTING_CONTRADICTED
    return None


@Rule
def publish_inspection(actor: Actor, inspection: Inspection) -> FacilityReason | None:
    """A second inspector of the office; nothing of a confidential place (P28)."""
    if (reason := keep_register.why_not(actor, inspection.facility)) is not None:
        return FacilityReason(reason.value)
    if inspection.inspector_id == actor.id:
        return FacilityReason.OWN_INSPECTION
    return FacilityReason.CONFIDENTIAL_PLACE if inspection.facility.confidential else None


@Rule
def claim_correction(actor: Actor, correction: Correction) -> FacilityReason | None:
    """Whoever answers for the facility says it is done; inspection looks for itself and verifies."""
    mine = actor.reaches(P.FACILITY_MANAGE, correction.facility.office_id)
    return None if mine else FacilityReason.NOT_MANAGER


@Rule
def verify_correction(actor: Actor, correction: Correction) -> FacilityReason | None:
    """Its inspection, by somebody without a tie."""
    return _inspects(actor, correction.facility)


@Rule
def impose_sanction(actor: Actor, facility: Facility) -> FacilityReason | None:
    """Its inspection, by somebody without a tie."""
    return _inspects(actor, facility)


@Rule
def receive_notice(actor: Actor, notice: Notice) -> FacilityReason | None:
    """Inspection and the independent mechanism confirm that they have a notice."""
    if actor.has(P.OVERSIGHT_DOCKET) or keep_register.allows(actor, notice.facility):
        return None
    return FacilityReason.NOT_RECEIVER


def has_interest(facility: Facility, inspector: User) -> bool:
    """Whether a tie of today is written down, to the facility or its owner; one that ended less than three years ago counts."""
    ended = Q(until=None) | Q(until__gte=today().replace(year=today().year - 3, day=1))
    there = Q(facility=facility) | Q(organisation_id=facility.organisation_id)
    return Interest.objects.filter(there, ended, user=inspector).exists()


def unvetted(facility: Facility) -> QuerySet[StaffMember]:
    """Staff at work today without a clear vetting before their first day, or whose vetting has run out."""
    at_work = Q(started_on__lte=today()) & (Q(ended_on=None) | Q(ended_on__gte=today()))
    missing = Q(vetted_on=None) | Q(vetted_on__gt=F("started_on")) | Q(vetting_until__lt=today())
    return StaffMember.objects.filter(at_work, missing, facility=facility)


def _inspects(actor: Actor, facility: Facility) -> FacilityReason | None:
    if (reason := keep_register.why_not(actor, facility)) is not None:
        return FacilityReason(reason.value)
    user = User.objects.filter(pk=actor.id).first()
    return None if user is None else inspect.why_not(facility, user)  # type: ignore[return-value]
