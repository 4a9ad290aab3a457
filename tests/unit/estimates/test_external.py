"""The register's first entries: the figures that the report quotes, each with its paragraph (R31)."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.accounts import sign_in
from tutela.estimates.actions.register_external import register_external, register_first
from tutela.estimates.models import ExternalEstimate
from tutela.estimates.queries.first import FIRST
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

PARAGRAPHS = {39, 52, 58, 63, 68, 80, 82, 88, 90, 93, 99}


@pytest.mark.requirement("R31")
def test_every_figure_stands_with_paragraph_method_and_its_own_words_once(statistician):
    with acting_as(statistician):
        made = register_first(by=statistician)
        assert register_first(by=statistician) == [], "a second time adds nothing"
        assert ExternalEstimate.objects.count() == len(made)
    told = {int(re.search(r"A/65/221, para\. (\d+)$", one.source)[1]) for one in made}
    assert told == PARAGRAPHS
    assert all(one.wording and one.method and one.quality == "unknown" for one in made)
    violence = next(one for one in made if one.topic == "Violence against children")
    assert (violence.low, violence.high) == (500_000_000, 1_500_000_000)


@pytest.mark.requirement("R31")
def test_estimates_of_one_topic_stay_two_entries(statistician):
    with acting_as(statistician):
        made = register_first(by=statistician)
    orphans = sorted(int(one.low) for one in made if one.topic == "Children who lost parents to AIDS")
    assert orphans == [15_000_000, 20_000_000]


def test_only_a_statistician_registers_them(planner):
    with acting_as(planner), pytest.raises(Refused):
        register_first(by=planner)
    assert FIRST.exists()


@pytest.mark.requirement("R31")
def test_the_ranges_have_a_table_of_their_own(client, statistician, planner):
    with acting_as(statistician):
        register_first(by=statistician)
        told = {
            "kind": "estimate",
            "unit": "children",
            "population": "=children",
            "period": "2019",
            "place": "A",
            "quality": "fair",
        }
        add = {"source": "A study", "method": "A survey", "caveats": "Two\nlines"}
        register_external(
            by=statistician, told=told | add | {"topic": "Street", "low": Decimal("12.50"), "high": Decimal(3000)}
        )
        register_external(
            by=statistician, told=told | add | {"topic": "Unknown", "wording": "Nobody counts.", "low": None, "high": None}
        )
    sign_in(client, planner.user)
    assert reverse("external_csv") in client.get(reverse("unseen")).content.decode()
    answer = client.get(reverse("external_csv"))
    rows = {row["topic"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) > 2
    street = rows["Street"]
    assert (street["low"], street["high"], street["kind"], street["quality"]) == ("12.5", "3000", "estimate", "fair")
    assert street["population"] == "'=children"
    assert street["caveats"] == "Two\nlines"
    assert rows["Unknown"]["low"] == rows["Unknown"]["high"] == "", "no figure is no zero"
    assert rows["Violence against children"]["high"] == "1500000000"
