"""A member's own key: made, changed, replaced, unlocked for half an hour, locked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from nacl.utils import random

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.vault import CannotOpen, aead
from tutela.kernel.vault import team as team_vault

from ..enums import AccountsReason
from ..models import TeamSeal, Unlocking, User, UserKey
from ..queries.team_keys import member_key

SHORTEST = 14
"""Characters of a vault passphrase."""
TRIES = 5
PAUSE = dt.timedelta(minutes=15)


@transaction.atomic
def create_vault_key(*, passphrase: str, by: Actor) -> UserKey:
    """Make one's own pair, locked with a vault passphrase that nobody else knows and nobody can reset.

    Raises:
        Refused: there is one already.
        InvalidInput: the passphrase is too short, or is the password.
    """
    if member_key(by.id) is not None:
        raise Refused(AccountsReason.VAULT_KEY_THERE)
    _check(passphrase, by, "passphrase")
    made = team_vault.create_member_key(passphrase)
    key = UserKey.objects.create(user_id=by.id, public_key=made.public, salt=made.salt, wrapped_private=made.locked)
    audit.record(by=by, action="vault_key_created", subject=f"accounts.user:{by.id}")
    return key


@transaction.atomic
def change_vault_passphrase(*, old: str, new: str, by: Actor) -> UserKey:
    """Another passphrase for the same pair; what was shared stays shared.

    Raises:
        Refused: there is no pair yet, or too many wrong tries.
        InvalidInput: ``old`` is wrong (the try counts), ``new`` is too short or is the password.
    """
    key = _require_key(by)
    _check(new, by, "new")
    try:
        changed = team_vault.change_passphrase(_as_vault(key), old, new)
    except CannotOpen:
        raise InvalidInput({"old": _("This is not your vault passphrase.")}) from None
    key.salt, key.wrapped_private = changed.salt, changed.locked
    key.save(update_fields=["salt", "wrapped_private"])
    audit.record(by=by, action="vault_passphrase_changed", subject=f"accounts.user:{by.id}")
    return key


@transaction.atomic
def replace_vault_key(*, passphrase: str, by: Actor) -> UserKey:
    """For a lost passphrase: a new pair. Whatever was shared with the old one must be shared again by a colleague.

    Raises:
        Refused: there is no pair to replace.
        InvalidInput: the passphrase is too short, or is the password.
    """
    key = _require_key(by, even_paused=True)
    _check(passphrase, by, "passphrase")
    made = team_vault.create_member_key(passphrase)
    key.public_key, key.salt, key.wrapped_private = made.public, made.salt, made.locked
    key.failures, key.failed_at = 0, None
    key.save()
    TeamSeal.objects.filter(user_id=by.id).delete()
    Unlocking.objects.filter(user_id=by.id).delete()
    audit.record(by=by, action="vault_key_replaced", subject=f"accounts.user:{by.id}")
    return key


@transaction.atomic
def unlock_vault(*, passphrase: str, by: Actor) -> bytes | None:
    """Unlock one's own pair; returns the 32-byte secret for the cookie, or ``None`` when the passphrase is wrong.

    Both are audited. Five wrong passphrases pause unlocking for a quarter of an hour.

    Raises:
        Refused: there is no pair yet, or too many wrong tries.
    """
    key = _require_key(by)
    try:
        private = team_vault.unlock(_as_vault(key), passphrase)
    except CannotOpen:
        key.failures, key.failed_at = key.failures + 1, now()
        key.save(update_fields=["failures", "failed_at"])
        audit.record(by=by, action="vault_unlocked", subject=f"accounts.user:{by.id}", outcome=audit.Outcome.REFUSED)
        return None
    if key.failures:
        key.failures, key.failed_at = 0, None
        key.save(update_fields=["failures", "failed_at"])
    secret = random(aead.KEY_BYTES)
    _forget_old()
    Unlocking.objects.create(
        lookup=team_vault.session_lookup(secret),
        user_id=by.id,
        wrapped_private=team_vault.session_wrap(private, secret),
        opened_at=now(),
        used_at=now(),
    )
    audit.record(by=by, action="vault_unlocked", subject=f"accounts.user:{by.id}")
    return secret


@transaction.atomic
def lock_vault(*, by: Actor) -> None:
    """End every unlocking of one's own. Locking what is locked changes nothing."""
    ended, _by_model = Unlocking.objects.filter(user_id=by.id).delete()
    if ended:
        audit.record(by=by, action="vault_locked", subject=f"accounts.user:{by.id}")


def _require_key(by: Actor, *, even_paused: bool = False) -> UserKey:
    key = UserKey.objects.select_for_update().filter(pk=by.id).first()
    if key is None:
        raise Refused(AccountsReason.VAULT_KEY_MISSING)
    if not even_paused and key.failures >= TRIES and key.failed_at is not None and now() < key.failed_at + PAUSE:
        raise Refused(AccountsReason.VAULT_PAUSED)
    return key


def _check(passphrase: str, by: Actor, field: str) -> None:
    if len(passphrase) < SHORTEST:
        raise InvalidInput({field: _("Use at least 14 characters; a sentence of five or six words is good.")})
    user = User.objects.filter(pk=by.id).first()
    if user is not None and user.check_password(passphrase):
        raise InvalidInput({field: _("Do not use your password here. The vault passphrase is a secret of its own.")})


def _as_vault(key: UserKey) -> team_vault.MemberKey:
    return team_vault.MemberKey(bytes(key.public_key), bytes(key.salt), bytes(key.wrapped_private))


def _forget_old() -> None:
    Unlocking.objects.filter(used_at__lt=now() - team_vault.SESSION).delete()
