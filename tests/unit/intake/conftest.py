"""An intake team with a key that opens without a passphrase, its people, and reports."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.factories.accounts import actor_of, make_office, make_organisation, make_team, make_territory, make_user
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.accounts.models import TeamKey, TeamSeal, UserKey
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.actions.triage import take_in_hand
from tutela.intake.models import Report
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import aead, kdf
from tutela.kernel.vault import team as team_vault


@pytest.fixture(autouse=True)
def quick_receipts(monkeypatch):
    """The memory-hard function costs 0.15 s a call; its own tests are in kernel/vault."""
    monkeypatch.setattr(kdf, "argon2id", lambda secret, salt: kdf.blake2b(salt, secret, person=b"tests"))


def give_key(team, *users):
    """A key for the team without anybody's passphrase; returns {key id: private part}."""
    pairs = {user: aead.new_pair() for user in users}
    made = team_vault.create_team_key({user: pair[0] for user, pair in pairs.items()}, aead.new_pair()[0])
    key = TeamKey.objects.create(
        team=team, version=1, public_key=made.public, recovery_public=b"r" * 32, recovery_seal=made.recovery_seal
    )
    private = b""
    for user, (public, own) in pairs.items():
        UserKey.objects.get_or_create(user=user, defaults={"public_key": public, "salt": b"s" * 16, "wrapped_private": own})
        TeamSeal.objects.create(key=key, user=user, sealed_private=made.seals[user])
        private = team_vault.open_team_key(made.seals[user], own, made.public)
    return {key.pk: private}


def build_world():
    country = make_territory()
    district = make_territory(make_territory(country))
    office = make_office(make_territory(district))
    other_office = make_office(make_territory(make_territory(country)))
    mechanism = make_organisation(kind="ombudsperson", sector="independent")
    oversight_office = make_office(district, organisation=mechanism)
    users = {
        "officer": make_user("intake_officer", office=office),
        "colleague": make_user("intake_officer", office=office),
        "supervisor": make_user("supervisor", office=office),
        "head": make_user("district_head", territory=district),
        "duty": make_user("duty_officer"),
        "elsewhere": make_user("intake_officer", office=other_office),
        "caseworker": make_user("caseworker", office=office),
        "keeper": make_user("deadline_keeper", is_system=True),
        "ombudsperson": make_user("ombudsperson"),
        "partner": make_user("reporting_partner"),
        "administrator": make_user("administrator"),
    }
    team = make_team(office, users["officer"], users["colleague"], users["supervisor"], receives_public_reports=True)
    other_team = make_team(other_office, users["elsewhere"], receives_public_reports=True)
    oversight = make_team(oversight_office, users["ombudsperson"])
    oversight_keys = give_key(oversight, users["ombudsperson"])
    keys = give_key(team, users["officer"], users["colleague"], users["supervisor"])
    other_keys = give_key(other_team, users["elsewhere"])
    actors = {name: actor_of(user) for name, user in users.items()}
    return SimpleNamespace(
        country=country, district=district, office=office, other_office=other_office, team=team, other_team=other_team,
        keys=keys, other_keys=other_keys, users=users, oversight=oversight, oversight_keys=oversight_keys,
        oversight_office=oversight_office, **actors,
    )  # fmt: skip


@contextlib.contextmanager
def the_public():
    """Acting as the public site does: nobody, with the database role ``tutela_public``."""
    with acting_as(PUBLIC_ACTOR):
        _become("tutela_public")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _become("tutela_staff")


def _become(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def send(world):
    """Send a report from the public site; returns what the reporter got."""

    def sending(team=None, once=b"", **said):
        said.setdefault("worry", "A child cries every night.")
        with the_public():
            return receive_report(submission=Submission(**said), team=team or world.team, by=PUBLIC_ACTOR, once=once)

    return sending


@pytest.fixture
def report(world, send):
    """A fresh report as staff sees it."""
    received = send()
    with acting_as(world.officer):
        return Report.objects.get(pk=received.report_id)


@pytest.fixture
def in_hand(world, report):
    """A report in triage by the officer."""
    with acting_as(world.officer):
        return take_in_hand(report=report, by=world.officer)
