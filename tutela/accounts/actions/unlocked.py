"""What the person behind a request has unlocked. The secret travels in a cookie; the database holds only what it opens."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tutela.kernel.errors import Refused
from tutela.kernel.vault import aead

from ..enums import AccountsReason
from ..queries.team_keys import open_team_keys
from .vault import LONGEST, use_unlocking

_KEPT = "_tutela_unlocked"


def unlocked_team_keys(request: HttpRequest) -> dict[uuid.UUID, bytes]:
    """Every team key the person has unlocked, older versions included: team key id to private part.

    Empty when nothing is unlocked or the half hour is over. Asking prolongs it.
    """
    private = unlocked_private(request)
    return open_team_keys(request.user.pk, private) if private is not None else {}


def team_private_key(request: HttpRequest, key_id: uuid.UUID) -> bytes:
    """The private part of one version of a team key.

    Raises:
        Refused: nothing is unlocked, or this version is not shared with the person.
    """
    private = unlocked_private(request)
    if private is None:
        raise Refused(AccountsReason.VAULT_LOCKED)
    found = open_team_keys(request.user.pk, private).get(key_id)
    if found is None:
        raise Refused(AccountsReason.NO_SEAL)
    return found


def is_unlocked(request: HttpRequest) -> bool:
    """Whether the person has unlocked their key."""
    return unlocked_private(request) is not None


def unlocked_private(request: HttpRequest) -> bytes | None:
    """The person's own private part while it is unlocked; asked of the database once a request."""
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, _KEPT):
        secret = _secret(request)
        setattr(request, _KEPT, use_unlocking(secret=secret, user_id=request.user.pk) if secret else None)
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


def _secret(request: HttpRequest) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), ""))
    except (binascii.Error, ValueError):
        return b""
    return secret if len(secret) == aead.KEY_BYTES else b""
