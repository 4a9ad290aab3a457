"""The rules of conferences and obligations at their edges: who, in which state, until when, in whose name."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason
from tutela.coordination.enums import CoordinationReason as Reason
from tutela.coordination.models import Conference, ConferenceDecision, Obligation, Participant
from tutela.coordination.policies import conferences, obligations
from tutela.coordination.states import RUNNING, UNMET, Owing, State
from tutela.kernel.clock import now

P = Permission
HOUR = dt.timedelta(hours=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE])
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_WORK, P.FILE_APPROVE, offices=[uuid.uuid4()])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def conference(state="draft", **fields):
    return Conference(**{"file": paper(), "state": state, "access_until": now() + HOUR} | fields)


def test_conferences_are_kept_by_the_worker_and_who_approves_while_the_file_is_open():
    keep = conferences.keep_conferences.why_not
    assert keep(worker, paper()) is None
    assert keep(head, paper()) is None
    assert keep(viewer, paper()) == FileReason.NOT_ASSIGNED
    assert keep(stranger, paper()) == FileReason.NOT_VISIBLE
    assert keep(holding(P.FILE_APPROVE, offices=[OFFICE]), paper()) == FileReason.NOT_VISIBLE
    for state in ("closed", "not_accepted"):
        for actor in (worker, head):
            assert keep(actor, paper(state=state)) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        (conferences.prepare, {"draft"}),
        (conferences.invite, {"draft", "called"}),
        (conferences.hold, {"called"}),
        (conferences.decide, {"held"}),
        (conferences.cancel, {"draft", "called"}),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_each_step_has_its_states(rule, states):
    for state in State:
        assert rule.why_not(worker, conference(state)) == (None if state in states else Reason.NOT_NOW), state
        assert rule.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED


@pytest.mark.requirement("R73")
def test_access_is_ended_while_it_runs_by_who_has_a_task_in_the_file():
    assert {State.CALLED, State.HELD} == set(RUNNING)
    for state in State:
        why = None if state in RUNNING else Reason.NOT_NOW
        for actor in (worker, head):
            assert conferences.end_access.why_not(actor, conference(state)) == why, state
            assert conferences.end_access.why_not(actor, conference(state, file=paper(state="closed"))) == why
            assert conferences.end_access.why_not(actor, conference(state, recalled_at=now())) == Reason.NOT_NOW
            drafted = None if state == State.DRAFT else why
            assert conferences.uninvite.why_not(actor, conference(state)) == drafted, state
        assert conferences.end_access.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED
        assert conferences.end_access.why_not(stranger, conference(state)) == FileReason.NOT_VISIBLE
        assert conferences.uninvite.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED


@pytest.mark.requirement("R73")
@pytest.mark.requirement("R74")
def test_papers_open_on_the_undertaking_while_the_seat_gives_access():
    me = uuid.uuid4()
    guest = holding(P.REFERRAL_ANSWER, user_id=me)

    def seat(state="called", ends=None, accepted=True, **fields):
        one = conference(state, **fields)
        return Participant(conference=one, user_id=me, accepted_at=now() if accepted else None, ended_at=ends)

    assert conferences.open_papers.why_not(guest, seat()) is None
    assert conferences.open_papers.why_not(guest, seat(accepted=False)) == Reason.NO_UNDERTAKING
    assert conferences.accept.why_not(guest, seat(accepted=False)) is None
    for task in Permission:
        may = task in {P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER}
        actor = holding(task, user_id=me)
        assert conferences.accept.why_not(actor, seat()) == (None if may else FileReason.NOT_VISIBLE), task
        assert conferences.is_invitable.why_not(actor) == (None if may else AccountsReason.OUTSIDE_SCOPE), task
    assert conferences.open_papers.why_not(holding(P.FILE_WORK), seat()) == FileReason.NOT_VISIBLE
    for over in (
        seat(ends=now()),
        seat(recalled_at=now()),
        seat(access_until=now()),
        *(seat(state) for state in State if state not in RUNNING),
    ):
        assert not conferences.is_running(over)
        assert conferences.open_papers.why_not(guest, over) == Reason.ENDED
        assert conferences.accept.why_not(guest, over) == Reason.ENDED


def test_an_open_task_is_ended_by_its_owner_or_who_keeps_the_conferences():
    me = uuid.uuid4()
    owner = holding(P.REFERRAL_ANSWER, user_id=me)
    for state, why in (("open", None), ("done", Reason.NOT_NOW), ("not_done", Reason.NOT_NOW)):
        task = ConferenceDecision(owner_user_id=me, state=state)
        assert conferences.end_task.why_not(owner, task, None) == why
        assert conferences.end_task.why_not(worker, task, paper()) == why
    task = ConferenceDecision(owner_user_id=me, state="open")
    assert conferences.end_task.why_not(viewer, task, paper()) == Reason.NOT_YOURS
    assert conferences.end_task.why_not(stranger, task, None) == FileReason.NOT_VISIBLE
    assert conferences.end_task.why_not(holding(P.AUDIT_VIEW, user_id=me), task, None) == FileReason.NOT_VISIBLE
    assert conferences.end_task.why_not(holding(P.REFERRAL_ANSWER), task, None) == FileReason.NOT_VISIBLE


# --- obligations


@pytest.mark.requirement("R72")
@pytest.mark.parametrize("state", Owing)
def test_an_obligation_is_answered_while_it_is_owed_and_contested_once_it_is_met(state):
    assert {"open", "promised", "refused"} == set(UNMET)
    one, body = Obligation(office_id=uuid.uuid4(), file=paper(), state=state), uuid.uuid4()
    owing = None if state in UNMET else Reason.OBLIGATION_NOT_NOW
    assert obligations.answer.why_not(holding(P.REFERRAL_ANSWER, offices=[one.office_id]), one) == owing
    assert obligations.answer.why_not(holding(P.REFERRAL_ANSWER, offices=[body]), one) == Reason.NOT_THE_BODY
    assert obligations.answer.why_not(holding(P.FILE_VIEW, offices=[one.office_id]), one) == Reason.NOT_THE_BODY
    for actor in (worker, head):
        assert obligations.say_met.why_not(actor, one) == owing
        assert obligations.withdraw.why_not(actor, one) == owing
        assert obligations.contest.why_not(actor, one) == (None if state == "met" else Reason.OBLIGATION_NOT_NOW)
    for rule in (obligations.say_met, obligations.withdraw, obligations.contest):
        assert rule.why_not(viewer, one) == FileReason.NOT_ASSIGNED
        assert rule.why_not(stranger, one) == FileReason.NOT_VISIBLE


@pytest.mark.requirement("R72")
def test_an_obligation_is_asked_by_the_worker_of_an_open_file():
    assert obligations.ask.why_not(worker, paper(), None) is None
    assert obligations.ask.why_not(worker, paper(state="closed"), None) == FileReason.FILE_CLOSED
    assert obligations.ask.why_not(head, paper(), None) == FileReason.NOT_ASSIGNED


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (obligations.covers_answering, {P.REFERRAL_ANSWER}),
        (obligations.covers_overdue, {P.FILE_VIEW, P.OVERSIGHT_DOCKET}),
        (obligations.covers_counts, {P.STATISTICS_VIEW}),
    ],
    ids=["answering", "overdue", "counts"],
)
def test_one_task_is_enough_and_no_other_is(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else AccountsReason.OUTSIDE_SCOPE), task


@pytest.mark.requirement("R72")
@pytest.mark.parametrize(
    ("given", "family", "words", "named"),
    [
        ("Amina", "Testova", "A place at school for Amina.", True),
        ("Amina", "Testova", "for the daughter of Mrs TESTOVA", True),
        ("Amina", "Testova", "A place at school.", False),
        ("Amina", "", "Amina needs a card.", True),
        ("", "Testova", "The girl Testova.", True),
        ("Li", "Ao", "Li needs a card, says Ao.", False),
        ("Ali", "Ao", "Ali needs a card.", True),
        ("", "", "A birth certificate.", False),
    ],
)
def test_no_word_of_the_childs_name_stands_in_what_the_body_reads(given, family, words, named):
    file = SimpleNamespace(child=SimpleNamespace(given_names=given, family_names=family))
    assert obligations.names_the_child(file, words) is named
