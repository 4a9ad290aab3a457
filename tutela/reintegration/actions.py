"""A return: prepare it, let the child go, visit, complete or break off; asking to waive visits and answering (R56)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, ChildView, Deadline, DeadlineKind, PersonAround, work_on_file
from tutela.cases.api.steps import add_section, cancel_deadline, meet_deadline, revise, set_deadline, time_for, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, stop
from tutela.kernel.clock import end_of, today
from tutela.placements.api import Placement
from tutela.vocabulary import api as vocabulary

from . import policies
from .enums import Alone, Answer, Domain, Goes, Harm, Seen, Where
from .models import Return, ReturnVisit
from .states import RETURN, VISIT, State, VisitState

AHEAD = dt.timedelta(days=31)
"""Visits due within a month stand beside what else is due in the file; the next one always."""
PREPARED_WITHIN = dt.timedelta(days=366)
LONGEST = 2000
WRITTEN = ("target", "person", "planned_on", "stay", "plan_action", "prepared", "view")
_OF_FILE = {"person": PersonAround, "stay": Placement, "plan_action": PlanAction, "view": ChildView}


@transaction.atomic
def plan_return(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Return:
    """Begin to prepare a return: ``target``, the ``person`` the child goes to, ``planned_on``; the rest may follow.

    Raises:
        Refused: the actor does not work on this file; the person is marked unsafe (P11).
        InvalidInput: an unknown target or domain, no day, something of another file.
    """
    work_on_file.require(by, file)
    one = add_section(model=Return, file=file, by=by, values=_checked(file, values))
    one.file = file
    _note(one, by, "return_planned", target=one.target)
    return one


@transaction.atomic
def prepare(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """Write the preparation again.

    Raises:
        Refused: not the file's worker, or the child went already; the person is marked unsafe (P11).
        InvalidInput, StaleVersion: as everywhere.
    """
    policies.prepare.require(by, one)
    known = {name: getattr(one, name) for name in WRITTEN}
    saved = _revise(one, by, base_version, _checked(one.file, known | dict(values)))
    _note(saved, by, "return_prepared")
    return saved


@transaction.atomic
def start(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """The child went, on ``went_on``: the visits of the country's schedule become due.

    Raises:
        Refused: not the file's worker; not prepared; to somebody unsafe (P11); a determination is missing (P17).
        InvalidInput: a day in the future.
        StaleVersion: somebody saved meanwhile.
    """
    policies.start.require(by, one)
    stop(_past(values, "went_on"))
    went, schedule = values["went_on"], policies.schedule_of(one.file)
    saved = _move(one, by, base_version, State.UNDER_WAY, {"went_on": went, "schedule": schedule}, "return_started")
    for days in vocabulary.schedule(schedule, went).days:
        due = {"homecoming": saved, "due_on": went + dt.timedelta(days=days)}
        add_section(model=ReturnVisit, file=saved.file, by=by, values=due)
    _due(saved, by)
    return saved


@transaction.atomic
def record_visit(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """Write a visit. Where the child was seen it counts for the day of the schedule it belongs to; harm, or signs of it, make a
    look at the risk due the same day.

    Raises:
        Refused: not the file's worker, or the return is not under way.
        InvalidInput: a day before the return or in the future, nobody seen, no answer on harm, missing words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.visit.require(by, one)
    said = _visit(one, values)
    one = _next(one, by, base_version)
    seen = Seen.CHILD in said["seen"]
    row = policies.counts_for(one.visits.all(), said["visited_on"]) if seen else None
    said["state"] = VISIT.move(VisitState.DUE, VisitState.RECORDED).value
    if row is None:
        row = add_section(model=ReturnVisit, file=one.file, by=by, values=said | {"homecoming": one})
    else:
        row = revise(section=row, by=by, base_version=row.version, values=said)
        meet_deadline(file=one.file, kind=DeadlineKind.RETURN_VISIT, by=by, subject=row.pk)
    _due(one, by)
    if seen:
        _contacted(one, row, by)
    if row.harm in (Harm.SIGNS, Harm.HARM):
        _look_at_risk(one, by)
    _note(one, by, "return_visited", visit=str(row.pk), harm=row.harm, counts=row.due_on is not None)
    return one


