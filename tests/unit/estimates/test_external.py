"""The register's first entries: the figures that the report quotes, each with its paragraph (R31)."""

import re

import pytest

from tutela.estimates.actions.register_external import register_first
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
