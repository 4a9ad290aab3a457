"""The rules of the parts at their edges: who reads and writes, the medical track, what answers call for, what a need waits for."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.models import PlanAction, Referral
from tutela.care.states import ReferralState
from tutela.cases.api import CaseFile, FileReason
from tutela.cases.models import Child
from tutela.circumstances.enums import PartReason as Reason
from tutela.circumstances.models import Need, Part, Prompt, Restitution
from tutela.circumstances.models.expressions import parse
from tutela.circumstances.policies import parts, rights
from tutela.kernel.clock import now, today
from tutela.vocabulary import api as vocabulary

P = Permission
OFFICE, CLINIC, WORKER = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_WORK, offices=[uuid.uuid4()])
nurse = holding(P.MEDICAL_TRACK, P.REFERRAL_ANSWER, offices=[CLINIC])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def part(**fields):
    return Part(**{"code": "home", "version": 1, "title": {}, "explanation": {}, "groups": ()} | fields)


MEDICAL = part(access="medical")


def test_parts_are_read_through_the_file_and_written_by_its_worker():
    for file in (paper(), paper(state="closed")):
        for actor in (worker, viewer):
            assert parts.read_part.why_not(actor, file, part()) is None
            assert parts.read_part.why_not(actor, file, MEDICAL) == Reason.MEDICAL_ONLY
            assert parts.write_part.why_not(actor, file, MEDICAL) == Reason.MEDICAL_ONLY
        for rule in (parts.read_part, parts.write_part):
            assert rule.why_not(stranger, file, part()) == rule.why_not(nurse, file, MEDICAL) == FileReason.NOT_VISIBLE
    assert parts.write_part.why_not(worker, paper(), part()) is None
    assert parts.write_part.why_not(viewer, paper(), part()) == FileReason.NOT_ASSIGNED
    assert parts.write_part.why_not(worker, paper(state="closed"), part()) == FileReason.FILE_CLOSED


@pytest.mark.requirement("R41")
@pytest.mark.parametrize("state", ReferralState)
def test_the_medical_track_is_open_to_the_service_that_treats_and_written_while_it_does(state):
    def referral(**fields):
        base = {"provider_office_id": CLINIC, "state": state, "track": "MED", "expires_at": now() + dt.timedelta(days=1)}
        return Referral(**base | {"file": paper()} | fields)

    read, write = parts.read_medical.why_not, parts.write_medical.why_not
    reads = None if state in ("accepted", "started", "completed") else Reason.NOT_TREATED_HERE
    writes = None if state in ("accepted", "started") else Reason.NOT_TREATED_HERE
    assert (read(nurse, referral(), MEDICAL), write(nurse, referral(), MEDICAL)) == (reads, writes)
    for rule in (read, write):
        for track in ("PSY", "SOC", "LEG", "REI"):
            assert rule(nurse, referral(track=track), MEDICAL) == Reason.NOT_TREATED_HERE
        assert rule(nurse, referral(expires_at=now()), MEDICAL) == Reason.NOT_TREATED_HERE
        assert rule(nurse, referral(), part()) == Reason.NOT_MEDICAL
        for other in (worker, holding(P.REFERRAL_ANSWER, offices=[CLINIC]), holding(P.MEDICAL_TRACK, offices=[OFFICE])):
            assert rule(other, referral(), MEDICAL) == Reason.MEDICAL_ONLY
        no_answering = holding(P.MEDICAL_TRACK, offices=[CLINIC])
        assert rule(no_answering, referral(), MEDICAL) == Reason.NOT_TREATED_HERE


@pytest.mark.requirement("R49")
def test_a_need_is_answered_by_the_worker_while_it_is_there():
    answer = parts.answer_need.why_not
    assert answer(worker, Need(file=paper())) is None
    assert answer(worker, Need(file=paper(), ended_on=today())) == Reason.NEED_ENDED
    assert answer(viewer, Need(file=paper())) == FileReason.NOT_ASSIGNED
    assert answer(worker, Need(file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.requirement("R49")
def test_a_need_is_planned_by_an_action_in_the_plan_or_explained():
    assert not parts.is_answered(Need())
    assert not parts.is_answered(Need(reason=" "))
    assert parts.is_answered(Need(reason="No clinic within a day's walk."))
    for state in ("planned", "unmet", "done", "not_done"):
        assert parts.is_answered(Need(plan_action=PlanAction(state=state))), state
    assert not parts.is_answered(Need(plan_action=PlanAction(state="dropped")))
    assert parts.is_answered(Need(plan_action=PlanAction(state="dropped"), reason="She does not want it."))


def test_one_task_and_no_other():
    for task in Permission:
        forms = None if task == P.DIRECTORY_EDIT else Reason.ADMINISTRATORS
        assert parts.keep_forms.why_not(holding(task)) == forms, task
        medical = None if task == P.MEDICAL_TRACK else AccountsReason.OUTSIDE_SCOPE
        assert parts.covers_medical.why_not(holding(task)) == medical, task


@pytest.mark.requirement("R57")
def test_a_right_is_followed_by_the_worker_unless_it_was_an_error():
    follow = rights.follow_right.why_not
    assert follow(worker, Restitution(file=paper())) is None
    assert follow(worker, Restitution(file=paper(), in_error=True)) == Reason.IN_ERROR
    assert follow(viewer, Restitution(file=paper())) == FileReason.NOT_ASSIGNED
    assert follow(worker, Restitution(file=paper(state="closed"))) == FileReason.FILE_CLOSED


def born(years):
    """A file of a child of so many years, by one day more."""
    day = today() - dt.timedelta(days=years * 365 + years // 4 + 1)
    return CaseFile(child=Child(born_earliest=day.isoformat(), born_latest=day.isoformat()))


def called(file, answers, **fields):
    prompt = Prompt(code="x", words={}, when=parse("${sector} != ''"), **fields)
    return parts.prompts_of(part(prompts=(prompt,)), answers, file) == [prompt]


def test_a_prompt_is_called_for_by_the_answers():
    assert called(born(10), {"sector": "agriculture"})
    assert not called(born(10), {"sector": ""})
    assert not called(born(10), {})


def test_what_is_for_children_is_called_for_until_eighteen_and_where_no_age_is_known():
    nobody_knows = CaseFile(child=Child())
    young = CaseFile(child=Child(born_earliest=born(30).child.born_earliest, born_latest=born(17).child.born_latest))
    for file, child in ((born(10), True), (born(17), True), (born(18), False), (born(30), False)):
        assert called(file, {"sector": "x"}, while_child=True) is child
        assert called(file, {"sector": "x"}, while_child=False)
    assert called(nobody_knows, {"sector": "x"}, while_child=True)
    assert called(young, {"sector": "x"}, while_child=True), "a doubt about age protects the child"
    assert not called(born(10), {}, while_child=True)


def test_below_the_countrys_age_of_work():
    work = vocabulary.jurisdiction().ages.work
    assert work is not None
    for age, below in ((work - 1, True), (work, False), (work + 1, False)):
        assert called(born(10), {"sector": "x", "began": age}, below_work_age="began") is below
    assert not called(born(10), {"began": work - 1}, below_work_age="began")


def test_the_task_of_a_prompt_is_the_same_each_time_and_of_one_file():
    one, other = CaseFile(pk=uuid.uuid4()), CaseFile(pk=uuid.uuid4())
    prompt, second = (Prompt(code=code, words={}, when=parse("1 = 1")) for code in ("first", "second"))
    named = [
        parts.task_subject(file, part(code=code), asked)
        for file in (one, other)
        for code in ("home", "labour")
        for asked in (prompt, second)
    ]
    assert len(set(named)) == 8
    assert parts.task_subject(one, part(), prompt) == named[0]
