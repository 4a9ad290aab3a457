"""Tokens for programs."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_office, make_user
from tutela.accounts import api
from tutela.accounts.enums import AccountsReason
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    actor = make_actor("administrator")
    with acting_as(actor):
        yield actor


@pytest.fixture
def worker():
    return make_user("caseworker", office=make_office())


def test_token_opens_its_scopes_until_it_ends(administrator, worker):
    client, token = api.create_api_client(
        name="Clinic", user=worker, scopes=["file_search", "file_search"], by=administrator, days=10
    )
    assert client.scopes == ["file_search"]
    assert token not in str(client.__dict__)
    actor = api.actor_of_token(f"Bearer {token}")
    assert actor.user == worker
    assert set(actor.reach) == {"file_search"}
    with moved_to(now() + dt.timedelta(days=11)):
        assert api.actor_of_token(f"Bearer {token}") is None
    api.revoke_api_client(client=client, by=administrator)
    api.revoke_api_client(client=client, by=administrator)
    assert api.actor_of_token(f"bearer {token}") is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer unknown"])
def test_anything_else_opens_nothing(header):
    assert api.actor_of_token(header) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["audit_view"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 400}, "days"),
    ],
)
def test_bad_input_names_the_field(administrator, worker, changes, field):
    arguments = {"name": "Clinic", "scopes": ["file_search"], "days": 30} | changes
    with pytest.raises(InvalidInput) as caught:
        api.create_api_client(user=worker, by=administrator, **arguments)
    assert list(caught.value.fields) == [field]


def test_who_may_not(administrator, worker):
    with pytest.raises(Refused) as caught:
        api.create_api_client(name="X", user=worker, scopes=["file_search"], by=api.actor_for(worker))
    assert caught.value.reason == AccountsReason.NO_SUCH_PERMISSION
    worker.is_active = False
    with pytest.raises(Refused) as caught:
        api.create_api_client(name="X", user=worker, scopes=["file_search"], by=administrator)
    assert caught.value.reason == AccountsReason.ACCOUNT_CLOSED
