"""People whose task monitoring is."""

import pytest

from tests.factories.accounts import make_actor
from tests.factories.monitoring import make_state


@pytest.fixture
def state(db):
    return make_state()


@pytest.fixture
def analyst(db):
    return make_actor("legal_analyst")


@pytest.fixture
def planner(db):
    return make_actor("ministry_planner")


@pytest.fixture
def signer(db):
    return make_actor("report_signatory")


@pytest.fixture
def statistician(db):
    return make_actor("statistician")


@pytest.fixture
def outsider(db):
    return make_actor("caseworker")
