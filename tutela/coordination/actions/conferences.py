"""A case conference from its preparation to its last task: papers, invitations, views, call, hold, decide, end (R74, R73, P11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User, actor_for
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, ChildView, Consent, DeadlineKind
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.directory.api import Organisation
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, stop
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.errors import StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from ..enums import Part
from ..models import Conference, ConferenceDecision, ConferencePapers, ConferenceRecord, Participant
from ..policies import conferences as policies
from ..queries.papers import compose
from ..states import CONFERENCE, TASK, State, TaskState

ACCESS_WITHIN = dt.timedelta(days=180)
TASK_WITHIN = dt.timedelta(days=366)


@transaction.atomic
def prepare(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Conference:
    """Begin a conference: ``meets_on``, and ``access_on``, the day on which the participants' access ends.

    Raises:
        Refused: neither the file's worker nor its supervisor, or the file is closed.
        InvalidInput: a day that cannot be.
    """
    policies.keep_conferences.require(by, file)
    day, until = values.get("meets_on"), values.get("access_on")
    problems: dict[str, Any] = {}
    if not isinstance(day, dt.date) or not today() <= day <= today() + ACCESS_WITHIN:
        problems["meets_on"] = _("Give a day from today to half a year from now.")
    elif not isinstance(until, dt.date) or not day <= until <= day + ACCESS_WITHIN:
        problems["access_on"] = _("Give a day from the conference to half a year after it.")
    stop(problems)
    said = {"meets_on": day, "access_until": end_of(until)}  # type: ignore[arg-type]
    one = add_section(model=Conference, file=file, by=by, values=said)
    one.file = file
    _note(one, by, "conference_prepared", number=one.number)
    return one


@transaction.atomic
def write_papers(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Write ``purpose``, ``agenda`` and ``place``, and choose the ``parts`` of the file that participants read.

    Raises:
        Refused: not whoever keeps the file, or called already.
        InvalidInput: nothing written, an unknown part.
        StaleVersion: somebody saved meanwhile.
    """
    policies.prepare.require(by, one)
    parts = list(values.get("parts") or [])
    problems = empty(values, "purpose", "agenda")
    if any(code not in Part.values for code in parts):
        problems["parts"] = UNKNOWN
    stop(problems)
    one = _next(one, by, base_version)
    said = {name: str(values.get(name) or "").strip() for name in ("purpose", "agenda", "place")} | {
        "parts": sorted(set(parts))
    }
    papers = ConferencePapers.objects.filter(conference=one).first()
    if papers is None:
        papers_id = uuid7()
        keys.create_key(papers_id, "conference")
        ConferencePapers.objects.create(
            id=papers_id, key_id=papers_id, conference=one, file=one.file, created_by_id=by.id, updated_by_id=by.id, **said
        )
    else:
        revise(section=papers, by=by, base_version=papers.version, values=said)
    _note(one, by, "conference_papers_written", parts=said["parts"])
    return one


