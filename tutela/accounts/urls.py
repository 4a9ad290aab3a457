"""Addresses of this context on the staff site. Of allauth's pages only those that have a use here are mounted."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import urls as mfa_base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import urls as totp
from allauth.mfa.webauthn import urls as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from django.urls import include, path

from .views import accounts, bodies, clients, teams, undertaking, vault

sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", include(mfa_base)),
    path("2fa/totp/", include(totp)),
    path("2fa/passkeys/", include(webauthn)),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("organisation/", social.connections, name="socialaccount_connections"),
    path("organisation/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("organisation/error/", social.login_error, name="socialaccount_login_error"),
    path("", include(openid_connect)),
]

urlpatterns = [
    path("sign-in/", include(sign_in)),
    path("undertaking", undertaking.undertaking, name="undertaking"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/new", accounts.new, name="account_new"),
    path("accounts/roles", accounts.roles, name="roles"),
    path("accounts/clients", clients.listed, name="api_clients"),
    path("accounts/clients/new", clients.new, name="api_client_new"),
    path("accounts/clients/<uuid:client_id>/revoke", clients.revoke, name="api_client_revoke"),
    path("accounts/organisations", bodies.listed, name="bodies"),
    path("accounts/organisations/<uuid:organisation_id>", bodies.one, name="body"),
    path("accounts/teams", teams.listed, name="teams"),
    path("accounts/teams/new", teams.new, name="team_new"),
    path("accounts/teams/<uuid:team_id>", teams.one, name="team"),
    path("accounts/teams/<uuid:team_id>/members/new", teams.join, name="team_join"),
    path("accounts/teams/<uuid:team_id>/members/<uuid:member_id>/leave", teams.leave, name="team_leave"),
    path("accounts/teams/<uuid:team_id>/key", teams.start_key, name="team_key_start"),
    path("accounts/teams/<uuid:team_id>/rotate", teams.rotate_key, name="team_key_rotate"),
    path("accounts/teams/<uuid:team_id>/recover", teams.recover_key, name="team_key_recover"),
    path("accounts/<uuid:user_id>", accounts.one, name="account"),
    path("accounts/<uuid:user_id>/edit", accounts.change, name="account_change"),
    path("accounts/<uuid:user_id>/grants/new", accounts.grant, name="grant_new"),
    path("accounts/<uuid:user_id>/grants/<uuid:grant_id>/end", accounts.end, name="grant_end"),
    path("accounts/<uuid:user_id>/close", accounts.close, name="account_close"),
    path("accounts/<uuid:user_id>/open", accounts.open_again, name="account_open"),
    path("accounts/<uuid:user_id>/sign-in", accounts.reset, name="account_reset"),
    path("vault", vault.overview, name="vault"),
    path("vault/new", vault.new, name="vault_new"),
    path("vault/change", vault.change, name="vault_change"),
    path("vault/replace", vault.replace, name="vault_replace"),
    path("vault/unlock", vault.unlock, name="vault_unlock"),
    path("vault/lock", vault.lock, name="vault_lock"),
    path("vault/share/<uuid:team_id>/<uuid:user_id>", vault.share, name="vault_share"),
]
