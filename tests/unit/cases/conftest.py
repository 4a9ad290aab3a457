"""One office with its people, and a file that is assigned."""

import pytest

from tests.factories.cases import make_team_of_office, open_case


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def other(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)
