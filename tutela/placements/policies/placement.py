"""Gatekeeping: when a child may be placed, and where (P18, P19, R93). No role stands above these."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.care.api import (
    ApprovalState,
    PlanningReason,
    approve,
    edit_draft,
    principles_stated,
    view_recorded,
    view_weighed,
)
from tutela.cases.api import FileReason, ages_on, lives_with_parents, see_file, shut, weigh_steps, work_on_file
from tutela.facilities.api import YOUNGEST_IN_RESIDENCE, FacilityReason, is_detention, is_family_based, receive_child
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule
from tutela.vocabulary import api as vocabulary

from ..enums import Flag, Gatekeeping, PlacementReason
from ..models import Placement

REVIEW_WITHIN = dt.timedelta(days=92)
"""At least every three months (A/RES/64/142, para. 67)."""
EMERGENCY = "emergency_decision"
AGREED_OR_JUDGED = frozenset({"court_decision", "agreement_of_caregivers"})
"""Legal bases (list ``placement_legal_basis``) on which a child leaves the parents by a court's decision or with their agreement."""

Why = FileReason | PlacementReason | FacilityReason | PlanningReason | None


@Rule
def look_for_a_place(actor: Actor) -> FileReason | None:
    """Whoever works on files, or sees those of an office."""
    looks = actor.has(Permission.FILE_WORK) or actor.has(Permission.FILE_VIEW)
    return None if looks else FileReason.NO_PERMISSION


@Rule
def place_child(placement: Placement, taken: int) -> Why:
    """What stands against this placement, whoever asks. ``taken`` is how many places there are in use."""
    if (reason := _place_suits(placement, taken)) is not None:
        return reason
    if _another_runs(placement):
        return PlacementReason.ALREADY_PLACED
    due = placement.next_review_on
    if due is None or not placement.started_on < due <= max(placement.started_on, today()) + REVIEW_WITHIN:
        return PlacementReason.NO_REVIEW_DATE
    return None if placement.found_there else _well_founded(placement)


@Rule
def submit_placement(actor: Actor, placement: Placement, taken: int) -> Why:
    """The worker sends a draft that nothing stands against, with what the child said to it or why it could not be asked (R65); a
    poverty-only one waits for the review, not for approval."""
    if (reason := edit_draft.why_not(actor, placement)) is not None:
        return FileReason(reason.value) if reason.value in FileReason.values else PlanningReason.NOT_A_DRAFT
    return place_child.why_not(placement, taken) or unheard(placement)  # type: ignore[return-value]


@Rule
def decide_placement(actor: Actor, placement: Placement) -> Why:
    """Somebody else with approval decides (P14), while the file is open."""
    if (reason := approve.why_not(actor, placement)) is not None:
        return FileReason(reason.value)
    return shut(placement.file)


@Rule
def approve_placement(actor: Actor, placement: Placement, taken: int) -> Why:
    """Whoever decides agrees; everything is asked again on the day of the decision, and what weight the child's words had and what
    the child was told (R65)."""
    if (reason := decide_placement.why_not(actor, placement)) is not None:
        return FileReason(reason.value)
    return place_child.why_not(placement, taken) or unheard(placement)  # type: ignore[return-value]


