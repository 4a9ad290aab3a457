"""Tokens for programs."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused

from ..actor import actor_for
from ..enums import AccountsReason, Permission
from ..models import ApiClient, User
from ..policies import manage_clients
from ..queries.sign_in import token_hash

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_DAYS = 366
PREFIX = "tutela_"
"""Lets scanners of leaked secrets know the token for what it is."""


@transaction.atomic
def create_api_client(*, name: str, user: User, scopes: Iterable[str], by: Actor, days: int = 90) -> tuple[ApiClient, str]:
    """Give a program a token that acts as ``user`` with no more than ``scopes``; returns it with the token, shown once.

    Raises:
        Refused: the actor does not give tokens, or the account is closed.
        InvalidInput: no name, no scope or an unknown one, a scope the account does not hold, or a period out of range.
    """
    manage_clients.require(by)
    if not user.is_active:
        raise Refused(AccountsReason.ACCOUNT_CLOSED)
    wanted = sorted(set(scopes))
    _check(name.strip(), user, wanted, days)
    token = PREFIX + secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name.strip(),
        user=user,
        scopes=wanted,
        token_hash=token_hash(token),
        created_by=User.objects.get(pk=by.id),
        expires_at=now() + dt.timedelta(days=days),
    )
    audit.record(by=by, action="client_created", subject=f"accounts.apiclient:{client.pk}", details={"scopes": wanted})
    return client, token


@transaction.atomic
def revoke_api_client(*, client: ApiClient, by: Actor) -> ApiClient:
    """End a token now. Ending it twice changes nothing.

    Raises:
        Refused: the actor does not give tokens.
    """
    manage_clients.require(by)
    if client.revoked_at is None:
        client.revoked_at = now()
        client.save(update_fields=["revoked_at"])
        audit.record(by=by, action="client_revoked", subject=f"accounts.apiclient:{client.pk}")
    return client


def _check(name: str, user: User, scopes: list[str], days: int) -> None:
    problems: dict[str, str | _StrPromise] = {}
    if not 0 < len(name) <= 100:
        problems["name"] = _("Name the program, in up to 100 characters.")
    if not scopes or not set(scopes) <= set(Permission.values):
        problems["scopes"] = _("Choose at least one of the tasks offered.")
    elif missing := [scope for scope in scopes if not actor_for(user).has(scope)]:
        labels = ", ".join(str(Permission(scope).label) for scope in missing)
        problems["scopes"] = _("The account itself may not do this: %(tasks)s.") % {"tasks": labels}
    if not 0 < days <= LONGEST_DAYS:
        problems["days"] = _("A token lasts between 1 and 366 days.")
    if problems:
        raise InvalidInput(problems)
