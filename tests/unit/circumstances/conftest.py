"""A team of an office with a file, and a child whom a health service has taken on."""

from __future__ import annotations

import secrets

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import make_actor, make_totp, sign_in
from tests.factories.cases import make_consent, make_team_of_office, open_case
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.care.actions import answer_referral, refer
from tutela.care.api import get_for_service
from tutela.circumstances.actions.save_part import save_medical, save_part
from tutela.circumstances.queries.parts import part
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def nurse(team):
    """The medical track of the clinic."""
    return make_actor("health_professional", office=team.clinic)


@pytest.fixture
def treated(team, file, nurse):
    """A medical referral that the clinic has accepted."""
    return referred(team, file, nurse)


@pytest.fixture
def enter(client):
    """Sign somebody in, with a second factor."""

    def entering(actor):
        if not Authenticator.objects.filter(user=actor.user).exists():
            make_totp(actor.user)
        sign_in(client, actor.user)
        return client

    return entering


@pytest.fixture
def program(client):
    """``program(actor, scopes)``: calls the API as a client of this account."""

    def client_of(actor, scopes=("file_work",)):
        token = f"tut_{secrets.token_urlsafe(16)}"
        ApiClient.objects.create(
            name="Test", user=actor.user, scopes=list(scopes), token_hash=token_hash(token), created_by=actor.user,
            expires_at=now() + now().resolution * 10**11,
        )  # fmt: skip

        def call(method, path, body=None, seen=None):
            headers = {"Authorization": f"Bearer {token}"} | ({} if seen is None else {"If-Match": f'"{seen}"'})
            extra = {} if body is None else {"data": body, "content_type": "application/json"}
            return getattr(client, method)(f"/api{path}", headers=headers, **extra)

        return call

    return client_of


def referred(team, file, nurse, *, accept=True):
    consent = make_consent(team, file)
    with acting_as(team.worker):
        referral = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="MED", service="first_medical_care", consent=consent
        )
        refer.send_referral(referral=referral, by=team.worker)
    if accept:
        with acting_as(nurse):
            referral = get_for_service(nurse, referral.pk)
            answer_referral.answer_referral(referral=referral, by=nurse, target="accepted")
    return referral


def write(team, file, code, values, *, base=0, by=None, **options):
    actor = by or team.worker
    with acting_as(actor):
        return save_part(file=file, part=part(code), by=actor, base=base, values=values, **options)


def write_medical(nurse, referral, values, *, base=0):
    with acting_as(nurse):
        found = get_for_service(nurse, referral.pk)
        return save_medical(referral=found, part=part("health"), by=nurse, base=base, values=values)
