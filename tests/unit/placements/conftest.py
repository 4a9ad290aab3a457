"""A facility with its people, a team of an office, a file."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import make_totp, sign_in
from tests.factories.care import PRINCIPLES
from tests.factories.cases import make_team_of_office, make_view, open_case
from tests.factories.facilities import make_world
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.placements.actions import placements as acts

SOON = today() + dt.timedelta(days=80)


@pytest.fixture
def world(db):
    return make_world(groups={"from_age": 0, "to_age": 17})


@pytest.fixture
def team(world):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def enter(client):
    """Sign somebody in, with a second factor."""

    def entering(user):
        if not Authenticator.objects.filter(user=user).exists():
            make_totp(user)
        sign_in(client, user)
        return client

    return entering


@pytest.fixture
def program(client):
    """``program(user, scopes)``: calls the API as a client of this account."""

    def client_of(user, scopes=("file_work",)):
        token = f"tut_{secrets.token_urlsafe(16)}"
        ApiClient.objects.create(
            name="Test", user=user, scopes=list(scopes), token_hash=token_hash(token), created_by=user,
            expires_at=now() + dt.timedelta(days=1),
        )  # fmt: skip

        def call(method, path, body=None, seen=None):
            headers = {"Authorization": f"Bearer {token}"} | ({} if seen is None else {"If-Match": f'"{seen}"'})
            extra = {} if body is None else {"data": body, "content_type": "application/json"}
            return getattr(client, method)(f"/api{path}", headers=headers, **extra)

        return call

    return client_of


def written(world, **changes):
    """A placement that nothing stands against."""
    return {
        "facility": world.facility, "started_on": today(), "reasons": ["harm_at_home"], "legal_basis": "court_decision",
        "legal_reference": "Court 12/2026", "assessment": "Home is not safe now; the aunt has no room yet.",
        "next_review_on": SOON, "principles": PRINCIPLES,
    } | changes  # fmt: skip


def propose(world, team, file, **changes):
    """A draft of the worker, with what the child said to it."""
    if "view" not in changes:
        changes["view"] = make_view(team, file, about="placement")
    with acting_as(team.worker):
        return acts.propose_placement(file=file, by=team.worker, values=written(world, **changes))


def placed(world, team, file, **changes):
    """A placement that was proposed, sent and agreed."""
    placement = propose(world, team, file, **changes)
    with acting_as(team.worker):
        acts.submit_placement(placement=placement, by=team.worker)
    with acting_as(team.supervisor):
        return acts.approve_placement(placement=placement, by=team.supervisor)
