"""Opening, assigning, emergency access, escalating."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import break_into, fresh, make_person, make_team_of_office, open_case, put_in_state, unknown_id
from tutela.accounts import api as accounts
from tutela.audit.models import Event
from tutela.cases.actions import assign_file, break_glass, escalate, file_state, open_file
from tutela.cases.api import read_file
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Child, Deadline, FileAccess, LinkedReport
from tutela.cases.policies.file import assign_file as may_assign
from tutela.cases.queries import work
from tutela.cases.states import FileState
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState

DAY = dt.timedelta(days=1)


def refused(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


@pytest.mark.requirement("R20")
def test_a_worry_and_an_office_are_enough(team):
    file = open_case(
        team, assigned=False, given_names="", family_names="", age_low=None, age_high=None, urgency="immediate_danger"
    )
    with acting_as(team.intake):
        child = Child.objects.get()
        assert (child.presumed_child_until, child.age_basis) == (None, "UNK")
        kinds = dict(Deadline.objects.values_list("kind", "due_at"))
    assert set(kinds) == {"assignment", "first_contact"}
    assert kinds["assignment"] - file.opened_at <= dt.timedelta(hours=1, minutes=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sex": "x"}, "sex"),
        ({"urgency": "later"}, "urgency"),
        ({"age_low": 3, "age_high": None}, "age_low"),
        ({"age_low": 9, "age_high": 3}, "age_low"),
        ({"age_low": 18, "age_high": 19}, "age_low"),
        ({"reported_on": dt.date(2999, 1, 1)}, "reported_on"),
    ],
)
def test_impossible_openings_are_refused_by_field(team, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        open_case(team, **wrong)
    assert field in caught.value.fields


def test_files_are_opened_where_files_are_held_and_by_who_may(team, other):
    with acting_as(team.intake):
        assert (
            refused(
                open_file.open_file,
                by=team.intake,
                office=other.office,
                territory=other.office.territory,
                opening=open_file.Opening(),
            )
            == FileReason.NO_PERMISSION
        )
    nowhere = make_office(holds_files=False)
    clerk = make_actor("intake_officer", office=nowhere)
    with acting_as(clerk), pytest.raises(InvalidInput) as caught:
        open_file.open_file(by=clerk, office=nowhere, territory=nowhere.territory, opening=open_file.Opening())
    assert set(caught.value.fields) == {"office"}


def test_a_report_is_linked_once(team, other, file):
    report = unknown_id()
    with acting_as(team.worker):
        first = open_file.link_report(file=file, report_id=report, channel="walk_in", by=team.worker)
        assert open_file.link_report(file=file, report_id=report, channel="walk_in", by=team.worker) == first
        assert LinkedReport.objects.count() == 1
        assert (
            refused(open_file.link_report, file=file, report_id=report, channel="walk_in", by=other.worker)
            == FileReason.NOT_VISIBLE
        )


@pytest.mark.requirement("R55")
def test_assigning_starts_the_clocks_and_gives_an_owner(team, other, file):
    assert (file.worker_id, file.next_contact_on >= today()) == (team.worker.id, True)
    with acting_as(team.supervisor):
        assert set(Deadline.objects.filter(done_at=None).values_list("kind", flat=True)) == {
            "first_contact",
            "safety_plan",
            "assessment",
        }
        give = {"file": file, "by": team.supervisor}
        assert refused(assign_file.assign_file, worker=team.worker.user, **give) == FileReason.SAME_WORKER
        assert refused(assign_file.assign_file, worker=other.worker.user, **give) == FileReason.CANNOT_HOLD_FILES
        assert may_assign.why_not(team.worker, file) == FileReason.NO_PERMISSION
        assert may_assign.why_not(other.supervisor, file) == FileReason.NOT_VISIBLE
        second = make_actor("caseworker", office=team.office)
        before = Deadline.objects.count()
        assign_file.assign_file(worker=second.user, **give)
        assert Deadline.objects.count() == before, "the clocks run on, they do not start again"
        assert set(Deadline.objects.filter(done_at=None).values_list("with_user", flat=True)) == {second.id}
        put_in_state(file, "active", team.supervisor)
        assign_file.assign_file(worker=team.worker.user, **give)


@pytest.mark.rule("P24")
@pytest.mark.slow
def test_above_the_limit_the_supervisor_says_why_and_the_child_is_never_hidden(team, monkeypatch):
    from tutela.cases.queries.caseload import Caseload

    file = open_case(team, assigned=False)
    monkeypatch.setattr(assign_file, "caseload_of", lambda _worker: Caseload(25, 30, 25, 40))
    with acting_as(team.supervisor):
        with pytest.raises(InvalidInput) as caught:
            assign_file.assign_file(file=file, worker=team.worker.user, by=team.supervisor)
        assert set(caught.value.fields) == {"reason"}
        assign_file.assign_file(file=file, worker=team.worker.user, by=team.supervisor, reason="The only one free.")
    assert Caseload(0, 40, 25, 40).above_limit


def test_the_caseload_counts_by_risk(team, file):
    from tutela.cases.queries.caseload import caseload_of

    put_in_state(file, "registered", team.worker, risk_level="high")
    put_in_state(open_case(team), "closed", team.worker)
    with acting_as(team.supervisor):
        load = caseload_of(team.worker.id)
    assert (load.files, load.points, load.above_limit) == (1, 3, False)


def test_two_who_change_a_file_at_once_lose_nothing(team, file):
    stale = fresh(team.worker, file)
    with acting_as(team.supervisor):
        second = make_actor("caseworker", office=team.office)
        assign_file.assign_file(file=fresh(team.supervisor, file), worker=second.user, by=team.supervisor)
        file_state.touch_file(file=stale, by=team.supervisor, risk_level="high")
        now_is = CaseFile.objects.get()
        assert (now_is.worker_id, now_is.risk_level, now_is.version) == (second.id, "high", 4)
        stale.state = FileState.ACTIVE
        with pytest.raises(WrongState):
            file_state.move_file(file=stale, target=FileState.IN_REVIEW, by=team.supervisor)


@pytest.mark.rule("P25")
@pytest.mark.requirement("R134")
def test_emergency_access_has_a_reason_an_end_a_second_person_and_a_review(team, other, file):
    with acting_as(other.worker):
        assert not CaseFile.objects.exists()
    access = break_into(file, other.worker)
    assert access.told_id == team.supervisor.id
    with acting_as(other.worker):
        assert CaseFile.objects.get().pk == file.pk
        assert refused(break_glass.review_access, access=access, by=other.worker, justified=True) == FileReason.OWN_WORK
    with moved_to(now() + dt.timedelta(hours=5)):
        from tutela.cases.queries.files import get_file, visible_to

        with acting_as(other.worker):
            assert not visible_to(other.worker).exists()
            with pytest.raises(NotHere):
                get_file(other.worker, file.pk)
    with acting_as(team.supervisor):
        assert access in work.accesses_to_review(team.supervisor)
        assert Deadline.objects.get(kind="break_glass_review") in work.open_deadlines(team.supervisor)
        break_glass.review_access(access=FileAccess.objects.get(), by=team.supervisor, justified=True)
        assert Deadline.objects.get(kind="break_glass_review").done_at
        assert (
            refused(break_glass.review_access, access=FileAccess.objects.get(), by=team.supervisor, justified=True)
            == FileReason.NOT_SUBMITTED
        )
    with acting_as(other.worker):
        assert not CaseFile.objects.exists()


@pytest.mark.rule("P25")
def test_the_data_protection_officer_reviews_without_seeing_the_file(team, other, file):
    break_into(file, other.worker)
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        access = work.accesses_to_review(officer).get()
        assert not CaseFile.objects.exists()
        reviewed = break_glass.review_access(access=access, by=officer, justified=False)
        assert reviewed.review_outcome == "not_justified"
    with acting_as(team.supervisor):
        assert Deadline.objects.get(kind="break_glass_review").done_at, "the review is no longer due"
    with acting_as(other.supervisor):
        assert (
            refused(break_glass.review_access, access=access, by=other.supervisor, justified=True)
            == FileReason.NO_PERMISSION
        )


def test_emergency_access_refuses_bad_answers(team, other, file):
    with acting_as(team.intake):
        assert (
            refused(break_glass.break_glass, number=file.number, by=team.intake, reason="x" * 30, hours=1)
            == FileReason.NO_PERMISSION
        )
    good = {"number": file.number, "by": other.worker, "reason": "The child is at our door right now.", "hours": 4}
    with acting_as(other.worker):
        for wrong, field in (
            ({"number": "nonsense"}, "number"),
            ({"reason": "urgent"}, "reason"),
            ({"hours": 25}, "hours"),
            ({"hours": 0}, "hours"),
        ):
            with pytest.raises(InvalidInput) as caught:
                break_glass.break_glass(**good | wrong)
            assert set(caught.value.fields) == {field}
        from tutela.kernel.ids import new_file_number

        with pytest.raises(NotHere):
            break_glass.break_glass(**good | {"number": new_file_number()})
    lonely = make_team_of_office()
    theirs = open_case(lonely)
    accounts.User.objects.filter(pk=lonely.supervisor.id).update(is_active=False)
    assert break_into(theirs, other.worker).told is None


@pytest.fixture
def keeper(db):
    accounts.create_system_users()
    return accounts.system_actor("deadline_keeper")


@pytest.mark.rule("P21")
@pytest.mark.requirement("R55")
def test_lateness_is_carried_up_step_by_step_to_the_last(team, file, keeper):
    head = make_actor("district_head", territory=team.office.territory)
    make_actor("duty_officer")
    reached = []
    for days in range(2, 9):
        with moved_to(now() + days * DAY), acting_as(keeper):
            escalate.escalate_overdue(by=keeper)
            row = Deadline.objects.get(kind="first_contact")
            reached.append((row.step, row.with_user_id))
            assert escalate.escalate_overdue(by=keeper) == 0, "not twice within its pause"
    assert [step for step, _who in reached][:3] == [0, 1, 2] or reached[-1][0] == escalate.LAST_STEP
    assert reached[-1][0] == escalate.LAST_STEP
    assert (1, team.supervisor.id) in reached
    assert (2, head.id) in reached
    with acting_as(head):
        assert Deadline.objects.filter(kind="first_contact").exists()
        assert list(work.escalated(head))


def test_nobody_in_the_role_leaves_it_open_to_the_office(team, file, keeper):
    with moved_to(now() + 4 * DAY), acting_as(keeper):
        accounts.User.objects.filter(pk=team.supervisor.id).update(is_active=False)
        escalate.escalate_overdue(by=keeper)
        assert Deadline.objects.get(kind="first_contact").with_user_id is None


@pytest.mark.requirement("R134")
def test_a_reading_names_the_file_or_the_part_of_it_and_the_child(team, file):
    person = make_person(team, file)
    with acting_as(team.worker):
        for said in ({}, {"what": "person_read"}, {"what": "person_read", "part": person}):
            read_file(file=file, by=team.worker, **said)
    with acting_as(make_actor("data_protection_officer")):
        found = Event.objects.filter(action__in=["file_read", "person_read"]).order_by("position")
        assert list(found.values_list("action", "subject", "about")) == [
            (action, subject, str(file.child_id))
            for action, subject in (
                ("file_read", f"cases.file:{file.pk}"),
                ("person_read", f"cases.file:{file.pk}"),
                ("person_read", f"cases.personaround:{person.pk}"),
            )
        ]
