"""A team of an office, a file, a return at each state."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.cases import make_person, make_team_of_office, make_view, open_case, put_in_state
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.reintegration import actions
from tutela.reintegration.enums import Domain
from tutela.reintegration.models import Return
from tutela.reintegration.queries import RELATED

DAY = dt.timedelta(days=1)
PREPARED = {domain.value: "Talked through." for domain in Domain}
VISIT = {"seen": ["child", "caregiver"], "alone": "yes", "harm": "none", "domains": {"school": "well"}}
END = {"end_words": "She lives there and goes to school."}
ASKS = {"waiver_because": "They moved abroad; the consulate visits."}
WAIVES = {"answer": "waive", "waiver_answer": "The visits are made there; the report is in the file."}


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return put_in_state(open_case(team), "active", team.worker)


def current(by, one):
    """The return as it is now."""
    with acting_as(by):
        return Return.objects.select_related("file__child", *RELATED).get(pk=one.pk)


def step(by, one, act, **values):
    """One step by its action, on the version there is."""
    with acting_as(by):
        now = Return.objects.select_related("file__child", *RELATED).get(pk=one.pk)
        return act(one=now, by=by, base_version=now.version, values=values)


def planned(team, file, **changes):
    """A return to the aunt, with nothing else written."""
    values = {"target": "family", "planned_on": today(), "person": None} | changes
    if values["person"] is None and values["target"] == "family" and "person" not in changes:
        values["person"] = make_person(team, file)
    with acting_as(team.worker):
        return actions.plan_return(file=file, by=team.worker, values=values)


def prepared(team, file, **changes):
    """One that nothing stands against."""
    one = planned(team, file, **changes)
    return step(team.worker, one, actions.prepare, prepared=PREPARED, view=make_view(team, file, about="return"))


def gone(team, file, days=0, **changes):
    """The child went, ``days`` ago."""
    return step(team.worker, prepared(team, file, **changes), actions.start, went_on=today() - days * DAY)


def visited(team, one, **changes):
    return step(team.worker, one, actions.record_visit, **VISIT | {"visited_on": today()} | changes)


def asked(team, one):
    return step(team.worker, one, actions.ask_waiver, **ASKS)


def waived(team, one):
    """The visits that are open waived by the supervisor."""
    return step(team.supervisor, asked(team, one), actions.answer_waiver, **WAIVES)


def completed(team, one):
    return step(team.worker, one, actions.complete, ended_on=today(), **END)
