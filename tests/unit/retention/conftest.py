"""A team with a closed file, the process that keeps the schedule, and the data protection officer."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, make_team_of_office, open_case, put_in_state
from tests.unit.circumstances.conftest import enter, program
from tutela.accounts import api as accounts
from tutela.audit.models import Event
from tutela.cases.models import Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.retention.actions import seal_due_files, set_hold

SOON = today() + dt.timedelta(days=60)
HOLD = {"ground": "court_order", "basis": "Order 12 of the family court.", "review_on": SOON}


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def keeper(db):
    accounts.create_system_users()
    return accounts.system_actor("deadline_keeper")


@pytest.fixture
def officer(db):
    return make_actor("data_protection_officer")


def closed(team, *, ago=400, **opening):
    """A file closed so many days ago, with nothing left to be done."""
    file = put_in_state(open_case(team, **opening), "closed", team.worker, closed_at=now() - dt.timedelta(days=ago))
    with acting_as(team.worker):
        Deadline.objects.filter(file=file).update(done_at=now())
    return file


@pytest.fixture
def file(team):
    return closed(team)


@pytest.fixture
def seal(keeper):
    def sealing():
        with acting_as(keeper):
            return seal_due_files(by=keeper)

    return sealing


@pytest.fixture
def trail(officer):
    """``trail("file_sealed")``: what the audit trail holds, and about whom."""

    def told(*actions):
        with acting_as(officer):
            return list(Event.objects.filter(action__in=actions).order_by("position").values_list("action", "about"))

    return told


@pytest.fixture
def hold(officer, file):
    return held(officer, file)


def held(officer, file, **changes):
    with acting_as(officer):
        return set_hold(by=officer, values=HOLD | {"number": file.number} | changes)


__all__ = ["enter", "fresh", "program"]
