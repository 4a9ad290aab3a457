"""Facilities, inspections and notices as facts and lines for a screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.ui.enums import Tone
from tutela.vocabulary import api as vocabulary

from ..actions.notices import is_late
from ..enums import StopReason
from ..models import AdmissionStop, Answer, Correction, Facility, HeadCount, Inspection, Notice, StaffMember
from ..policies import register as policies
from ..policies.checklist import LIST, Score, items_of
from ..policies.inspection import unvetted
from ..queries.occupancy import Occupancy, occupancy_of
from ..queries.register import Coverage, ratio, standing_stops
from ..queries.words import reporting_words, unreported_words
from ..states import ActionState, FacilityStatus, InspectionState

STATUS_TONES = {
    FacilityStatus.DISCOVERED: Tone.DANGER,
    FacilityStatus.PENDING: Tone.WARNING,
    FacilityStatus.REGISTERED: Tone.SUCCESS,
    FacilityStatus.SUSPENDED: Tone.DANGER,
    FacilityStatus.CLOSED: Tone.NEUTRAL,
}
INSPECTION_TONES = {
    InspectionState.PLANNED: Tone.INFO,
    InspectionState.UNDER_WAY: Tone.WARNING,
    InspectionState.REPORTED: Tone.SUCCESS,
    InspectionState.PUBLISHED: Tone.SUCCESS,
    InspectionState.CANCELLED: Tone.NEUTRAL,
}
ACTION_TONES = {ActionState.OPEN: Tone.WARNING, ActionState.CLAIMED: Tone.INFO, ActionState.VERIFIED: Tone.SUCCESS}


def register_row(facility: Facility, known: Occupancy | None, stopped: bool) -> dict[str, Any]:
    """One line of the register."""
    return {
        "id": facility.pk,
        "name": facility.name,
        "number": facility.number,
        "kind": _label("facility_types", facility.kind),
        "territory": str(facility.territory),
        "status": FacilityStatus(facility.status).label,
        "tone": STATUS_TONES[FacilityStatus(facility.status)],
        "places": _places(facility, known),
        "stopped": stopped,
        "confidential": facility.confidential,
        "due": facility.next_inspection_due,
    }


def register_rows(facilities: Iterable[Facility]) -> list[dict[str, Any]]:
    """Lines with occupancy and stops, asked once for all of them."""
    found = list(facilities)
    known = occupancy_of([one.pk for one in found]) or {}
    stopped = set(AdmissionStop.objects.filter(facility__in=found, lifted_at=None).values_list("facility_id", flat=True))
    return [register_row(one, known.get(one.pk), one.pk in stopped) for one in found]


def facility_page(actor: Actor, facility: Facility) -> dict[str, Any]:
    """Everything on the page of a facility that this person may see."""
    known = (occupancy_of([facility.pk]) or {}).get(facility.pk)
    last = HeadCount.objects.filter(facility=facility).first()
    manages = policies.manage_facility.allows(actor, facility)
    return {
        "facility": facility,
        "row": register_row(facility, known, False),
        "facts": _facts(facility, known, last),
        "stops": [{"reason": StopReason(stop.reason).label, "since": stop.started_at} for stop in standing_stops(facility)],
        "history": [
            {
                "at": change.at,
                "title": FacilityStatus(change.after).label,
                "why": change.reason,
                "by": change.by.full_name,
            }
            for change in facility.status_changes.select_related("by").order_by("-at")
        ],
        "keeps": policies.keep_register.allows(actor, facility),
        "manages": manages,
        "staff": staff_summary(facility, children_there(known, last)) if manages else None,
        "unvetted": unvetted(facility).count() if manages else 0,
        "detention": policies.is_detention(facility),
    }


def children_there(known: Occupancy | None, last: HeadCount | None) -> int | None:
    """Of those placed and those counted last the larger number: not every child comes by a placement, and a home that looks better
    staffed than it is harms."""
    return max((found.children for found in (known, last) if found is not None), default=None)


def staff_summary(facility: Facility, children: int | None) -> list[dict[str, Any]]:
    """Numbers of staff, for people who answer for them."""
    found = ratio(facility, children)
    share = found["children_to_a_carer"]
    return [
        {"label": _("Staff at work"), "value": found["staff"]},
        {"label": _("Who care for children"), "value": found["carers"]},
        {"label": _("Of these, qualified"), "value": found["qualified"]},
        {"label": _("Children to a carer"), "value": _("not known") if share is None else share},
    ]


def staff_row(member: StaffMember, missing: set[Any]) -> dict[str, Any]:
    """One person at work."""
    return {
        "id": member.pk,
        "name": member.name,
        "post": _label("facility_staff_posts", member.post),
        "qualification": _label("staff_qualifications", member.qualification),
        "started_on": member.started_on,
        "ended_on": member.ended_on,
        "vetting": _("No clear vetting") if member.pk in missing else _("Vetted"),
        "vetting_tone": Tone.DANGER if member.pk in missing else Tone.SUCCESS,
    }


def inspection_row(inspection: Inspection) -> dict[str, Any]:
    """One line of the list of inspections."""
    state = InspectionState(inspection.state)
    return {
        "id": inspection.pk,
        "number": inspection.number,
        "facility": inspection.facility.name,
        "territory": str(inspection.facility.territory),
        "planned_on": inspection.planned_on,
        "announced": _("Announced") if inspection.announced else _("Unannounced"),
        "inspector": inspection.inspector.full_name if inspection.inspector else _("Nobody yet"),
        "state": state.label,
        "tone": INSPECTION_TONES[state],
        "percent": percent_words(inspection.points, inspection.possible),
        "critical": len(inspection.critical),
    }


def percent_words(points: int | None, possible: int | None) -> str:
    """The score in words."""
    if points is None or not possible:
        return ""
    known = {"percent": 100 * points // possible, "points": points, "possible": possible}
    return _("%(percent)s %% (%(points)s of %(possible)s points)") % known


def checklist(inspection: Inspection) -> list[dict[str, Any]]:
    """Sections with their items, answers and evidence."""
    answers = {one.item: one for one in Answer.objects.filter(inspection=inspection)}
    sections: dict[str, dict[str, Any]] = {}
    for item in items_of(inspection.facility.kind):
        section = sections.setdefault(
            item.section, {"code": item.section, "label": _label("facility_standard_sections", item.section), "items": []}
        )
        given = answers.get(item.code)
        section["items"].append(
            {
                "code": item.code,
                "label": _label(LIST, item.code),
                "critical": item.critical,
                "answer": given.answer if given else "",
                "answer_label": _label("facility_answers", given.answer) if given else _("No answer yet"),
                "evidence": given.evidence if given else "",
                "base": given.version if given else 0,
            }
        )
    return list(sections.values())


def answer_options() -> list[dict[str, str]]:
    """The answers that can be given."""
    return [{"code": option.code, "label": option.label} for option in vocabulary.options("facility_answers")]


def section_scores(score: Score) -> list[dict[str, Any]]:
    """The score of each section in words."""
    return [
        {"label": _label("facility_standard_sections", name), "value": percent_words(points, possible)}
        for name, (points, possible) in score.sections.items()
    ]


def correction_row(correction: Correction) -> dict[str, Any]:
    """One thing to be put right."""
    state = ActionState(correction.state)
    return {
        "id": correction.pk,
        "item": _label(LIST, correction.item),
        "critical": correction.critical,
        "due": correction.due_on,
        "done": correction.verified_at,
        "state": state.label,
        "tone": ACTION_TONES[state],
        "words": correction.words,
        "facility": correction.facility.name,
        "open": state != ActionState.VERIFIED,
        "claimed": state == ActionState.CLAIMED,
    }


def notice_row(notice: Notice) -> dict[str, Any]:
    """One line of the list of notices: no words."""
    return {
        "id": notice.pk,
        "facility": notice.facility.name,
        "kind": _label("facility_notices", notice.kind),
        "happened_on": notice.happened_on,
        "sent_at": notice.sent_at,
        "late": is_late(notice=notice),
        "children": notice.children,
        "received_at": notice.received_at,
    }


def coverage_words(found: Coverage) -> dict[str, Any]:
    """A figure of children never without its coverage (R95)."""
    return {
        "children": found.children,
        "sentence": reporting_words(found.reporting, found.known),
        "unreported": unreported_words(found.unreported, found.known - found.reporting),
        "unregistered": found.unregistered,
        "warns": found.warns,
        "warning": _(
            "This number is likely too low: not every known facility reports, and places nobody has discovered are not in it."
        ),
    }


def _facts(facility: Facility, known: Occupancy | None, last: HeadCount | None) -> list[dict[str, Any]]:
    ages = {"low": facility.groups.get("from_age", 0), "high": facility.groups.get("to_age", 17)}
    rows = [
        (_("Number"), facility.number),
        (_("Type"), _label("facility_types", facility.kind)),
        (_("Owner"), f"{facility.organisation.name} ({_label('facility_ownership', facility.ownership)})"),
        (_("Territory"), str(facility.territory)),
        (_("Legal basis"), facility.legal_basis or _("None known")),
        (_("Funding"), ", ".join(_label("facility_funding", code) for code in facility.funding) or _("Not known")),
        (_("Receives children of"), _("%(low)s to %(high)s years") % ages),
        (_("Places"), _places(facility, known)),
        (_("Children counted there"), _count(last)),
        (
            _("Next inspection due"),
            _day(facility.next_inspection_due) or _("Not set"),
        ),
        (_("Its inspection"), facility.inspection_office.name),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _places(facility: Facility, known: Occupancy | None) -> str:
    taken = _("not known") if known is None else str(known.children)
    return _("%(taken)s of %(capacity)s taken") % {
        "taken": taken,
        "capacity": _("not known") if facility.capacity is None else facility.capacity,
    }


def _count(last: HeadCount | None) -> str:
    return _("Never") if last is None else f"{last.children} ({_day(last.counted_on)})"


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _label(list_id: str, code: str) -> str:
    return vocabulary.label(list_id, code) if vocabulary.is_code(list_id, code) else code
