"""The rules of keeping, and the arithmetic of its days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.kernel.clock import now
from tutela.retention import policies
from tutela.retention.enums import RetentionReason
from tutela.retention.models import Hold

pytestmark = pytest.mark.rule("P40")
D = dt.date
days = st.dates(min_value=D(1950, 1, 1), max_value=D(2200, 1, 1))


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (policies.keep_schedule, Permission.DEADLINE_KEEP, RetentionReason.NOT_A_PROCESS),
        (policies.decide_holds, Permission.ERASURE_DECIDE, RetentionReason.NOT_OFFICER),
    ],
    ids=["schedule", "holds"],
)
def test_one_task_and_no_other(rule, who, otherwise):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task == who else otherwise), task


def test_what_falls_due_is_seen_thirty_days_ahead():
    assert dt.timedelta(days=30) == policies.NOTICE


def test_a_hold_is_reviewed_while_it_stands():
    officer = holding(Permission.ERASURE_DECIDE)
    assert policies.review_hold.why_not(officer, Hold()) is None
    assert policies.review_hold.why_not(officer, Hold(lifted_at=now())) == RetentionReason.LIFTED
    assert policies.review_hold.why_not(holding(Permission.AUDIT_VIEW), Hold()) == RetentionReason.NOT_OFFICER


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2025, 1, 31), 1, D(2025, 2, 28)),
        (D(2024, 12, 15), 1, D(2025, 1, 15)),
        (D(2024, 1, 15), -1, D(2023, 12, 15)),
        (D(2024, 3, 31), -1, D(2024, 2, 29)),
        (D(2024, 6, 1), 0, D(2024, 6, 1)),
        (D(2024, 6, 1), 18, D(2025, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert policies.months_after(day, months) == later


@given(days, st.integers(min_value=0, max_value=240))
def test_a_day_of_closing_is_over_when_its_months_are(day, months):
    assert policies.closed_until(day, months) == policies.months_after(day, -months)
    assert policies.months_after(policies.closed_until(day, months), months) <= day


@pytest.mark.parametrize(
    ("child_until", "age", "last"), [(D(2030, 3, 4), 18, D(2030, 12, 31)), (D(2030, 12, 31), 25, D(2037, 12, 31))]
)
def test_a_term_ends_with_the_year(child_until, age, last):
    assert policies.term_ends(child_until, age) == last


@pytest.mark.parametrize(
    ("day", "age", "until"),
    [
        (D(2037, 12, 31), 25, D(2030, 12, 31)),
        (D(2037, 12, 30), 25, D(2029, 12, 31)),
        (D(2037, 11, 30), 25, D(2029, 12, 31)),
        (D(2037, 1, 31), 25, D(2029, 12, 31)),
        (D(2038, 1, 1), 18, D(2037, 12, 31)),
    ],
)
def test_whose_term_has_ended(day, age, until):
    assert policies.ended_until(day, age) == until


@given(days, days, st.integers(min_value=18, max_value=100))
def test_a_term_has_ended_for_exactly_those_whose_last_day_has_come(child_until, day, age):
    assert (policies.term_ends(child_until, age) <= day) == (child_until <= policies.ended_until(day, age))
