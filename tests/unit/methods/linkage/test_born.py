"""Births: full, partial, estimated, rubbish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.methods.linkage.born import AGE_MARGIN, NOT_KNOWN, Born, NotADate, from_age, parse_born


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("2012-03-04", Born(2012, 2012, 3, 4, "20120304")),
        ("2012-03-04T00:00:00", Born(2012, 2012, 3, 4, "20120304")),
        ("04/03/2012", Born(2012, 2012, 3, 4, "20120304")),
        ("03/25/2012", Born(2012, 2012, 3, 25, "20120325")),
        ("20120304", Born(2012, 2012, 3, 4, "20120304")),
        ("٢٠١٢-٠٣-٠٤", Born(2012, 2012, 3, 4, "20120304")),
        ("2012-03", Born(2012, 2012, 3)),
        ("2012", Born(2012, 2012)),
        ("2012.0", Born(2012, 2012)),
        ("c. 2012", Born(2012 - AGE_MARGIN, 2012 + AGE_MARGIN)),
        ("2012?", Born(2012 - AGE_MARGIN, 2012 + AGE_MARGIN)),
        ("2010-2012", Born(2010, 2012)),
        ("4 March 2012", Born(2012, 2012, 3, 4, "20120304")),
        ("mars 2012", Born(2012, 2012, 3)),
        ("unknown", NOT_KNOWN),
        ("", NOT_KNOWN),
    ],
)
def test_what_is_known_is_kept(text: str, born: Born) -> None:
    assert parse_born(text) == born


@pytest.mark.parametrize("text", ["rubbish", "2012-13-45", "99/99/9999", "1234", "12 Foobar 2012", "20121345"])
def test_rubbish_is_said_to_be_rubbish(text: str) -> None:
    with pytest.raises(NotADate):
        parse_born(text)


def test_an_impossible_day_can_still_be_compared() -> None:
    with pytest.raises(NotADate) as caught:
        parse_born("20121345")
    assert caught.value.digits == "20121345"


def test_an_age_is_a_range_of_years() -> None:
    assert from_age("12", 2024) == Born(2011, 2012)
    assert from_age("~12", 2024) == Born(2011 - AGE_MARGIN, 2012 + AGE_MARGIN)
    assert from_age("10-12 years", 2024) == Born(2011, 2014)
    assert from_age("12", None) == NOT_KNOWN
    assert from_age("unk", 2024) == NOT_KNOWN
    for wrong in ("many", "400"):
        with pytest.raises(NotADate):
            from_age(wrong, 2024)


@given(st.dates())
def test_every_iso_date_in_range_is_read_back(day: object) -> None:
    text = str(day)
    if 1850 <= int(text[:4]) <= 2100:
        assert parse_born(text).text == text.replace("-", "")


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        born = parse_born(text)
    except NotADate:
        return
    assert born.low is None or (born.high is not None and born.low <= born.high)
