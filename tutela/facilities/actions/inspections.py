"""Planning and making inspections: ties first, answers item by item, a score that follows from them, what must be put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.directory.api import Organisation, note_standing
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.database import acting
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.vocabulary import api as vocabulary

from ..enums import InterestKind, StopReason
from ..models import Answer, Correction, Facility, Inspection, Interest, Publication
from ..policies import inspection as policies
from ..policies.checklist import Score, edition, items_of, score
from ..queries.inspections import FREQUENCY, risk_of
from ..states import INSPECTION, InspectionState
from .admissions import lift_stop, stop_admissions

PUT_RIGHT = {True: dt.timedelta(days=14), False: dt.timedelta(days=90)}
"""Time to put an item right: critical, or not."""
LONGEST_EVIDENCE = 4000


@dataclass(frozen=True)
class Conflict:
    """An item that was changed on two sides: what stands here, what was typed elsewhere. Neither is lost."""

    item: str
    version: int
    here: Mapping[str, str]
    typed: Mapping[str, str]


@transaction.atomic
def plan_inspection(
    *,
    facility: Facility,
    by: Actor,
    planned_on: dt.date,
    announced: bool = False,
    inspector: User | None = None,
    follows: Inspection | None = None,
) -> Inspection:
    """Plan a visit. Unannounced, the facility does not see it before it is reported.

    Raises:
        Refused: not its inspection; the inspector has a tie to the facility or its owner.
        InvalidInput: the day has passed.
    """
    policies.plan_inspection.require(by, facility)
    if planned_on < today():
        raise InvalidInput({"planned_on": _("This day has passed. Choose today or a later day.")})
    inspection = Inspection(
        facility=facility,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        announced=announced,
        planned_on=planned_on,
        follows=follows,
        created_by_id=by.id,
    )
    if inspector is not None:
        policies.assign_inspector.require(by, inspection, inspector)
        inspection.inspector = inspector
    inspection.save(force_insert=True)
    audit.record(
        by=by,
        action="inspection_planned",
        subject=f"facilities.inspection:{inspection.pk}",
        details={"announced": announced},
    )
    return inspection


@transaction.atomic
def assign_inspector(*, inspection: Inspection, by: Actor, inspector: User) -> Inspection:
    """Give a planned visit to an inspector without a tie (R91).

    Raises:
        Refused: not its inspection; the inspector has a tie, or does not inspect for this office.
        WrongState: it is under way or over.
    """
    policies.assign_inspector.require(by, inspection, inspector)
    INSPECTION.move(inspection.state, InspectionState.UNDER_WAY)
    inspection.inspector, inspection.no_interest_at = inspector, None
    inspection.save(update_fields=["inspector", "no_interest_at"])
    audit.record(
        by=by,
        action="inspector_assigned",
        subject=f"facilities.inspection:{inspection.pk}",
        details={"inspector": str(inspector.pk)},
    )
    return inspection


@transaction.atomic
def declare_interest(
    *,
    user: User,
    by: Actor,
    kind: str,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Interest:
    """Write down a tie of an inspector: one's own, or a colleague's where one inspects.

    Raises:
        Refused: about somebody else, and the facility is not one's inspection's.
        InvalidInput: neither or both of facility and owner, or days the wrong way.
    """
    if (facility is None) == (organisation is None):
        raise InvalidInput({"facility": _("Choose the facility, or its owner.")})
    if since and until and until < since:
        raise InvalidInput({"until": _("The end lies before the beginning. Change one of them.")})
    if user.pk != by.id:
        about = facility or Facility.objects.filter(organisation=organisation).first()
        if about is None:
            raise NotHere()
        policies.plan_inspection.require(by, about)
    interest = Interest.objects.create(
        user=user,
        facility=facility,
        organisation=organisation,
        kind=InterestKind(kind),
        since=since,
        until=until,
        by_id=by.id,
    )
    audit.record(by=by, action="interest_declared", subject=f"facilities.interest:{interest.pk}")
    return interest


@transaction.atomic
def start_inspection(*, inspection: Inspection, by: Actor, no_interest: bool) -> Inspection:
    """Begin: the inspector declares to have no tie, and the checklist in force is fixed.

    Raises:
        Refused: not the assigned inspector, or one with a tie.
        InvalidInput: the declaration is missing.
        WrongState: it is under way or over.
    """
    policies.conduct.require(by, inspection)
    if not no_interest:
        raise InvalidInput(
            {"no_interest": _("Declare that you have no tie to the facility or its owner, or let a colleague go.")}
        )
    inspection.state = INSPECTION.move(inspection.state, InspectionState.UNDER_WAY)
    inspection.checklist_version, inspection.checklist_digest = edition()
    inspection.no_interest_at = inspection.started_at = now()
    inspection.save()
    audit.record(by=by, action="inspection_started", subject=f"facilities.inspection:{inspection.pk}")
    return inspection


@transaction.atomic
def cancel_inspection(*, inspection: Inspection, by: Actor) -> Inspection:
    """Call off a planned visit; what is due stays due.

    Raises:
        Refused: not its inspection.
        WrongState: it is under way or over.
    """
    policies.plan_inspection.require(by, inspection.facility)
    inspection.state = INSPECTION.move(inspection.state, InspectionState.CANCELLED)
    inspection.save(update_fields=["state"])
    audit.record(by=by, action="inspection_cancelled", subject=f"facilities.inspection:{inspection.pk}")
    return inspection


@transaction.atomic
def save_answers(
    *, inspection: Inspection, by: Actor, answers: Mapping[str, Mapping[str, Any]], device: str = ""
) -> list[Conflict]:
    """Save what was found: ``{item: {answer, evidence, base}}``, ``base`` being the version that was seen (0: none).

    What nobody else changed is saved; an item changed here meanwhile, to something else, is left as it stands and comes back as
    a conflict with both sides. Sending the same twice changes nothing.

    Raises:
        Refused: not the assigned inspector, one with a tie, or not under way.
        InvalidInput: an unknown item or answer, or evidence that is too long; nothing is saved then.
    """
    policies.conduct.require(by, inspection)
    inspection = (
        Inspection.objects.select_for_update(of=("self",)).select_related("facility", "inspector").get(pk=inspection.pk)
    )
    policies.answer_items.require(by, inspection)
    _check_answers(inspection, answers)
    known = {one.item: one for one in Answer.objects.filter(inspection=inspection)}
    conflicts, changed = [], 0
    for item, typed in answers.items():
        wanted = {"answer": typed["answer"], "evidence": (typed.get("evidence") or "").strip()}
        current = known.get(item)
        here = {"answer": current.answer, "evidence": current.evidence} if current else {"answer": "", "evidence": ""}
        if here == wanted:
            continue
        version = current.version if current else 0
        if int(typed.get("base") or 0) != version:
            conflicts.append(Conflict(item, version, here, wanted))
            continue
        changed += 1
        row = current or Answer(
            inspection=inspection,
            facility=inspection.facility,
            key_id=inspection.facility.key_id,
            office_id=inspection.office_id,
            inspection_office_id=inspection.inspection_office_id,
            item=item,
            version=0,
        )
        row.answer, row.evidence, row.version = wanted["answer"], wanted["evidence"], version + 1
        row.device = device or acting.current().device
        row.updated_at, row.updated_by_id = now(), by.id
        row.save()
    if changed:
        inspection.version += 1
        inspection.save(update_fields=["version"])
    audit.record(
        by=by,
        action="inspection_answered",
        subject=f"facilities.inspection:{inspection.pk}",
        details={"items": changed, "conflicts": len(conflicts)},
    )
    return conflicts


@transaction.atomic
def take_along(*, inspection: Inspection, by: Actor) -> None:
    """The inspector takes the checklist to where there is no network; that it lies on a device is written down.

    Raises:
        Refused: not the assigned inspector, one with a tie, or not under way.
    """
    policies.answer_items.require(by, inspection)
    audit.record(by=by, action="inspection_taken_along", subject=f"facilities.inspection:{inspection.pk}")


@transaction.atomic
def report_inspection(*, inspection: Inspection, by: Actor) -> Inspection:
    """Finish: compute the score, set what must be put right by when, fix the next visit; a critical finding stops admissions
    and plans a second visit (P39).

    Raises:
        Refused: not the assigned inspector, a tie, an item without an answer, or vetting that the register contradicts.
        WrongState: it is not under way.
    """
    policies.conduct.require(by, inspection)
    inspection = (
        Inspection.objects.select_for_update(of=("self",)).select_related("facility", "inspector").get(pk=inspection.pk)
    )
    policies.report_inspection.require(by, inspection)
    found = score_of(inspection=inspection)
    inspection.state = INSPECTION.move(inspection.state, InspectionState.REPORTED)
    inspection.points, inspection.possible, inspection.critical = found.points, found.possible, list(found.critical)
    inspection.reported_at = now()
    inspection.save()
    _set_corrections(inspection)
    facility = inspection.facility
    lift_stop(facility=facility, by=by, reason=StopReason.INSPECTION_OVERDUE)
    if found.critical:
        stop_admissions(facility=facility, by=by, reason=StopReason.CRITICAL_FINDING, about=inspection.pk)
        again = today() + PUT_RIGHT[True]
        plan_inspection(facility=facility, by=by, planned_on=again, follows=inspection)
    facility.next_inspection_due = today() + FREQUENCY[risk_of(facility)]
    facility.save(update_fields=["next_inspection_due"])
    if facility.service_point is not None:
        note_standing(
            point=facility.service_point, by=by, legal_status=facility.status, inspected_on=today(), percent=found.percent
        )
    audit.record(
        by=by,
        action="inspection_reported",
        subject=f"facilities.inspection:{inspection.pk}",
        details={"points": found.points, "possible": found.possible, "critical": list(found.critical)},
    )
    return inspection


@transaction.atomic
def publish_inspection(*, inspection: Inspection, by: Actor) -> Publication:
    """Publish numbers and codes of a reported inspection: no text, no evidence, no child (P28). A second inspector does it.

    Raises:
        Refused: one's own inspection, a confidential place, or not its inspection.
        WrongState: not reported, or published already.
    """
    policies.publish_inspection.require(by, inspection)
    inspection.state = INSPECTION.move(inspection.state, InspectionState.PUBLISHED)
    inspection.save(update_fields=["state"])
    found, facility = score_of(inspection=inspection), inspection.facility
    published = Publication.objects.create(
        number=inspection.number,
        facility_name=facility.name,
        kind=facility.kind,
        status=facility.status,
        territory_id=facility.territory_id,
        inspected_on=(inspection.reported_at or now()).date(),
        percent=found.percent,
        sections={name: list(points) for name, points in found.sections.items()},
        critical=list(found.critical),
        measures=sorted(inspection.sanctions.values_list("kind", flat=True)),
        published_on=today(),
    )
    audit.record(by=by, action="inspection_published", subject=f"facilities.inspection:{inspection.pk}")
    return published


def score_of(*, inspection: Inspection) -> Score:
    """The score as it follows from the answers now; equal to what was reported for as long as nobody tampers."""
    answers = dict(Answer.objects.filter(inspection=inspection).values_list("item", "answer"))
    return score(inspection.facility.kind, answers)


def _set_corrections(inspection: Inspection) -> None:
    critical = {item.code: item.critical for item in items_of(inspection.facility.kind)}
    wrong = Answer.objects.filter(inspection=inspection, answer__in=("not_met", "partly"))
    for answer in wrong:
        urgent = critical[answer.item] and answer.answer == "not_met"
        Correction.objects.create(
            facility=inspection.facility,
            key_id=inspection.facility.key_id,
            office_id=inspection.office_id,
            inspection_office_id=inspection.inspection_office_id,
            inspection=inspection,
            item=answer.item,
            critical=urgent,
            due_on=today() + PUT_RIGHT[urgent],
        )


def _check_answers(inspection: Inspection, answers: Mapping[str, Mapping[str, Any]]) -> None:
    known = {item.code for item in items_of(inspection.facility.kind)}
    problems: dict[str, Any] = {}
    for item, typed in answers.items():
        if item not in known:
            problems[item] = _("This item is not on the checklist for this type of facility.")
        elif not vocabulary.is_code("facility_answers", str(typed.get("answer", ""))):
            problems[item] = _("Choose one of the answers offered.")
        elif len(str(typed.get("evidence") or "")) > LONGEST_EVIDENCE:
            problems[item] = _("This is longer than 4,000 characters. Shorten it.")
        elif not str(typed.get("base") or 0).isascii() or not str(typed.get("base") or 0).isdigit():
            problems[item] = _("The version that was seen is a whole number.")
    if problems:
        raise InvalidInput(problems)
