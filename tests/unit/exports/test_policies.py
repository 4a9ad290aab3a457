"""The rules of exports at their edges: who asks, who decides, what may leave to whom, who takes it (R135)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.directory.api import Office
from tutela.exports import policies
from tutela.exports.enums import ExportReason as Reason
from tutela.exports.enums import Level
from tutela.exports.models import Export, Recipient
from tutela.exports.states import ExportState
from tutela.kernel.clock import now
from tutela.vocabulary import api as vocabulary

pytestmark = pytest.mark.requirement("R135")
P = Permission
OFFICE, ME = uuid.uuid4(), uuid.uuid4()
asker = holding(P.FILE_EXPORT, offices=[OFFICE], user_id=ME)
officer = holding(P.AUDIT_VIEW, user_id=ME)


def export(state="asked", **fields):
    return Export(**{"office_id": OFFICE, "state": state, "asked_by_id": ME, "decided_by_id": None} | fields)


def test_an_export_is_asked_for_by_who_may_for_that_office():
    for task in Permission:
        may = task == P.FILE_EXPORT
        here, elsewhere = holding(task, offices=[OFFICE]), holding(task, offices=[uuid.uuid4()])
        assert policies.ask.why_not(here, Office(pk=OFFICE)) == (None if may else Reason.NOT_ASKER), task
        assert policies.ask.why_not(elsewhere, Office(pk=OFFICE)) == Reason.NOT_ASKER
        enters = task in {P.FILE_EXPORT, P.AUDIT_VIEW}
        assert policies.enter_recipient.why_not(here) == (None if enters else Reason.NOT_ASKER), task


@pytest.mark.rule("P14")
def test_data_protection_decides_and_confirms_what_others_asked_and_entered():
    for task in Permission:
        expected = None if task == P.AUDIT_VIEW else Reason.NOT_DECIDER
        assert policies.decide.why_not(holding(task), export()) == expected, task
        assert policies.confirm.why_not(holding(task), Recipient(entered_by_id=ME)) == expected, task
    assert policies.decide.why_not(officer, export()) == Reason.NOT_DECIDER
    assert policies.confirm.why_not(officer, Recipient(entered_by_id=ME)) == Reason.NOT_DECIDER


def test_only_to_a_confirmed_key_and_names_only_for_what_the_law_names():
    key = {"confirmed_at": now()}
    law = {"court_order", "legal_duty", "transfer"}
    purposes = set(vocabulary.code_list("export_purposes").codes)
    assert law < purposes
    for purpose in purposes:
        assert policies.leave.why_not(Recipient(**key), Level.CODES, purpose) is None
        named = None if purpose in law else Reason.NAMES_NOT_FOR_THIS
        assert policies.leave.why_not(Recipient(**key), Level.IDENTITY, purpose) == named, purpose
        for level in Level:
            for closed in (Recipient(), Recipient(**key, ended_at=now()), Recipient(ended_at=now())):
                assert policies.leave.why_not(closed, level, purpose) == Reason.KEY_NOT_CONFIRMED


@pytest.mark.parametrize("state", ExportState)
def test_whoever_asked_takes_it_or_has_it_built_again_while_the_right_lasts(state):
    ready = None if state == "ready" else Reason.NOT_READY
    failed = None if state == "failed" else Reason.NOT_FAILED
    agreed = {"decided_by_id": uuid.uuid4(), "decided_at": now() - dt.timedelta(days=1)}
    assert policies.own.why_not(asker, export(state)) is None
    assert policies.take.why_not(asker, export(state)) == ready
    assert policies.again.why_not(asker, export(state, **agreed)) == failed
    assert policies.again.why_not(asker, export(state)) == Reason.NOT_FAILED, "nobody builds what was not agreed"
    others = (
        holding(P.FILE_EXPORT, offices=[OFFICE]),
        holding(P.FILE_EXPORT, offices=[uuid.uuid4()], user_id=ME),
        holding(P.AUDIT_VIEW, offices=[OFFICE], user_id=ME),
    )
    for rule in (policies.own, policies.take, policies.again):
        for actor in others:
            assert rule.why_not(actor, export(state, **agreed)) == Reason.NOT_YOURS
