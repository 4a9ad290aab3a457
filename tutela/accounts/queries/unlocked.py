"""What the person behind a request has unlocked. The secret travels in a cookie; the database holds only what it opens."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tutela.kernel.clock import now
from tutela.kernel.errors import Refused
from tutela.kernel.vault import CannotOpen, aead
from tutela.kernel.vault import team as team_vault

from ..enums import AccountsReason
from ..models import Unlocking
from .team_keys import open_team_keys

LONGEST = dt.timedelta(hours=10)
"""However busy, an unlocking ends with the working day."""
_WRAP_AGAIN = dt.timedelta(minutes=1)
_KEPT = "_tutela_unlocked"


def unlocked_team_keys(request: HttpRequest) -> dict[uuid.UUID, bytes]:
    """Every team key the person has unlocked, older versions included: team key id to private part.

    Empty when nothing is unlocked or the half hour is over. Asking prolongs it.
    """
    private = unlocked_private(request)
    return open_team_keys(_person(request), private) if private is not None else {}


def team_private_key(request: HttpRequest, key_id: uuid.UUID) -> bytes:
    """The private part of one version of a team key.

    Raises:
        Refused: nothing is unlocked, or this version is not shared with the person.
    """
    private = unlocked_private(request)
    if private is None:
        raise Refused(AccountsReason.VAULT_LOCKED)
    found = open_team_keys(_person(request), private).get(key_id)
    if found is None:
        raise Refused(AccountsReason.NO_SEAL)
    return found


def team_keys_of_secret(user_id: uuid.UUID, secret: bytes) -> dict[uuid.UUID, bytes]:
    """The same for a command or a test that holds the secret itself; empty when the half hour is over."""
    private = _opened(secret, user_id)
    return open_team_keys(user_id, private) if private is not None else {}


def is_unlocked(request: HttpRequest) -> bool:
    """Whether the person has unlocked their key."""
    return unlocked_private(request) is not None


def unlocked_private(request: HttpRequest) -> bytes | None:
    """The person's own private part while it is unlocked; asked of the database once a request."""
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, _KEPT):
        secret = _secret(request)
        setattr(request, _KEPT, _opened(secret, _person(request)) if secret else None)
    kept: bytes | None = getattr(request, _KEPT)
    return kept


def keep_secret(response: HttpResponse, secret: bytes) -> None:
    """Hand the secret to the person's browser: for this site only, out of reach of scripts."""
    response.set_cookie(
        cookie_name(),
        base64.urlsafe_b64encode(secret).decode(),
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def drop_secret(response: HttpResponse) -> None:
    """Take it back."""
    response.delete_cookie(cookie_name(), samesite="Strict")


def cookie_name() -> str:
    """The cookie; bound to this host where HTTPS is used."""
    return "__Host-vault" if settings.SESSION_COOKIE_SECURE else "vault"


def _opened(secret: bytes, user_id: uuid.UUID) -> bytes | None:
    """The private part while the unlocking lasts, prolonged by its use; ``None`` when it is over."""
    row = Unlocking.objects.filter(lookup=team_vault.session_lookup(secret), user_id=user_id).first()
    if row is None or now() >= row.opened_at + LONGEST:
        return None
    try:
        private = team_vault.session_unwrap(bytes(row.wrapped_private), secret)
    except CannotOpen:
        return None
    if now() - row.used_at >= _WRAP_AGAIN:
        row.wrapped_private, row.used_at = team_vault.session_wrap(private, secret), now()
        row.save(update_fields=["wrapped_private", "used_at"])
    return private


def _person(request: HttpRequest) -> uuid.UUID:
    key: uuid.UUID = request.user.pk  # type: ignore[assignment]
    return key


def _secret(request: HttpRequest) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), ""))
    except (binascii.Error, ValueError):
        return b""
    return secret if len(secret) == aead.KEY_BYTES else b""
