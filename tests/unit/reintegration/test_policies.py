"""The rules of returns at their edges: who, in which state, which visit a day counts for, what keeps a file open."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tests.factories.cases import make_concern, open_case
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason, PersonAround
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.reintegration import policies
from tutela.reintegration.enums import ReturnReason as Reason
from tutela.reintegration.models import ReturnVisit
from tutela.reintegration.states import State

pytestmark = pytest.mark.requirement("R56")
P = Permission
DAY = dt.timedelta(days=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
viewer = holding(P.FILE_VIEW, offices=[OFFICE])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def homecoming(state="under_way", visits=(), **fields):
    rows = [ReturnVisit(state=one) for one in visits]
    base = {
        "file": paper(),
        "visits": SimpleNamespace(all=lambda: rows),
        "waiver_asked_by_id": None,
        "created_by_id": WORKER,
    }
    return SimpleNamespace(**base | {"state": state, "person": None} | fields)


@pytest.mark.parametrize("state", State)
def test_each_step_fits_its_states(state):
    for rule, fitting in (
        (policies.prepare, {"prepared"}),
        (policies.visit, {"under_way"}),
        (policies.break_off, {"prepared", "under_way"}),
    ):
        assert rule.why_not(worker, homecoming(state)) == (None if state in fitting else Reason.NOT_NOW), rule
        assert rule.why_not(viewer, homecoming(state)) == FileReason.NOT_ASSIGNED
        assert rule.why_not(worker, homecoming(state, file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.rule("P11")
def test_no_child_goes_to_somebody_unsafe():
    assert policies.go_to.why_not(PersonAround(unsafe=True)) == Reason.UNSAFE
    assert policies.go_to.why_not(PersonAround(unsafe=False)) is None
    assert policies.is_unsafe(homecoming(person=PersonAround(unsafe=True)))
    assert not policies.is_unsafe(homecoming(person=PersonAround(unsafe=False)))
    assert not policies.is_unsafe(homecoming())


def test_a_waiver_is_asked_once_while_visits_are_open():
    ask = policies.ask_waiver.why_not
    assert ask(worker, homecoming(visits=["due"])) is None
    assert ask(worker, homecoming(visits=["recorded", "due"])) is None
    for visits in ([], ["recorded", "waived"]):
        assert ask(worker, homecoming(visits=visits)) == Reason.NOTHING_TO_WAIVE
    assert ask(worker, homecoming(visits=["due"], waiver_asked_by_id=WORKER)) == Reason.ASKED_ALREADY
    assert ask(viewer, homecoming(visits=["due"])) == FileReason.NOT_ASSIGNED


@pytest.mark.rule("P14")
def test_a_waiver_is_answered_by_a_supervisor_with_no_part_in_it():
    me, answer = uuid.uuid4(), policies.answer_waiver.why_not
    head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=me)
    asked = {"visits": ["due"], "waiver_asked_by_id": WORKER}
    assert answer(head, homecoming(**asked)) is None
    assert answer(viewer, homecoming(**asked)) == FileReason.NO_PERMISSION
    assert answer(holding(P.FILE_APPROVE, offices=[uuid.uuid4()]), homecoming(**asked)) == FileReason.NOT_VISIBLE
    for state in ("closed", "not_accepted"):
        assert answer(head, homecoming(**asked, file=paper(state=state))) == FileReason.FILE_CLOSED
    assert answer(head, homecoming(visits=["due"])) == Reason.NOT_ASKED
    assert answer(head, homecoming(visits=["recorded"], waiver_asked_by_id=WORKER)) == Reason.NOTHING_TO_WAIVE
    for part in (
        {"waiver_asked_by_id": me},
        {"waiver_asked_by_id": WORKER, "created_by_id": me},
        {"waiver_asked_by_id": WORKER, "file": paper(worker_id=me)},
    ):
        assert answer(head, homecoming(visits=["due"], **part)) == Reason.OWN_WAIVER, part


def test_one_task_covers_waiving_and_no_other():
    for task in Permission:
        expected = None if task == P.FILE_APPROVE else AccountsReason.OUTSIDE_SCOPE
        assert policies.covers_waiving.why_not(holding(task)) == expected, task


def test_a_day_counts_for_the_last_visit_that_has_come_or_the_next_within_a_week():
    def visit(days, state="due"):
        return ReturnVisit(due_on=None if days is None else today() + days * DAY, state=state)

    def counted(*visits, day=0):
        found = policies.counts_for(visits, today() + day * DAY)
        return None if found is None else (found.due_on - today()).days

    assert counted(visit(-30), visit(-1), visit(6)) == -1
    assert counted(visit(6), visit(-1), visit(-30)) == -1, "in whatever order they come"
    assert counted(visit(0)) == 0
    assert counted(visit(7)) == 7
    assert counted(visit(8)) is None
    assert counted(visit(3), visit(7)) == 3
    assert counted(visit(-30), visit(-1, "recorded"), visit(6)) == 6, "the one that was missed is not made good"
    assert counted(visit(-30), visit(-1, "waived")) is None
    assert counted(visit(3, "recorded"), visit(6)) is None
    assert counted(visit(None)) is None
    assert counted(visit(None), visit(-2)) == -2
    assert counted() is None


def test_a_file_ends_with_a_death_or_an_error_whatever_waits():
    for reason in ("DIED", "ERROR"):
        assert policies.end_file.why_not(SimpleNamespace(), reason) is None


@pytest.mark.parametrize(
    ("concern", "longer"),
    [
        *(({"concerns": [code]}, True) for code in sorted(policies.EXPLOITATION)),
        ({"concerns": ["PC07"]}, False),
        ({"concerns": ["PC20"], "offences": ["TRAF"]}, True),
    ],
)
def test_the_longer_schedule_holds_after_exploitation_of_this_child(team, file, concern, longer):
    made = make_concern(team, file, **concern)
    elsewhere = open_case(team)
    after, plain = "reunification_after_exploitation", "reunification"
    with acting_as(team.worker):
        assert policies.schedule_of(file) == (after if longer else plain)
        assert policies.schedule_of(elsewhere) == plain
        type(made).objects.filter(pk=made.pk).update(verification="not_substantiated")
        assert policies.schedule_of(file) == plain


def test_the_concerns_after_which_the_longer_schedule_holds():
    assert " ".join(sorted(policies.EXPLOITATION)) == "PC01 PC02 PC03 PC04 PC05 PC06 PC09 PC10 PC11 PC12 PC13 PC31"
