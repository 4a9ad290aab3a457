"""Accounts: made, corrected, closed, opened, reset; the processes' own; the first administrator."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import make_actor, make_office, make_territory, make_user, make_vault_key
from tutela.accounts import api
from tutela.accounts.actor import PUBLIC_ACTOR, actor_for
from tutela.accounts.enums import AccountsReason, Permission
from tutela.accounts.models import Grant, User
from tutela.audit.models import Event
from tutela.kernel.actor import Actor
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused

pytestmark = pytest.mark.django_db
DUTIES: dict[object, list[str]] = {}


def duties(user_id):
    return DUTIES.get(user_id, [])


@pytest.fixture
def administrator():
    actor = make_actor("administrator")
    with acting_as(actor):
        yield actor


def refused(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


def test_new_account_has_a_first_password_to_be_changed(administrator):
    names = {"username": " Amal.H ", "full_name": "  Amal   Haddad "}
    user, password = api.create_user(**names, email="a@example.org", by=administrator)
    user.refresh_from_db()
    assert (user.username, user.full_name) == ("amal.h", "Amal Haddad")
    assert user.check_password(password)
    assert user.password_is_temporary
    assert len(password.replace("-", "")) == 20


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "no"),
        ("username", "with space"),
        ("username", "system.evil"),
        ("username", "x" * 61),
        ("username", "taken"),
        ("full_name", "  "),
        ("full_name", "n" * 151),
        ("email", "not an address"),
        ("language", "tlh"),
    ],
)
def test_bad_input_names_the_field(administrator, field, value):
    make_user(username="taken")
    answers = {"username": "fine", "full_name": "Fine", "email": "", "language": "en"} | {field: value}
    with pytest.raises(InvalidInput) as caught:
        api.create_user(**answers, by=administrator)
    assert list(caught.value.fields) == [field]
    assert not User.objects.filter(username="fine").exists()


def test_account_is_corrected(administrator):
    user = make_user()
    api.change_user(user=user, full_name="Other  Name", email="", language="ar", by=administrator)
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("Other Name", "ar")
    with pytest.raises(InvalidInput):
        api.change_user(user=user, full_name="", by=administrator)


def test_only_administrators_touch_accounts(administrator):
    worker = make_actor("caseworker", office=make_office())
    user = make_user()
    for action, arguments in [
        (api.create_user, {"username": "fine", "full_name": "Fine"}),
        (api.change_user, {"user": user, "full_name": "Fine"}),
        (api.deactivate_user, {"user": user}),
        (api.reactivate_user, {"user": user}),
        (api.reset_sign_in, {"user": user}),
    ]:
        assert refused(action, **arguments, by=worker) == AccountsReason.NO_SUCH_PERMISSION


def test_closing_waits_until_duties_are_handed_over(administrator, settings):
    settings.TUTELA_DUTIES = [f"{__name__}.duties"]
    user = make_user("caseworker", office=make_office())
    make_vault_key(user)
    DUTIES[user.pk] = ["Two files are assigned to this person."]
    assert api.duties_of(user) == DUTIES[user.pk]
    assert refused(api.deactivate_user, user=user, by=administrator) == AccountsReason.DUTIES_REMAIN
    del DUTIES[user.pk]
    api.deactivate_user(user=user, by=administrator)
    user.refresh_from_db()
    assert not user.is_active
    assert refused(api.deactivate_user, user=user, by=administrator) == AccountsReason.ACCOUNT_CLOSED
    api.reactivate_user(user=user, by=administrator)
    assert refused(api.reactivate_user, user=user, by=administrator) == AccountsReason.ACCOUNT_OPEN


def test_nobody_closes_their_own_account_or_a_process(administrator):
    own = User.objects.get(pk=administrator.id)
    assert refused(api.deactivate_user, user=own, by=administrator) == AccountsReason.OWN_ACCOUNT
    process = make_user(is_system=True)
    assert refused(api.deactivate_user, user=process, by=administrator) == AccountsReason.SYSTEM_ACCOUNT


def test_reset_takes_password_and_second_factor_but_not_the_vault(administrator):
    user = make_user("caseworker", office=make_office(), with_password=True, second_factor=True)
    make_vault_key(user)
    before = user.vault_key.wrapped_private
    password = api.reset_sign_in(user=user, by=administrator)
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.password_is_temporary
    assert not Authenticator.objects.filter(user=user).exists()
    assert bytes(user.vault_key.wrapped_private) == bytes(before)


def test_system_users_are_made_once_and_granted_when_there_is_a_country():
    made = api.create_system_users()
    assert {user.username for user in made} == {"system.deadline_keeper", "system.observation_builder"}
    assert not Grant.objects.filter(user__in=made).exists()
    make_office(make_territory())
    api.create_system_users()
    api.create_system_users()
    assert Grant.objects.filter(user__in=made).count() == 2
    keeper = api.system_actor("deadline_keeper")
    assert keeper.undertaken
    assert keeper.has(Permission.DEADLINE_KEEP)
    assert not keeper.user.has_usable_password()


def test_missing_process_account_is_one_sentence():
    with pytest.raises(OperatorError, match="tutela setup"):
        api.system_actor("deadline_keeper")


def test_first_administrator_is_made_once():
    api.create_system_users()
    keeper = api.system_actor("deadline_keeper")
    with acting_as(keeper):
        with pytest.raises(OperatorError, match="territory"):
            api.create_first_administrator(username="first", full_name="First", by=keeper)
        make_territory()
        user, password = api.create_first_administrator(username="first", full_name="First", by=keeper)
        assert user.check_password(password)
        assert refused(api.create_first_administrator, username="other", full_name="Other", by=keeper) == (
            AccountsReason.NO_SUCH_PERMISSION
        )


def test_names_and_who_answers_for_an_office():
    country = make_territory()
    region = make_territory(country)
    district = make_territory(region)
    office = make_office(district)
    near = make_user("supervisor", office=office)
    head = make_user("district_head", territory=region)
    duty = make_user("duty_officer")
    make_user("supervisor", office=make_office())
    make_user("supervisor", office=office, is_active=False)
    lapsed = make_user("supervisor", office=office, signed=False)
    found = api.users_with(Permission.FILE_ESCALATIONS, office.pk)
    assert set(found[:2]) == {near, lapsed}
    assert found[2:] == [head, duty]
    assert api.users_in_role("duty_officer", office.pk) == [duty]
    assert api.display_names([near.pk, head.pk]) == {near.pk: near.full_name, head.pk: head.full_name}


def test_accounts_are_found_by_word_state_and_role():
    office = make_office()
    amal = make_user("caseworker", office=office, full_name="Amal Haddad", email="amal@example.org")
    closed = make_user(full_name="Amal Closed", is_active=False)
    make_user(is_system=True, full_name="Amal Process")
    assert list(api.accounts_list("amal")) == [closed, amal]
    assert list(api.accounts_list("amal haddad")) == [amal]
    assert list(api.accounts_list("amal", state="closed")) == [closed]
    assert list(api.accounts_list("amal", state="open")) == [amal]
    assert list(api.accounts_list(role="caseworker")) == [amal]


def test_the_public_has_no_permission():
    assert isinstance(PUBLIC_ACTOR, Actor)
    assert not PUBLIC_ACTOR.has(Permission.FILE_VIEW)
    assert not PUBLIC_ACTOR.reaches(Permission.FILE_VIEW, make_office().pk)
    assert PUBLIC_ACTOR.offices(Permission.FILE_VIEW) == frozenset()


def test_every_act_is_in_the_chain_without_names(django_capture_on_commit_callbacks):
    administrator = make_actor("administrator")
    with acting_as(administrator):
        user, _password = api.create_user(username="fine", full_name="Nadia Secretname", by=administrator)
        api.deactivate_user(user=user, by=administrator)
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        events = list(Event.objects.filter(subject=f"accounts.user:{user.pk}"))
    assert [event.action for event in events] == ["account_created", "account_closed"]
    assert all("Secretname" not in event.details for event in events)
    assert all(event.actor == str(administrator.id) for event in events)


def test_staff_actor_satisfies_the_protocol():
    assert isinstance(actor_for(make_user()), Actor)
