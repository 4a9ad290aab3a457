"""Series, breaks, tracks, what is missing."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import monitoring as make
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.monitoring import models
from tutela.monitoring.enums import PageKind
from tutela.monitoring.policies import publish_indicator
from tutela.monitoring.presenters.indicators import change
from tutela.monitoring.queries import indicators, published
from tutela.registers import api as kept

D = dt.date
db = pytest.mark.django_db
VALUES = st.lists(
    st.tuples(st.integers(2015, 2030), st.integers(-100, 100)), unique_by=lambda row: row[0], min_size=1, max_size=8
)


def series(values, breaks=(), direction="up", **fields):
    defaults = {"baseline_year": 2015, "baseline": Decimal(0), "target_year": 2025, "target": Decimal(100)}
    indicator = models.Indicator(direction=direction, **defaults | fields)
    return indicators.Series(
        indicator,
        tuple(
            models.Measurement(year=year, value=None if value is None else Decimal(value)) for year, value in sorted(values)
        ),
        tuple(models.Break(year=year) for year in breaks),
        {},
    )


@pytest.mark.requirement("R117")
@pytest.mark.parametrize(
    ("values", "breaks", "direction", "expected"),
    [
        ([], (), "up", "no_data"),
        ([(2020, None)], (), "up", "no_data"),
        ([(2020, 50)], (), "up", "on"),
        ([(2020, 49)], (), "up", "off"),
        ([(2020, 50), (2021, None)], (), "up", "on"),
        ([(2040, 99)], (), "up", "off"),
        ([(2020, 50)], (2018,), "up", "broken"),
        ([(2020, 50)], (2021,), "up", "on"),
    ],
)
def test_on_or_off_track_against_the_straight_way(values, breaks, direction, expected):
    assert series(values, breaks, direction).track() == expected


def test_lower_can_be_better_and_a_years_own_target_goes_before_the_line():
    down = series([(2020, 40)], direction="down", baseline=Decimal(60), target=Decimal(20))
    assert down.track() == "on"
    own = indicators.Series(down.indicator, down.totals, (), {2020: Decimal(30)})
    assert own.expected(2020) == 30
    assert own.track() == "off"


@pytest.mark.requirement("R32")
@given(values=VALUES, cut=st.integers(2014, 2031))
def test_nothing_is_computed_across_a_break(values, cut):
    found = series(values, (cut,)).change()
    later = sorted(row for row in values if row[0] >= cut)
    if len(later) < 2:
        assert found is None
    else:
        assert found == (later[0][0], later[-1][0], later[-1][1] - later[0][1])


def test_a_change_in_words_says_when_there_is_none():
    assert "No change is computed" in change(series([(2020, 1)], (2019,)))
    assert change(series([(2020, 1)])) == ""
    assert change(series([(2020, 1), (2021, 3)])).startswith("+2")


@db
@pytest.mark.requirement("R117")
def test_expected_and_missing_disaggregations():
    one = make.make_indicator(expected=["S", "R", "Y"])
    assert indicators.missing_breakdowns(one) == ["S", "R", "Y"]
    make.make_value(one, 2023, 5, breakdown="R=N")
    make.make_value(one, 2024, 5, breakdown="S=girl")
    assert indicators.missing_breakdowns(one) == ["R"]
    rows = indicators.by_dimension(one, "S", range(2023, 2025), D(2025, 1, 1))
    assert {key: list(found) for key, found in rows.items()} == {"girl": [2024]}
    with pytest.raises(NotHere):
        indicators.one_series(make.keeper().pk)


@db
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("value", {"state": "value", "value": None}),
        ("value", {"state": "suppressed", "value": 0}),
        ("breakdown", {"breakdown": "girl"}),
        ("reference", {"reference": ""}),
        ("source", {"source": "heard"}),
        ("year", {"year": 1800}),
    ],
)
def test_a_value_says_where_it_comes_from_and_nothing_is_not_zero(statistician, field, values):
    defaults = {
        "year": 2024,
        "state": "value",
        "value": 1,
        "source": "hand",
        "reference": "evidence",
        "collected_on": D(2024, 1, 1),
    }
    row = models.Measurement(indicator=make.make_indicator(), **defaults | values)
    with pytest.raises(InvalidInput) as wrong, acting_as(statistician):
        kept.keep_row(row=row, by=statistician)
    assert field in wrong.value.fields
    assert not models.Measurement.objects.exists()


@db
@pytest.mark.requirement("R33")
def test_zero_and_every_kind_of_nothing_are_distinct_and_survive_the_file(statistician):
    from tutela.monitoring.enums import ValueState
    from tutela.registers.forms.rows import read_file, take

    one = make.make_indicator()
    for place, state in enumerate(ValueState.values):
        make.make_value(one, 2010 + place, 0 if state == "value" else None, state=state)
    text = kept.as_csv(models.Measurement)
    before = list(models.Measurement.objects.values("year", "state", "value"))
    models.Measurement.objects.all().delete()
    with acting_as(statistician):
        made, _changed = kept.keep_rows(rows=[take(form) for form in read_file(models.Measurement, text)], by=statistician)
    assert made == len(ValueState)
    assert list(models.Measurement.objects.values("year", "state", "value")) == before


@db
@pytest.mark.requirement("R32")
@pytest.mark.rule("P32")
def test_an_indicator_without_a_whole_sheet_cannot_be_kept_nor_published(statistician, signer):
    one = make.make_indicator(limits=" ")
    make.make_value(one, 2024, 5)
    assert not publish_indicator.allows(one)
    assert published.content(PageKind.INDICATORS, D(2026, 1, 1))["rows"] == []
    with pytest.raises(InvalidInput) as wrong, acting_as(statistician):
        one.limits = ""
        kept.keep_row(row=one, by=statistician)
    assert "limits" in wrong.value.fields
    ready = make.make_indicator()
    assert [row["code"] for row in published.content(PageKind.INDICATORS, D(2026, 1, 1))["rows"]] == [ready.code]
