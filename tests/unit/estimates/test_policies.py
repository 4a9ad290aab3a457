"""The rules of estimates at their edges: who reads, who works, who reviews, when a panel has something to say."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.estimates import policies
from tutela.estimates.enums import EstimatesReason as Reason
from tutela.estimates.models import Estimate
from tutela.estimates.states import DONE, EstimateState
from tutela.kernel.clock import now

P = Permission
ME = uuid.uuid4()
statistician = holding(P.STATISTICS_BUILD, user_id=ME)


def test_estimates_are_read_by_two_tasks_and_worked_on_by_one():
    for task in Permission:
        actor = holding(task)
        reads = task in {P.STATISTICS_VIEW, P.STATISTICS_BUILD}
        assert policies.view_estimates.why_not(actor) == (None if reads else Reason.NO_VIEW), task
        works = None if task == P.STATISTICS_BUILD else Reason.NO_WORK
        assert policies.work_with_lists.why_not(actor) == works, task
        assert policies.review_estimate.why_not(actor, Estimate(asked_by_id=ME)) == works, task
        said = {"methods": [{"estimate": 1200}]}
        assert policies.publish_estimate.why_not(actor, Estimate(results=said)) == works, task
        assert policies.try_again.why_not(actor, Estimate(state="failed"), now()) == works, task


@pytest.mark.rule("P14")
def test_whoever_asked_does_not_review_it():
    assert policies.review_estimate.why_not(statistician, Estimate(asked_by_id=ME)) == Reason.SELF_REVIEW


def test_a_panel_in_which_no_method_answers_is_not_published():
    for results, answered in (
        (None, False),
        ({}, False),
        ({"methods": []}, False),
        ({"methods": [{"estimate": None}]}, False),
        ({"methods": [{"estimate": None}, {"estimate": 0}]}, True),
        ({"methods": [{"estimate": 1200}, {"estimate": None}]}, True),
    ):
        expected = None if answered else Reason.NOTHING_TO_SAY
        assert policies.publish_estimate.why_not(statistician, Estimate(results=results)) == expected, results


@pytest.mark.parametrize("state", EstimateState)
def test_work_is_begun_again_once_the_worker_was_silent_for_ten_minutes(state):
    heard = now()
    for minutes, seconds, alive in ((0, 0, True), (9, 59, True), (10, 0, False), (60, 0, False)):
        later = heard + dt.timedelta(minutes=minutes, seconds=seconds)
        expected = Reason.STILL_RUNNING if alive and state == "running" else None
        assert policies.try_again.why_not(statistician, Estimate(state=state, heard_at=heard), later) == expected
    assert (state in DONE) is (state not in ("waiting", "running", "failed"))
