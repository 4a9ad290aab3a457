"""Following up: every contact sets the next one; a review looks at the whole (R55, R64)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import FILE, CaseFile, DeadlineKind, FileState, review_file, work_on_file
from tutela.cases.api.steps import add_section, meet_deadline, move_file, set_deadline, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import FollowUp, Review
from ..policies.closure import contact_after_closing

FOLLOW_UP = "kind happened_on seen_alone child_safe narrative new_risk next_contact_on".split()
REVIEW = "held_on outcomes response_outcome plan_still_right notes rights view next_review_on".split()


@transaction.atomic
def record_follow_up(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> FollowUp:
    """Record one contact with the child and when the next one is.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: an unknown kind or answer, a day in the future, a next contact that is not later.
    """
    work_on_file.require(by, file)
    _check_follow_up(values)
    contact = add_section(model=FollowUp, file=file, by=by, values=values)
    for kind in (DeadlineKind.FIRST_CONTACT, DeadlineKind.FOLLOW_UP):
        meet_deadline(file=file, kind=kind, by=by)
    for deadline in file.deadlines.filter(kind=DeadlineKind.FLIGHT_CONTACT, done_at=None, cancelled_at=None):
        meet_deadline(file=file, kind=DeadlineKind.FLIGHT_CONTACT, by=by, subject=deadline.subject)
    set_deadline(file=file, kind=DeadlineKind.FOLLOW_UP, due_at=end_of(contact.next_contact_on), by=by)
    first = file.first_contact_on or contact.happened_on
    touch_file(file=file, by=by, next_contact_on=contact.next_contact_on, first_contact_on=first)
    if contact.new_risk:
        set_deadline(file=file, kind=DeadlineKind.REASSESSMENT, due_at=end_of(today()), by=by)
    audit.record(
        by=by,
        action="follow_up_recorded",
        subject=f"care.follow_up:{contact.pk}",
        about=str(file.child_id),
        details={"kind": contact.kind, "safe": contact.child_safe},
    )
    return contact


@transaction.atomic
def hold_review(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Review:
    """Record a review: change per domain, whether the plan is still right, the next day of review.

    Raises:
        Refused: the actor does not work on this file; a fee at hand-over still waits to be examined for sale (R38).
        InvalidInput: an unknown domain or outcome, a day in the future, a next review that is not later.
    """
    work_on_file.require(by, file)
    review_file.require(file)
    _check_review(file, values)
    if FILE.allows(file.state, FileState.IN_REVIEW):
        move_file(file=file, target=FileState.IN_REVIEW, by=by)
    review = add_section(model=Review, file=file, by=by, values=values)
    meet_deadline(file=file, kind=DeadlineKind.REVIEW, by=by)
    set_deadline(file=file, kind=DeadlineKind.REVIEW, due_at=end_of(review.next_review_on), by=by)
    touch_file(file=file, by=by, review_due_on=review.next_review_on)
    if file.state == FileState.IN_REVIEW:
        move_file(file=file, target=FileState.ACTIVE if review.plan_still_right else FileState.IN_ASSESSMENT, by=by)
    audit.record(
        by=by,
        action="review_held",
        subject=f"care.review:{review.pk}",
        about=str(file.child_id),
        details={"response": review.response_outcome},
    )
    return review


@transaction.atomic
def record_contact_after_closing(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> FollowUp:
    """Record the contact that was agreed when the file was closed (R63). The file stays closed; a new worry reopens it.

    Raises:
        Refused: neither its worker nor a supervisor of its office, or the file is open.
        InvalidInput: an unknown kind or answer, a day in the future.
    """
    contact_after_closing.require(by, file)
    happened = values.get("happened_on")
    known = {**values, "next_contact_on": happened}
    _check_follow_up(known, last=True)
    contact = add_section(model=FollowUp, file=file, by=by, values=known)
    meet_deadline(file=file, kind=DeadlineKind.POST_CLOSURE, by=by)
    touch_file(file=file, by=by, next_contact_on=None)
    audit.record(
        by=by,
        action="contact_after_closing_recorded",
        subject=f"care.follow_up:{contact.pk}",
        about=str(file.child_id),
        details={"kind": contact.kind, "safe": contact.child_safe},
    )
    return contact


def _check_follow_up(values: Mapping[str, Any], *, last: bool = False) -> None:
    problems = _unknown(values, FOLLOW_UP)
    if not vocabulary.is_code("contact_kinds", str(values.get("kind", ""))):
        problems["kind"] = _("Choose how you were in contact.")
    for name in ("seen_alone", "child_safe"):
        if not vocabulary.is_code("yes_no_unknown", values.get(name, "unknown")):
            problems[name] = _("Choose yes, no or unknown.")
    problems |= _past(values, "happened_on") if last else _days(values, "happened_on", "next_contact_on")
    if problems:
        raise InvalidInput(problems)


def _check_review(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems = _unknown(values, REVIEW)
    if not all(
        vocabulary.is_code("outcome_areas", area) and vocabulary.is_code("outcome_changes", change)
        for area, change in values.get("outcomes", {}).items()
    ):
        problems["outcomes"] = _("One of these is not a domain of the review.")
    if not vocabulary.is_code("response_outcomes", values.get("response_outcome", "unknown")):
        problems["response_outcome"] = _("Choose whether the child is safe now.")
    view = values.get("view")
    if view is not None and view.file_id != file.pk:
        problems["view"] = _("These views belong to another file.")
    problems |= _days(values, "held_on", "next_review_on")
    if problems:
        raise InvalidInput(problems)


def _unknown(values: Mapping[str, Any], allowed: list[str]) -> dict[str, Any]:
    return {name: _("There is no such answer in this form.") for name in values if name not in allowed}


def _days(values: Mapping[str, Any], past: str, future: str) -> dict[str, Any]:
    happened, coming = values.get(past), values.get(future)
    problems = _past(values, past)
    if not isinstance(coming, dt.date) or coming <= (happened if isinstance(happened, dt.date) else today()):
        problems[future] = _("Every file has a next day; choose one that is later.")
    return problems


def _past(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    happened = values.get(name)
    if isinstance(happened, dt.date) and happened <= today():
        return {}
    return {name: _("Give the day it happened; it cannot lie in the future.")}
