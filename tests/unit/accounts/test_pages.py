"""Every page of accounts answers, and says so to those who may not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make_user("administrator", second_factor=True)
    sign_in(client, user)
    return user


@pytest.mark.parametrize(
    "name", ["accounts", "account_new", "roles", "api_clients", "api_client_new", "teams", "team_new", "vault", "vault_new",
             "vault_change", "vault_replace", "undertaking", "mfa_index", "account_logout", "account_change_password",
             "socialaccount_connections", "socialaccount_login_cancelled"]
)
def test_page_answers(client, administrator, name):
    if name == "account_change_password":
        administrator.set_password("a b c d e f g h")
        administrator.save()
        sign_in(client, administrator)
    response = client.get(reverse(name))
    assert response.status_code == 200, response
    text = response.content.decode()
    assert "{%" not in text
    assert "{{" not in text
    assert "<c-" not in text


@pytest.mark.parametrize("name", ["account_login", "account_inactive"])
def test_page_answers_before_signing_in(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert b"<h1" in response.content
