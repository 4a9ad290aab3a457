"""The rules of the directory at their edges: who keeps it, and who keeps one entry."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.directory import policies
from tutela.directory.enums import DirectoryReason as Reason
from tutela.directory.models import ServicePoint
from tutela.kernel.clock import today

P = Permission
OFFICE, KEEPER = uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (policies.edit_directory, {P.DIRECTORY_EDIT}),
        (policies.remind_keepers, {P.DIRECTORY_EDIT, P.DEADLINE_KEEP}),
        (policies.stop_service, {P.DIRECTORY_EDIT, P.DEADLINE_KEEP, P.FACILITY_INSPECT}),
        (policies.open_office, {P.DIRECTORY_EDIT, P.FACILITY_INSPECT}),
    ],
    ids=["edits", "reminds", "stops", "opens"],
)
def test_these_tasks_are_enough_and_no_other_is(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else Reason.NOT_EDITOR), task


def test_an_entry_is_kept_by_the_office_that_answers_for_it():
    own, kept = ServicePoint(office_id=OFFICE), ServicePoint(office_id=OFFICE, keeper_id=KEEPER)
    assert policies.keeper_of(own) == OFFICE
    assert policies.keeper_of(kept) == KEEPER, "another office keeps it"
    for task in Permission:
        keeps = task in {P.DIRECTORY_EDIT, P.REFERRAL_ANSWER, P.FACILITY_MANAGE}
        for point, keeper, other in ((own, OFFICE, KEEPER), (kept, KEEPER, OFFICE)):
            expected = None if keeps else Reason.NOT_KEEPER
            assert policies.keep_entry.why_not(holding(task, offices=[keeper]), point) == expected, task
            assert policies.keep_entry.why_not(holding(task, offices=[other]), point) == Reason.NOT_KEEPER
    over = ServicePoint(office_id=OFFICE, ended_on=today())
    assert policies.keep_entry.why_not(holding(P.REFERRAL_ANSWER, offices=[OFFICE]), over) == Reason.SERVICE_ENDED
    assert policies.keep_entry.why_not(holding(P.REFERRAL_ANSWER, offices=[KEEPER]), over) == Reason.NOT_KEEPER
