"""Signing in with allauth: closed to self-registration, secrets of the second factor encrypted at rest, every step audited.

Nothing typed is written anywhere: a failed sign-in names the account when there is one, and nobody otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import aead, master

from . import api
from .api import PUBLIC_ACTOR, User

_SCHEME = "tutela-signin-1"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; coming, going and every change of the means to sign in are audited."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name and password do not fit together. Try again, or ask your administrator."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def login(self, request: Any, user: Any) -> None:
        super().login(request, user)
        records = get_authentication_records(request, user)
        methods = sorted({str(record.get("type") or record.get("method")) for record in records})
        api.record_sign_in(action="signed_in", by=api.actor_for(user), details={"with": methods})

    def logout(self, request: Any) -> None:
        if isinstance(request.user, User):
            actor = api.actor_for(request.user)
            with acting_as(actor):
                api.lock_vault(by=actor)
            api.record_sign_in(action="signed_out", by=actor)
        super().logout(request)

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        user = User.objects.filter(username=str(credentials.get("username", "")).lower()).first()
        api.record_failed_sign_in(user=user, means="password", by=PUBLIC_ACTOR)

    def set_password(self, user: Any, password: str) -> None:
        user.password_is_temporary = False
        super().set_password(user, password)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """Every change of password, authenticator app, passkey or recovery codes passes here; no mail is sent."""
        what = template_prefix.rsplit("/", 1)[-1]
        api.record_sign_in(action="sign_in_changed", by=api.actor_for(user), details={"what": what})

    def add_message(self, request: Any, level: int, *arguments: Any, **options: Any) -> None:
        """Coming and going need no words."""
        template = options.get("message_template") or (arguments[0] if arguments else "") or ""
        if "logged_" not in template:
            super().add_message(request, level, *arguments, **options)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens existing accounts only."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Find the account by the claim the installation trusts (``TUTELA_OIDC_CLAIM``); without one, only accounts whose
        owner connected them while signed in."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("id_token") or claims.get("userinfo") or claims
        name = str(claims.get(settings.TUTELA_OIDC_CLAIM) or "").lower() if settings.TUTELA_OIDC_CLAIM else ""
        user = User.objects.filter(username=name, is_active=True, is_system=False).first() if name else None
        if user is None:
            api.record_failed_sign_in(user=None, means="single_sign_on", by=PUBLIC_ACTOR)
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: Any, provider: Any, **details: Any) -> None:
        """The other side said no; nothing it sent is kept."""
        api.record_failed_sign_in(user=None, means="single_sign_on", by=PUBLIC_ACTOR)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the shared secrets of authenticator apps and recovery codes encrypted with the master key."""

    def encrypt(self, text: str) -> str:
        version = master.source().current()
        sealed = aead.seal(_key(version), text.encode(), _place(version))
        return f"{version}.{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        number, _dot, sealed = encrypted_text.partition(".")
        version = int(number)
        return aead.unseal(_key(version), base64.b64decode(sealed), _place(version)).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("My passkey")) if not count else str(_("Passkey %(number)s") % {"number": count + 1})


def attempt_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What the lock-out counts by: a keyed hash of the user name, so that its table names nobody.

    People type passwords into that field.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    key = master.source().derive(master.Purpose.SIGN_IN)
    return hmac.new(key, b"attempt:" + str(typed).strip().lower().encode(), hashlib.sha256).hexdigest()


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> Any:
    """The page after too many tries."""
    return render(request, "account/locked_out.html", status=429)


def _key(version: int) -> bytes:
    return master.source().derive(master.Purpose.SIGN_IN, version)


def _place(version: int) -> bytes:
    return aead.associated(_SCHEME, "mfa_authenticator", "data", str(version))
