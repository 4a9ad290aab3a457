"""Putting right what an inspection found: the facility says it is done, inspection verifies; measures towards a facility."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums import StopReason
from ..models import Correction, Facility, Inspection, Sanction
from ..policies import inspection as policies
from ..states import CORRECTION, ActionState
from .admissions import lift_stop, stop_admissions

STOPPING = ("admissions_suspended", "closure_with_transition")


@transaction.atomic
def claim_correction(*, correction: Correction, by: Actor, words: str) -> Correction:
    """Say what was done.

    Raises:
        Refused: neither the facility's own people nor its inspection.
        WrongState: it is verified already, or said already.
        InvalidInput: nothing written.
    """
    policies.claim_correction.require(by, correction)
    state = CORRECTION.move(correction.state, ActionState.CLAIMED)
    if not words.strip():
        raise InvalidInput({"words": _("Write in a sentence what was done, so that it can be looked at.")})
    correction.state, correction.words, correction.claimed_at = state, words.strip(), now()
    correction.save()
    audit.record(by=by, action="correction_claimed", subject=f"facilities.correction:{correction.pk}")
    return correction


@transaction.atomic
def verify_correction(*, correction: Correction, by: Actor, put_right: bool) -> Correction:
    """Look at it: verified, or open again. When the last critical one of an inspection is verified, its stop is lifted.

    Raises:
        Refused: not its inspection, or a tie to the facility.
        WrongState: it is verified already.
    """
    policies.verify_correction.require(by, correction)
    if put_right or correction.state != ActionState.OPEN:
        correction.state = CORRECTION.move(correction.state, ActionState.VERIFIED if put_right else ActionState.OPEN)
    if put_right:
        correction.verified_at, correction.verified_by_id = now(), by.id
    correction.save()
    standing = Correction.objects.filter(inspection=correction.inspection, critical=True)
    if put_right and correction.critical and not standing.exclude(state=ActionState.VERIFIED).exists():
        lift_stop(facility=correction.facility, by=by, reason=StopReason.CRITICAL_FINDING, about=correction.inspection_id)
    audit.record(
        by=by,
        action="correction_verified" if put_right else "correction_reopened",
        subject=f"facilities.correction:{correction.pk}",
    )
    return correction


@transaction.atomic
def impose_sanction(
    *,
    facility: Facility,
    by: Actor,
    kind: str,
    reason: str,
    until_day: dt.date | None = None,
    inspection: Inspection | None = None,
) -> Sanction:
    """Take a measure from today on; some stop admissions until they are lifted.

    Raises:
        Refused: not its inspection, or a tie to the facility.
        InvalidInput: an unknown measure, no reason, an end that has passed.
    """
    policies.impose_sanction.require(by, facility)
    problems = {}
    if not vocabulary.is_code("facility_sanctions", kind):
        problems["kind"] = _("Choose one of the answers offered.")
    if not reason.strip():
        problems["reason"] = _("Say in a sentence why. The history of the facility keeps it.")
    if until_day is not None and until_day < today():
        problems["until_day"] = _("This day has passed. Choose today or a later day.")
    if problems:
        raise InvalidInput(problems)
    sanction = Sanction.objects.create(
        facility=facility,
        inspection=inspection,
        kind=kind,
        reason=reason.strip(),
        from_day=today(),
        until_day=until_day,
        by_id=by.id,
    )
    if kind in STOPPING:
        stop_admissions(facility=facility, by=by, reason=StopReason.SANCTION, about=sanction.pk)
    audit.record(by=by, action="sanction_imposed", subject=f"facilities.sanction:{sanction.pk}", details={"kind": kind})
    return sanction


@transaction.atomic
def lift_sanction(*, sanction: Sanction, by: Actor) -> Sanction:
    """End a measure today; admissions it stopped open again.

    Raises:
        Refused: not its inspection, or a tie to the facility.
    """
    policies.impose_sanction.require(by, sanction.facility)
    lift_stop(facility=sanction.facility, by=by, reason=StopReason.SANCTION, about=sanction.pk)
    Sanction.objects.filter(pk=sanction.pk).update(until_day=today())
    sanction.until_day = today()
    audit.record(by=by, action="sanction_lifted", subject=f"facilities.sanction:{sanction.pk}")
    return sanction
