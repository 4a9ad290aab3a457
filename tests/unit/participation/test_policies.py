"""The rules of asking what is held at their edges: who is asking, since when somebody is 18, in which state."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import holding
from tests.factories.cases import open_case
from tutela.accounts.api import Permission
from tutela.care.actions import plans
from tutela.cases.api import CaseFile, FileReason, PersonAround
from tutela.cases.models import Child
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.participation import policies
from tutela.participation.enums import ParticipationReason as Reason
from tutela.participation.enums import Talk
from tutela.participation.models import AccessRequest

P = Permission
DAY = dt.timedelta(days=1)


def birthday(years, days=0):
    """The day of birth of somebody who turned ``years`` so many ``days`` ago."""
    day = today() - dt.timedelta(days=days)
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: a day earlier for who has had the birthday, later for who has not
        return dt.date(day.year - years, 2, 28) if days >= 0 else dt.date(day.year - years, 3, 1)


def paper(earliest=None, latest=None, **fields):
    born = earliest or birthday(12)
    child = Child(born_earliest=born.isoformat(), born_latest=(latest or born).isoformat())
    return CaseFile(**{"pk": uuid.uuid4(), "office_id": uuid.uuid4(), "state": "active", "child": child} | fields)


@pytest.mark.rule("P38")
def test_somebody_is_18_when_it_is_certain_and_prepared_when_it_is_near():
    for file, adult, near in (
        (paper(birthday(18)), True, True),
        (paper(birthday(18, days=-1)), False, True),
        (paper(birthday(17)), False, True),
        (paper(birthday(17, days=-1)), False, False),
        (paper(birthday(19), birthday(18, days=-1)), False, True),
        (paper(birthday(17), birthday(14)), False, True),
        (paper(birthday(17, days=-1), birthday(14)), False, False),
    ):
        assert (policies.is_adult(file), policies.nears_adulthood(file)) == (adult, near), file.child.born_earliest


@pytest.mark.requirement("R67")
def test_what_is_to_be_told_and_until_when():
    planned = now() - DAY
    child, nearly = paper(), paper(birthday(17), opened_at=now() - 30 * DAY)
    assert policies.to_tell(child, planned_at=None, prepared=False) == []
    assert policies.to_tell(child, planned_at=planned, prepared=False) == [(Talk.SHEET, planned + 7 * DAY)]
    ((what, when),) = policies.to_tell(nearly, planned_at=None, prepared=False)
    assert (what, when.date(), when.time(), when.tzinfo) == (Talk.ADULTHOOD, today(), dt.time.min, now().tzinfo)
    opened = now() - 2 * DAY
    older = paper(birthday(19), birthday(16), opened_at=opened)
    assert policies.to_tell(older, planned_at=None, prepared=False) == [(Talk.ADULTHOOD, opened + 7 * DAY)], (
        "not missed before"
    )
    assert policies.to_tell(nearly, planned_at=None, prepared=True) == []
    assert [talk for talk, _ in policies.to_tell(nearly, planned_at=planned, prepared=False)] == [Talk.SHEET, Talk.ADULTHOOD]
    for state in ("closed", "not_accepted"):
        assert policies.to_tell(paper(birthday(17), state=state), planned_at=planned, prepared=False) == []


@pytest.mark.rule("P11")
@pytest.mark.rule("P38")
@pytest.mark.requirement("R137")
def test_who_may_have_what_is_held():
    file, why = paper(), policies.entitled.why_not

    def person(**fields):
        return PersonAround(**{"file_id": file.pk, "unsafe": False, "holds_responsibility": True} | fields)

    assert why(file, "child", None, "no") is None
    assert why(paper(birthday(18)), "child", None, "yes") is None
    for says, reason in (("yes", None), ("not_asked", None), ("no", Reason.CHILD_SAYS_NO)):
        assert why(file, "caregiver", person(), says) == reason
    assert why(file, "caregiver", None, "yes") == Reason.NOT_RESPONSIBLE
    assert why(file, "caregiver", person(holds_responsibility=False), "yes") == Reason.NOT_RESPONSIBLE
    assert why(file, "caregiver", person(file_id=uuid.uuid4()), "yes") == Reason.NOT_RESPONSIBLE
    assert why(file, "caregiver", person(unsafe=True), "yes") == Reason.UNSAFE_CAREGIVER
    assert why(file, "caregiver", person(unsafe=True, holds_responsibility=False), "yes") == Reason.UNSAFE_CAREGIVER
    grown = paper(birthday(18), pk=file.pk)
    assert why(grown, "caregiver", person(), "yes") == Reason.ADULT_ALONE


def request(file=None, **fields):
    base = {"file": file or paper(), "asker": "child", "child_agrees": "yes", "counselling_offered": True, "state": "asked"}
    return AccessRequest(**base | {"created_by_id": uuid.uuid4()} | fields)


@pytest.mark.rule("P14")
@pytest.mark.requirement("R137")
def test_a_request_is_decided_once_by_somebody_else_who_approves_in_the_office():
    one, me = request(), uuid.uuid4()
    office = [one.file.office_id]
    supervisor = holding(P.FILE_APPROVE, P.FILE_VIEW, offices=office, user_id=me)
    decide = policies.decide_request.why_not
    assert decide(supervisor, one) is None
    assert decide(holding(P.FILE_VIEW, offices=office), one) == FileReason.NO_PERMISSION
    assert decide(holding(P.FILE_APPROVE, P.FILE_VIEW, offices=[uuid.uuid4()]), one) == FileReason.NOT_VISIBLE
    assert decide(supervisor, request(one.file, created_by_id=me)) == Reason.OWN_REQUEST
    for state in ("granted", "refused", "given"):
        assert decide(supervisor, request(one.file, state=state)) == Reason.NOT_NOW


@pytest.mark.requirement("R137")
def test_what_was_granted_is_given_once_to_whom_it_is_still_due():
    file = paper(state="closed")
    office = [file.office_id]
    for tasks, reason in (
        ((P.FILE_VIEW, P.FILE_WORK), None),
        ((P.FILE_VIEW, P.FILE_APPROVE), None),
        ((P.FILE_VIEW,), FileReason.NO_PERMISSION),
        ((P.FILE_WORK,), FileReason.NOT_VISIBLE),
    ):
        actor = holding(*tasks, offices=office)
        assert policies.record_request.why_not(actor, file) == reason, "also once the file is closed"
        assert policies.export_request.why_not(actor, request(file, state="granted")) == reason
        assert policies.give_request.why_not(actor, request(file, state="granted")) == reason
    actor = holding(P.FILE_VIEW, P.FILE_WORK, offices=office)
    for state, may_print, may_give in (
        ("asked", False, False), ("refused", False, False), ("granted", True, True), ("given", True, False),
    ):  # fmt: skip
        one = request(file, state=state)
        assert policies.export_request.why_not(actor, one) == (None if may_print else Reason.NOT_NOW)
        assert policies.give_request.why_not(actor, one) == (None if may_give else Reason.NOT_NOW)
    silent = request(file, state="granted", counselling_offered=False)
    assert policies.grant_request.why_not(silent) == Reason.NO_COUNSELLING
    assert policies.export_request.why_not(actor, silent) == Reason.NO_COUNSELLING
    unsafe = PersonAround(file_id=file.pk, unsafe=True, holds_responsibility=True)
    meanwhile = request(file, state="granted", asker="caregiver", person=unsafe)
    assert policies.give_request.why_not(actor, meanwhile) == Reason.UNSAFE_CAREGIVER


@pytest.mark.requirement("R67")
def test_the_plan_that_is_printed_is_the_newest_in_force_of_this_file(team, file):
    elsewhere = open_case(team)

    def plan(of, state, days):
        with acting_as(team.worker):
            made = plans.start_plan(file=of, by=team.worker)
            type(made).objects.filter(pk=made.pk).update(
                state=state, decided_at=now() - days * DAY, decided_by=team.supervisor.id
            )
        return made

    plan(elsewhere, "approved", 0)
    with acting_as(team.worker):
        assert policies.current_plan(file) is None
        assert policies.print_file.why_not(team.worker, file, "plan") == Reason.NO_PLAN
        assert policies.print_file.why_not(team.worker, file, "overview") is None
    newest = plan(file, "approved", 1)
    plan(file, "approved", 2)
    plan(file, "superseded", 0)
    with acting_as(team.worker), CaptureQueriesContext(connection) as asked:
        found = policies.current_plan(file)
        assert (found, found.file.child.pk) == (newest, file.child_id)
        assert len(asked) == 1, "with file and child"
    with acting_as(team.worker):
        assert policies.print_file.why_not(team.worker, file, "plan") is None
        for what in ("plan", "overview"):
            assert policies.print_file.why_not(holding(P.FILE_WORK), file, what) == FileReason.NOT_VISIBLE
