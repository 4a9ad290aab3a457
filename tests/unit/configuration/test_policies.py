"""The rules of bundles at their edges: who looks, who puts one in force, and when there is something to do."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.configuration import policies
from tutela.configuration.enums import ConfigurationReason as Reason
from tutela.configuration.models import BundleImport
from tutela.configuration.states import ImportState

P = Permission
ME = uuid.uuid4()
keeper = holding(P.DIRECTORY_EDIT, user_id=ME)


def bundle(state="waiting", **counts):
    return BundleImport(state=state, counts=counts, looked_at_by_id=ME)


@pytest.mark.parametrize("state", ImportState)
def test_a_bundle_that_waits_is_set_aside_or_put_in_force_where_it_changes_something(state):
    waits = None if state == "waiting" else Reason.NOT_WAITING
    for counts, something in (
        ({"new": 1, "changed": 1, "same": 5}, True),
        ({"new": 1, "changed": 0, "same": 5}, True),
        ({"new": 0, "changed": 1}, True),
        ({"new": 2}, True),
        ({"changed": 2}, True),
        ({"new": 0, "changed": 0, "same": 5, "gone": 3}, False),
        ({}, False),
    ):
        assert policies.set_aside.why_not(keeper, bundle(state, **counts)) == waits
        expected = waits or (None if something else Reason.NOTHING_TO_DO)
        assert policies.put_in_force.why_not(keeper, bundle(state, **counts)) == expected, counts
    for task in Permission:
        expected = waits if task == P.DIRECTORY_EDIT else Reason.NOT_KEEPER
        assert policies.set_aside.why_not(holding(task), bundle(state, new=1)) == expected
        assert policies.put_in_force.why_not(holding(task), bundle(state, new=1)) == expected


def test_one_task_keeps_the_configuration_and_no_other():
    for task in Permission:
        keeps = task == P.DIRECTORY_EDIT
        assert policies.keep_configuration.why_not(holding(task)) == (None if keeps else Reason.NOT_KEEPER), task
        covers = None if keeps else AccountsReason.OUTSIDE_SCOPE
        assert policies.covers_configuration.why_not(holding(task)) == covers, task


def test_whoever_looked_at_it_alone_says_why_no_second_person_did():
    assert policies.needs_reason(keeper, bundle())
    assert not policies.needs_reason(holding(P.DIRECTORY_EDIT), bundle())
