"""The ceremonies of a team key. Nothing here opens without a member's unlocked key or the recovery key on paper."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.vault import aead
from tutela.kernel.vault import team as team_vault

from .. import policies
from ..enums import AccountsReason
from ..models import Team, TeamKey, TeamSeal, User, UserKey
from ..queries.team_keys import current_key, member_key


@transaction.atomic
def create_team_key(*, team: Team, recovery_public: bytes, by: Actor) -> TeamKey:
    """Start a team's key, shared with every member who has a vault passphrase and with the recovery key on paper.

    Raises:
        Refused: the actor neither manages teams nor leads this one; there is a key already.
        InvalidInput: the recovery key is not 32 bytes.
    """
    policies.keep_team_key.require(by, team)
    if current_key(team) is not None:
        raise Refused(AccountsReason.TEAM_KEY_THERE)
    _require_length(recovery_public)
    made = team_vault.create_team_key(_publics(team), recovery_public)
    return _store(team, made, recovery_public, by=by, action="team_key_created")


@transaction.atomic
def rotate_team_key(*, team: Team, by: Actor, recovery_public: bytes | None = None) -> TeamKey:
    """A new version for what arrives from now on, under the same recovery key unless a new one is given.

    Members keep the older versions until everything sealed to them has been sealed to the new one.

    Raises:
        Refused: the actor neither manages teams nor leads this one; there is no key to rotate.
        InvalidInput: the recovery key is not 32 bytes.
    """
    policies.keep_team_key.require(by, team)
    key = current_key(team)
    if key is None:
        raise Refused(AccountsReason.TEAM_KEY_MISSING)
    recovery = bytes(key.recovery_public) if recovery_public is None else recovery_public
    _require_length(recovery)
    return replace_current_key(key=key, recovery_public=recovery, by=by)


@transaction.atomic
def share_team_key(*, team: Team, user: User, private: bytes, by: Actor) -> int:
    """Share every version one holds with another member; ``private`` is the acting member's unlocked private part.

    Returns how many versions were shared.

    Raises:
        Refused: not both are members; the other has no vault passphrase; the actor holds no seal.
        CannotOpen: ``private`` is not the acting member's.
    """
    policies.share_team_key.require(by, team, user)
    theirs = _require_member_key(user)
    mine = TeamSeal.objects.filter(key__team=team, user_id=by.id).select_related("key")
    if not mine:
        raise Refused(AccountsReason.NO_SEAL)
    shared = 0
    for seal in mine:
        opened = team_vault.open_team_key(bytes(seal.sealed_private), private, bytes(seal.key.public_key))
        shared += _seal_for(seal.key, theirs, opened)
    audit.record(
        by=by,
        action="team_key_shared",
        subject=f"accounts.team:{team.pk}",
        details={"user": str(user.pk), "versions": shared},
    )
    return shared


@transaction.atomic
def recover_team_key(*, team: Team, user: User, recovery_key: str, by: Actor) -> int:
    """With the recovery key on paper, share every version it opens with a member. Returns how many.

    Raises:
        Refused: the actor neither manages teams nor leads this one; ``user`` is no member or has no vault passphrase.
        InvalidInput: the recovery key is mistyped or belongs to another team.
    """
    policies.keep_team_key.require(by, team)
    if not policies.is_member(team, user.pk):
        raise Refused(AccountsReason.NOT_A_MEMBER)
    theirs = _require_member_key(user)
    private = _typed(recovery_key)
    keys = [key for key in team.keys.all() if bytes(key.recovery_public) == aead.public_of(private) and key.recovery_seal]
    if not keys:
        raise InvalidInput({"recovery_key": _("This recovery key belongs to another team. Take the paper of this team.")})
    for key in keys:
        opened = team_vault.open_team_key(bytes(key.recovery_seal), private, bytes(key.public_key))
        _seal_for(key, theirs, opened)
    audit.record(
        by=by,
        action="team_key_recovered",
        subject=f"accounts.team:{team.pk}",
        details={"user": str(user.pk), "versions": len(keys)},
    )
    return len(keys)


@transaction.atomic
def destroy_team_key(*, key: TeamKey, by: Actor) -> TeamKey:
    """Take back every seal of an older version once nothing is sealed to it any more. It cannot be undone.

    Raises:
        Refused: the actor neither manages teams nor leads this one; the version is in use.
    """
    policies.keep_team_key.require(by, key.team)
    if key.retired_at is None:
        raise Refused(AccountsReason.TEAM_KEY_CURRENT)
    key.seals.all().delete()
    key.recovery_seal = b""
    key.save(update_fields=["recovery_seal"])
    audit.record(
        by=by, action="team_key_destroyed", subject=f"accounts.team:{key.team_id}", details={"version": key.version}
    )
    return key


@transaction.atomic
def replace_current_key(*, key: TeamKey, recovery_public: bytes, by: Actor) -> TeamKey:
    """The next version for the members who are there now. The caller has asked its rule."""
    made = team_vault.create_team_key(_publics(key.team), recovery_public, version=key.version + 1)
    key.retired_at = now()
    key.save(update_fields=["retired_at"])
    return _store(key.team, made, recovery_public, by=by, action="team_key_rotated")


def _store(team: Team, made: team_vault.TeamKey[UserKey], recovery_public: bytes, *, by: Actor, action: str) -> TeamKey:
    key = TeamKey.objects.create(
        team=team,
        version=made.version,
        public_key=made.public,
        recovery_public=recovery_public,
        recovery_seal=made.recovery_seal,
    )
    TeamSeal.objects.bulk_create(
        TeamSeal(key=key, user_id=member.pk, sealed_private=seal) for member, seal in made.seals.items()
    )
    audit.record(
        by=by,
        action=action,
        subject=f"accounts.team:{team.pk}",
        details={"version": made.version, "members": len(made.seals)},
    )
    return key


def _publics(team: Team) -> dict[UserKey, bytes]:
    members = team.members.filter(left_at=None, user__is_active=True).values("user_id")
    return {key: bytes(key.public_key) for key in UserKey.objects.filter(pk__in=members)}


def _seal_for(key: TeamKey, theirs: UserKey, opened: bytes) -> int:
    seal = team_vault.seal_to_member(opened, bytes(theirs.public_key))
    _seal, made = TeamSeal.objects.update_or_create(key=key, user_id=theirs.pk, defaults={"sealed_private": seal})
    return int(made)


def _require_member_key(user: User) -> UserKey:
    key = member_key(user.pk)
    if key is None:
        raise Refused(AccountsReason.VAULT_KEY_MISSING)
    return key


def _require_length(recovery_public: bytes) -> None:
    if len(recovery_public) != aead.KEY_BYTES:
        raise InvalidInput({"recovery_public": _("The public part of a recovery key is 64 hexadecimal digits.")})


def _typed(recovery_key: str) -> bytes:
    try:
        return team_vault.parse_recovery_key(recovery_key)
    except team_vault.RecoveryMistyped:
        raise InvalidInput(
            {"recovery_key": _("There is a slip in the recovery key. Compare it with the paper, group by group.")}
        ) from None