@transaction.atomic
def invite(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Invite a person who signs in here by ``username``, or somebody of a partner service by ``name`` and ``body``.

    Raises:
        Refused: not whoever keeps the file, held already; a person marked unsafe (P11); a body that gets nothing yet (P13).
        InvalidInput: nobody named, an unknown account, body or sector, somebody invited already.
        StaleVersion: somebody saved meanwhile.
    """
    policies.invite.require(by, one)
    username, name = str(values.get("username") or "").strip(), str(values.get("name") or "").strip()
    body = values.get("body")
    user = User.objects.filter(username=username, is_active=True, is_system=False).first() if username else None
    problems: dict[str, Any] = {}
    if not vocabulary.is_code("actors", str(values.get("sector") or "")):
        problems["sector"] = UNKNOWN
    if bool(username) == bool(name):
        problems["name"] = _("Give the sign-in name of a colleague, or the name of somebody else; one of the two.")
    elif username and not _may_be_invited(user):
        problems["username"] = _("No account of this name can take part. Look at the spelling, or write the person's name.")
    elif name and not isinstance(body, Organisation):
        problems["body"] = _("Choose the body or service this person comes from.")
    elif user is not None and one.participants.filter(user=user, ended_at=None).exists():
        problems["username"] = _("This person is invited already.")
    stop(problems)
    shown = user.full_name if user is not None else name
    policies.take_part.require(one.file, shown, body, user)
    one = _next(one, by, base_version)
    said = {"conference": one, "user": user, "name": shown, "body": body, "sector": values["sector"]}
    row = add_section(model=Participant, file=one.file, by=by, values=said)
    _note(one, by, "conference_invited", participant=str(row.pk), sector=row.sector)
    if one.state == State.CALLED:  # who is added after the call reads at once: what the call asked is asked again
        policies.keep_called.require(one)
    return one


@transaction.atomic
def signed_on_paper(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Write the day (``paper_on``) on which somebody who does not sign in here signed the undertaking on paper.

    Raises:
        Refused: not whoever keeps the file, or held already.
        InvalidInput: nobody of this conference without an account, a day to come.
        StaleVersion: somebody saved meanwhile.
    """
    policies.invite.require(by, one)
    row = _seat(one, values.get("participant"), user=None)
    day = values.get("paper_on")
    problems: dict[str, Any] = {}
    if row is None:
        problems["participant"] = _("Choose a participant of this conference who does not sign in here.")
    if not isinstance(day, dt.date) or day > today():
        problems["paper_on"] = _("Give the day of the signature, not later than today.")
    stop(problems)
    one = _next(one, by, base_version)
    revise(section=row, by=by, base_version=row.version, values={"paper_on": day})  # type: ignore[union-attr,type-var]
    _note(one, by, "conference_signed_on_paper", participant=str(row.pk))  # type: ignore[union-attr]
    return one


@transaction.atomic
def uninvite(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """End the access of one ``participant``; the tasks they took on pass to whoever is responsible for the file.

    Raises:
        Refused: not whoever keeps the file, or the conference gives no access any more.
        InvalidInput: nobody of this conference.
        StaleVersion: somebody saved meanwhile.
    """
    policies.uninvite.require(by, one)
    row = _seat(one, values.get("participant"))
    stop({} if row is not None else {"participant": _("Choose a participant of this conference.")})
    one = _next(one, by, base_version)
    revise(section=row, by=by, base_version=row.version, values={"ended_at": now()})  # type: ignore[union-attr,type-var]
    _take_back(one, by, row)
    _note(one, by, "conference_uninvited", participant=str(row.pk))  # type: ignore[union-attr]
    return one


@transaction.atomic
def hear(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Choose what the child said (``view``) or write why it is not presented; choose the ``consent`` on which others read.

    Raises:
        Refused: not whoever keeps the file, or called already.
        InvalidInput: a view or consent of another file.
        StaleVersion: somebody saved meanwhile.
    """
    policies.prepare.require(by, one)
    said = {name: values[name] for name in ("view", "not_presented_because", "consent") if name in values}
    problems: dict[str, Any] = {}
    for name, kind in (("view", ChildView), ("consent", Consent)):
        row = said.get(name)
        if row is not None and not (isinstance(row, kind) and row.file_id == one.file_id):
            problems[name] = _("Choose one of this child's, in this file.")
    stop(problems)
    why = said.pop("not_presented_because", None)
    saved = _revise(one, by, base_version, said | {"pages": one.pages + 1})
    if why is not None:
        _record(saved, by, {"not_presented_because": why})
    _note(saved, by, "conference_heard")
    return saved


@transaction.atomic
def call(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Call it: the papers are composed as they will be read, and open to each participant who accepts the undertaking.

    Raises:
        Refused: something is missing, somebody unsafe is invited, no basis for sharing.
        StaleVersion: somebody saved meanwhile.
    """
    policies.call.require(by, one)
    papers = one.papers
    said = one.view.views if one.view is not None else ""
    revise(section=papers, by=by, base_version=papers.version, values={"shared": compose(one.file, papers.parts, said)})
    return _move(one, by, base_version, State.CALLED, {}, "conference_called")


@transaction.atomic
def hold(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """It was held: how the child's views were presented, their ``weight``, the ``feedback``; ``dissent`` keeps its words.

    Raises:
        Refused: not whoever keeps the file, or not called.
        InvalidInput: something is not written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.hold.require(by, one)
    stop(empty(values, "presented", "weight", "feedback"))
    said = {name: str(values.get(name) or "").strip() for name in ("presented", "weight", "feedback", "dissent")}
    saved = _move(one, by, base_version, State.HELD, {}, "conference_held")
    _record(saved, by, said)
    return saved


@transaction.atomic
def decide(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Write a decision: ``what``, its ``owner`` (a participant; nobody: the file's worker) and ``due_on``. It becomes a task.

    Raises:
        Refused: not whoever keeps the file, or not held.
        InvalidInput: nothing written, an owner who does not take part, a day that cannot be.
        StaleVersion: somebody saved meanwhile.
    """
    policies.decide.require(by, one)
    named, day = values.get("owner"), values.get("due_on")
    owner = _seat(one, named) if named is not None else None
    problems = empty(values, "what")
    if named is not None and owner is None:
        problems["owner"] = _("Choose a participant of this conference.")
    if not isinstance(day, dt.date) or not today() <= day <= today() + TASK_WITHIN:
        problems["due_on"] = _("Give a day from today to a year from now.")
    stop(problems)
    one = _next(one, by, base_version)
    task_id = uuid7()
    keys.create_key(task_id, "conference")
    worker = one.file.worker
    user = owner.user if owner is not None else worker
    ConferenceDecision.objects.create(
        id=task_id,
        key_id=task_id,
        conference=one,
        file=one.file,
        what=values["what"].strip(),
        owner=owner,
        owner_user=user,
        owner_name=owner.name if owner is not None else worker.full_name if worker is not None else "",
        due_on=day,  # type: ignore[misc]
        created_by_id=by.id,
        updated_by_id=by.id,
    )
    set_deadline(file=one.file, kind=DeadlineKind.CONFERENCE_TASK, due_at=end_of(day), by=by, subject=task_id)  # type: ignore[arg-type]
    _note(one, by, "conference_decided", task=str(task_id))
    return one


@transaction.atomic
def close(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Every task has ended: the conference is closed, and so is access to its papers.

    Raises:
        Refused: not whoever keeps the file, open tasks.
        StaleVersion: somebody saved meanwhile.
    """
    policies.close.require(by, one)
    return _move(one, by, base_version, State.CLOSED, {}, "conference_closed")


@transaction.atomic
def cancel(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """It does not take place; access ends.

    Raises:
        Refused: not whoever keeps the file, or held already.
        StaleVersion: somebody saved meanwhile.
    """
    policies.cancel.require(by, one)
    return _move(one, by, base_version, State.CANCELLED, {}, "conference_cancelled")


@transaction.atomic
def recall(*, one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    """Take all access back at once: papers close, tasks of people from elsewhere pass to whoever is responsible for the file.

    Raises:
        Refused: not whoever keeps the file, or no access runs.
        StaleVersion: somebody saved meanwhile.
    """
    policies.end_access.require(by, one)
    saved = _revise(one, by, base_version, {"recalled_at": now()})
    _take_back(saved, by, None)
    _note(saved, by, "conference_recalled")
    return saved


@transaction.atomic
def accept_undertaking(*, row: Participant, by: Actor) -> Participant:
    """Accept the confidentiality undertaking for this conference, once.

    Raises:
        Refused: not the own invitation, or access has ended.
    """
    policies.accept.require(by, row)
    if row.accepted_at is None:
        row.accepted_at = row.updated_at = now()
        row.version += 1
        row.save(update_fields=["accepted_at", "updated_at", "version"])
        subject = f"coordination.participant:{row.pk}"
        audit.record(by=by, action="conference_undertaking_accepted", subject=subject, about=str(row.key_id))
    return row


@transaction.atomic
def end_task(
    *, task: ConferenceDecision, file: CaseFile | None, by: Actor, base_version: int, values: Mapping[str, Any]
) -> ConferenceDecision:
    """Say what came of a task: ``done`` or not, and the ``result``. ``file`` is given when the actor sees it.

    Raises:
        Refused: neither the owner nor whoever keeps the file; ended already.
        InvalidInput: no words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.end_task.require(by, task, file)
    stop(empty(values, "result"))
    held = ConferenceDecision.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if held.version != base_version:
        raise StaleVersion(current={"state": held.state}, submitted={"result": values["result"]}, version=held.version)
    held.state = TASK.move(held.state, TaskState.DONE if values.get("done", True) else TaskState.NOT_DONE)
    held.done_on, held.result, held.updated_at = today(), values["result"].strip(), now()
    held.updated_by_id, held.version = by.id, held.version + 1
    held.save()
    if file is not None:
        meet_deadline(file=file, kind=DeadlineKind.CONFERENCE_TASK, by=by, subject=held.pk)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coordination_task_ended(%s)", [held.pk])
    subject = f"coordination.conferencedecision:{held.pk}"
    audit.record(by=by, action="conference_task_ended", subject=subject, details={"state": held.state})
    return held


def _may_be_invited(user: User | None) -> bool:
    return user is not None and any(actor_for(user).has(word) for word in policies.MAY_TAKE_PART)


def _seat(one: Conference, named: object, **only: Any) -> Participant | None:
    rows = one.participants.select_related("user").filter(ended_at=None, **only)
    return rows.filter(pk=named.pk).first() if isinstance(named, Participant) else None


def _take_back(one: Conference, by: Actor, row: Participant | None) -> None:
    """Tasks of one participant, or of everybody from elsewhere, pass to the file's worker; their day stays."""
    tasks = one.decisions.filter(state=TaskState.OPEN).exclude(owner_user_id=one.file.worker_id)
    for task in tasks if row is None else tasks.filter(owner=row):
        revise(section=task, by=by, base_version=task.version, values={"owner_user": one.file.worker})


def _move(one: Conference, by: Actor, base_version: int, target: State, values: Mapping[str, Any], what: str) -> Conference:
    held = Conference.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=one.pk)
    moved = CONFERENCE.move(held, target)
    saved = _revise(one, by, base_version, dict(values) | {"state": moved.value})
    _note(saved, by, what, state=moved.value)
    return saved


def _record(one: Conference, by: Actor, values: Mapping[str, Any]) -> None:
    """The record of the conference, begun or at its next version."""
    found = ConferenceRecord.objects.filter(conference=one).first()
    if found is None:
        add_section(model=ConferenceRecord, file=one.file, by=by, values=dict(values) | {"conference": one})
    else:
        revise(section=found, by=by, base_version=found.version, values=values)


def _next(one: Conference, by: Actor, base_version: int) -> Conference:
    """Held at the version that was seen; what is beside it changes one after the other."""
    return _revise(one, by, base_version, {"pages": one.pages + 1})


def _revise(one: Conference, by: Actor, base_version: int, values: Mapping[str, Any]) -> Conference:
    saved = revise(section=one, by=by, base_version=base_version, values=values)
    saved.file = one.file
    return saved


def _note(one: Conference, by: Actor, what: str, **details: Any) -> None:
    subject = f"coordination.conference:{one.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(one.key_id), details=details)
