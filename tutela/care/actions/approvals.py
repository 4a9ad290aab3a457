"""Submitting and deciding: the author asks, somebody else answers (P14), and the file moves on with the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import FILE, CaseFile, DeadlineKind, FileState
from tutela.cases.api.steps import meet_deadline, move_file, set_deadline, time_for, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.errors import InvalidInput

from ..models import Approvable, Assessment, Closure, Plan
from ..policies.approval import approve
from ..policies.planning import approve_decision, lowers_risk
from ..states import APPROVAL, ApprovalState

DECIDE_WITHIN = dt.timedelta(days=2)


@transaction.atomic
def submit(*, work: Approvable, by: Actor) -> Approvable:
    """Move ``work`` to “waiting for approval” and make the decision due. The caller has asked its rule and audits."""
    hold(work=work, by=by)
    work.state = APPROVAL.move(work.state, ApprovalState.SUBMITTED)
    work.submitted_at, work.decided_at, work.decided_by = now(), None, None
    work.save(update_fields=["state", "submitted_at", "decided_at", "decided_by"])
    set_deadline(file=work.file, kind=DeadlineKind.APPROVAL, due_at=now() + DECIDE_WITHIN, by=by, subject=work.pk)
    return work


def hold(*, work: Approvable, by: Actor) -> None:
    """Two who press at once decide one after the other: the second sees what the first did."""
    del by
    work.refresh_from_db(fields=["state"], from_queryset=type(work)._base_manager.select_for_update(of=("self",)))


@transaction.atomic
def decide(*, work: Any, by: Actor, target: ApprovalState, note: str) -> None:
    """Write the answer down; the decision is no longer due. The caller holds the row, has asked its rule and audits.

    ``work``: an :class:`Approvable` that keeps a ``decision_note``.
    """
    work.state = APPROVAL.move(work.state, target)
    work.decided_at, work.decided_by_id, work.decision_note = now(), by.id, note
    work.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])
    meet_deadline(file=work.file, kind=DeadlineKind.APPROVAL, by=by, subject=work.pk)


@transaction.atomic
def approve_work(*, work: Assessment | Plan | Closure, by: Actor, note: str = "") -> Approvable:
    """Agree. An assessment sets the file's risk level and deadlines, a plan becomes the one in force, a closure closes.

    Raises:
        Refused: own work, no approval for this office, not submitted, views without weight or feedback, a principle missing.
        InvalidInput: risk lowered from high, or none with abuse named, without a note (P23).
        WrongState: the file cannot move on from where it is.
    """
    hold(work=work, by=by)
    approve_decision.require(by, work)
    attention = lowers_risk(work)
    if attention is not None and not note.strip():
        raise InvalidInput({"note": attention.label})
    decide(work=work, by=by, target=ApprovalState.APPROVED, note=note)
    _consequences(work, by)
    audit.record(
        by=by,
        action=f"{work._meta.model_name}_approved",
        subject=f"care.{work._meta.model_name}:{work.pk}",
        about=str(work.file.child_id),
        details={"attention": attention.value if attention else ""},
    )
    return work


@transaction.atomic
def return_work(*, work: Assessment | Plan | Closure, by: Actor, note: str) -> Approvable:
    """Give it back to its author with a note on what is missing.

    Raises:
        Refused: own work, no approval for this office, or not submitted.
        InvalidInput: no note.
    """
    hold(work=work, by=by)
    approve.require(by, work)
    if not note.strip():
        raise InvalidInput({"note": _("Write what should be changed, so that the author can go on.")})
    decide(work=work, by=by, target=ApprovalState.RETURNED, note=note)
    audit.record(
        by=by,
        action=f"{work._meta.model_name}_returned",
        subject=f"care.{work._meta.model_name}:{work.pk}",
        about=str(work.file.child_id),
    )
    return work


def _supersede(model: type[Assessment] | type[Plan], file: CaseFile, newest: Approvable) -> None:
    for older in model.objects.filter(file=file, state=ApprovalState.APPROVED).exclude(pk=newest.pk):
        older.state = APPROVAL.move(older.state, ApprovalState.SUPERSEDED)
        older.save()


def _consequences(work: Assessment | Plan | Closure, by: Actor) -> None:
    if isinstance(work, Assessment):
        _assessment_in_force(work, by)
    elif isinstance(work, Plan):
        _plan_in_force(work, by)
    else:
        _close(work, by)


def _assessment_in_force(assessment: Assessment, by: Actor) -> None:
    file = assessment.file
    level = assessment.risk_level
    _supersede(Assessment, file, assessment)
    meet_deadline(file=file, kind=DeadlineKind.ASSESSMENT, by=by)
    if assessment.reassess_on is not None:
        set_deadline(file=file, kind=DeadlineKind.REASSESSMENT, due_at=_end_of(assessment.reassess_on), by=by)
    _due(file, DeadlineKind.PLAN, "case_plan", level, by)
    review_on = _due(file, DeadlineKind.REVIEW, "case_review", level, by)
    touch_file(file=file, by=by, risk_level=level, review_due_on=review_on.date())


def _plan_in_force(plan: Plan, by: Actor) -> None:
    file = plan.file
    _supersede(Plan, file, plan)
    meet_deadline(file=file, kind=DeadlineKind.PLAN, by=by)
    if plan.review_on is not None:
        set_deadline(file=file, kind=DeadlineKind.REVIEW, due_at=_end_of(plan.review_on), by=by)
    if FILE.allows(file.state, FileState.PLANNED):
        move_file(file=file, target=FileState.PLANNED, by=by, review_due_on=plan.review_on)


def _close(closure: Closure, by: Actor) -> None:
    file = closure.file
    for deadline in file.deadlines.filter(done_at=None, cancelled_at=None):
        deadline.cancelled_at = now()
        deadline.save(update_fields=["cancelled_at"])
    move_file(
        file=file,
        target=FileState.CLOSED,
        by=by,
        closed_at=now(),
        closure_reason=closure.reason,
        next_contact_on=closure.post_closure_on,
        review_due_on=None,
    )
    if closure.post_closure_on is not None:
        set_deadline(file=file, kind=DeadlineKind.POST_CLOSURE, due_at=_end_of(closure.post_closure_on), by=by)


def _due(file: CaseFile, kind: DeadlineKind, item: str, level: str, by: Actor) -> dt.datetime:
    due = now() + time_for(item, level if level in ("high", "medium", "low") else "low")
    set_deadline(file=file, kind=kind, due_at=due, by=by)
    return due


def _end_of(day: dt.date) -> dt.datetime:
    return end_of(max(day, today()))
