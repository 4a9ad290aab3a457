"""A team of an office with a second worker, files, lists and flags made by the real actions."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.worklist.actions import flags, lists
from tutela.worklist.models import Flag

SOON = today() + dt.timedelta(days=5)


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def second(team):
    return make_actor("caseworker", office=team.office)


@pytest.fixture
def file(team):
    return open_case(team)


def kept(by, **values):
    with acting_as(by):
        return lists.keep_list(by=by, values={"name": "High risk", "query": {"risk": "high"}} | values)


def flagged(by, file, **values):
    with acting_as(by):
        return flags.raise_flag(file=file, by=by, values={"reason": "Ask the school.", "until": SOON} | values)


def current(by, flag):
    with acting_as(by):
        return Flag.objects.select_related("file__child", "file__office", "created_by").get(pk=flag.pk)
