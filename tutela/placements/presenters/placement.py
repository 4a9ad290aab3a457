"""Placements in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tutela.care.api import PRINCIPLES, ApprovalState, edit_draft
from tutela.cases.api import words
from tutela.facilities.api import Facility
from tutela.kernel.actor import Actor
from tutela.ui.enums import Tone

from ..enums import Gatekeeping
from ..models import Placement
from ..policies import placement as policies
from ..queries.placements import taken_in

TONES = {"draft": Tone.NEUTRAL, "submitted": Tone.INFO, "returned": Tone.WARNING, "approved": Tone.SUCCESS}


def row(placement: Placement) -> dict[str, Any]:
    """One line of the list."""
    ended = placement.ended_on is not None
    return {
        "id": placement.pk,
        "facility": placement.facility.name,
        "where": str(placement.facility.territory),
        "from": placement.started_on,
        "to": placement.ended_on,
        "state": _("Ended") if ended else (_("Found there") if placement.found_there else _state(placement)),
        "tone": Tone.NEUTRAL if ended else TONES.get(placement.state, Tone.NEUTRAL),
        "flags": [str(flag.label) for flag in policies.flags(placement)] if policies.is_running(placement) else [],
    }


def page(actor: Actor, placement: Placement) -> dict[str, Any]:
    """One placement: what was written, what stands against it, what this person may do."""
    taken = taken_in(placement.facility)
    open_still = placement.state != ApprovalState.APPROVED
    against = (policies.place_child.why_not(placement, taken) or policies.unheard(placement)) if open_still else None
    return {
        "placement": placement,
        "row": row(placement),
        "facts": _facts(placement),
        "against": str(against.label) if against is not None and not policies.is_running(placement) else "",
        "may_edit": edit_draft.allows(actor, placement) and not policies.is_running(placement),
        "may_submit": policies.submit_placement.allows(actor, placement, taken) and not placement.found_there,
        "may_gate": policies.review_gate.allows(actor, placement),
        "may_decide": policies.decide_placement.allows(actor, placement),
        "may_follow": policies.follow_placement.allows(actor, placement),
        "reviews": placement.reviews.all(),
    }


def place_row(facility: Facility, taken: int) -> dict[str, Any]:
    """A place that is free."""
    left = "" if facility.capacity is None else str(facility.capacity - taken)
    return {
        "name": facility.name,
        "kind": words.label("facility_types", facility.kind),
        "where": str(facility.territory),
        "left": left or _("not known"),
        "id": facility.pk,
    }


def _state(placement: Placement) -> str:
    return str(ApprovalState(placement.state).label)


def _facts(placement: Placement) -> list[dict[str, Any]]:
    basis = words.label("placement_legal_basis", placement.legal_basis) if placement.legal_basis else _("None")
    gate = str(Gatekeeping(placement.gatekeeping).label) if placement.gatekeeping else _("Not reviewed")
    rows = [
        (_("Facility"), placement.facility.name),
        (_("From"), words.day(placement.started_on)),
        (_("Reasons"), ", ".join(words.label("placement_reasons", code) for code in placement.reasons) or _("None")),
        (_("Assessment"), placement.assessment or _("None")),
        (_("Legal basis"), " · ".join(filter(None, (basis, placement.legal_reference)))),
        (_("Support tried"), ", ".join(words.label("placement_alternatives", code) for code in placement.alternatives)),
        (_("What came of it"), placement.alternatives_words),
        *((words.label("principles", name), (placement.principles or {}).get(name, "")) for name in PRINCIPLES),
        (_("Second person"), " · ".join(filter(None, (gate, placement.gatekeeping_words)))),
        (_("Contact with the family"), words.label("placement_contact", placement.contact)),
        (_("School"), words.label("placement_school", placement.school)),
        (_("Next review"), words.day(placement.next_review_on)),
        (_("Way on"), placement.onward_words or _("Not planned")),
        (_("Note"), placement.decision_note),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
