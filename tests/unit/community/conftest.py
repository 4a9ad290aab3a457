"""A committee with a member, one of another committee, and a file whose worker asks for support."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_team_of_office, open_case
from tests.unit.circumstances.conftest import enter, program  # noqa: F401 - fixtures
from tutela.audit.models import Event
from tutela.community import queries
from tutela.community.actions import support
from tutela.community.models import SupportAction
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SOON = today() + dt.timedelta(days=5)
WORDS = "Please walk along to school every morning of this month."


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def committee(team):
    return make_office(team.office.territory, holds_files=False, name="Committee of the Old Town")


@pytest.fixture
def member(committee):
    return make_actor("community_member", office=committee)


@pytest.fixture
def stranger(team):
    return make_actor("community_member", office=make_office(team.office.territory, holds_files=False))


@pytest.fixture
def trail(db):
    """``trail("committee_asked")``: what the audit trail holds of it."""
    officer = make_actor("data_protection_officer")

    def told(action):
        with acting_as(officer):
            return list(Event.objects.filter(action=action).values_list("subject", "about"))

    return told


def asking(committee, **changes):
    """What is asked, whole."""
    said = {"committee": committee, "what": WORDS, "where_met": "At the school gate, at seven.", "due_on": SOON}
    return said | {"child_agrees": "yes", "nobody_unsafe": True} | changes


def asked(by, file, committee, **changes):
    """Support asked of the committee by the file's worker."""
    current = fresh(by, file)
    with acting_as(by):
        return support.ask_committee(file=current, by=by, values=asking(committee, **changes))


def answered(by, one, act, **values):
    """One step by the committee."""
    with acting_as(by):
        held = queries.get_asked(by, one.pk)
        return act(one=held, by=by, base_version=held.version, values=values)


def kept(by, one, act):
    """One step by the file's worker."""
    with acting_as(by):
        held = SupportAction.objects.select_related("file__child", "file__office").get(pk=one.pk)
        return act(one=held, by=by, base_version=held.version, values={})
