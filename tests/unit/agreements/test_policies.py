"""The rules of agreements at their edges: who, in which state, on which day, what."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.agreements import policies
from tutela.agreements.enums import AgreementReason
from tutela.agreements.models import Agreement
from tutela.kernel.clock import today

DAY = dt.timedelta(days=1)
P = Permission


def agreement(**fields):
    base = {"partner_id": uuid.uuid4(), "proposed_by_id": uuid.uuid4(), "state": "active", "breakdowns": ["schooling"]}
    return Agreement(**base | {"starts_on": today() - DAY, "ends_on": today() + DAY} | fields)


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (policies.propose, {P.AGREEMENT_KEEP}, AgreementReason.NOT_KEEPER),
        (policies.end, {P.AGREEMENT_KEEP, P.AUDIT_VIEW}, AgreementReason.NOT_DECIDER),
    ],
    ids=["propose", "end"],
)
def test_one_task_is_enough_and_no_other_is(rule, who, otherwise):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else otherwise), task


@pytest.mark.rule("P14")
def test_data_protection_decides_on_what_somebody_else_proposed():
    me = uuid.uuid4()
    assert policies.decide.why_not(holding(P.AUDIT_VIEW), agreement()) is None
    assert (
        policies.decide.why_not(holding(P.AUDIT_VIEW, user_id=me), agreement(proposed_by_id=me))
        == AgreementReason.NOT_DECIDER
    )
    assert policies.decide.why_not(holding(P.AGREEMENT_KEEP), agreement()) == AgreementReason.NOT_DECIDER


@pytest.mark.requirement("R116")
def test_the_partner_takes_from_the_first_to_the_last_day_what_the_agreement_names():
    one = agreement()
    partner = holding(P.AGREEMENT_USE, offices=[one.partner_id])
    take = policies.take.why_not
    for asked in ([], ["sex"], ["schooling"], ["sex", "schooling"]):
        assert take(partner, one, asked) is None
    assert take(partner, one, ["schooling", "disability"]) == AgreementReason.OUTSIDE_FIELDS
    assert take(holding(P.AGREEMENT_USE, offices=[uuid.uuid4()]), one, []) == AgreementReason.NOT_PARTNER
    assert take(holding(P.AGREEMENT_KEEP, offices=[one.partner_id]), one, []) == AgreementReason.NOT_PARTNER
    for state in ("proposed", "declined", "ended"):
        one.state = state
        assert take(partner, one, []) == AgreementReason.NOT_IN_FORCE
    one.state = "active"
    for first, last, why in (
        (today(), today(), None),
        (today() + DAY, today() + DAY, AgreementReason.OUTSIDE_TERM),
        (today() - DAY, today() - DAY, AgreementReason.OUTSIDE_TERM),
    ):
        one.starts_on, one.ends_on = first, last
        assert take(partner, one, []) == why
