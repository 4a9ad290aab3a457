"""The age rule: 18 and nothing else, and presumed while in doubt."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutela.cases import age
from tutela.cases.age import BirthRange
from tutela.kernel.partial_dates import plus_years, years_between

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))
pytestmark = [pytest.mark.rule("P1"), pytest.mark.requirement("R1")]


@given(DAYS, DAYS)
def test_known_day_child_exactly_until_the_eighteenth_birthday(born, day):
    presumed = BirthRange(born, born).presumed_child_on(day)
    assert presumed == (day < plus_years(born, 18))
    if day >= born:
        assert presumed == (years_between(born, day) < 18)


@pytest.mark.requirement("R3")
@given(DAYS, st.integers(0, 4000), DAYS)
def test_presumed_while_any_possible_birth_makes_a_child(earliest, spread, day):
    latest = earliest + dt.timedelta(days=spread)
    born = BirthRange(earliest, latest)
    some = BirthRange(latest, latest).presumed_child_on(day) or BirthRange(earliest, earliest).presumed_child_on(day)
    assert born.presumed_child_on(day) == some
    assert BirthRange().presumed_child_on(day)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
@example(dt.date(2000, 2, 29), 1, 1)
@example(dt.date(2001, 3, 1), 0, 1)
def test_an_estimate_comes_back_as_it_was_said(day, one, other):
    youngest, oldest = sorted((one, other))
    born = BirthRange.from_ages(youngest, oldest, day)
    assert born.ages_on(day) == (youngest, oldest)
    assert born.presumed_child_on(day) == (youngest < 18)
    assert born == BirthRange.from_iso(born.earliest.isoformat(), born.latest.isoformat())
    until = born.presumed_until()
    assert not born.presumed_child_on(until + dt.timedelta(days=1))
    assert until - plus_years(born.latest, 18) < dt.timedelta(days=31)


@given(DAYS)
def test_nothing_known_has_no_age_and_no_end(day):
    born = BirthRange.from_iso("", "")
    assert (born.ages_on(day), born.presumed_until()) == (None, None)


def test_partial_births_and_only_eighteen():
    assert BirthRange.from_birth("2014-05") == BirthRange(dt.date(2014, 5, 1), dt.date(2014, 5, 31))
    with pytest.raises(ValueError, match="."):
        BirthRange.from_birth("soon")
    assert age.CHILD_AGE == 18
