"""A body signs its own undertaking before any role held for its offices opens anything (R134): rule, database, screen, program."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import (
    actor_of,
    make_actor,
    make_grant,
    make_office,
    make_organisation,
    make_territory,
    make_user,
    sign_body,
    sign_in,
)
from tutela.accounts import api, presenters
from tutela.accounts.enums import AccountsReason, Permission
from tutela.accounts.models import OrganisationUndertaking
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

from .test_grants import offices_of_database

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R134"), pytest.mark.rule("P44")]
EDITION = api.current_edition(api.BODIES)
SIGNED = {"edition": EDITION, "signatory": "A. Director", "position": "Director", "signed_on": today()}


@pytest.fixture
def unsigned():
    return make_office(organisation=make_organisation(signed=False))


@pytest.fixture
def administrator():
    return make_user("administrator", second_factor=True)


def record(body, by, **values):
    with acting_as(actor_of(by)):
        return api.record_body_undertaking(organisation=body, by=actor_of(by), **SIGNED | values)


def test_a_role_for_an_office_opens_nothing_before_its_body_signed_and_after_that_ran_out(unsigned):
    user = make_user("caseworker", office=unsigned)
    body = unsigned.organisation
    for expires_in in (None, -1):
        if expires_in:
            sign_body(body, expires_in=expires_in)
        actor = actor_of(user)
        assert actor.roles == {"caseworker"}
        assert actor.undertaken
        assert actor.waits_for == {body.pk}
        assert not actor.has(Permission.FILE_WORK)
        assert offices_of_database(user, "file_work") == (frozenset(), False)
    sign_body(body)
    assert actor_of(user).waits_for == frozenset()
    assert actor_of(user).offices(Permission.FILE_WORK) == {unsigned.pk}
    assert offices_of_database(user, "file_work") == ({unsigned.pk}, True)


def test_another_role_of_the_same_person_stays_open(unsigned):
    user, other = make_user("caseworker", office=unsigned), make_office()
    make_grant(user, "caseworker", office=other)
    assert actor_of(user).offices(Permission.FILE_WORK) == {other.pk}
    assert actor_of(user).waits_for == {unsigned.organisation_id}
    assert offices_of_database(user, "file_work") == ({other.pk}, True)


def test_a_role_for_a_territory_belongs_to_no_body_and_reaches_its_offices(unsigned):
    head = make_user("district_head", territory=unsigned.territory)
    assert unsigned.pk in actor_of(head).offices(Permission.FILE_VIEW)
    assert unsigned.pk in offices_of_database(head, "file_view")[0]
    assert not actor_of(head).waits_for


def test_a_person_without_an_undertaking_of_their_own_waits_for_that_too(unsigned):
    sign_body(unsigned.organisation)
    user = make_user("caseworker", office=unsigned, signed=False)
    assert not actor_of(user).has(Permission.FILE_WORK)
    assert offices_of_database(user, "file_work") == (frozenset(), False)


def test_an_administrator_records_it_and_it_runs_three_years_from_its_day(unsigned, administrator):
    day = today() - dt.timedelta(days=100)
    recorded = record(unsigned.organisation, administrator, signed_on=day, signatory="  A. Director ")
    assert recorded.signatory == "A. Director"
    assert recorded.recorded_by == administrator
    assert recorded.expires_at.date() == day + dt.timedelta(days=3 * 365)
    assert api.undertakings_of(unsigned.organisation_id) == [recorded]


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "data_protection_officer", "ombudsperson"])
def test_nobody_else_records_one(unsigned, role):
    actor = make_actor(role)
    with acting_as(actor), pytest.raises(Refused) as caught:
        api.record_body_undertaking(organisation=unsigned.organisation, by=actor, **SIGNED)
    assert caught.value.reason == AccountsReason.NO_SUCH_PERMISSION


@pytest.mark.parametrize("role", ["tutela_public", "tutela_oversight", "tutela_statistics"])
def test_no_other_process_writes_one(unsigned, as_role, role):
    as_role(role)
    with pytest.raises(Exception, match="permission denied"):
        sign_body(unsigned.organisation)


def test_what_was_signed_is_not_changed():
    body = make_organisation()
    with pytest.raises(Exception, match="permission denied"):
        OrganisationUndertaking.objects.filter(organisation=body).update(expires_at=now() + dt.timedelta(days=9999))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"signatory": "  "}, "signatory"),
        ({"position": ""}, "position"),
        ({"signed_on": today() + dt.timedelta(days=1)}, "signed_on"),
        ({"signed_on": today() - dt.timedelta(days=3 * 365)}, "signed_on"),
    ],
)
def test_a_signature_that_is_not_whole_names_the_field_and_writes_nothing(unsigned, administrator, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        record(unsigned.organisation, administrator, **wrong)
    assert set(caught.value.fields) == {field}
    assert not OrganisationUndertaking.objects.filter(organisation=unsigned.organisation).exists()


def test_the_last_day_on_which_a_signature_counts(unsigned, administrator):
    assert record(unsigned.organisation, administrator, signed_on=today() - dt.timedelta(days=3 * 365 - 1))


def test_an_edition_that_is_not_the_current_one_is_refused(unsigned, administrator):
    with pytest.raises(Refused) as caught:
        record(unsigned.organisation, administrator, edition="1999-1")
    assert caught.value.reason == AccountsReason.UNDERTAKING_NOT_CURRENT


def test_the_text_is_whole_in_every_language():
    texts = [api.undertaking_text(language=code, of=api.BODIES) for code in ("en", "fr", "es", "ar")]
    assert [text.language for text in texts] == ["en", "fr", "es", "ar"]
    assert len({tuple(len(section.points) for section in text.sections) for text in texts}) == 1
    assert len({text.pledge for text in texts}) == 4


def test_the_state_in_words():
    for days, tone in ((None, "danger"), (-1, "danger"), (59, "warning"), (61, "success")):
        moment = None if days is None else now() + dt.timedelta(days=days)
        assert presenters.body_state(moment)[0] == tone


def test_the_list_has_bodies_with_accounts_and_the_unsigned_first(unsigned):
    make_user("caseworker", office=unsigned)
    make_user("caseworker", office=unsigned)
    make_user("caseworker", office=make_office(organisation=make_organisation(name="Signed body")))
    quiet = make_organisation(name="Nobody there", signed=False)
    listed = list(api.bodies_list())
    assert listed[0] == unsigned.organisation
    assert listed[0].accounts == 2
    assert quiet not in listed
    assert list(api.bodies_list("nobody")) == [quiet]


def test_on_screen_from_the_closed_door_to_the_open_one(client, unsigned, administrator):
    worker = make_user("caseworker", office=unsigned, second_factor=True)
    sign_in(client, worker)
    shut = client.get(reverse("files"))
    assert shut.status_code == 403
    assert "has no current undertaking" in shut.content.decode()
    assert "has no current undertaking" in client.get(reverse("start"), follow=True).content.decode()
    sign_in(client, administrator)
    assert unsigned.organisation.name in client.get(reverse("bodies")).content.decode()
    address = reverse("body", args=[unsigned.organisation_id])
    assert "None yet" in client.get(address).content.decode()
    bad = client.post(address, {"edition": EDITION, "signatory": "", "position": "", "signed_on": ""})
    assert bad.status_code == 422
    sent = SIGNED | {"signed_on": today().isoformat()}
    assert client.post(address, sent | {"edition": "1999-1"}).status_code == 403
    late = client.post(address, sent | {"signed_on": (today() + dt.timedelta(days=2)).isoformat()})
    assert late.status_code == 422
    assert "still to come" in late.content.decode()
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "A. Director" in page
    assert administrator.full_name in page
    sign_in(client, worker)
    assert client.get(reverse("files")).status_code == 200


def test_nobody_else_opens_the_screens(client, unsigned):
    sign_in(client, make_user("supervisor", office=make_office(), second_factor=True))
    assert client.get(reverse("bodies")).status_code == 403
    assert client.post(reverse("body", args=[unsigned.organisation_id]), SIGNED).status_code == 403


def test_no_such_body(client, administrator):
    sign_in(client, administrator)
    assert client.get(reverse("body", args=[make_territory().pk])).status_code == 404


def test_a_program_whose_bodys_undertaking_ran_out_is_told_so(client, unsigned, administrator, as_role):
    sign_body(unsigned.organisation)
    user = make_user("supervisor", office=unsigned)
    with acting_as(actor_of(administrator)):
        _, token = api.create_api_client(name="P", user=user, scopes=["file_view"], days=30, by=actor_of(administrator))
    with_token = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/files", headers=with_token).status_code == 200
    as_role("tutela_owner")
    OrganisationUndertaking.objects.update(expires_at=now())
    as_role("tutela_staff")
    answer = client.get("/api/files", headers=with_token)
    assert answer.status_code == 403
    assert "body_undertaking_missing" in answer.content.decode()
