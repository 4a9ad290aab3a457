"""Signing in: password, second factor, lock-out, single sign-on; what is audited and what is not kept."""

from __future__ import annotations

import logging
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount, SocialLogin
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse

from tests.factories.accounts import (
    PASSWORD,
    actor_of,
    make_actor,
    make_office,
    make_totp,
    make_user,
    make_vault_key,
    sign_in,
    unlock,
)
from tutela.accounts.models import Unlocking
from tutela.accounts.sign_in import SocialAccountAdapter
from tutela.audit.models import Event
from tutela.kernel.database.acting import acting_as

pytestmark = pytest.mark.django_db
LOGIN = "account_login"


@pytest.fixture(autouse=True)
def no_rates():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def worker():
    return make_user("caseworker", office=make_office(), with_password=True, username="worker")


def code_now(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def events(*actions):
    with acting_as(make_actor("data_protection_officer")):
        return list(Event.objects.filter(action__in=actions).order_by("position"))


def enter(client, username="worker", password=PASSWORD):
    return client.post(reverse(LOGIN), {"login": username, "password": password})


def test_password_then_code_then_in(client, worker):
    secret = make_totp(worker)
    first = enter(client, username="Worker ")
    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("mfa_authenticate"))
    assert b"Second step" in page.content
    arabic = code_now(secret).translate({ord("0") + digit: 0x660 + digit for digit in range(10)})
    second = client.post(reverse("mfa_authenticate"), {"code": f"{arabic[:3]} {arabic[3:]}"})
    assert second.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(worker.pk)
    (event,) = events("signed_in")
    assert event.subject == f"accounts.user:{worker.pk}"
    assert "totp" in event.details
    assert "password" in event.details


def test_starting_over_at_the_second_step(client, worker):
    make_totp(worker)
    enter(client)
    assert client.post(reverse("account_logout"), {"next": reverse(LOGIN)}).headers["Location"] == reverse(LOGIN)
    assert client.get(reverse("mfa_authenticate")).headers["Location"] == reverse(LOGIN)
    assert events("signed_out") == []


def test_wrong_code_is_audited_and_keeps_out(client, worker):
    make_totp(worker)
    enter(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    (event,) = events("sign_in_failed")
    assert (event.subject, event.outcome) == (f"accounts.user:{worker.pk}", "refused")


def test_failed_sign_in_names_the_account_and_never_what_was_typed(client, worker, caplog):
    caplog.set_level(logging.DEBUG)
    enter(client, password="wrong-horse-typed")
    enter(client, username="typed-into-the-wrong-box", password="whatever")
    known, unknown = events("sign_in_failed")
    assert known.subject == f"accounts.user:{worker.pk}"
    assert unknown.subject == ""
    said = caplog.text + "".join(event.details for event in (known, unknown))
    assert "wrong-horse-typed" not in said
    assert "typed-into-the-wrong-box" not in said


def test_same_words_for_unknown_account_and_wrong_password(client, worker):
    known = enter(client, password="wrong").content.decode()
    unknown = enter(client, username="nobody").content.decode()
    sentence = "User name and password do not fit together"
    assert sentence in known
    assert sentence in unknown


def test_five_wrong_tries_lock_out_and_name_nobody(client, worker, settings):
    settings.AXES_ENABLED = True
    for _try in range(4):
        cache.clear()
        assert enter(client, password="wrong").status_code == 200
    assert enter(client, password="wrong").status_code == 429
    cache.clear()
    locked = enter(client)
    assert locked.status_code == 429
    assert b"quarter of an hour" in locked.content
    attempt = AccessAttempt.objects.get()
    kept = f"{attempt.username} {attempt.post_data} {attempt.get_data}"
    assert "worker" not in kept
    assert "wrong" not in kept


def test_a_right_password_forgets_the_wrong_ones(client, settings, worker):
    settings.AXES_ENABLED = True
    enter(client, password="wrong")
    cache.clear()
    enter(client)
    assert not AccessAttempt.objects.exists()


def test_closed_account_is_turned_away(client, worker):
    worker.is_active = False
    worker.save()
    answer = enter(client)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)


