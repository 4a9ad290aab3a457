"""The rules of webhooks at their edges: who enters, confirms, stops and sees; when a failed message is tried again (R135)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.accounts.models import ApiClient, User
from tutela.kernel.clock import moved_to, now
from tutela.webhooks.enums import WebhookReason as Reason
from tutela.webhooks.models import Subscription
from tutela.webhooks.policies import people, retries
from tutela.webhooks.states import SubscriptionState

pytestmark = pytest.mark.requirement("R135")
P = Permission
ME = uuid.uuid4()
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
administrator, officer = holding(P.CLIENT_MANAGE), holding(P.AUDIT_VIEW)


def program(active=True, **fields):
    return ApiClient(**{"user": User(is_active=active), "expires_at": now() + HOUR, "revoked_at": None} | fields)


def subscription(state="active", **fields):
    return Subscription(**{"state": state, "entered_by_id": ME, "account_id": uuid.uuid4(), "program": program()} | fields)


SHUT = [{"active": False}, {"expires_at": now()}, {"revoked_at": now()}]


def test_a_token_opens_something_until_it_expires_is_revoked_or_its_account_is_shut():
    assert people.live.why_not(program()) is None
    for closed in SHUT:
        assert people.live.why_not(program(**closed)) == Reason.NO_TOKEN, closed
    with moved_to(now()):
        assert people.live.why_not(program(expires_at=now())) == Reason.NO_TOKEN, "at that very moment"


def test_one_task_enters_two_stop_and_one_relays():
    for task in Permission:
        actor = holding(task)
        assert people.enter.why_not(actor) == (None if task == P.CLIENT_MANAGE else Reason.NOT_ADMINISTRATOR), task
        keeps = task in {P.CLIENT_MANAGE, P.AUDIT_VIEW}
        assert people.keep.why_not(actor) == (None if keeps else Reason.NOT_KEEPER), task
        assert people.see.why_not(actor, subscription()) == (None if keeps else Reason.NOT_YOURS), task
        assert people.relay.why_not(actor) == (None if task == P.DEADLINE_KEEP else Reason.NOT_A_PROCESS), task


def test_the_account_of_a_program_sees_what_is_sent_to_it():
    owner = holding(P.FILE_WORK, user_id=ME)
    for rule in (people.own, people.see):
        assert rule.why_not(owner, subscription(account_id=ME)) is None
        assert rule.why_not(owner, subscription()) == Reason.NOT_YOURS
    assert people.own.why_not(administrator, subscription()) == Reason.NOT_YOURS


@pytest.mark.rule("P14")
@pytest.mark.parametrize("state", SubscriptionState)
def test_each_step_of_a_subscription_has_its_states_and_its_people(state):
    one = subscription(state)
    waits = None if state == "entered" else Reason.NOT_WAITING
    assert people.confirm.why_not(officer, one) == waits
    assert people.confirm.why_not(holding(P.AUDIT_VIEW, user_id=ME), one) == Reason.NOT_CONFIRMER
    running = None if state == "active" else Reason.NOT_RUNNING
    over = Reason.ENDED if state == "ended" else None
    for actor in (administrator, officer):
        assert people.pause.why_not(actor, one) == running
        assert people.end.why_not(actor, one) == over
    assert people.test.why_not(administrator, one) == running
    assert people.rotate.why_not(administrator, one) == over
    assert people.resume.why_not(administrator, one) == (None if state == "paused" else Reason.NOT_PAUSED)
    for closed in SHUT:
        dead = subscription(state, program=program(**closed))
        assert people.confirm.why_not(officer, dead) == (waits or Reason.NO_TOKEN)
        assert people.resume.why_not(administrator, dead) == (Reason.NO_TOKEN if state == "paused" else Reason.NOT_PAUSED)
        assert people.pause.why_not(administrator, dead) == running, "stopping is always possible"
        assert people.end.why_not(administrator, dead) == over
    for rule in (people.resume, people.rotate, people.test):
        assert rule.why_not(officer, one) == Reason.NOT_ADMINISTRATOR
    for rule in (people.pause, people.end):
        assert rule.why_not(holding(P.FILE_WORK), one) == Reason.NOT_KEEPER
    for actor in (administrator, holding(P.FILE_WORK)):
        assert people.confirm.why_not(actor, one) == Reason.NOT_CONFIRMER


def test_a_failed_message_is_tried_six_times_more_at_growing_distance_then_given_up():
    waits = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR]
    assert [retries.wait_after(tries) for tries in range(1, 7)] == waits
    assert retries.wait_after(7) is None
    assert retries.wait_after(100) is None
    breaths = [MINUTE, 5 * MINUTE, *[30 * MINUTE] * 5]
    assert [retries.breath_after(failures) for failures in range(1, 8)] == breaths


def test_how_long_things_are_kept_and_when_a_subscription_rests():
    """Said in the manual; a change of these is a change of what is promised there."""
    assert retries.MOST_FAILURES == 20
    assert retries.LEASE == 10 * MINUTE
    assert dt.timedelta(days=30) == retries.KEPT
    assert dt.timedelta(days=1) == retries.BOTH_SIGN
