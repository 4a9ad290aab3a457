"""A team of an office, a file, a conference at each state; a guest of another office."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_consent, make_team_of_office, make_view, open_case
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.coordination.actions import conferences as actions
from tutela.coordination.models import Conference, Participant
from tutela.coordination.queries.conferences import RELATED
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SOON = today() + dt.timedelta(days=7)
LATER = today() + dt.timedelta(days=30)
PAPERS = {
    "purpose": "Where she goes to school.",
    "agenda": "1. School 2. Transport",
    "place": "Office, ten",
    "parts": ["child", "plan"],
}
HELD = {
    "presented": "Read out in her words.",
    "weight": "It decided.",
    "feedback": "She was told.",
    "dissent": "The teacher: too early.",
}


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def guest(team):
    """Somebody of another service, who does not see the file."""
    return team.provider


@pytest.fixture
def lawyer(team):
    return make_actor("legal_officer", office=team.office)


@pytest.fixture
def file(team):
    return open_case(team)


def current(by, one):
    """The conference as it is now."""
    with acting_as(by):
        return Conference.objects.select_related("file__child", "file__office", "file__worker", *RELATED).get(pk=one.pk)


def step(by, one, act, **values):
    """One step by its action, on the version there is."""
    with acting_as(by):
        now = Conference.objects.select_related("file__child", "file__office", "file__worker", *RELATED).get(pk=one.pk)
        return act(one=now, by=by, base_version=now.version, values=values)


def prepared(team, file, **changes):
    with acting_as(team.worker):
        return actions.prepare(file=file, by=team.worker, values={"meets_on": SOON, "access_on": LATER} | changes)


def ready(team, file, guest):
    """A draft with all that a call needs."""
    by, one = team.worker, prepared(team, file)
    step(by, one, actions.write_papers, **PAPERS)
    step(by, one, actions.invite, username=guest.user.username, sector="AC-HEA")
    consent, view = make_consent(team, file, purpose="sharing"), make_view(team, file)
    return step(by, one, actions.hear, view=view, consent=consent)


def called(team, file, guest):
    return step(team.worker, ready(team, file, guest), actions.call)


def held(team, file, guest):
    return step(team.worker, called(team, file, guest), actions.hold, **HELD)


def decided(team, file, guest, **changes):
    """Held, with one task of the guest."""
    one = held(team, file, guest)
    return step(
        team.worker,
        one,
        actions.decide,
        **{"what": "Ask for transport.", "owner": seat(guest, one), "due_on": SOON} | changes,
    )


def seat(guest, one, by=None):
    """The guest's seat, as the guest sees it, or ``by`` somebody else."""
    with acting_as(by or guest):
        return Participant.objects.select_related("conference").get(conference_id=one.pk, user_id=guest.id)


def accepted(guest, one):
    row = seat(guest, one)
    with acting_as(guest):
        return actions.accept_undertaking(row=row, by=guest)
