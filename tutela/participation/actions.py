"""Telling the child (R67), handing a complaint past the office (R68), requests to see what is held (R137), printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, DeadlineKind, PersonAround, work_on_file
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.directory.api import Office
from tutela.intake import api as intake
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, stop
from tutela.kernel.clock import end_of, moved_to, now, today
from tutela.kernel.errors import OperatorError
from tutela.kernel.ids import parse_file_number

from . import policies
from .enums import Agreement, Asker, Capacity, Purpose, Refusal, Sheet, Talk, Understood, Voice, Way, Wish
from .models import AccessRequest, HandedOver
from .states import ACCESS, State

ANSWERED_WITHIN = dt.timedelta(days=30)


@transaction.atomic
def hand_over(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> HandedOver:
    """Record that a sheet reached the child: which, when, how, in which language, who was there, whether it was understood.

    In the presence of a person marked unsafe it is kept and does not count: the child is told again (P36). With turning 18 stands
    what both agreed that goes on (P38), unless it was not understood yet.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown answers, a day to come, no language, persons of another file.
    """
    work_on_file.require(by, file)
    problems = _unknown(values, talk=Talk, way=Way, understood=Understood) | empty(values, "language")
    day = values.get("handed_on")
    if not isinstance(day, dt.date) or not file.reported_on <= day <= today():
        problems["handed_on"] = _("Give a day between the report and today.")
    wanted = {str(one) for one in values.get("present") or []}
    persons = [one for one in PersonAround.objects.filter(file=file) if str(one.pk) in wanted]
    if len(persons) != len(wanted):
        problems["present"] = _("Choose persons of this file.")
    if values.get("talk") == Talk.ADULTHOOD and values.get("understood") != Understood.NO:
        problems |= empty(
            values, "goes_on", said=_("Write what you agreed: what goes on after 18, with whom, and what ends.")
        )
    stop(problems)
    said = {name: values.get(name, "") for name in ("talk", "way", "understood", "handed_on")}
    said |= {name: str(values.get(name) or "").strip() for name in ("language", "present_others", "asked", "goes_on")}
    said |= {"present": sorted(wanted), "free": not any(one.unsafe for one in persons), "plan": policies.current_plan(file)}
    made = add_section(model=HandedOver, file=file, by=by, values=said)
    details = {"talk": made.talk, "way": made.way, "understood": made.understood, "free": made.free}
    subject = f"participation.handedover:{made.pk}"
    audit.record(by=by, action="sheet_handed_over", subject=subject, about=str(file.child_id), details=details)
    return made


@transaction.atomic
def complain(*, by: Actor, values: Mapping[str, Any]) -> intake.Received:
    """Hand a complaint about the handling of a file (``number``) by an ``office`` to the independent mechanism, sealed to it.

    It is an entry of the mechanism's own docket: the office, everybody above it and whoever wrote it down read nothing of it.
    The receipt is the child's way to the answer. The same words again give the same receipt.

    Raises:
        InvalidInput: no number of a file, no office that holds files, no words, an unknown voice.
        OperatorError: the mechanism has no team with a key yet.
    """
    problems = _unknown(values, voice=Voice) | empty(values, "words")
    number, office = parse_file_number(str(values.get("number") or "")), values.get("office")
    if number is None:
        problems["number"] = _("This cannot be the number of a file. It has two groups of four signs; look again.")
    if not isinstance(office, Office) or not office.holds_files:
        problems["office"] = _("Choose the office that the complaint is about.")
    stop(problems)
    team = intake.oversight_team()
    if team is None:
        raise OperatorError(
            _("The independent mechanism cannot receive anything here yet. Call it; its number is under “Ways to report”.")
        )
    submission = intake.Submission(
        worry=str(values["words"]).strip(),
        reporter_type="child" if values["voice"] == Voice.CHILD else "UNK",
        about="child_protection",
        excluded=office,  # type: ignore[arg-type]
        file_number=str(number),
    )
    received = intake.receive_report(
        submission=submission, team=team, by=by, channel="OTH", once=f"complaint:{by.id}".encode(), code_shared=True
    )
    with moved_to(now().replace(minute=0, second=0, microsecond=0)):
        audit.record(by=by, action="complaint_handed_on", details={"voice": values["voice"]})
    return received


@transaction.atomic
def ask_access(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> AccessRequest:
    """Record that somebody asks to see, to have explained or to correct what is held.

    Raises:
        Refused: neither works on the file nor may approve in it; a caregiver who is unsafe (P11), not responsible, not wanted
            by the child, or asks for somebody who is 18 (P38).
        InvalidInput: unknown answers, nothing written, a day that cannot be.
    """
    policies.record_request.require(by, file)
    problems = _unknown(values, asker=Asker, wish=Wish, capacity=Capacity, child_agrees=Agreement)
    problems |= empty(values, "words", "counselling")
    day = values.get("asked_on")
    if not isinstance(day, dt.date) or not file.reported_on <= day <= today():
        problems["asked_on"] = _("Give a day between the report and today.")
    stop(problems)
    person = values.get("person") if values["asker"] == Asker.CAREGIVER else None
    policies.entitled.require(file, values["asker"], person, values["child_agrees"])
    said = {name: values[name] for name in ("asker", "wish", "capacity", "child_agrees", "asked_on")}
    said |= {name: str(values[name]).strip() for name in ("words", "counselling")}
    said |= {"person": person, "counselling_offered": values.get("counselling_offered") is True}
    made = add_section(model=AccessRequest, file=file, by=by, values=said)
    made.file = file
    until = made.asked_on + ANSWERED_WITHIN
    set_deadline(file=file, kind=DeadlineKind.REVIEW, due_at=end_of(until), by=by, subject=made.pk)
    _note(made, by, "access_asked", asker=made.asker, wish=made.wish)
    return made


@transaction.atomic
def grant_access(*, one: AccessRequest, by: Actor, base_version: int, values: Mapping[str, Any]) -> AccessRequest:
    """Grant it.

    Raises:
        Refused: no approval for the office, one's own record (P14), no counselling offered, no longer due.
        StaleVersion: somebody saved meanwhile.
    """
    policies.decide_request.require(by, one)
    policies.grant_request.require(one)
    said = {"decided_by_id": by.id, "decided_on": today(), "reasons": str(values.get("reasons") or "").strip()}
    return _move(one, by, base_version, State.GRANTED, said, "access_granted")


@transaction.atomic
def refuse_access(*, one: AccessRequest, by: Actor, base_version: int, values: Mapping[str, Any]) -> AccessRequest:
    """Refuse it, with the ground, the reasons in plain words and where to go against it.

    Raises:
        Refused: no approval for the office, one's own record (P14).
        InvalidInput: an unknown ground, no reasons, no remedy.
        StaleVersion: somebody saved meanwhile.
    """
    policies.decide_request.require(by, one)
    stop(_unknown(values, refusal=Refusal) | empty(values, "reasons", "remedy"))
    said = {name: str(values[name]).strip() for name in ("refusal", "reasons", "remedy")}
    said |= {"decided_by_id": by.id, "decided_on": today()}  # type: ignore[dict-item]
    return _move(one, by, base_version, State.REFUSED, said, "access_refused")


@transaction.atomic
def give_access(*, one: AccessRequest, by: Actor, base_version: int, values: Mapping[str, Any]) -> AccessRequest:
    """It was gone through with whoever asked; of a correction: what was done about it. Earlier values stay.

    Raises:
        Refused: not granted, or no longer due: marked unsafe meanwhile, 18 meanwhile.
        InvalidInput: nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.give_request.require(by, one)
    stop(empty(values, "answer"))
    said = {"answer": str(values["answer"]).strip(), "given_on": today()}
    return _move(one, by, base_version, State.GIVEN, said, "access_given")


