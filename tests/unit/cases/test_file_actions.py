"""Opening, assigning, emergency access, following up, reviewing, closing, reopening, escalating."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import (
    break_into,
    complete_closure,
    fresh,
    make_team_of_office,
    open_case,
    put_in_state,
    register,
    send_case_referral,
    unknown_id,
)
from tutela.accounts import api as accounts
from tutela.cases.actions import assign_file, break_glass, close_file, escalate, file_state, follow_up, open_file
from tutela.cases.actions.approvals import approve_work
from tutela.cases.enums.file import FileReason
from tutela.cases.enums.referral import ClosureReason
from tutela.cases.models import CaseFile, Child, Closure, Deadline, FileAccess, FollowUp, LinkedReport, Referral
from tutela.cases.policies.file import approve, reopen_file
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


@pytest.mark.requirement("R55")
def test_every_contact_sets_the_next(team, file):
    visit = {"kind": "visit", "happened_on": today(), "next_contact_on": today() + 7 * DAY, "new_risk": True}
    with acting_as(team.worker):
        from tutela.cases.actions.deadlines import set_deadline

        set_deadline(file=file, kind="flight_contact", due_at=now(), by=team.worker, subject=unknown_id())
        follow_up.record_follow_up(file=file, by=team.worker, values=visit)
        assert (file.next_contact_on, file.first_contact_on) == (today() + 7 * DAY, today())
        open_kinds = set(Deadline.objects.filter(done_at=None, cancelled_at=None).values_list("kind", flat=True))
        assert {"follow_up", "reassessment"} <= open_kinds
        assert not {"first_contact", "flight_contact"} & open_kinds
        follow_up.record_follow_up(file=file, by=team.worker, values=visit | {"new_risk": False})
        for wrong, field in (
            ({"kind": "dream"}, "kind"),
            ({"seen_alone": "maybe"}, "seen_alone"),
            ({"happened_on": today() + DAY}, "happened_on"),
            ({"happened_on": None}, "happened_on"),
            ({"next_contact_on": today()}, "next_contact_on"),
            ({"next_contact_on": None}, "next_contact_on"),
            ({"score": 3}, "score"),
        ):
            with pytest.raises(InvalidInput) as caught:
                follow_up.record_follow_up(file=file, by=team.worker, values=visit | wrong)
            assert field in caught.value.fields


@pytest.mark.requirement("R64")
def test_a_review_says_whether_the_plan_is_still_right(team, file):
    active = put_in_state(file, "active", team.worker)
    review = {
        "held_on": today(),
        "next_review_on": today() + 30 * DAY,
        "response_outcome": "safe",
        "outcomes": {"safety": "better"},
    }
    with acting_as(team.worker):
        follow_up.hold_review(file=active, by=team.worker, values=review)
        assert active.state == "active"
        follow_up.hold_review(file=active, by=team.worker, values=review | {"plan_still_right": False})
        assert (active.state, active.review_due_on) == ("in_assessment", today() + 30 * DAY)
        follow_up.hold_review(file=active, by=team.worker, values=review)
        assert active.state == "in_assessment"
        stranger = type("V", (), {"file_id": unknown_id()})()
        for wrong, field in (
            ({"outcomes": {"looks": "better"}}, "outcomes"),
            ({"response_outcome": "great"}, "response_outcome"),
            ({"view": stranger}, "view"),
            ({"held_on": today() + DAY}, "held_on"),
        ):
            with pytest.raises(InvalidInput) as caught:
                follow_up.hold_review(file=active, by=team.worker, values=review | wrong)
            assert field in caught.value.fields


MISSING = [
    ({"criteria": {}}, ClosureReason.NO_CRITERIA),
    (
        {"criteria": {"child_safe": False, "goals_met": True, "care_supported": True, "no_further_concern": True}},
        ClosureReason.CRITERIA_NOT_MET,
    ),
    ({"view": None}, ClosureReason.NO_VIEW),
    ({"reason": "LOST", "attempts": ["one"]}, ClosureReason.NO_ATTEMPTS),
    ({"continuing_support": " "}, ClosureReason.NO_SUPPORT),
    ({"post_closure_on": None}, ClosureReason.NO_POST_CLOSURE),
    ({"post_closure_on": dt.date(2199, 1, 1)}, ClosureReason.NO_POST_CLOSURE),
    ({"principles": {}}, ClosureReason.NO_PRINCIPLES),
]


@pytest.mark.requirement("R63")
@pytest.mark.rule("P16")
@pytest.mark.parametrize(("missing", "reason"), MISSING)
def test_closing_is_refused_without_any_one_element(team, file, missing, reason):
    active = put_in_state(file, "active", team.worker)
    closure = complete_closure(team, active, **missing)
    with acting_as(team.worker):
        assert refused(close_file.submit_closure_for_approval, closure=closure, by=team.worker) == reason
        assert Closure.objects.get().state == "draft"


@pytest.mark.rule("P16")
def test_an_open_referral_stands_against_closing(team, file):
    put_in_state(file, "active", team.worker)
    send_case_referral(team, fresh(team.worker, file))
    closure = complete_closure(team, fresh(team.worker, file))
    with acting_as(team.worker):
        assert (
            refused(close_file.submit_closure_for_approval, closure=closure, by=team.worker) == ClosureReason.OPEN_REFERRALS
        )


@pytest.mark.rule("P6")
@pytest.mark.parametrize("reason", ["SETTLEMENT", "settlement", "MARRIAGE", "COMPLAINT_WITHDRAWN", "UNK", "", None])
def test_settlement_is_never_a_reason(team, file, reason):
    with pytest.raises(InvalidInput) as caught:
        complete_closure(team, file, reason=reason)
    assert "reason" in caught.value.fields


@pytest.mark.rule("P14")
@pytest.mark.requirement("R63")
def test_closing_by_another_then_the_contact_after_closing_then_reopening(team, file):
    active = put_in_state(file, "active", team.worker)
    closure = complete_closure(team, active)
    later = {"kind": "call", "happened_on": today()}
    with acting_as(team.worker):
        assert (
            refused(follow_up.record_contact_after_closing, file=active, by=team.worker, values=later)
            == FileReason.NOT_CLOSED
        )
        close_file.revise_closure(closure=closure, by=team.worker, base_version=1, values={"explanation": "All agreed."})
        with pytest.raises(InvalidInput):
            close_file.revise_closure(closure=closure, by=team.worker, base_version=2, values={"mood": "x"})
        closure = Closure.objects.select_related("file", "view").get()
        close_file.submit_closure_for_approval(closure=closure, by=team.worker)
        assert approve.why_not(team.worker, closure) == FileReason.NO_PERMISSION
        assert refused(close_file.submit_closure_for_approval, closure=closure, by=team.worker) == ClosureReason.NOT_A_DRAFT
        assert reopen_file.why_not(team.worker, closure.file) == FileReason.NOT_ALREADY_OPEN
    with acting_as(team.supervisor):
        mine = Closure.objects.select_related("file", "view").get()
        mine.updated_by_id = team.supervisor.id
        assert approve.why_not(team.supervisor, mine) == FileReason.OWN_WORK
        approve_work(work=Closure.objects.select_related("file", "view").get(), by=team.supervisor)
        closed = CaseFile.objects.select_related("child").get()
        assert (closed.state, closed.next_contact_on) == ("closed", today() + 60 * DAY)
        assert Deadline.objects.get(done_at=None, cancelled_at=None).kind == "post_closure"
    with acting_as(team.worker):
        assert refused(follow_up.record_follow_up, file=closed, by=team.worker, values=later) == FileReason.FILE_CLOSED
        with pytest.raises(InvalidInput):
            follow_up.record_contact_after_closing(file=closed, by=team.worker, values=later | {"kind": "dream"})
        follow_up.record_contact_after_closing(file=closed, by=team.worker, values=later)
        assert not Deadline.objects.filter(done_at=None, cancelled_at=None).exists()
        with pytest.raises(InvalidInput):
            close_file.reopen_file(file=closed, by=team.worker, reason=" ")
        again = close_file.reopen_file(file=closed, by=team.worker, reason="A new worry from the school.")
        assert (again.pk, again.state, again.reopened_count, again.closed_at) == (file.pk, "reopened", 1, None)
        assert FollowUp.objects.filter(kind="reopening").count() == 1
        assert refused(close_file.reopen_file, file=again, by=team.worker, reason="x") == FileReason.NOT_ALREADY_OPEN


def test_foreign_and_intake_do_not_reopen_or_contact(team, other, file):
    closed = put_in_state(file, "closed", team.worker)
    with acting_as(team.worker):
        assert reopen_file.why_not(other.worker, closed) == FileReason.NOT_VISIBLE
        assert (
            refused(follow_up.record_contact_after_closing, file=closed, by=other.worker, values={})
            == FileReason.NOT_VISIBLE
        )
        foreign = type("V", (), {"file_id": unknown_id()})()
    active = put_in_state(file, "active", team.worker, closed_at=None)
    with pytest.raises(InvalidInput):
        complete_closure(team, active, view=foreign)
    put_in_state(file, "closed", team.worker)
    break_into(file, other.worker)
    with acting_as(other.worker):
        closed = CaseFile.objects.get()
        assert reopen_file.why_not(other.worker, closed) == FileReason.NO_PERMISSION
        assert (
            refused(follow_up.record_contact_after_closing, file=closed, by=other.worker, values={})
            == FileReason.NOT_ASSIGNED
        )


def test_a_death_or_an_error_needs_no_view_and_no_day_after(team, file):
    active = put_in_state(file, "active", team.worker)
    closure = complete_closure(team, active, reason="DIED", view=None, continuing_support="", post_closure_on=None)
    with acting_as(team.worker):
        close_file.submit_closure_for_approval(closure=closure, by=team.worker)
        assert closure.state == "submitted"


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


@pytest.mark.rule("P12")
@pytest.mark.requirement("R70")
def test_an_unanswered_referral_escalates_and_an_expired_one_closes_its_door(team, file, keeper):
    put_in_state(file, "planned", team.worker)
    referral = send_case_referral(team, fresh(team.worker, file), open_for=30 * DAY)
    assert fresh(team.worker, file).state == "active"
    with moved_to(now() + 20 * DAY), acting_as(keeper):
        escalate.escalate_overdue(by=keeper)
        assert Deadline.objects.get(kind="referral_answer").step == 1
        assert escalate.expire_referrals(by=keeper) == 0
    with moved_to(now() + 31 * DAY), acting_as(keeper):
        assert escalate.expire_referrals(by=keeper) == 1
        assert Referral.objects.get().state == "expired"
        assert Deadline.objects.get(kind="referral_answer").cancelled_at
    with acting_as(team.provider):
        assert not Referral.objects.filter(pk=referral.pk).exists()


def test_the_worker_process_runs_both(team, file, keeper):
    from tutela.cases import tasks

    with moved_to(now() + 4 * DAY):
        tasks.watch_deadlines.func(0)
    with acting_as(team.supervisor):
        assert Deadline.objects.filter(step=1).exists()


@pytest.mark.requirement("R12")
def test_the_work_list_shows_what_is_mine(team, other, file):
    loose = open_case(team, assigned=False)
    with acting_as(team.worker):
        assert {row.file_id for row in work.open_deadlines(team.worker)} == {file.pk}
        assert work.decisions(team.worker) == []
        assert {row.pk for row in work.listed(team.worker)} == {file.pk}
    with acting_as(team.supervisor):
        assert list(work.unassigned(team.supervisor)) == [loose]
        register(team, file)
        closure = complete_closure(team, put_in_state(file, "active", team.worker))
    with acting_as(team.worker):
        close_file.submit_closure_for_approval(closure=closure, by=team.worker)
        CaseFile.objects.filter(pk=file.pk).update(next_contact_on=today() - DAY)
    with acting_as(team.supervisor):
        assert work.decisions(team.supervisor) == [closure]
        assert file in work.without_next_day(team.supervisor)
    with acting_as(other.supervisor):
        assert work.decisions(other.supervisor) == []
        assert not work.listed(other.supervisor).exists()