@transaction.atomic
def complete(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """The child is back in life there: ``ended_on`` and ``end_words``.

    Raises:
        Refused: not the file's worker; a visit is open; harm without an assessment since; the person is marked unsafe.
        InvalidInput: a day that cannot be, nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.complete.require(by, one)
    return _move(one, by, base_version, State.COMPLETED, _ended(one, values), "return_completed")


@transaction.atomic
def break_off(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """The return does not go on. If the child had gone, the risk is looked at the same day, and open visits wait for a waiver.

    Raises:
        Refused: not the file's worker, or it has ended.
        InvalidInput: a day that cannot be, nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.break_off.require(by, one)
    gone = one.state == State.UNDER_WAY
    saved = _move(one, by, base_version, State.BROKEN_OFF, _ended(one, values), "return_broken_off")
    if gone:
        _due(saved, by)
        _look_at_risk(saved, by)
    return saved


@transaction.atomic
def ask_waiver(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """Ask a supervisor to waive the open visits, and say why.

    Raises:
        Refused: not the file's worker, no open visit, asked already.
        InvalidInput: no reason.
        StaleVersion: somebody saved meanwhile.
    """
    policies.ask_waiver.require(by, one)
    stop(empty(values, "waiver_because"))
    said = {"waiver_asked_by_id": by.id, "waiver_because": values["waiver_because"].strip(), "waiver_answer": ""}
    saved = _revise(one, by, base_version, said)
    _note(saved, by, "return_waiver_asked")
    return saved


@transaction.atomic
def answer_waiver(*, one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    """Waive the open visits, or say that they are made; with a reason either way.

    Raises:
        Refused: no approval for the office; asked oneself, or makes the visits (P14); nothing asked or open.
        InvalidInput: no known answer, no reason.
        StaleVersion: somebody saved meanwhile.
    """
    policies.answer_waiver.require(by, one)
    problems = empty(values, "waiver_answer")
    if values.get("answer") not in Answer.values:
        problems["answer"] = UNKNOWN
    stop(problems)
    said: dict[str, Any] = {"waiver_answer": values["waiver_answer"].strip()}
    if values["answer"] == Answer.VISIT:
        saved = _revise(one, by, base_version, said | {"waiver_asked_by_id": None})
        _note(saved, by, "return_waiver_refused")
        return saved
    saved = _revise(one, by, base_version, said | {"waived_by_id": by.id, "waived_on": today()})
    rows = policies.open_visits(saved)
    for row in rows:
        revise(
            section=row, by=by, base_version=row.version, values={"state": VISIT.move(row.state, VisitState.WAIVED).value}
        )
    _due(saved, by)
    _note(saved, by, "return_visits_waived", visits=[str(row.pk) for row in rows])
    return saved


def _move(one: Return, by: Actor, base_version: int, target: State, values: Mapping[str, Any], what: str) -> Return:
    held = Return.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=one.pk)
    moved = RETURN.move(held, target)
    saved = _revise(one, by, base_version, dict(values) | {"state": moved.value})
    _note(saved, by, what, state=moved.value)
    return saved


def _next(one: Return, by: Actor, base_version: int) -> Return:
    """The return held at the version that was seen; visits are written one after the other."""
    return _revise(one, by, base_version, {"pages": one.pages + 1})


def _revise(one: Return, by: Actor, base_version: int, values: Mapping[str, Any]) -> Return:
    saved = revise(section=one, by=by, base_version=base_version, values=values)
    saved.file = one.file
    return saved


def _due(one: Return, by: Actor) -> None:
    """Put the visits of the coming month, and the next one, among what is due in the file; take away what is not due any more."""
    waiting = policies.open_visits(one) if one.state == State.UNDER_WAY else []
    near = {row.pk: row for number, row in enumerate(waiting) if number == 0 or _day(row) <= today() + AHEAD}
    kind = DeadlineKind.RETURN_VISIT
    rows = Deadline.objects.filter(file=one.file_id, kind=kind, done_at=None, cancelled_at=None)
    known = set(rows.filter(subject__in=one.visits.values("pk")).values_list("subject", flat=True))
    for subject in known - set(near):
        cancel_deadline(file=one.file, kind=kind, by=by, subject=subject)
    for subject in sorted(set(near) - known):
        set_deadline(file=one.file, kind=kind, due_at=end_of(_day(near[subject])), by=by, subject=subject)


def _day(row: ReturnVisit) -> dt.date:
    return row.due_on or today()


def _contacted(one: Return, row: ReturnVisit, by: Actor) -> None:
    """A visit is a contact: the next one is due by the risk, or with the next visit if that comes first."""
    file, visited = one.file, row.visited_on or today()
    level = file.risk_level if file.risk_level in ("high", "medium", "low") else "low"
    coming = [visited + time_for("follow_up", level), *(_day(open_one) for open_one in policies.open_visits(one))]
    on = min((day for day in coming if day > today()), default=None)
    if on is None or visited + time_for("follow_up", level) <= today():
        return
    for kind in (DeadlineKind.FIRST_CONTACT, DeadlineKind.FOLLOW_UP):
        meet_deadline(file=file, kind=kind, by=by)
    set_deadline(file=file, kind=DeadlineKind.FOLLOW_UP, due_at=end_of(on), by=by)
    touch_file(file=file, by=by, next_contact_on=on, first_contact_on=file.first_contact_on or visited)


def _look_at_risk(one: Return, by: Actor) -> None:
    """The risk is looked at today; what is due sooner stays so."""
    kind, tonight = DeadlineKind.REASSESSMENT, end_of(today())
    rows = Deadline.objects.filter(file=one.file_id, kind=kind, subject=None, done_at=None, cancelled_at=None)
    if not rows.filter(due_at__lte=tonight).exists():
        set_deadline(file=one.file, kind=kind, due_at=tonight, by=by)


def _note(one: Return, by: Actor, what: str, **details: Any) -> None:
    subject = f"reintegration.return:{one.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(one.file.child_id), details=details)


def _checked(file: CaseFile, values: Mapping[str, Any]) -> dict[str, Any]:
    problems: dict[str, Any] = {name: UNKNOWN for name in values if name not in WRITTEN}
    if values.get("target") not in Where.values:
        problems["target"] = UNKNOWN
    day = values.get("planned_on")
    if not isinstance(day, dt.date) or day > today() + PREPARED_WITHIN:
        problems["planned_on"] = _("Give the day, within a year from now.")
    for name, model in _OF_FILE.items():
        row = values.get(name)
        if row is not None and not (isinstance(row, model) and getattr(row, "file_id", None) == file.pk):
            problems[name] = _("Choose something of this file.")
    prepared = values.get("prepared") or {}
    if any(name not in Domain.values or len(str(said)) > LONGEST for name, said in prepared.items()):
        problems["prepared"] = _("Write at most 2,000 characters for each of the five domains.")
    stop(problems)
    if values.get("person") is not None:
        policies.go_to.require(values["person"])
    words = {name: str(said).strip() for name, said in prepared.items()}
    return {name: value for name, value in values.items() if name != "prepared"} | {"prepared": words}


def _visit(one: Return, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was written of a visit, whole and known."""
    seen, harm, alone = list(values.get("seen") or []), values.get("harm"), values.get("alone")
    domains = dict.fromkeys(Domain.values, Goes.NOT_LOOKED_AT.value) | dict(values.get("domains") or {})
    problems = _past(values, "visited_on", not_before=one.went_on)
    if not seen or any(code not in Seen.values for code in seen):
        problems["seen"] = _("Choose who was seen, from the list.")
    if alone not in Alone.values or (alone == Alone.YES and Seen.CHILD not in seen):
        problems["alone"] = _("Say whether the child was seen alone.")
    if alone == Alone.NO:
        problems |= empty(values, "alone_because")
    if set(domains) - set(Domain.values) or any(code not in Goes.values for code in domains.values()):
        problems["domains"] = UNKNOWN
    if harm not in Harm.values:
        problems["harm"] = UNKNOWN
    elif harm == Harm.NONE and Seen.CHILD not in seen:
        problems["harm"] = _("Nobody can say so without seeing the child. Choose that it could not be checked.")
    elif harm == Harm.NOT_CHECKED and Seen.CHILD in seen:
        problems["harm"] = _("The child was seen: say what the check found.")
    if harm in (Harm.SIGNS, Harm.HARM):
        problems |= empty(values, "harm_words")
    stop(problems)
    said = {name: str(values.get(name) or "").strip() for name in ("alone_because", "harm_words", "child_said", "next_step")}
    return said | {"visited_on": values["visited_on"], "seen": seen, "alone": alone, "domains": domains, "harm": harm}


def _ended(one: Return, values: Mapping[str, Any]) -> dict[str, Any]:
    stop(_past(values, "ended_on", not_before=one.went_on) | empty(values, "end_words"))
    return {"ended_on": values["ended_on"], "end_words": values["end_words"].strip()}


def _past(values: Mapping[str, Any], name: str, *, not_before: dt.date | None = None) -> dict[str, Any]:
    day = values.get(name)
    fits = isinstance(day, dt.date) and day <= today() and (not_before is None or day >= not_before)
    return {} if fits else {name: _("Give a day that is not in the future, and not before the return.")}