@transaction.atomic
def export_access(*, one: AccessRequest, by: Actor, as_what: str) -> AccessRequest:
    """Before what is held goes out as a file: the rule, and the trace of it.

    Raises:
        Refused: not granted, or no longer due.
    """
    policies.export_request.require(by, one)
    _note(one, by, "access_exported", form=as_what)
    return one


@transaction.atomic
def print_file(*, file: CaseFile, by: Actor, what: str, purpose: str) -> CaseFile:
    """Before a file or its plan goes to paper: the rule, the reason, and the trace of it.

    Raises:
        Refused: not the actor's file; no plan in force.
        InvalidInput: no known reason.
    """
    stop(_unknown({"what": what, "purpose": purpose}, what=Sheet, purpose=Purpose))
    policies.print_file.require(by, file, what)
    details = {"what": what, "purpose": purpose}
    audit.record(by=by, action="file_printed", subject=f"cases.file:{file.pk}", about=str(file.child_id), details=details)
    return file


def _move(
    one: AccessRequest, by: Actor, base_version: int, target: State, values: Mapping[str, Any], what: str
) -> AccessRequest:
    held = AccessRequest.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=one.pk)
    moved = ACCESS.move(held, target)
    saved = revise(section=one, by=by, base_version=base_version, values=dict(values) | {"state": moved.value})
    saved.file = one.file
    if moved in (State.REFUSED, State.GIVEN):
        meet_deadline(file=one.file, kind=DeadlineKind.REVIEW, by=by, subject=one.pk)
    _note(saved, by, what, state=moved.value)
    return saved


def _note(one: AccessRequest, by: Actor, what: str, **details: Any) -> None:
    subject = f"participation.accessrequest:{one.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(one.file.child_id), details=details)


def _unknown(values: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    return {name: UNKNOWN for name, words in known.items() if values.get(name) not in words.values}
