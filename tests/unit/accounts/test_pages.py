"""Every page of accounts answers, and says so to those who may not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import make_office, make_team, make_team_key, make_user, make_vault_key, sign_in, unlock
from tutela.accounts.models import ApiClient, Grant, TeamMember, User
from tutela.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make_user("administrator", second_factor=True)
    sign_in(client, user)
    return user


@pytest.mark.parametrize(
    "name",
    [
        "accounts",
        "account_new",
        "roles",
        "api_clients",
        "api_client_new",
        "teams",
        "team_new",
        "vault",
        "vault_new",
        "vault_change",
        "vault_replace",
        "undertaking",
        "mfa_index",
        "account_logout",
        "account_change_password",
        "socialaccount_connections",
        "socialaccount_login_cancelled",
    ],
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


def post(client, name, /, *arguments, **answers):
    return client.post(reverse(name, args=arguments), answers)


def test_an_account_from_first_word_to_closing(client, administrator):
    office = make_office()
    bad = post(client, "account_new", username="x", full_name="Fine", language="en")
    assert bad.status_code == 422
    made = post(client, "account_new", username="nadia", full_name="Nadia", language="fr")
    assert b"First password" in made.content
    user = User.objects.get(username="nadia")
    assert b"No role yet" in client.get(reverse("account", args=[user.pk])).content
    assert client.get(reverse("account_change", args=[user.pk])).status_code == 200
    assert post(client, "account_change", user.pk, full_name="x" * 151, language="fr").status_code == 422
    assert post(client, "account_change", user.pk, full_name="Nadia B", email="bad", language="fr").status_code == 422
    assert post(client, "account_change", user.pk, full_name="Nadia B", language="fr").status_code == 302
    assert client.get(reverse("grant_new", args=[user.pk])).status_code == 200
    grant = {"role": "caseworker", "place": f"office:{office.pk}"}
    wrong = {"valid_from": "2026-05-01", "valid_to": "2020-01-01"}
    assert post(client, "grant_new", user.pk, **grant, **wrong).status_code == 422
    assert post(client, "grant_new", user.pk, role="caseworker", place="office:none").status_code == 422
    assert post(client, "grant_new", user.pk, **grant).status_code == 302
    whole = {"role": "district_head", "place": f"territory:{office.territory_id}"}
    assert post(client, "grant_new", user.pk, **whole).status_code == 302
    page = client.get(reverse("account", args=[user.pk]))
    assert office.name in page.content.decode()
    held = Grant.objects.get(user=user, role="caseworker")
    assert client.get(reverse("grant_end", args=[user.pk, held.pk])).status_code == 200
    assert post(client, "grant_end", user.pk, held.pk).status_code == 302
    assert client.get(reverse("grant_end", args=[user.pk, user.pk])).status_code == 404
    assert b"Past and future roles" in client.get(reverse("account", args=[user.pk])).content
    assert client.get(reverse("account_reset", args=[user.pk])).status_code == 200
    assert b"New first password" in post(client, "account_reset", user.pk).content
    assert client.get(reverse("account_close", args=[user.pk])).status_code == 200
    assert post(client, "account_close", user.pk).status_code == 302
    assert b"Open the account again" in client.get(reverse("account", args=[user.pk])).content
    assert client.get(reverse("account_open", args=[user.pk])).status_code == 200
    assert post(client, "account_open", user.pk).status_code == 302
    listed = client.get(reverse("accounts"), {"words": "nadia", "state": "open", "role": ""})
    assert b"Nadia B" in listed.content
    assert b"Nobody fits" in client.get(reverse("accounts"), {"words": "zzz"}).content


def two_files(user_id):
    return ["Two files are assigned to this person."]


def test_closing_says_what_must_be_handed_over(client, administrator, settings):
    settings.TUTELA_DUTIES = [f"{__name__}.two_files"]
    user = make_user()
    page = client.get(reverse("account_close", args=[user.pk]))
    assert page.status_code == 200
    assert b"Two files are assigned" in page.content
    assert post(client, "account_close", user.pk).status_code == 409
    user.refresh_from_db()
    assert user.is_active


def test_own_account_offers_no_change(client, administrator):
    page = client.get(reverse("account", args=[administrator.pk]))
    assert b"This is your own account" in page.content
    assert post(client, "account_close", administrator.pk).status_code == 403
    assert client.get(reverse("account", args=[make_office().pk])).status_code == 404


def test_long_lists_have_pages(client, administrator):
    people = (User(username=f"many{number}", full_name=f"Many {number}", password="!") for number in range(60))
    User.objects.bulk_create(people)
    first = client.get(reverse("accounts"), {"words": "many"})
    assert b'rel="next"' in first.content
    assert b"words=many" in first.content
    assert b'rel="prev"' in client.get(reverse("accounts"), {"words": "many", "page": "2"}).content


def test_a_token_is_shown_once(client, administrator):
    worker = make_user("caseworker", office=make_office())
    answers = {"name": "Clinic", "username": worker.username, "scopes": ["file_search"], "days": "30"}
    assert post(client, "api_client_new", **answers | {"username": "nobody"}).status_code == 422
    assert post(client, "api_client_new", **answers | {"scopes": ["audit_view"]}).status_code == 422
    made = post(client, "api_client_new", **answers)
    assert b"tutela_" in made.content
    listed = client.get(reverse("api_clients"))
    assert b"Clinic" in listed.content
    assert b"tutela_" not in listed.content
    token = ApiClient.objects.get()
    assert client.get(reverse("api_client_revoke", args=[token.pk])).status_code == 200
    assert post(client, "api_client_revoke", token.pk).status_code == 302
    assert client.get(reverse("api_client_revoke", args=[worker.pk])).status_code == 404
    token.revoked_at, token.expires_at = None, now()
    token.save()
    assert b"Run out" in client.get(reverse("api_clients")).content


def test_a_team_its_key_and_its_paper(client, administrator):
    office = make_office()
    assert b"No team yet" in client.get(reverse("teams")).content
    assert post(client, "team_new", code="IN1", name="", office=f"office:{office.pk}").status_code == 422
    assert post(client, "team_new", code="IN1", name="Intake", office=f"office:{office.pk}").status_code == 302
    assert post(client, "team_new", code="IN1", name="Again", office=f"office:{office.pk}").status_code == 422
    team = office.teams.get()
    ana = make_user("intake_officer", office=office)
    make_vault_key(ana)
    assert client.get(reverse("team_join", args=[team.pk])).status_code == 200
    assert post(client, "team_join", team.pk, username="nobody").status_code == 422
    assert post(client, "team_join", team.pk, username=ana.username, leads="on").status_code == 302
    assert post(client, "team_join", team.pk, username=ana.username).status_code == 422
    assert b"Start the key" in client.get(reverse("team", args=[team.pk])).content
    assert client.get(reverse("team_key_start", args=[team.pk])).status_code == 200
    assert post(client, "team_key_start", team.pk, recovery_public="xyz").status_code == 422
    assert post(client, "team_key_start", team.pk, recovery_public="abcd").status_code == 422
    started = post(client, "team_key_start", team.pk)
    paper = started.context["secret"]
    assert paper in started.content.decode()
    assert client.get(reverse("team_key_rotate", args=[team.pk])).status_code == 200
    assert post(client, "team_key_rotate", team.pk).status_code == 302
    assert post(client, "grant_new", ana.pk, role="", place="").status_code == 422
    assert post(client, "grant_new", ana.pk, role="caseworker", place=f"office:{ana.pk}").status_code == 422
    page = client.get(reverse("team", args=[team.pk])).content.decode()
    assert "Version 2 is in use" in page
    assert "Version 1 stays" in page
    assert "Can unlock it" in page
    assert client.get(reverse("teams")).status_code == 200
    assert client.get(reverse("team_key_recover", args=[team.pk])).status_code == 200
    recover = {"username": ana.username, "recovery_key": paper}
    assert post(client, "team_key_recover", team.pk, **recover | {"recovery_key": "0"}).status_code == 422
    assert post(client, "team_key_recover", team.pk, **recover).status_code == 302
    member = TeamMember.objects.get()
    assert client.get(reverse("team_leave", args=[team.pk, member.pk])).status_code == 200
    assert client.get(reverse("team_leave", args=[team.pk, ana.pk])).status_code == 404
    assert post(client, "team_leave", team.pk, member.pk).headers["Location"] == reverse("team", args=[team.pk])
    assert client.get(reverse("team", args=[office.pk])).status_code == 404


def test_recovery_key_made_elsewhere_is_never_shown(client, administrator):
    team = make_team()
    answer = post(client, "team_key_start", team.pk, recovery_public="ab " * 32)
    assert answer.status_code == 302


PHRASE = "five small stars over water"


def officer_of(client, office=None):
    user = make_user("intake_officer", office=office or make_office(), second_factor=True)
    sign_in(client, user)
    return user


def test_a_vault_from_passphrase_to_replacement(client):
    officer_of(client)
    assert b"You have no vault passphrase yet" in client.get(reverse("vault")).content
    assert client.get(reverse("vault_unlock")).headers["Location"] == reverse("vault_new")
    assert post(client, "vault_new", passphrase=PHRASE, again="other").status_code == 422
    assert post(client, "vault_new", passphrase="short", again="short").status_code == 422
    assert post(client, "vault_new", passphrase=PHRASE, again=PHRASE).status_code == 302
    assert b"Locked." in client.get(reverse("vault")).content
    assert post(client, "vault_unlock", passphrase="not this one at all").status_code == 422
    assert client.get(reverse("vault_unlock"), {"next": "/accounts/roles"}).context["next_page"] == "/accounts/roles"
    away = post(client, "vault_unlock", passphrase=PHRASE, next="https://evil.example/")
    assert away.headers["Location"] == reverse("vault")
    cookie = client.cookies["vault"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert b"Unlocked." in client.get(reverse("vault")).content
    assert post(client, "vault_lock").status_code == 302
    assert b"Locked." in client.get(reverse("vault")).content
    wrong = {"old": "not this one at all", "new": PHRASE + " too", "again": PHRASE + " too"}
    assert post(client, "vault_change", **wrong).status_code == 422
    assert post(client, "vault_change", **wrong | {"old": PHRASE}).status_code == 302
    assert post(client, "vault_replace", passphrase="short", again="short").status_code == 422
    assert post(client, "vault_replace", passphrase=PHRASE, again=PHRASE).status_code == 302


def test_sharing_a_key_with_a_colleague(client):
    office = make_office()
    ana = officer_of(client, office)
    ben = make_user("intake_officer", office=office)
    team = make_team(office, ana)
    assert b"has no key yet" in client.get(reverse("vault")).content
    make_vault_key(ana)
    make_team_key(team)
    TeamMember.objects.create(team=team, user=ben)
    assert b"No vault passphrase yet" in client.get(reverse("team", args=[team.pk])).content
    make_vault_key(ben)
    assert b"Share the key with" in client.get(reverse("team", args=[team.pk])).content
    share = reverse("vault_share", args=[team.pk, ben.pk])
    assert b"Opens when you unlock" in client.get(reverse("vault")).content
    assert client.get(share).status_code == 200
    assert client.post(share).status_code == 403
    unlock(client, ana)
    page = client.get(reverse("vault"))
    assert b"Open to you now" in page.content
    assert share.encode() in page.content
    assert client.post(share).status_code == 302
    assert share.encode() not in client.get(reverse("vault")).content
    assert client.get(reverse("vault_share", args=[team.pk, make_user().pk])).status_code == 404
    mine = TeamMember.objects.get(user=ana)
    assert client.post(reverse("team_leave", args=[team.pk, mine.pk])).headers["Location"] == reverse("start")
    assert client.get(reverse("team", args=[team.pk])).status_code == 404


def test_waiting_members_and_strangers_see_so(client):
    office = make_office()
    ana = make_user("intake_officer", office=office)
    make_vault_key(ana)
    team = make_team(office, ana)
    make_team_key(team)
    ben = officer_of(client, office)
    assert client.get(reverse("team", args=[team.pk])).status_code == 404
    TeamMember.objects.create(team=team, user=ben)
    make_vault_key(ben)
    assert b"Not shared with you yet" in client.get(reverse("vault")).content
    assert b"Waits for a member" in client.get(reverse("team", args=[team.pk])).content
    theirs = TeamMember.objects.get(user=ana)
    assert client.get(reverse("team_leave", args=[team.pk, theirs.pk])).status_code == 403
    assert client.get(reverse("team_key_rotate", args=[team.pk])).status_code == 403
    assert client.get(reverse("team_key_recover", args=[team.pk])).status_code == 403


@pytest.mark.parametrize("name", ["accounts", "account_new", "api_clients", "api_client_new", "teams", "team_new"])
def test_others_may_not(client, name):
    officer_of(client)
    assert client.get(reverse(name)).status_code == 403