def test_process_account_has_no_password(client):
    make_user(username="system.deadline_keeper", is_system=True)
    enter(client, username="system.deadline_keeper", password="!")
    assert "_auth_user_id" not in client.session


def test_session_ends_after_fifteen_idle_minutes(client, worker):
    make_totp(worker)
    sign_in(client, worker)
    client.get(reverse("vault"))
    session = Session.objects.get(session_key=client.session.session_key)
    left = session.expire_date.timestamp() - time.time()
    assert 14 * 60 < left <= 15 * 60
    assert client.cookies["session"]["max-age"] in ("", 900)


def test_closing_an_account_ends_its_sessions(client, worker):
    make_totp(worker)
    sign_in(client, worker)
    assert client.get(reverse("vault")).status_code == 200
    worker.is_active = False
    worker.save()
    assert client.get(reverse("vault")).status_code == 302


def test_signing_out_locks_the_vault_and_is_audited(client, worker):
    make_totp(worker)
    make_vault_key(worker)
    sign_in(client, worker)
    unlock(client, worker)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    assert not Unlocking.objects.filter(user=worker).exists()
    assert [event.action for event in events("vault_locked", "signed_out")] == ["vault_locked", "signed_out"]


@pytest.mark.parametrize("role", ["caseworker", "data_protection_officer", "administrator"])
def test_second_factor_comes_before_any_page(client, role):
    sign_in(client, make_user(role))
    answer = client.get(reverse("vault"))
    assert answer.headers["Location"] == reverse("mfa_index")
    assert b"A second factor is needed" in client.get(reverse("mfa_index")).content


def test_roles_without_personal_data_need_none(client):
    sign_in(client, make_user("ministry_planner"))
    assert client.get(reverse("vault")).status_code == 200


def test_temporary_password_is_changed_first(client, worker):
    worker.password_is_temporary = True
    worker.save()
    make_totp(worker)
    sign_in(client, worker)
    assert client.get(reverse("vault")).headers["Location"] == reverse("account_change_password")
    page = client.get(reverse("account_change_password"))
    assert b"Choose a password of your own" in page.content
    new = "quiet river of nine stones"
    short = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post(reverse("account_change_password"), short).status_code == 200
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    worker.refresh_from_db()
    assert worker.check_password(new)
    assert not worker.password_is_temporary
    assert client.get(reverse("vault")).status_code == 200
    (event,) = events("sign_in_changed")
    assert "password_changed" in event.details


def test_setting_up_an_app_asks_again_and_shows_recovery_codes_once(client, worker, django_capture_on_commit_callbacks):
    sign_in(client, worker)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert b"on paper" in codes.content
    assert b"recovery codes are left" in client.get(reverse("mfa_view_recovery_codes")).content
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert any("totp_activated" in event.details for event in events("sign_in_changed"))


def test_the_last_second_factor_stays(client, worker):
    make_totp(worker)
    sign_in(client, worker)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(get_secret(worker))})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert b"Add a passkey first" in answer.content
    assert Authenticator.objects.filter(user=worker, type="totp").exists()


def test_who_needs_none_may_remove_it(client):
    planner = make_user("ministry_planner", with_password=True)
    make_totp(planner)
    sign_in(client, planner)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(get_secret(planner))})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=planner).exists()


def test_a_second_passkey_lets_the_app_go(client, worker):
    make_totp(worker)
    Authenticator.objects.create(user=worker, type="webauthn", data={"name": "key"})
    sign_in(client, worker)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(get_secret(worker))})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302


def get_secret(user):
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    return get_adapter().decrypt(stored)


def test_wrong_code_when_asked_again_is_audited(client, worker):
    make_totp(worker)
    sign_in(client, worker)
    assert client.get(reverse("mfa_reauthenticate")).status_code == 200
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert len(events("sign_in_failed")) == 1


