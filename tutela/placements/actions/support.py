"""Support for a family: look whether it may get it, ask, write down the answer, what was paid and what it changed (R103).

An application that nobody answers and a payment that does not come are deadlines of the file and are carried up like every other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import PlanAction, change_action, ground_problems, note_unmet, tell_of_refusal
from tutela.cases.api import CaseFile, DeadlineKind, PersonAround, work_on_file
from tutela.cases.api.steps import add_section, cancel_deadline, meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums import Effect, Eligibility, Rhythm, SupportReason
from ..models import FamilySupport, SupportPayment
from ..policies import support as policies
from ..states import SUPPORT, SupportState

WRITTEN = "kind provider person plan_action eligibility eligibility_words".split()
ANSWER_WITHIN = dt.timedelta(days=30)
"""How long a provider has, where the worker knows no other day."""
LONGEST_WAIT = dt.timedelta(days=366)
REFUSED = "refused_service"
"""The reason of the list ``unmet_need_reasons`` under which a refusal has grounds."""


@transaction.atomic
def consider_support(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> FamilySupport:
    """Write down a support that the family could get, for the family or one caregiver, inside the child's plan or outside.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown codes or fields, no provider, an unsafe person, a person or a goal of another file.
    """
    work_on_file.require(by, file)
    _check(file, values)
    support = add_section(model=FamilySupport, file=file, by=by, values=values)
    support.file = file
    _record(support, by, "considered", kind=support.kind, in_plan=support.plan_action_id is not None)
    return support


@transaction.atomic
def revise_support(*, support: FamilySupport, by: Actor, base_version: int, values: Mapping[str, Any]) -> FamilySupport:
    """Save it anew, before it is asked for or after it was refused.

    Raises:
        Refused: not the worker, or it has been asked for.
        InvalidInput: as for :func:`consider_support`.
        StaleVersion: somebody saved meanwhile.
    """
    support = _held(support)
    policies.change_support.require(by, support)
    _check(support.file, {name: getattr(support, name) for name in WRITTEN} | dict(values))
    revised = revise(section=support, by=by, base_version=base_version, values=values)
    _record(support, by, "revised")
    return revised


@transaction.atomic
def apply_for_support(
    *, support: FamilySupport, by: Actor, base_version: int, applied_on: dt.date, answer_due_on: dt.date | None = None
) -> FamilySupport:
    """Note that it was asked for; the answer is due on a day, and lateness is carried up.

    Raises:
        Refused: not the worker; an unsafe person; nothing written on eligibility.
        InvalidInput: days that cannot be.
        StaleVersion: somebody saved meanwhile.
        WrongState: it was asked for already, or is over.
    """
    support = _held(support)
    policies.apply_for_support.require(by, support)
    due = answer_due_on or applied_on + ANSWER_WITHIN
    problems: dict[str, Any] = {}
    if applied_on > today():
        problems["applied_on"] = _("This day has not come yet. Note it when you have asked.")
    if not applied_on < due <= applied_on + LONGEST_WAIT:
        problems["answer_due_on"] = _("Give a day after the one on which you asked, within a year.")
    _raise(problems)
    values = {"applied_on": applied_on, "answer_due_on": due, "decided_on": None}
    moved = _move(support, by, base_version, SupportState.APPLIED, values)
    _due(moved, DeadlineKind.SUPPORT_ANSWER, due, by)
    _record(support, by, "applied")
    return moved


@transaction.atomic
def grant_support(
    *,
    support: FamilySupport,
    by: Actor,
    base_version: int,
    decided_on: dt.date,
    words: str = "",
    amount: Decimal | None = None,
    every: str = "",
    next_payment_on: dt.date | None = None,
) -> FamilySupport:
    """Note that the provider grants it. Where it pays, ``amount``, ``every`` and the day of the first payment belong together.

    Raises:
        Refused: not the worker, or an unsafe person.
        InvalidInput: days that cannot be, an amount without its rhythm or day.
        StaleVersion: somebody saved meanwhile.
        WrongState: it was not asked for.
    """
    support = _held(support)
    policies.steer_support.require(by, support)
    problems = _answer_problems(support, decided_on)
    if amount is not None and amount <= 0:
        problems["amount"] = _("Write an amount above zero, or leave it empty where nothing is paid.")
    if bool(amount) != bool(every) or (every and every not in Rhythm.values):
        problems["every"] = _("Say how often it is paid where an amount is given, and only there.")
    if bool(amount) != (next_payment_on is not None):
        problems["next_payment_on"] = _("Give the day of the first payment where an amount is given, and only there.")
    _raise(problems)
    values = {
        "decided_on": decided_on,
        "decision_words": words.strip(),
        "amount": amount,
        "every": every,
        "next_payment_on": next_payment_on,
        "refusal_stated": "",
        "refusal_suspected": "",
    }
    moved = _move(support, by, base_version, SupportState.GRANTED, values)
    _answered(moved, by)
    if next_payment_on is not None:
        _due(moved, DeadlineKind.SUPPORT_PAYMENT, next_payment_on, by)
    _record(support, by, "granted")
    return moved


@transaction.atomic
def note_refusal(
    *,
    support: FamilySupport,
    by: Actor,
    base_version: int,
    decided_on: dt.date,
    words: str,
    refusal_stated: str,
    refusal_suspected: str,
) -> FamilySupport:
    """Note that the provider refuses, with the ground it gave and the one seen behind it; the supervisor is told (R60). A goal of
    the plan that the support was to serve becomes an unmet need and counts in the planning of services (R59).

    Raises:
        Refused: not the worker.
        InvalidInput: days that cannot be, no words, unknown grounds.
        StaleVersion: somebody saved meanwhile.
        WrongState: it was not asked for.
    """
    support = _held(support)
    policies.note_refusal.require(by, support)
    grounds = {"refusal_stated": refusal_stated, "refusal_suspected": refusal_suspected}
    problems = _answer_problems(support, decided_on) | ground_problems(REFUSED, **grounds)
    if not words.strip():
        problems["words"] = _("Write what the provider said, so that it can be contested.")
    _raise(problems)
    values = {"decided_on": decided_on, "decision_words": words.strip()} | grounds
    moved = _move(support, by, base_version, SupportState.REFUSED, values)
    _answered(moved, by)
    goal = support.plan_action
    if goal is not None:
        goal.file = support.file
        if change_action.allows(by, goal):
            note_unmet(action=goal, by=by, **grounds)
    _record(support, by, "refused")
    subject = f"placements.familysupport:{support.pk}"
    tell_of_refusal(subject=subject, office_id=support.file.office_id, by=by, grounds=set(grounds.values()))
    return moved


@transaction.atomic
def record_payment(
    *,
    support: FamilySupport,
    by: Actor,
    base_version: int,
    paid_on: dt.date,
    amount: Decimal,
    next_payment_on: dt.date | None = None,
) -> SupportPayment:
    """Note what the family received and when the next payment is due.

    Raises:
        Refused: not the worker, an unsafe person, or nothing runs.
        InvalidInput: days that cannot be, nothing paid.
        StaleVersion: somebody saved meanwhile.
    """
    support = _held(support)
    policies.follow_support.require(by, support)
    problems: dict[str, Any] = {}
    if not (support.decided_on or paid_on) <= paid_on <= today():
        problems["paid_on"] = _("Give a day between the decision and today.")
    if amount <= 0:
        problems["amount"] = _("Write what was paid. Leave the payment out where nothing came.")
    if next_payment_on is not None and next_payment_on <= paid_on:
        problems["next_payment_on"] = _("Give a day after this payment, or leave it empty when it was the last.")
    _raise(problems)
    revise(section=support, by=by, base_version=base_version, values={"next_payment_on": next_payment_on})
    payment = add_section(
        model=SupportPayment,
        file=support.file,
        by=by,
        values={"support": support, "paid_on": paid_on, "amount": amount},
    )
    meet_deadline(file=support.file, kind=DeadlineKind.SUPPORT_PAYMENT, by=by, subject=support.pk)
    if next_payment_on is not None:
        _due(support, DeadlineKind.SUPPORT_PAYMENT, next_payment_on, by)
    _record(support, by, "paid")
    return payment


@transaction.atomic
def record_effect(
    *, support: FamilySupport, by: Actor, base_version: int, effect: str, words: str, ended_on: dt.date | None = None
) -> FamilySupport:
    """Write what it changed for the child; it stands beside the plan. With a day, the support ends.

    Raises:
        Refused: not the worker, or nothing runs.
        InvalidInput: an unknown effect, no words, a day that cannot be.
        StaleVersion: somebody saved meanwhile.
    """
    support = _held(support)
    policies.end_support.require(by, support)
    problems: dict[str, Any] = {}
    if effect not in Effect.values:
        problems["effect"] = _("Choose one of the answers offered.")
    if not words.strip():
        problems["words"] = _("Write what changed for the child; the plan builds on it.")
    if ended_on is not None and not (support.decided_on or ended_on) <= ended_on <= today():
        problems["ended_on"] = _("Give a day between the decision and today.")
    _raise(problems)
    values: dict[str, Any] = {"effect": effect, "effect_words": words.strip()}
    if ended_on is None:
        changed = revise(section=support, by=by, base_version=base_version, values=values)
    else:
        values |= {"ended_on": ended_on, "next_payment_on": None}
        changed = _move(support, by, base_version, SupportState.ENDED, values)
        cancel_deadline(file=support.file, kind=DeadlineKind.SUPPORT_PAYMENT, by=by, subject=support.pk)
    _record(support, by, "effect_written", effect=effect, ended=ended_on is not None)
    return changed


@transaction.atomic
def withdraw_support(*, support: FamilySupport, by: Actor, base_version: int) -> FamilySupport:
    """It is not asked for any more; what was written stays.

    Raises:
        Refused: not the worker, or it runs or is over.
        StaleVersion: somebody saved meanwhile.
    """
    support = _held(support)
    policies.withdraw_support.require(by, support)
    moved = _move(support, by, base_version, SupportState.WITHDRAWN, {})
    cancel_deadline(file=support.file, kind=DeadlineKind.SUPPORT_ANSWER, by=by, subject=support.pk)
    _record(support, by, "withdrawn")
    return moved


def _held(support: FamilySupport) -> FamilySupport:
    """The row as it is now, held until the end: two who press at once act one after the other. Out of sight, the rule refuses it."""
    rows = FamilySupport.objects.select_for_update(of=("self",)).select_related("person", "plan_action")
    held = rows.filter(pk=support.pk).first() or support
    held.file = support.file
    return held


def _move(
    support: FamilySupport, by: Actor, base_version: int, target: SupportState, values: Mapping[str, Any]
) -> FamilySupport:
    state = SUPPORT.move(support.state, target)
    return revise(section=support, by=by, base_version=base_version, values=dict(values) | {"state": state.value})


def _answered(support: FamilySupport, by: Actor) -> None:
    meet_deadline(file=support.file, kind=DeadlineKind.SUPPORT_ANSWER, by=by, subject=support.pk)


def _due(support: FamilySupport, kind: DeadlineKind, day: dt.date, by: Actor) -> None:
    set_deadline(file=support.file, kind=kind, due_at=end_of(day), by=by, subject=support.pk)


def _record(support: FamilySupport, by: Actor, what: str, **details: Any) -> None:
    audit.record(
        by=by,
        action=f"support_{what}",
        subject=f"placements.familysupport:{support.pk}",
        about=str(support.file.child_id),
        details=details,
    )


def _answer_problems(support: FamilySupport, decided_on: dt.date) -> dict[str, Any]:
    if (support.applied_on or decided_on) <= decided_on <= today():
        return {}
    return {"decided_on": _("Give a day between the application and today.")}


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in WRITTEN}
    if not vocabulary.is_code("family_supports", str(values.get("kind", ""))):
        problems["kind"] = _("Choose the support from the list.")
    if not str(values.get("provider") or "").strip():
        problems["provider"] = _("Write who gives this support, so that it can be asked for.")
    if values.get("eligibility", Eligibility.UNCLEAR) not in Eligibility.values:
        problems["eligibility"] = _("Choose one of the answers offered.")
    person, goal = values.get("person"), values.get("plan_action")
    if person is not None and (not isinstance(person, PersonAround) or person.file_id != file.pk):
        problems["person"] = _("Choose a person around this child, in this file.")
    elif person is not None and person.unsafe:
        problems["person"] = SupportReason.RECIPIENT_UNSAFE.label
    if goal is not None and (not isinstance(goal, PlanAction) or goal.file_id != file.pk):
        problems["plan_action"] = _("Choose a goal of this child’s plan.")
    _raise(problems)


def _raise(problems: Mapping[str, Any]) -> None:
    if problems:
        raise InvalidInput(dict(problems))
