"""Placing a child: propose, gatekeep, decide, review, plan the way on, end (R92, R93, P18, P19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import PRINCIPLES, ApprovalState, edit_draft
from tutela.care.api.steps import decide, hold, submit
from tutela.cases.api import CaseFile, ChildView, DeadlineKind, weigh_steps, work_on_file
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.facilities.api import Facility, find_missing_notices
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums import Gatekeeping
from ..models import Placement, PlacementReview
from ..policies import placement as policies
from ..queries.placements import changes_to_tell, taken_in

WRITTEN = (
    "facility found_there started_on reasons legal_basis legal_reference assessment alternatives alternatives_words exception "
    "view principles next_review_on"
).split()
REVIEWED = "held_on contact school still_needed words next_review_on".split()
LONGEST = 1000
"""Characters to one of the four principles (R15)."""
_LISTS = {"reasons": "placement_reasons", "alternatives": "placement_alternatives"}


@transaction.atomic
def propose_placement(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Placement:
    """Write a placement down. Incomplete is not invalid; what stands against it is said when it is sent. A child who was
    found in a place that was only just discovered counts there at once.

    Raises:
        Refused: the actor does not work on this file; a child found in a place of detention is not placed there (P19).
        InvalidInput: unknown codes or fields, days that cannot be, a view of another child.
    """
    work_on_file.require(by, file)
    _check(file, values)
    placement = add_section(model=Placement, file=file, by=by, values=values)
    placement.file = file
    if placement.found_there:
        policies.place_child.require(placement, 0)
        _review_due(placement, by)
    audit.record(
        by=by,
        action="placement_proposed",
        subject=f"placements.placement:{placement.pk}",
        about=str(file.child_id),
        details={"facility": str(placement.facility_id), "found_there": placement.found_there},
    )
    return placement


@transaction.atomic
def revise_placement(*, placement: Placement, by: Actor, base_version: int, values: Mapping[str, Any]) -> Placement:
    """Save a draft anew; what a second person found before does not hold for other reasons.

    Raises:
        Refused: not a draft, or not this actor's.
        InvalidInput: as for :func:`propose_placement`.
        StaleVersion: somebody saved meanwhile.
    """
    edit_draft.require(by, placement)
    _check(placement.file, {name: getattr(placement, name) for name in WRITTEN} | dict(values))
    wiped = {"gatekeeping": "", "gatekeeping_by": None, "gatekeeping_on": None, "gatekeeping_words": ""}
    revised = revise(section=placement, by=by, base_version=base_version, values=dict(values) | wiped)
    audit.record(
        by=by, action="placement_revised", subject=f"placements.placement:{placement.pk}", about=str(placement.file.child_id)
    )
    return revised


@transaction.atomic
def submit_placement(*, placement: Placement, by: Actor) -> Placement:
    """Send it to somebody who decides.

    Raises:
        Refused: anything of P18, P19, P39 or R93 stands against it; the sentence names it and the way on.
    """
    policies.submit_placement.require(by, placement, taken_in(placement.facility))
    submit(work=placement, by=by)
    audit.record(
        by=by,
        action="placement_submitted",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
    )
    return placement


@transaction.atomic
def review_gate(*, placement: Placement, by: Actor, finding: str, words: str) -> Placement:
    """The gatekeeping review by a second person: needed, or the family is supported first. Where only poverty or lack of
    support was named, at least one support that was tried is named before “needed” is found (R93).

    Raises:
        Refused: one's own placement, no approval for the office, or decided already.
        InvalidInput: an unknown finding, no reasons, no support tried.
    """
    placement = _held(placement)
    policies.review_gate.require(by, placement)
    problems: dict[str, Any] = {}
    if finding not in Gatekeeping.values:
        problems["finding"] = _("Choose one of the answers offered.")
    if not words.strip():
        problems["words"] = _("Write why. It is what the decision rests on.")
    poor = policies.is_poverty_alone(placement)
    if finding == Gatekeeping.NEEDED and poor and not (placement.alternatives and placement.alternatives_words.strip()):
        problems["finding"] = _(
            "Nothing was tried to support the family yet. Name what was tried and what came of it first."
        )
    if problems:
        raise InvalidInput(problems)
    placement.gatekeeping, placement.gatekeeping_words = finding, words.strip()
    placement.gatekeeping_on, placement.gatekeeping_by_id = today(), by.id
    placement.save(update_fields=["gatekeeping", "gatekeeping_words", "gatekeeping_on", "gatekeeping_by"])
    audit.record(
        by=by,
        action="placement_gate_reviewed",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
        details={"finding": finding},
    )
    return placement


@transaction.atomic
def approve_placement(*, placement: Placement, by: Actor, note: str = "") -> Placement:
    """Decide: the child has the place. The facility is asked again today; suspended since, it is refused.

    Raises:
        Refused: own work, no approval, not submitted, or anything of P18, P19, P39, R93.
    """
    placement = _held(placement)
    policies.approve_placement.require(by, placement, taken_in(placement.facility))
    decide(work=placement, by=by, target=ApprovalState.APPROVED, note=note)
    _review_due(placement, by)
    audit.record(
        by=by,
        action="placement_approved",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
        details={"facility": str(placement.facility_id)},
    )
    return placement


@transaction.atomic
def return_placement(*, placement: Placement, by: Actor, note: str) -> Placement:
    """Give it back with a note on what is missing.

    Raises:
        Refused: own work, no approval, or not submitted.
        InvalidInput: no note.
    """
    hold(work=placement, by=by)
    policies.decide_placement.require(by, placement)
    if not note.strip():
        raise InvalidInput({"note": _("Write what should be changed, so that the author can go on.")})
    decide(work=placement, by=by, target=ApprovalState.RETURNED, note=note)
    audit.record(
        by=by,
        action="placement_returned",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
    )
    return placement


@transaction.atomic
def hold_placement_review(*, placement: Placement, by: Actor, values: Mapping[str, Any]) -> PlacementReview:
    """Look at the stay with the child: contact, school, whether it is still needed, the next look within three months.

    Raises:
        Refused: the actor does not work on this file, or the placement is not under way.
        InvalidInput: unknown answers, no words, a next review that is too late.
    """
    policies.follow_placement.require(by, placement)
    _check_review(placement, values)
    review = add_section(
        model=PlacementReview,
        file=placement.file,
        by=by,
        values={name: values[name] for name in REVIEWED} | {"placement": placement},
    )
    changed = {name: values[name] for name in ("contact", "school", "next_review_on")}
    revise(section=placement, by=by, base_version=placement.version, values=changed)
    meet_deadline(file=placement.file, kind=DeadlineKind.REVIEW, by=by, subject=placement.pk)
    placement.next_review_on = values["next_review_on"]
    _review_due(placement, by)
    audit.record(
        by=by,
        action="placement_reviewed",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
    )
    return review


@transaction.atomic
def plan_way_on(*, placement: Placement, by: Actor, words: str) -> Placement:
    """Write down where the child goes from here. The register learns only that there is a way on (R90).

    Raises:
        Refused: the actor does not work on this file, or the placement is not under way.
        InvalidInput: nothing written.
    """
    policies.follow_placement.require(by, placement)
    if not words.strip():
        raise InvalidInput({"words": _("Write where the child goes from here, and who sees to it.")})
    changed = {"onward_words": words.strip(), "onward_planned": True}
    revised = revise(section=placement, by=by, base_version=placement.version, values=changed)
    audit.record(
        by=by,
        action="placement_way_on_planned",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
    )
    return revised


@transaction.atomic
def end_placement(*, placement: Placement, by: Actor, ended_on: dt.date, exit_kind: str, words: str) -> Placement:
    """The child leaves, or is missing, or has died: the last two the facility must have told (R96).

    Raises:
        Refused: the actor does not work on this file, or the placement is not under way; back to a family where there is a risk
            without a determination (P17).
        InvalidInput: an unknown end, a day that cannot be, no words.
    """
    policies.follow_placement.require(by, placement)
    weigh_steps.require(placement.file, [exit_kind])
    problems: dict[str, Any] = {}
    if not vocabulary.is_code("placement_exits", exit_kind):
        problems["exit_kind"] = _("Choose one of the answers offered.")
    if ended_on > today() or ended_on < placement.started_on:
        problems["ended_on"] = _("Give a day between the first one there and today.")
    if not words.strip():
        problems["words"] = _("Write in a sentence how it ended.")
    if problems:
        raise InvalidInput(problems)
    changed = {"ended_on": ended_on, "exit_kind": exit_kind, "exit_words": words.strip()}
    revised = revise(section=placement, by=by, base_version=placement.version, values=changed)
    meet_deadline(file=placement.file, kind=DeadlineKind.REVIEW, by=by, subject=placement.pk)
    audit.record(
        by=by,
        action="placement_ended",
        subject=f"placements.placement:{placement.pk}",
        about=str(placement.file.child_id),
        details={"exit": exit_kind},
    )
    return revised


@transaction.atomic
def compare_notices(*, by: Actor) -> int:
    """Hand what workers saw to facilities, which compares it with the notices that came (R96, P39). Returns how many lack.

    Raises:
        Refused: not the process that watches deadlines.
    """
    missing = find_missing_notices(changes=changes_to_tell(), by=by)
    audit.record(by=by, action="placements_compared", subject="placements.placement:all", details={"missing": len(missing)})
    return len(missing)


def _held(placement: Placement) -> Placement:
    """The placement as it is now, held until the end: two who press at once act one after the other. Out of sight, the rule
    refuses it."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related("facility", "file__child")
    return rows.filter(pk=placement.pk).first() or placement


