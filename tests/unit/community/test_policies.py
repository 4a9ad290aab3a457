"""The rules of asking a committee at their edges: who, in which state, until when, and what the words must not hold."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tests.factories.cases import make_person, open_case
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason
from tutela.cases.models import Child
from tutela.community import policies
from tutela.community.enums import CommunityReason as Reason
from tutela.community.models import SupportAction
from tutela.community.states import ANSWERED, OPEN, Stand
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

pytestmark = pytest.mark.requirement("R77")
P = Permission
DAY = dt.timedelta(days=1)
OFFICE, COMMITTEE, WORKER = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE])
member = holding(P.SUPPORT_DO, offices=[COMMITTEE])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def support(state="asked", **fields):
    base = {"file": paper(), "committee_id": COMMITTEE, "state": state, "open_until": today()}
    return SupportAction(**base | fields)


@pytest.mark.parametrize("state", Stand)
def test_each_step_of_the_committee_has_its_states(state):
    over = None if state in OPEN else Reason.ENDED
    assert {"asked", "accepted"} == set(OPEN)
    assert policies.answer.why_not(member, support(state)) == (over or (None if state == "asked" else Reason.ANSWERED))
    assert policies.finish.why_not(member, support(state)) == (
        over or (None if state == "accepted" else Reason.NOT_TAKEN_ON)
    )
    assert policies.see_asked.why_not(member, support(state)) is None
    for rule in (policies.see_asked, policies.answer, policies.finish):
        for other in (holding(P.SUPPORT_DO, offices=[OFFICE]), holding(P.REPORT_ENTER, offices=[COMMITTEE])):
            assert rule.why_not(other, support(state)) == Reason.NOT_THE_COMMITTEE
        assert rule.why_not(member, support(state, open_until=today() - DAY)) == Reason.NOT_THE_COMMITTEE
        assert rule.why_not(member, support(state, open_until=today() + DAY)) == rule.why_not(member, support(state))


@pytest.mark.parametrize("state", Stand)
def test_the_files_worker_recalls_what_is_open_and_notes_an_answer_once(state):
    ended = None if state in OPEN else Reason.ENDED
    answered = None if state in ("declined", "done", "given_back") else Reason.NO_ANSWER_YET
    assert {"declined", "done", "given_back"} == set(ANSWERED)
    for file in (paper(), paper(state="closed")):
        assert policies.recall.why_not(worker, support(state, file=file)) == ended, "also after the file was closed"
        assert policies.note.why_not(worker, support(state, file=file)) == answered
        assert policies.note.why_not(worker, support(state, file=file, noted_at=now())) == (answered or Reason.NOTED)
    opener = holding(P.FILE_OPEN, user_id=uuid.uuid4())
    unassigned = support(state, file=paper(worker_id=None, opened_by_id=opener.id))
    assert policies.recall.why_not(opener, unassigned) == ended
    for rule in (policies.recall, policies.note):
        assert rule.why_not(head, support(state)) == FileReason.NOT_ASSIGNED
        assert rule.why_not(member, support(state)) == FileReason.NOT_VISIBLE
        assert rule.why_not(head, support(state, file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Please walk along to school.", None),
        ("Walk along with Amina.", Reason.NAMES_CHILD),
        ("Walk along with AMINA!", Reason.NAMES_CHILD),
        ("The Testovas' girl.", Reason.NAMES_CHILD),
        ("They call her Mimi.", Reason.NAMES_CHILD),
        ("The word familyamina.", Reason.NAMES_CHILD),
        ("Call out for mimika.", Reason.NAMES_CHILD),
        ("Bring Abd al-Rahman, please.", Reason.NAMES_CHILD),
        ("Bring Rahman, please.", Reason.NAMES_CHILD),
        ("Bring Abderrahmane, please.", Reason.NAMES_CHILD),
        ("رافقوا عبد الرحمن إلى المدرسة", Reason.NAMES_CHILD),
        ("Bring the bin, al fresco.", None),
        ("Ask for Li at the door.", Reason.NAMES_CHILD),
        ("A little lie.", None),
        ("It is X1A0-7K2M.", Reason.NAMES_FILE),
        ("It is x1a0 7k2m.", Reason.NAMES_FILE),
        ("It is XIAO7K2M.", Reason.NAMES_FILE),
        ("It is XLAO 7K2M.", Reason.NAMES_FILE),
        ("It is X1A0.", None),
        ("Passport p 0047-11.", Reason.NAMES_DOCUMENT),
        ("Card 123.", None),
        ("Card 4567, please.", Reason.NAMES_DOCUMENT),
    ],
)
def test_what_a_committee_reads_names_nobody(words, reason):
    child = Child(given_names="Amina Li", family_names="Testova")
    child.other_names = [{"name": "Mimi"}, {"name": "Abd al-Rahman"}]
    child.identifiers = [{"number": "P004711"}, {"number": "123"}, {"number": "4567"}]
    assert policies.no_identity.why_not(CaseFile(child=child, number="X1A0-7K2M"), words) == reason


@pytest.mark.rule("P11")
def test_no_member_bears_the_name_of_somebody_unsafe_for_the_child(db, team):
    file, other = open_case(team), open_case(team, given_names="Bela")
    make_person(team, file, name="Boris Testov", unsafe=True)
    make_person(team, file, name="Peter Novak")
    make_person(team, other, name="Olga Novak", unsafe=True)
    with acting_as(team.worker):
        for members, unsafe in (
            ([], False),
            (["Anna"], False),
            (["Anna", "TESTOV, Boris"], True),
            (["Dr Boris A. Testov"], True),
            (["Borys TESTOV"], True),
            (["Boris Novak", "Anna Testov"], False),
            (["Peter Novak", "Olga Novak"], False),
        ):
            expected = Reason.UNSAFE_THERE if unsafe else None
            assert policies.nobody_unsafe.why_not(file, members) == expected, members


def test_a_member_hands_in_reports_with_both_tasks_and_one_covers_support():
    assert policies.hand_in.why_not(holding(P.REPORT_ENTER, P.SUPPORT_DO)) is None
    for task in Permission:
        assert policies.hand_in.why_not(holding(task)) == AccountsReason.NO_SUCH_PERMISSION, task
        expected = None if task == P.SUPPORT_DO else AccountsReason.OUTSIDE_SCOPE
        assert policies.covers_support.why_not(holding(task)) == expected, task
