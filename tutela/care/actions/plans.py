"""Planning: four tracks and reintegration, goals with owners and days, unmet needs named (R54, R59)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, ChildView, weigh_steps, work_on_file
from tutela.cases.api.steps import add_section, revise
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums.planning import REFUSED, Track
from ..models import Plan, PlanAction, PlanTrack
from ..policies.planning import DROPPED, PRINCIPLES, change_action, edit_draft, submit_plan
from .approvals import submit
from .refusals import ground_problems, tell_of_refusal

PLAN = ["summary", "child_summary", "principles", "view", "review_on"]


@transaction.atomic
def start_plan(*, file: CaseFile, by: Actor, values: Mapping[str, Any] | None = None) -> Plan:
    """Begin a plan with its five tracks undecided.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown fields, views of another file.
    """
    work_on_file.require(by, file)
    _check(file, values or {})
    plan = add_section(model=Plan, file=file, by=by, values=values or {})
    PlanTrack.objects.bulk_create(
        PlanTrack(file=file, key_id=file.child_id, plan=plan, track=track.value) for track in Track
    )
    audit.record(by=by, action="plan_started", subject=f"care.plan:{plan.pk}", about=str(file.child_id))
    return plan


@transaction.atomic
def revise_plan(*, plan: Plan, by: Actor, base_version: int, values: Mapping[str, Any]) -> Plan:
    """Save a new version of a draft.

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput: unknown fields, views of another file.
        StaleVersion: somebody saved meanwhile.
    """
    edit_draft.require(by, plan)
    _check(plan.file, values)
    revised = revise(section=plan, by=by, base_version=base_version, values=values)
    audit.record(by=by, action="plan_revised", subject=f"care.plan:{plan.pk}", about=str(plan.file.child_id))
    return revised


@transaction.atomic
def decide_track(*, plan: Plan, by: Actor, track: str, decision: str, reason: str = "") -> PlanTrack:
    """Say of one track that it is planned, or not needed and why.

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput: unknown track or decision; “not needed” without a reason.
    """
    edit_draft.require(by, plan)
    if track not in Track.values or not vocabulary.is_code("track_decisions", decision):
        raise InvalidInput({"decision": _("Choose for each track: planned, or not needed.")})
    if decision == "not_needed" and not reason.strip():
        raise InvalidInput({"reason": _("A track that is not needed says why. Write a sentence.")})
    if decision == "not_needed" and plan.actions.filter(track=track).exclude(state=DROPPED).exists():
        raise InvalidInput({"decision": _("This track has actions. Take them out of the plan first.")})
    row = plan.tracks.get(track=track)
    row.decision, row.reason, row.decided_by_id = decision, reason, by.id
    row.save()
    audit.record(
        by=by,
        action="track_decided",
        subject=f"care.plan:{plan.pk}",
        about=str(plan.file.child_id),
        details={"track": track, "decision": decision},
    )
    return row


@transaction.atomic
def add_action(
    *,
    plan: Plan,
    by: Actor,
    track: str,
    service: str,
    goal: str,
    due_on: dt.date,
    owner_id: uuid.UUID | None = None,
    unmet_reason: str = "",
    refusal_stated: str = "",
    refusal_suspected: str = "",
) -> PlanAction:
    """Add a goal to a track; the track becomes planned. A missing service carries its reason into the figures (R59), a refused
    one its grounds, and the supervisor is told (R60).

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput: unknown track, service, reason or ground; no goal; a day in the past; an unknown owner.
    """
    edit_draft.require(by, plan)
    grounds = {"refusal_stated": refusal_stated, "refusal_suspected": refusal_suspected}
    _check_action(track, service, goal, due_on, owner_id, {"unmet_reason": unmet_reason} | grounds)
    action = PlanAction.objects.create(
        file=plan.file,
        key_id=plan.key_id,
        plan=plan,
        track=track,
        service=service,
        goal=goal,
        owner_id=owner_id or by.id,
        due_on=due_on,
        state="unmet" if unmet_reason else "planned",
        unmet_reason=unmet_reason,
        **grounds,
    )
    row = plan.tracks.get(track=track)
    row.decision, row.reason, row.decided_by_id = "planned", "", by.id
    row.save()
    audit.record(
        by=by,
        action="plan_action_added",
        subject=f"care.plan_action:{action.pk}",
        about=str(plan.file.child_id),
        details={"track": track, "service": service, "unmet": unmet_reason},
    )
    if unmet_reason == REFUSED:
        tell_of_refusal(
            subject=f"care.plan_action:{action.pk}", office_id=plan.file.office_id, by=by, grounds=set(grounds.values())
        )
    return action


@transaction.atomic
def drop_action(*, action: PlanAction, by: Actor) -> PlanAction:
    """Take an action out of a draft. The row stays, marked as dropped.

    Raises:
        Refused: not the worker, no draft any more, or the action is ended.
    """
    edit_draft.require(by, action.plan)
    change_action.require(by, action)
    action.state = DROPPED
    action.save(update_fields=["state"])
    audit.record(
        by=by, action="plan_action_dropped", subject=f"care.plan_action:{action.pk}", about=str(action.file.child_id)
    )
    return action


@transaction.atomic
def finish_action(*, action: PlanAction, by: Actor, result: str, done: bool = True) -> PlanAction:
    """Note the result of a planned action.

    Raises:
        Refused: the actor does not work on this file, or the action is ended already; a return that waits (P17).
        InvalidInput: no result.
    """
    change_action.require(by, action)
    weigh_steps.require(action.file, [action.service] if done else [])
    if not result.strip():
        raise InvalidInput({"result": _("Write what came of it, also when it did not work.")})
    action.state, action.result, action.done_on = ("done" if done else "not_done"), result, today() if done else None
    action.save()
    audit.record(
        by=by,
        action="plan_action_finished",
        subject=f"care.plan_action:{action.pk}",
        about=str(action.file.child_id),
        details={"done": done},
    )
    return action


@transaction.atomic
def note_unmet(*, action: PlanAction, by: Actor, refusal_stated: str, refusal_suspected: str) -> PlanAction:
    """What a goal needed was refused after the plan was made: it counts among the unmet needs, with its grounds (R59, R60).

    Raises:
        Refused: the actor does not work on this file, or the action is ended already.
    """
    change_action.require(by, action)
    action.state, action.unmet_reason = "unmet", REFUSED
    action.refusal_stated, action.refusal_suspected = refusal_stated, refusal_suspected
    action.save(update_fields=["state", "unmet_reason", "refusal_stated", "refusal_suspected"])
    subject = f"care.plan_action:{action.pk}"
    audit.record(by=by, action="plan_action_unmet", subject=subject, about=str(action.file.child_id))
    return action


@transaction.atomic
def submit_plan_for_approval(*, plan: Plan, by: Actor) -> Plan:
    """Ask a supervisor to approve the plan.

    Raises:
        Refused: something is missing; the reason says what.
    """
    submit_plan.require(by, plan)
    submit(work=plan, by=by)
    audit.record(by=by, action="plan_submitted", subject=f"care.plan:{plan.pk}", about=str(plan.file.child_id))
    return plan


def _check_action(
    track: str, service: str, goal: str, due_on: dt.date, owner_id: uuid.UUID | None, unmet: Mapping[str, str]
) -> None:
    problems: dict[str, Any] = ground_problems(**unmet)
    if track not in Track.values:
        problems["track"] = _("Choose one of the five tracks.")
    elif service not in dict(vocabulary.choices("services", parent=track, with_unknown=False)) and service != "OTH":
        problems["service"] = _("Choose a service of this track from the list.")
    if not goal.strip():
        problems["goal"] = _("Write what should change for the child.")
    if due_on < today():
        problems["due_on"] = _("This day has passed. Choose today or later.")
    if owner_id is not None and not User.objects.filter(pk=owner_id, is_active=True).exists():
        problems["owner"] = _("This person has no account. Choose someone from the list.")
    if unmet["unmet_reason"] and not vocabulary.is_code("unmet_need_reasons", unmet["unmet_reason"]):
        problems["unmet_reason"] = _("Choose the reason from the list.")
    if problems:
        raise InvalidInput(problems)


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in PLAN}
    if not set(values.get("principles", {})) <= set(PRINCIPLES):
        problems["principles"] = _("These are not the four general principles.")
    if values.get("review_on") is not None and values["review_on"] < today():
        problems["review_on"] = _("This day has passed. Choose today or later.")
    view: ChildView | None = values.get("view")
    if view is not None and view.file_id != file.pk:
        problems["view"] = _("These views belong to another file.")
    if problems:
        raise InvalidInput(problems)