def _review_due(placement: Placement, by: Actor) -> None:
    """The rules let no child be placed without a day of review."""
    due = end_of(cast(dt.date, placement.next_review_on))
    set_deadline(file=placement.file, kind=DeadlineKind.REVIEW, due_at=due, by=by, subject=placement.pk)


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in WRITTEN}
    if not isinstance(values.get("facility"), Facility):
        problems["facility"] = _("Choose the facility.")
    for name, list_id in _LISTS.items():
        if any(not vocabulary.is_code(list_id, code) for code in values.get(name) or []):
            problems[name] = _("One of these is not a known code. Choose from the list.")
    basis = values.get("legal_basis") or ""
    if basis and not vocabulary.is_code("placement_legal_basis", basis):
        problems["legal_basis"] = _("This is not one of the known answers. Choose one from the list.")
    if values.get("started_on") is None:
        problems["started_on"] = _("Give the first day there.")
    view = values.get("view")
    if view is not None and (not isinstance(view, ChildView) or view.file_id != file.pk):
        problems["view"] = _("Choose what this child said, in this file.")
    said = values.get("principles") or {}
    if not set(said) <= set(PRINCIPLES):
        problems["principles"] = _("These are not the four general principles.")
    elif any(len(sentence) > LONGEST for sentence in said.values()):
        problems["principles"] = _("Write at most a thousand characters to each principle.")
    if problems:
        raise InvalidInput(problems)


def _check_review(placement: Placement, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {}
    for name, list_id in (("contact", "placement_contact"), ("school", "placement_school")):
        if not vocabulary.is_code(list_id, str(values.get(name, ""))):
            problems[name] = _("This is not one of the known answers. Choose one from the list.")
    held, following = values.get("held_on"), values.get("next_review_on")
    if held is None or not placement.started_on <= held <= today():
        problems["held_on"] = _("Give a day between the first one there and today.")
    elif following is None or not held < following <= held + policies.REVIEW_WITHIN:
        problems["next_review_on"] = _("Set the next review within three months of this one.")
    if not str(values.get("words") or "").strip():
        problems["words"] = _("Write what you saw and what the child said about the place.")
    if problems:
        raise InvalidInput(problems)
