"""Series, breaks, tracks, what is missing; estimates never averaged."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import monitoring as make
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.monitoring import api, models
from tutela.monitoring.enums import PageKind
from tutela.monitoring.policies import publish_indicator
from tutela.monitoring.presenters.indicators import change, figure
from tutela.monitoring.queries import indicators, published

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
        api.keep_row(row=row, by=statistician)
    assert field in wrong.value.fields
    assert not models.Measurement.objects.exists()


@db
@pytest.mark.requirement("R33")
def test_zero_and_every_kind_of_nothing_are_distinct_and_survive_the_file(statistician):
    from tutela.monitoring.enums import ValueState
    from tutela.monitoring.forms.registers import read_file, take

    one = make.make_indicator()
    for place, state in enumerate(ValueState.values):
        make.make_value(one, 2010 + place, 0 if state == "value" else None, state=state)
    text = api.as_csv(models.Measurement)
    before = list(models.Measurement.objects.values("year", "state", "value"))
    models.Measurement.objects.all().delete()
    with acting_as(statistician):
        made, _changed = api.keep_rows(rows=[take(form) for form in read_file(models.Measurement, text)], by=statistician)
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
        api.keep_row(row=one, by=statistician)
    assert "limits" in wrong.value.fields
    ready = make.make_indicator()
    assert [row["code"] for row in published.content(PageKind.INDICATORS, D(2026, 1, 1))["rows"]] == [ready.code]


def estimate(by, **values):
    defaults = {
        "code": "E1", "topic": "t", "low": 1, "high": 3, "unit": "children", "population": "p", "period": "2009",
        "place": "world", "source": "s", "method": "survey",
    }  # fmt: skip
    with acting_as(by):
        return api.keep_row(row=models.Estimate(**defaults | values), by=by)


@db
@pytest.mark.requirement("R31")
@pytest.mark.rule("P31")
@pytest.mark.parametrize(
    ("field", "values"),
    [("source", {"source": ""}), ("method", {"method": ""}), ("low", {"low": None, "high": None}), ("__all__", {"high": 0})],
)
def test_an_estimate_without_source_or_method_cannot_be_saved(statistician, field, values):
    with pytest.raises(InvalidInput) as wrong:
        estimate(statistician, **values)
    assert field in wrong.value.fields
    assert not models.Estimate.objects.exists()


@db
@pytest.mark.rule("P31")
def test_the_database_refuses_an_estimate_without_source_too():
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        make.make(
            models.Estimate,
            code="E",
            topic="t",
            low=1,
            unit="u",
            population="p",
            period="1",
            place="w",
            source="",
            method="m",
        )


@db
@pytest.mark.requirement("R31")
@pytest.mark.rule("P31")
def test_competing_estimates_stand_side_by_side_and_no_mean_is_offered(statistician, client):
    from django.urls import reverse

    from tests.factories.accounts import make_user, sign_in

    estimate(statistician, low=100, high=None)
    estimate(statistician, code="E2", low=300, high=700, method="register")
    ((topic, unit, rows),) = indicators.side_by_side()
    assert (topic, unit, [row.code for row in rows]) == ("t", "children", ["E1", "E2"])
    sign_in(client, make_user("statistician"))
    page = client.get(reverse("monitoring_estimates")).content.decode()
    assert "survey" in page
    assert "register" in page
    assert "300 – 700" in page
    assert not any(mean in page for mean in ("200", "366", "400", "500"))
    assert not [name for name in dir(api) if "mean" in name or "average" in name]


@db
@pytest.mark.requirement("R31")
def test_the_reports_own_figures_are_the_first_entries_and_load_once(statistician, planner, outsider):
    with acting_as(statistician):
        assert api.load_estimates(by=statistician) == 28
        assert api.load_estimates(by=statistician) == 0
    one = models.Estimate.objects.get(code="A65-58-1")
    assert (one.low, one.high, one.quoted_in) == (500_000_000, 1_500_000_000, "A/65/221, 58")
    assert figure(models.Estimate.objects.get(code="A65-93-1")) == "Up to 1,200,000"
    assert models.Estimate.objects.get(code="A65-63-1").ambiguous
    with pytest.raises(Refused):
        estimate(outsider)