def test_secrets_of_the_second_factor_are_sealed_by_version():
    adapter = get_adapter()
    sealed = adapter.encrypt("JBSWY3DP")
    assert sealed.startswith("1.")
    assert "JBSWY3DP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DP"
    assert adapter.encrypt("JBSWY3DP") != sealed


@pytest.mark.parametrize(
    "name",
    ["mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_reauthenticate_webauthn", "mfa_list_webauthn", "mfa_index"],
)
def test_pages_behind_the_question_answer(client, worker, name):
    make_totp(worker)
    sign_in(client, worker)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(get_secret(worker))})
    response = client.get(reverse(name))
    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert b"<c-" not in response.content
        assert b"{%" not in response.content


def test_passkey_pages_for_one_passkey(client, worker):
    make_totp(worker)
    passkey = Authenticator.objects.create(user=worker, type="webauthn", data={"name": "My phone", "credential": {}})
    sign_in(client, worker)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now(get_secret(worker))})
    assert b"Rename" in client.get(reverse("mfa_edit_webauthn", args=[passkey.pk])).content
    client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "Blue key"})
    assert b"Blue key" in client.get(reverse("mfa_list_webauthn")).content
    assert b"Blue key" in client.get(reverse("mfa_remove_webauthn", args=[passkey.pk])).content
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "3rdparty/signup/", "confirm-email/"])
def test_what_nobody_needs_is_not_there(client, path):
    assert client.get(f"/sign-in/{path}").status_code == 404


def test_no_page_of_signing_in_runs_a_script_of_its_own(client):
    """The policy allows scripts from our own files only; data blocks are no scripts."""
    page = client.get(reverse(LOGIN)).content.decode()
    for tag in page.split("<script")[1:]:
        head = tag.split(">")[0]
        assert "src=" in head or 'type="application/json"' in head


# Single sign-on.


def social(request_user=None, **claims):
    request = RequestFactory().get("/")
    request.user = request_user or AnonymousUser()
    account = SocialAccount(provider="sso", uid="77", extra_data={"userinfo": claims})
    return request, SocialLogin(account=account, user=make_user.__globals__["User"]())


def test_single_sign_on_finds_the_account_by_the_trusted_claim(worker, settings):
    settings.TUTELA_OIDC_CLAIM = "preferred_username"
    server = {"server_url": "https://sso.test"}
    app = {"provider_id": "sso", "name": "Ministry", "client_id": "tutela", "settings": server}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    request, login = social(preferred_username="Worker")
    SocialAccountAdapter().pre_social_login(request, login)
    assert SocialAccount.objects.get().user == worker
    assert "account_connected" in events("sign_in_changed")[0].details


@pytest.mark.parametrize(
    ("claim", "value"), [("", "worker"), ("preferred_username", "stranger"), ("preferred_username", "")]
)
def test_single_sign_on_makes_no_account(worker, settings, claim, value):
    from allauth.core.exceptions import ImmediateHttpResponse

    settings.TUTELA_OIDC_CLAIM = claim
    request, login = social(preferred_username=value)
    with pytest.raises(ImmediateHttpResponse) as caught:
        SocialAccountAdapter().pre_social_login(request, login)
    assert caught.value.response.status_code == 403
    assert not SocialAccount.objects.exists()
    assert [event.subject for event in events("sign_in_failed")] == [""]


def test_connecting_while_signed_in_is_left_to_the_person(worker):
    request, login = social(request_user=worker)
    SocialAccountAdapter().pre_social_login(request, login)
    assert not SocialAccount.objects.exists()


def test_refusal_of_the_other_side_is_audited():
    SocialAccountAdapter().on_authentication_error(RequestFactory().get("/"), None, error="x")
    assert len(events("sign_in_failed")) == 1
    assert not SocialAccountAdapter().is_open_for_signup(None, None)


def test_actor_of_worker_needs_a_second_factor(worker):
    assert actor_of(worker).needs_second_factor
