"""Values taken from statistics: protected as for the public, by year, never over what somebody entered."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import make_actor, make_user, sign_in
from tests.unit.statistics import conftest as fixtures
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.monitoring import api, models

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

as_role, build, builder, country = fixtures.as_role, fixtures.build, fixtures.builder, fixtures.country
make_children, own_folder = fixtures.make_children, fixtures.own_folder


def take(by, indicator, breakdown="sex", page=""):
    with acting_as(by):
        return api.take_released(indicator=indicator, breakdown=breakdown, page=page, by=by)


@pytest.mark.requirement("R117")
@pytest.mark.requirement("R29")
@pytest.mark.rule("P32")
def test_values_come_from_the_protected_table_and_small_numbers_stay_hidden(make_children, build, statistician, client):
    one = make.make_indicator(code="KNOWN", denominator="None", unit="children", baseline=0, target=1)
    with pytest.raises(OperatorError):
        take(statistician, one)
    make_children(40, sex="girl", offences=["TRAF"])
    make_children(30, sex="boy")
    make_children(2, sex="other_or_not_stated")
    build()
    make.make_value(one, today().year, 7, breakdown="S=boy")
    done = take(statistician, one)
    values = {row.breakdown: row for row in one.values.all()}
    assert (done.changed, done.same, done.left) == (0, 0, 1)
    assert done.made == len(values) - 1
    assert values["S=boy"].value == 7, "what somebody entered stays"
    assert (values["S=girl"].state, values["S=girl"].source) == ("value", "released")
    assert values["S=other_or_not_stated"].state == "suppressed"
    assert values["S=other_or_not_stated"].value is None
    assert values[""].year == today().year
    assert "SHA-256" in values[""].reference
    again = take(statistician, one)
    assert (again.made, again.changed, again.same, again.left) == (0, 0, done.made, 1)
    models.Measurement.objects.filter(breakdown="").update(value=1)
    assert take(statistician, one).changed == 1
    regions = take(statistician, one, "region", page="TRAF")
    assert regions.made
    assert one.values.filter(breakdown__startswith="R=").exists()
    sign_in(client, make_user("statistician"))
    url = reverse("monitoring_take", args=[one.pk])
    assert client.post(url, {"breakdown": "nationality"}).status_code == 422
    assert client.post(url, {"breakdown": "age_group"}).status_code == 302
    page = client.get(reverse("monitoring_indicator", args=[one.pk])).content.decode()
    assert "Counts cases known to the system, not prevalence." in page
    assert "Suppressed" in page


@pytest.mark.requirement("R14")
def test_a_definition_that_changed_in_the_glossary_breaks_the_series(make_children, build, statistician, monkeypatch):
    from tests.unit.vocabulary.test_glossary import EARLIER, changed
    from tutela.vocabulary.queries import glossary

    make_children(20, offences=["SALE"])
    build()
    one = make.make_indicator(denominator="none", unit="children", baseline=0, target=1)
    take(statistician, one, page="SALE")
    assert not one.breaks.exists()
    second = glossary.parse(changed(version=2, since=dt.date(2028, 1, 1), earlier=[EARLIER]))
    monkeypatch.setattr(glossary, "glossary", lambda: second)
    take(statistician, one, page="TRAF")
    assert not one.breaks.exists(), "another word changed"
    for _twice in range(2):
        take(statistician, one, page="SALE")
        (found,) = one.breaks.all()
    assert (found.year, found.kind) == (2028, "definition")
    assert "Sale of a child" in found.reason
    take(statistician, other := make.make_indicator(denominator="none", unit="x"), "form")
    assert other.breaks.get().year == 2028, "a table by form counts by this word too"


def test_what_stands_against_it(statistician, planner):
    share = make.make_indicator(denominator="All children")
    for indicator, breakdown in ((share, "sex"), (share, "nationality")):
        with pytest.raises(InvalidInput) as wrong:
            take(statistician, indicator, breakdown)
        assert wrong.value.fields.keys() == {"breakdown"}
    with pytest.raises(Refused):
        take(make_actor("report_signatory"), share)
