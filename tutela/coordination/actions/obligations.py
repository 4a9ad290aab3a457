"""Asking a body for what it owes, its answer, and the end: met, refused with the ground, no longer asked for (R72, R60)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import tell_of_refusal
from tutela.cases.api import CaseFile
from tutela.cases.api.steps import revise
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.answers import empty, stop
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now, today
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from ..models import Obligation
from ..policies import obligations as policies
from ..queries.obligations import rule_of
from ..states import OBLIGATION, Owing

WITHIN = dt.timedelta(days=366)


@transaction.atomic
def ask(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Obligation:
    """Ask an ``office`` for what it owes: ``duty`` (list ``duties``), ``asked`` in words without the child's name.

    Right, rule and day come from the country's rules; where they set none for this duty, ``law`` and ``due_on`` are written.

    Raises:
        Refused: not the file's worker; a body that gets nothing yet (P13).
        InvalidInput: an unknown duty or office, no words, the child's name, no rule, a day that cannot be.
    """
    office = values.get("office")
    policies.ask.require(by, file, office if isinstance(office, Office) else None)
    duty, law, day = str(values.get("duty") or ""), str(values.get("law") or "").strip(), values.get("due_on")
    rule = rule_of(duty)
    problems = empty(values, "asked")
    if not vocabulary.is_code("duties", duty):
        problems["duty"] = _("This is not one of the known answers. Choose one from the list.")
    if not isinstance(office, Office):
        problems["office"] = _("Choose the office of the body that owes this.")
    for name, said in (("asked", str(values.get("asked") or "")), ("law", law)):
        if policies.names_the_child(file, said):
            problems[name] = _("Take the child's name out: the body sees a reference number and asks you.")
    if rule is None and not law:
        problems["law"] = _("The country's rules set none for this. Write the rule it rests on.")
    if day is None and rule is not None:
        day = (now() + rule.within).date()
    if not isinstance(day, dt.date) or not today() <= day <= today() + WITHIN:
        problems["due_on"] = _("Give a day from today to a year from now.")
    stop(problems)
    right = next(str(one.attributes["right"]) for one in vocabulary.code_list("duties").own() if one.code == duty)
    key = uuid7()
    keys.create_key(key, "obligation")
    one = Obligation.objects.create(
        id=key,
        key_id=key,
        file=file,
        duty=duty,
        right=right,
        law=law or (rule.law if rule is not None else ""),
        office=office,  # type: ignore[misc]
        holder=file.office,
        asked=values["asked"].strip(),
        due_on=day,  # type: ignore[misc]
        created_by_id=by.id,
        updated_by_id=by.id,
    )
    _note(one, by, "obligation_asked", about=str(file.child_id), duty=duty, office=str(one.office_id))
    return one


@transaction.atomic
def answer(*, one: Obligation, by: Actor, base_version: int, values: Mapping[str, Any]) -> Obligation:
    """The body answers: ``target`` met (``met_on``), promised (``promised_on``) or refused (``ground``), with ``words``.

    A refusal is one of R60: its ground is kept, the office that keeps the file is told, and by rule the independent mechanism.

    Raises:
        Refused: not this body, or not owed any more.
        InvalidInput: an unknown answer, no day, no ground, no words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.answer.require(by, one)
    target, ground = str(values.get("target") or ""), str(values.get("ground") or "")
    problems = empty(values, "words")
    if target not in (Owing.MET, Owing.PROMISED, Owing.REFUSED):
        problems["target"] = _("Choose one of the three answers.")
    problems |= _days(target, values)
    if (target == Owing.REFUSED) != bool(ground) or (ground and not vocabulary.is_code("refusal_grounds", ground)):
        problems["ground"] = _("Choose the ground where you refuse, and only there.")
    stop(problems)
    hold(one, base_version, {"state": target})
    held = Obligation.objects.get(pk=one.pk)
    if held.state != target:  # a promise may name another day
        held.state = OBLIGATION.move(held.state, Owing(target))
    held.met_on = values["met_on"] if target == Owing.MET else None
    held.promised_on = values["promised_on"] if target == Owing.PROMISED else held.promised_on
    held.refusal_stated = ground or held.refusal_stated
    held.answer, held.answered_on, held.updated_at = values["words"].strip(), today(), now()
    held.updated_by_id, held.version = by.id, held.version + 1
    held.save()
    _note(held, by, "obligation_answered", state=held.state)
    if target == Owing.REFUSED:
        tell_of_refusal(subject=f"coordination.obligation:{held.pk}", office_id=held.holder_id, by=by, grounds={ground})
    return held


@transaction.atomic
def say_met(*, one: Obligation, by: Actor, base_version: int, values: Mapping[str, Any]) -> Obligation:
    """The worker has seen that the child has it, since ``met_on``.

    Raises:
        Refused: not whoever keeps the file, or nothing is owed.
        InvalidInput: no words, a day to come.
        StaleVersion: somebody saved meanwhile.
    """
    policies.say_met.require(by, one)
    stop(empty(values, "closing_words") | _days(Owing.MET, values))
    said = {"met_on": values["met_on"], "closing_words": values["closing_words"].strip()}
    return _move(one, by, base_version, Owing.MET, said, "obligation_met")


@transaction.atomic
def contest(*, one: Obligation, by: Actor, base_version: int, values: Mapping[str, Any]) -> Obligation:
    """The body said it is met, and the child does not have it: it is owed again, since the same day.

    Raises:
        Refused: not whoever keeps the file, or not met.
        InvalidInput: no words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.contest.require(by, one)
    stop(empty(values, "closing_words"))
    said = {"met_on": None, "closing_words": values["closing_words"].strip()}
    return _move(one, by, base_version, Owing.OPEN, said, "obligation_contested")


@transaction.atomic
def withdraw(*, one: Obligation, by: Actor, base_version: int, values: Mapping[str, Any]) -> Obligation:
    """It is no longer asked for; the body sees it no longer.

    Raises:
        Refused: not whoever keeps the file, or not owed.
        InvalidInput: no words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.withdraw.require(by, one)
    stop(empty(values, "closing_words"))
    return _move(
        one, by, base_version, Owing.WITHDRAWN, {"closing_words": values["closing_words"].strip()}, "obligation_withdrawn"
    )


def _move(one: Obligation, by: Actor, base_version: int, target: Owing, values: Mapping[str, Any], what: str) -> Obligation:
    held = Obligation.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=one.pk)
    moved = OBLIGATION.move(held, target)
    saved = revise(section=one, by=by, base_version=base_version, values=dict(values) | {"state": moved.value})
    saved.file = one.file
    _note(saved, by, what, about=str(one.file.child_id), state=moved.value)
    return saved


def _note(one: Obligation, by: Actor, what: str, *, about: str = "", **details: Any) -> None:
    audit.record(by=by, action=what, subject=f"coordination.obligation:{one.pk}", about=about, details=details)


def _days(target: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The day that an answer needs."""
    if target == Owing.MET:
        day = values.get("met_on")
        return {} if isinstance(day, dt.date) and day <= today() else {"met_on": _("Give the day, not later than today.")}
    if target == Owing.PROMISED:
        day = values.get("promised_on")
        fits = isinstance(day, dt.date) and today() <= day <= today() + WITHIN
        return {} if fits else {"promised_on": _("Give a day from today to a year from now.")}
    return {}
