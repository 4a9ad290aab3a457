"""Everything of accounts has a name a person can read."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_grant, make_office, make_team, make_team_key, make_user, make_vault_key, sign
from tutela.accounts.models import ApiClient, RolePermission, TeamSeal, Unlocking
from tutela.accounts.sign_in import AccountAdapter
from tutela.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_names():
    user = make_user(full_name="Amal Haddad")
    make_vault_key(user)
    team = make_team(make_office(), user, name="Intake north")
    make_team_key(team)
    seal = TeamSeal.objects.get()
    unlocking = Unlocking(user=user)
    client = ApiClient(name="Clinic", user=user, created_by=user, expires_at=now(), token_hash=b"")
    names = {
        str(user): "Amal Haddad",
        str(user.vault_key): "Amal Haddad",
        str(team): "Intake north",
        str(team.members.get()): "Intake north: Amal Haddad",
        str(team.keys.get()): "Intake north 1",
        str(seal): str(seal.pk),
        str(unlocking): str(unlocking.pk),
        str(client): "Clinic",
        str(make_grant(user, "caseworker")): "caseworker",
        str(RolePermission(role="caseworker", permission="file_work")): "caseworker: file_work",
        str(sign(user)): "test",
    }
    assert list(names) == list(names.values())


def test_nobody_registers():
    assert not AccountAdapter().is_open_for_signup(None)
