"""Reading inspections, corrections and notices: what is due, and what one may see."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from tutela.accounts.api import Permission as P
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import NotHere

from ..enums import Risk
from ..models import Correction, Facility, Inspection, Notice, Sanction
from ..states import ActionState, FacilityStatus, InspectionState

FREQUENCY = {Risk.HIGH: dt.timedelta(days=91), Risk.MEDIUM: dt.timedelta(days=182), Risk.LOW: dt.timedelta(days=365)}
"""The longest time between two visits by risk; the law's yearly visit is the least."""
_VISIBLE = (InspectionState.REPORTED, InspectionState.PUBLISHED)


def risk_of(facility: Facility) -> Risk:
    """High: not registered, or a critical finding last time, or a notice of death, violence or a missing child within a year.
    Medium: other notices, an overdue correction, under two thirds of the standards, or never inspected. Counts of facts, no
    judgement of a child (P9 does not reach a building)."""
    last = Inspection.objects.filter(facility=facility, state__in=_VISIBLE).order_by("-reported_at").first()
    notices = set(
        Notice.objects.filter(facility=facility, sent_at__gte=now() - dt.timedelta(days=365)).values_list("kind", flat=True)
    )
    if (
        facility.status != FacilityStatus.REGISTERED
        or (last and last.critical)
        or notices & {"death", "violence", "missing"}
    ):
        return Risk.HIGH
    overdue = Correction.objects.filter(facility=facility, due_on__lt=today()).exclude(state=ActionState.VERIFIED).exists()
    weak = last is None or (last.points or 0) * 3 < (last.possible or 0) * 2
    return Risk.MEDIUM if notices or overdue or weak else Risk.LOW


def inspections_for(actor: Actor) -> QuerySet[Inspection]:
    """What somebody may see: all of their inspection's; of their own facility what was announced or reported; the independent
    mechanism everything. The same as the rows' security."""
    mine = Q(inspection_office_id__in=actor.offices(P.FACILITY_INSPECT))
    own = Q(office_id__in=actor.offices(P.FACILITY_MANAGE)) & (Q(announced=True) | Q(state__in=_VISIBLE))
    found = Inspection.objects.select_related("facility__territory", "inspector")
    return found if actor.has(P.OVERSIGHT_DOCKET) else found.filter(mine | own)


def get_inspection(actor: Actor, inspection_id: uuid.UUID) -> Inspection:
    """One of them.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = inspections_for(actor).filter(pk=inspection_id).first()
    if found is None:
        raise NotHere()
    return found


def due_facilities(actor: Actor, *, within: dt.timedelta = dt.timedelta(days=60)) -> QuerySet[Facility]:
    """Facilities of the actor's inspection whose visit is due soon or overdue and not planned, most overdue first."""
    planned = Inspection.objects.filter(state__in=(InspectionState.PLANNED, InspectionState.UNDER_WAY)).values("facility_id")
    return (
        Facility.objects.filter(
            inspection_office_id__in=actor.offices(P.FACILITY_INSPECT), next_inspection_due__lte=today() + within
        )
        .exclude(status=FacilityStatus.CLOSED)
        .exclude(pk__in=planned)
        .select_related("territory")
        .order_by("next_inspection_due", "name")
    )


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Notices to one's inspection, of one's own facility, or all of them for the independent mechanism; newest first."""
    found = Notice.objects.select_related("facility__territory")
    if actor.has(P.OVERSIGHT_DOCKET):
        return found
    mine = Q(inspection_office_id__in=actor.offices(P.FACILITY_INSPECT))
    return found.filter(mine | Q(office_id__in=actor.offices(P.FACILITY_MANAGE)))


def get_notice(actor: Actor, notice_id: uuid.UUID) -> Notice:
    """One of them.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = notices_for(actor).filter(pk=notice_id).first()
    if found is None:
        raise NotHere()
    return found


def corrections_for(actor: Actor) -> QuerySet[Correction]:
    """What is still to be put right, in one's own facility or one's inspection, soonest due first."""
    mine = Q(inspection_office_id__in=actor.offices(P.FACILITY_INSPECT)) | Q(office_id__in=actor.offices(P.FACILITY_MANAGE))
    return Correction.objects.filter(mine).exclude(state=ActionState.VERIFIED).select_related("facility")


def sanctions_for(actor: Actor) -> QuerySet[Sanction]:
    """Measures of one's inspection, which may end them; that they were taken, everybody reads in the register."""
    mine = actor.offices(P.FACILITY_INSPECT)
    return Sanction.objects.filter(facility__inspection_office_id__in=mine).select_related("facility__service_point")
