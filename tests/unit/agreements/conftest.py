"""A partner of another sector, who proposes and who decides, and observations to take."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.unit.circumstances.conftest import enter, program  # noqa: F401
from tests.unit.statistics.conftest import as_role, build, builder, country, make_children, own_folder  # noqa: F401
from tutela.agreements.actions.agreements import decide_agreement, propose_agreement
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def schools(db):
    return make_office()


@pytest.fixture
def partner(schools):
    return make_actor("reporting_partner", office=schools)


@pytest.fixture
def planner(db):
    return make_actor("ministry_planner")


@pytest.fixture
def officer(db):
    return make_actor("data_protection_officer")


def values_for(office, **more):
    return {
        "partner": office, "purpose": "Places in schools for children who come back.", "breakdowns": ["schooling", "region"],
        "basis": "sector_law", "starts_on": today(), "ends_on": today() + dt.timedelta(days=90),
    } | more  # fmt: skip


@pytest.fixture
def propose(planner, schools):
    def proposing(**more):
        with acting_as(planner):
            return propose_agreement(by=planner, values=values_for(schools, **more))

    return proposing


@pytest.fixture
def agree(officer, propose):
    def agreeing(**more):
        made = propose(**more)
        with acting_as(officer):
            return decide_agreement(agreement=made, by=officer, base_version=1, agreed=True)

    return agreeing
