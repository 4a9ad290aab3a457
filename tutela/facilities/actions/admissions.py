"""Stopping and reopening admissions (P39), by a person or by the process that watches deadlines."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from tutela.audit import api as audit
from tutela.directory.api import remind_to_confirm, stop_service
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums import StopReason
from ..models import AdmissionStop, Correction, Facility, Notice
from ..policies import inspection as inspections
from ..policies import register as policies
from ..states import ActionState, FacilityStatus


@dataclass(frozen=True)
class PlacementChange:
    """What a child's worker saw, without the child: a place (its id), where, what happened and on which day.

    ``kind`` is a code of the list ``facility_notices``.
    """

    placement: uuid.UUID
    facility: uuid.UUID
    kind: str


@transaction.atomic
def stop_admissions(*, facility: Facility, by: Actor, reason: str, about: uuid.UUID | None = None) -> AdmissionStop | None:
    """Stop admissions for a reason; ``None`` when they are stopped for it already. Part of what finds the reason.

    Raises:
        Refused: neither its inspection nor the process that watches deadlines.
    """
    _require(by, facility)
    stop, made = AdmissionStop.objects.get_or_create(
        facility=facility, reason=StopReason(reason), about=about, lifted_at=None, defaults={"started_by_id": by.id}
    )
    if not made:
        return None
    if facility.service_point is not None:
        stop_service(point=facility.service_point, by=by, stopped=True)
    audit.record(
        by=by,
        action="admissions_stopped",
        subject=f"facilities.facility:{facility.pk}",
        details={"reason": StopReason(reason).value},
    )
    return stop


@transaction.atomic
def lift_stop(*, facility: Facility, by: Actor, reason: str, about: uuid.UUID | None = None) -> int:
    """Lift the stops of a reason; with the last one the service is offered again. Returns how many were lifted.

    Raises:
        Refused: neither its inspection nor the process that watches deadlines.
    """
    _require(by, facility)
    standing = AdmissionStop.objects.filter(facility=facility, reason=StopReason(reason), lifted_at=None)
    if about is not None:
        standing = standing.filter(about=about)
    lifted = standing.update(lifted_at=now(), lifted_by_id=by.id)
    if lifted:
        if (
            facility.service_point is not None
            and not AdmissionStop.objects.filter(facility=facility, lifted_at=None).exists()
        ):
            stop_service(point=facility.service_point, by=by, stopped=False)
        audit.record(
            by=by,
            action="admissions_opened",
            subject=f"facilities.facility:{facility.pk}",
            details={"reason": StopReason(reason).value, "stops": lifted},
        )
    return lifted


@transaction.atomic
def lift_stop_for_notice(*, facility: Facility, by: Actor, about: uuid.UUID) -> int:
    """A missing notice has come: the stop it caused is lifted. Whoever may send the notice may thereby end its lack, and
    nothing else.

    Raises:
        Refused: neither the facility's own people nor its inspection.
    """
    policies.manage_facility.require(by, facility)
    standing = AdmissionStop.objects.filter(facility=facility, reason=StopReason.NOTICE_MISSING, about=about, lifted_at=None)
    lifted = standing.update(lifted_at=now(), lifted_by_id=by.id)
    if lifted:
        audit.record(
            by=by,
            action="admissions_opened",
            subject=f"facilities.facility:{facility.pk}",
            details={"reason": StopReason.NOTICE_MISSING.value, "stops": lifted},
        )
    return lifted


@transaction.atomic
def watch_facilities(*, by: Actor) -> int:
    """What the process does each day: stop admissions where an inspection is overdue or staff is unvetted, open them where that
    is over, carry overdue corrections up, remind the keepers of the service directory. Returns how many stops were made.

    Raises:
        Refused: not the process that watches deadlines.
    """
    policies.keep_watch.require(by)
    made = 0
    for facility in Facility.objects.exclude(status=FacilityStatus.CLOSED).select_related("service_point"):
        overdue = facility.next_inspection_due is not None and facility.next_inspection_due < today()
        for reason, holds in (
            (StopReason.INSPECTION_OVERDUE, overdue),
            (StopReason.UNVETTED_STAFF, inspections.unvetted(facility).exists()),
        ):
            if holds:
                made += stop_admissions(facility=facility, by=by, reason=reason) is not None
            else:
                lift_stop(facility=facility, by=by, reason=reason)
    late = Correction.objects.filter(due_on__lt=today(), escalated_at=None).exclude(state=ActionState.VERIFIED)
    escalated = late.update(escalated_at=now())
    remind_to_confirm(by=by)
    audit.record(
        by=by, action="facilities_watched", subject="facilities:all", details={"stopped": made, "escalated": escalated}
    )
    return made


@transaction.atomic
def find_missing_notices(*, changes: Iterable[PlacementChange], by: Actor) -> list[PlacementChange]:
    """Compare what the workers of children saw with the notices that came: what has none stops admissions (R96, P39); a notice
    that came since opens them again. Returns what is missing.

    Raises:
        Refused: not the process that watches deadlines.
    """
    policies.keep_watch.require(by)
    missing = []
    for change in changes:
        facility = Facility.objects.select_related("service_point").filter(pk=change.facility).first()
        if facility is None:
            continue
        came = Notice.objects.filter(Q(placement=change.placement), facility=facility, kind=change.kind).exists()
        if came:
            lift_stop(facility=facility, by=by, reason=StopReason.NOTICE_MISSING, about=change.placement)
        else:
            missing.append(change)
            stop_admissions(facility=facility, by=by, reason=StopReason.NOTICE_MISSING, about=change.placement)
    audit.record(by=by, action="notices_compared", subject="facilities:all", details={"missing": len(missing)})
    return missing


def _require(by: Actor, facility: Facility) -> None:
    if not policies.keep_watch.allows(by):
        policies.keep_register.require(by, facility)
