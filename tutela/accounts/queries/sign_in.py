"""Who stands behind a request: second factor, token, process."""

from __future__ import annotations

import hashlib

from allauth.mfa.models import Authenticator

from tutela.kernel.clock import now
from tutela.kernel.errors import OperatorError

from ..actor import StaffActor, actor_for
from ..models import ApiClient, User

_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_needed_second_factor(authenticator: Authenticator) -> bool:
    """Whether this is the last second factor of somebody whose role needs one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=_SECOND_FACTORS)
    if others.exclude(pk=authenticator.pk).exists():
        return False
    return actor_for(authenticator.user).needs_second_factor


def actor_of_token(header: str) -> StaffActor | None:
    """The actor of an ``Authorization: Bearer`` header, narrowed to the token's scopes; ``None`` when it opens nothing."""
    kind, _space, token = header.partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    client = (
        ApiClient.objects.select_related("user")
        .filter(token_hash=token_hash(token.strip()), revoked_at=None, expires_at__gt=now(), user__is_active=True)
        .first()
    )
    return actor_for(client.user, scopes=frozenset(client.scopes)) if client else None


def actor_of_client(client: ApiClient) -> StaffActor | None:
    """The actor that a request with this client's token would have at this moment; ``None`` when the token opens nothing."""
    if client.revoked_at is not None or client.expires_at <= now() or not client.user.is_active:
        return None
    return actor_for(client.user, scopes=frozenset(client.scopes))


def token_hash(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def system_actor(role: str) -> StaffActor:
    """The process that holds a system role.

    Raises:
        OperatorError: the installation has no such process account yet.
    """
    user = User.objects.filter(is_system=True, username=f"system.{role}").first()
    if user is None:
        raise OperatorError(f"The process account system.{role} is missing; run `tutela setup`.")
    return actor_for(user)