@Rule
def review_gate(actor: Actor, placement: Placement) -> Why:
    """The gatekeeping review: somebody with approval for the office who did not write the placement, before it is decided."""
    file = placement.file
    if not actor.reaches(Permission.FILE_APPROVE, file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    if actor.id in (placement.created_by_id, placement.updated_by_id):
        return PlacementReason.OWN_PLACEMENT
    if (reason := shut(file)) is not None:
        return reason
    return PlanningReason.NOT_A_DRAFT if placement.state == ApprovalState.APPROVED else None


@Rule
def follow_placement(actor: Actor, placement: Placement) -> Why:
    """Reviews, the way on, the end: the child's worker, while it runs."""
    if (reason := work_on_file.why_not(actor, placement.file)) is not None:
        return FileReason(reason.value)
    return None if is_running(placement) else PlacementReason.NOT_RUNNING


def unheard(placement: Placement) -> PlanningReason | None:
    """What is missing of the child's voice (R65): to send it, the words or why there are none; to agree, their weight and what the
    child was told; and of the four principles, a sentence for each (R15). Where a child was found there is nothing to decide."""
    if placement.found_there:
        return None
    heard = view_weighed if placement.state == ApprovalState.SUBMITTED else view_recorded
    return heard(placement.view) or principles_stated(placement.principles or {})


def is_running(placement: Placement) -> bool:
    """Decided, or found there, and not ended."""
    return placement.ended_on is None and (placement.found_there or placement.state == ApprovalState.APPROVED)


def is_poverty_alone(placement: Placement) -> bool:
    """Whether no reason but poverty, lack of support or distance is given (R93)."""
    codes = vocabulary.code_list("placement_reasons").codes
    return bool(placement.reasons) and all(codes[code].attributes.get("never_alone") for code in placement.reasons)


def flags(placement: Placement) -> list[Flag]:
    """What a running placement lacks (R92, R93)."""
    due = placement.next_review_on
    found = {
        Flag.NO_ASSESSMENT: not placement.assessment.strip(),
        Flag.NO_LEGAL_BASIS: not placement.legal_basis,
        Flag.REVIEW_OVERDUE: due is None or due < today(),
        Flag.POVERTY: is_poverty_alone(placement),
        Flag.NO_WAY_ON: not placement.onward_planned,
        Flag.NOT_DETERMINED: undetermined(placement) is not None,
    }
    return [flag for flag, holds in found.items() if holds]


def youngest_age(placement: Placement) -> int | None:
    """The lowest age the child can have on the first day: a doubt protects the child."""
    ages = ages_on(placement.file.child, placement.started_on)
    return ages[0] if ages else None


def _place_suits(placement: Placement, taken: int) -> Why:
    facility, age = placement.facility, youngest_age(placement)
    if placement.found_there:
        return FacilityReason.DETENTION_PLACE if is_detention(facility) else None
    if (reason := receive_child.why_not(facility, age, taken)) is not None:
        return FacilityReason(reason.value)
    young = age is not None and age < YOUNGEST_IN_RESIDENCE
    return (
        PlacementReason.UNDER_THREE if young and not is_family_based(facility) and not placement.exception.strip() else None
    )


def _well_founded(placement: Placement) -> Why:
    if not placement.reasons:
        return PlacementReason.NO_REASON
    if not placement.assessment.strip():
        return PlacementReason.NO_ASSESSMENT
    if not placement.legal_basis or not placement.legal_reference.strip():
        return PlacementReason.NO_LEGAL_BASIS
    if placement.gatekeeping == Gatekeeping.SUPPORT_FIRST:
        return PlacementReason.SUPPORT_FIRST
    if is_poverty_alone(placement) and placement.gatekeeping != Gatekeeping.NEEDED:
        return PlacementReason.POVERTY_ALONE
    return None if placement.legal_basis == EMERGENCY else undetermined(placement)


def undetermined(placement: Placement) -> Why:
    """What waits for a determination (P17): a place the child does not want, and being taken from parents with neither their written
    agreement nor the decision of a court. An emergency does not wait; the stay carries the flag until it is determined."""
    unwanted = placement.view is not None and placement.view.agrees == "no"
    parted = placement.legal_basis not in AGREED_OR_JUDGED and lives_with_parents(placement.file, placement.started_on)
    steps = [step for step, holds in (("placement_against_view", unwanted), ("separation", parted)) if holds]
    return weigh_steps.why_not(placement.file, steps)  # type: ignore[return-value]


def _another_runs(placement: Placement) -> bool:
    others = Placement.objects.filter(file__child_id=placement.file.child_id, ended_on=None).exclude(pk=placement.pk)
    return any(is_running(other) for other in others)
