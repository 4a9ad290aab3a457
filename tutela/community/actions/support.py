"""Asking a committee for support, its answers, recalling and noting them (R77)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, DeadlineKind, work_on_file
from tutela.cases.api.steps import cancel_deadline, meet_deadline, set_deadline
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, stop
from tutela.kernel.api_http import hold
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from .. import policies
from ..enums import Agrees, CommunityReason
from ..models import PLACE, WORDS, SupportAction
from ..queries import actions_of, committees, members
from ..states import SUPPORT, Stand

SEEN_FOR = dt.timedelta(days=30)
"""So long after its day, and after it ended, the committee sees what was asked."""
WITHIN = dt.timedelta(days=366)
_LONG = gettext_lazy("This is too long. Say it in fewer words.")


@transaction.atomic
def ask_committee(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> SupportAction:
    """Ask a ``committee`` for support: ``what``, ``where_met``, ``due_on``, ``plan_action`` of the agreed plan, ``child_agrees``
    with ``child_because``, ``nobody_unsafe``.

    Raises:
        Refused: not the file's worker.
        InvalidInput: no committee, words that name the child, a day that cannot be, the child does not want it, nobody made
            sure that no unsafe person is close to the committee, or a member bears such a person's name (P11).
    """
    work_on_file.require(by, file)
    stop(_committee(file, values) | _said(file, values) | _asked_of_child(values) | _day(values))
    pk = uuid7()
    keys.create_key(pk, "support")
    one = SupportAction.objects.create(
        id=pk,
        key_id=pk,
        file=file,
        committee=values["committee"],
        asking_office_id=file.office_id,
        plan_action=values.get("plan_action"),
        what=_text(values, "what"),
        where_met=_text(values, "where_met"),
        due_on=values["due_on"],
        child_agrees=values["child_agrees"],
        child_because=_text(values, "child_because"),
        nobody_unsafe=True,
        open_until=values["due_on"] + SEEN_FOR,
        created_by_id=by.id,
        updated_by_id=by.id,
    )
    set_deadline(file=file, kind=DeadlineKind.COMMUNITY_SUPPORT, due_at=end_of(one.due_on), by=by, subject=pk)
    _record(one, by, "committee_asked", str(file.child_id))
    for person in accounts.users_with(accounts.Permission.SUPPORT_DO, one.committee_id):
        if person.email:
            transaction.on_commit(partial(_write, person.email, person.language))
    return one


@transaction.atomic
def accept(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The committee takes it on.

    Raises:
        Refused: not this committee, or answered already.
        StaleVersion: changed meanwhile.
    """
    policies.answer.require(by, one)
    return _move(one, by, base_version, Stand.ACCEPTED, accepted_at=now())


