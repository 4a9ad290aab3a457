"""Following up, reviewing, closing, reopening; expiry, and the work list."""

import datetime as dt

import pytest

from tests.factories.care import complete_closure, send_case_referral
from tests.factories.cases import break_into, fresh, open_case, put_in_state, register, unknown_id
from tutela.accounts import api as accounts
from tutela.care.actions import close_file, follow_up
from tutela.care.actions.approvals import approve_work
from tutela.care.actions.expire import expire_referrals
from tutela.care.enums.referral import ClosureReason
from tutela.care.models import Closure, FollowUp, Referral
from tutela.care.policies.approval import approve
from tutela.care.policies.closure import reopen_file
from tutela.care.queries.work import decisions
from tutela.cases.actions import escalate
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Deadline
from tutela.cases.queries import work
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

DAY = dt.timedelta(days=1)


def refused(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


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


@pytest.mark.rule("P12")
@pytest.mark.requirement("R70")
def test_an_unanswered_referral_escalates_and_an_expired_one_closes_its_door(team, file, keeper):
    put_in_state(file, "planned", team.worker)
    referral = send_case_referral(team, fresh(team.worker, file), open_for=30 * DAY)
    assert fresh(team.worker, file).state == "active"
    with moved_to(now() + 20 * DAY), acting_as(keeper):
        escalate.escalate_overdue(by=keeper)
        assert Deadline.objects.get(kind="referral_answer").step == 1
        assert expire_referrals(by=keeper) == 0
    with moved_to(now() + 31 * DAY), acting_as(keeper):
        assert expire_referrals(by=keeper) == 1
        assert Referral.objects.get().state == "expired"
        assert Deadline.objects.get(kind="referral_answer").cancelled_at
    with acting_as(team.provider):
        assert not Referral.objects.filter(pk=referral.pk).exists()


def test_the_worker_process_runs_both(team, file, keeper):
    from tutela.care import tasks

    with moved_to(now() + 4 * DAY):
        tasks.watch_deadlines.func(0)
    with acting_as(team.supervisor):
        assert Deadline.objects.filter(step=1).exists()


@pytest.mark.requirement("R12")
@pytest.mark.requirement("R55")
def test_the_work_list_shows_what_is_mine(team, other, file):
    loose = open_case(team, assigned=False)
    with acting_as(team.worker):
        assert {row.file_id for row in work.open_deadlines(team.worker)} == {file.pk}
        assert decisions(team.worker) == []
        assert {row.pk for row in work.listed(team.worker)} == {file.pk}
    with acting_as(team.supervisor):
        assert list(work.unassigned(team.supervisor)) == [loose]
        register(team, file)
        closure = complete_closure(team, put_in_state(file, "active", team.worker))
    with acting_as(team.worker):
        close_file.submit_closure_for_approval(closure=closure, by=team.worker)
        CaseFile.objects.filter(pk=file.pk).update(next_contact_on=today() - DAY)
    with acting_as(team.supervisor):
        assert decisions(team.supervisor) == [closure]
        assert file in work.without_next_day(team.supervisor)
    with acting_as(other.supervisor):
        assert decisions(other.supervisor) == []
        assert not work.listed(other.supervisor).exists()
