"""Overdue triage climbs: officer, supervisor, district head, duty officer; with a clock that moves."""

import datetime as dt

import pytest

from tests.factories.accounts import actor_of, make_office, make_team, make_user
from tests.unit.intake.conftest import give_key, the_public
from tutela.accounts.api import PUBLIC_ACTOR, create_system_users
from tutela.intake import tasks
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.actions.triage import take_in_hand
from tutela.intake.api import escalate_overdue_reports
from tutela.intake.enums import IntakeReason
from tutela.intake.models import Report, ReportStep
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.vocabulary import api as vocabulary

pytestmark = [pytest.mark.requirement("R21"), pytest.mark.rule("P21")]
SECOND = dt.timedelta(seconds=1)


def escalate(world, moment):
    with moved_to(moment), acting_as(world.keeper):
        return escalate_overdue_reports(by=world.keeper)


def seen(world):
    with acting_as(world.officer):
        return Report.objects.select_related("escalated_to").get()


def test_immediate_danger_climbs_to_the_top(world, send):
    send(danger="yes")
    report = seen(world)
    pause = vocabulary.deadline("triage", "immediate_danger")
    assert escalate(world, report.due_at) == 0
    moment = report.due_at + SECOND
    for who in ("supervisor", "head", "duty"):
        assert escalate(world, moment) == 1
        assert seen(world).escalated_to == world.users[who]
        assert escalate(world, moment + pause - SECOND) == 0
        moment += pause
    assert escalate(world, moment + dt.timedelta(days=9)) == 0
    with acting_as(world.officer):
        assert list(ReportStep.objects.values_list("after", flat=True)) == ["supervisor", "district_head", "duty_officer"]


def test_what_is_settled_or_taken_does_not_climb(world, in_hand):
    from tutela.intake.actions.settle import settle_report

    with acting_as(world.officer):
        settle_report(report=in_hand, target="information_only", reason="x", by=world.officer)
    assert escalate(world, now() + dt.timedelta(days=30)) == 0


def test_taking_in_hand_does_not_stop_the_clock(world, report):
    with acting_as(world.officer):
        take_in_hand(report=report, by=world.officer)
    assert escalate(world, report.due_at + SECOND) == 1


def test_a_step_that_nobody_holds_is_passed_over(world):
    lonely = make_office()
    officer = actor_of(make_user("intake_officer", office=lonely))
    team = make_team(lonely, receives_public_reports=True)
    give_key(team)
    with the_public():
        receive_report(submission=Submission(worry="x"), team=team, by=PUBLIC_ACTOR)
    assert escalate(world, now() + dt.timedelta(days=2)) == 1
    with acting_as(officer):
        assert Report.objects.get().escalated_to == world.users["duty"]


def test_where_nobody_is_left_it_says_so_and_ends(world, send):
    send()
    for name in ("supervisor", "head", "duty"):
        world.users[name].grants.update(ended_at=now())
    assert escalate(world, now() + dt.timedelta(days=2)) == 1
    report = seen(world)
    assert (report.escalation_step, report.escalated_to) == (3, None)


def test_no_person_escalates_by_hand(world):
    with acting_as(world.supervisor), pytest.raises(Refused) as caught:
        escalate_overdue_reports(by=world.supervisor)
    assert caught.value.reason == IntakeReason.NOT_A_PROCESS


def test_the_worker_does_it(world, send):
    send()
    create_system_users()
    with moved_to(now() + dt.timedelta(days=2)):
        tasks.watch_reports(0)
    assert seen(world).escalation_step == 1