@transaction.atomic
def decline(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The committee does not take it on: ``answer``, why.

    Raises:
        Refused: not this committee, or answered already.
        InvalidInput: no reason.
        StaleVersion: changed meanwhile.
    """
    policies.answer.require(by, one)
    return _answered(one, by, base_version, Stand.DECLINED, values, needed=True)


@transaction.atomic
def done(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The committee has done it; ``answer``, what the office should know.

    Raises:
        Refused: not this committee, not taken on, or ended.
        InvalidInput: a note that is too long.
        StaleVersion: changed meanwhile.
    """
    policies.finish.require(by, one)
    return _answered(one, by, base_version, Stand.DONE, values, needed=False)


@transaction.atomic
def give_back(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The committee gives back what it took on: ``answer``, why.

    Raises:
        Refused: not this committee, not taken on, or ended.
        InvalidInput: no reason.
        StaleVersion: changed meanwhile.
    """
    policies.finish.require(by, one)
    return _answered(one, by, base_version, Stand.GIVEN_BACK, values, needed=True)


@transaction.atomic
def recall(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The file's worker recalls what was asked; the committee reads that it is not needed any more.

    Raises:
        Refused: not the file's worker, or it has ended.
        StaleVersion: changed meanwhile.
    """
    policies.recall.require(by, one)
    saved = _move(one, by, base_version, Stand.RECALLED, ended_at=now(), open_until=today() + SEEN_FOR)
    cancel_deadline(file=one.file, kind=DeadlineKind.COMMUNITY_SUPPORT, by=by, subject=saved.pk)
    return saved


@transaction.atomic
def note(*, one: SupportAction, by: Actor, base_version: int, values: Mapping[str, Any]) -> SupportAction:
    """The file's worker takes note of the answer.

    Raises:
        Refused: not the file's worker, no answer yet, or noted already.
        StaleVersion: changed meanwhile.
    """
    policies.note.require(by, one)
    saved = _save(one, by, base_version, noted_at=now())
    meet_deadline(file=one.file, kind=DeadlineKind.COMMUNITY_SUPPORT, by=by, subject=saved.pk)
    _record(saved, by, "committee_answer_noted", str(one.file.child_id))
    return saved


def _answered(
    one: SupportAction, by: Actor, base_version: int, target: Stand, values: Mapping[str, Any], *, needed: bool
) -> SupportAction:
    problems = empty(values, "answer") if needed else {}
    stop(problems | _too_long(values, answer=WORDS))
    words = _text(values, "answer")
    saved = _move(one, by, base_version, target, answer=words, ended_at=now(), open_until=today() + SEEN_FOR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT community_answered(%s)", [saved.pk])
    return saved


def _move(one: SupportAction, by: Actor, base_version: int, target: Stand, **changes: Any) -> SupportAction:
    state = SUPPORT.move(one.state, target)
    saved = _save(one, by, base_version, state=state.value, **changes)
    _record(saved, by, f"committee_support_{state.value}")
    return saved


def _save(one: SupportAction, by: Actor, base_version: int, **changes: Any) -> SupportAction:
    """The next version. The row's file is out of a committee's sight, so it is not read here."""
    hold(one, base_version, {name: str(value) for name, value in changes.items()})
    for name, value in changes.items():
        setattr(one, name, value)
    one.version, one.updated_at, one.updated_by_id = base_version + 1, now(), by.id
    one.save()
    return one


def _record(one: SupportAction, by: Actor, what: str, about: str = "") -> None:
    subject = f"community.supportaction:{one.pk}"
    audit.record(by=by, action=what, subject=subject, about=about, details={"number": one.number})


def _committee(file: CaseFile, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands against this committee and this action of the plan."""
    committee, action = values.get("committee"), values.get("plan_action")
    problems: dict[str, Any] = {}
    if not isinstance(committee, Office) or not committees().filter(pk=committee.pk).exists():
        problems["committee"] = CommunityReason.NO_MEMBERS.label
    elif (reason := policies.nobody_unsafe.why_not(file, members(committee))) is not None:
        problems["committee"] = reason.label
    if action is not None and not (isinstance(action, PlanAction) and actions_of(file).filter(pk=action.pk).exists()):
        problems["plan_action"] = UNKNOWN
    return problems


def _said(file: CaseFile, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with the words that the committee will read."""
    reasons = {name: policies.no_identity.why_not(file, _text(values, name)) for name in ("what", "where_met")}
    named = {name: reason.label for name, reason in reasons.items() if reason is not None}
    return empty(values, "what") | named | _too_long(values, what=WORDS, where_met=PLACE)


def _asked_of_child(values: Mapping[str, Any]) -> dict[str, Any]:
    """The child's word, and whether anybody unsafe is close."""
    agrees, problems = values.get("child_agrees"), _too_long(values, child_because=WORDS)
    if agrees not in Agrees.values:
        problems["child_agrees"] = UNKNOWN
    elif agrees == Agrees.NO:
        problems["child_agrees"] = CommunityReason.CHILD_SAYS_NO.label
    elif agrees == Agrees.TOO_YOUNG:
        problems |= empty(values, "child_because")
    if values.get("nobody_unsafe") is not True:
        problems["nobody_unsafe"] = CommunityReason.UNSAFE_UNCHECKED.label
    return problems


def _day(values: Mapping[str, Any]) -> dict[str, Any]:
    day = values.get("due_on")
    can_be = isinstance(day, dt.date) and today() <= day <= today() + WITHIN
    return {} if can_be else {"due_on": gettext_lazy("Give a day from today to a year from now.")}


def _too_long(values: Mapping[str, Any], **longest: int) -> dict[str, Any]:
    return {name: _LONG for name, most in longest.items() if len(_text(values, name)) > most}


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def _write(address: str, language: str) -> None:
    with translation.override(language):
        subject, body = _("Something waits for you"), _("Please sign in. Something waits for you.")
    send_mail(subject, body, None, [address], fail_silently=True)
