"""Keys of people: what even the server cannot read while nobody is unlocked. Pure functions; ``accounts`` keeps the bytes.

A member has an X25519 pair U whose private part lies under Argon2id of the vault passphrase. A team has a pair T, version v:
its private part lies sealed to every member and to a recovery key R, made offline and kept on paper. Whatever the team shall
read is sealed to T's public part. Source: ``reporting`` 2.5.

Sealed boxes do not say who sealed them: the receiver checks that an opened private part belongs to the public part it
stands for.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from nacl.utils import random

from .. import ids
from ..clock import now
from . import aead, kdf
from .errors import CannotOpen
from .separators import is_separator

SESSION = dt.timedelta(minutes=30)
"""How long an unlocked session lasts after it was last wrapped."""

_Member = TypeVar("_Member")
_RECOVERY_CHARACTERS = 52  # 32 bytes in base 32: 260 bits, the last four zero
_GROUP = 4
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class MemberKey:
    """A member's pair as it is kept: the private part opens with the passphrase only."""

    public: bytes
    salt: bytes
    locked: bytes


@dataclass(frozen=True)
class TeamKey(Generic[_Member]):
    """A version of a team's pair as it is kept: nobody's private part, a seal for each member and one for recovery."""

    version: int
    public: bytes
    seals: dict[_Member, bytes]
    recovery_seal: bytes


@dataclass(frozen=True)
class RecoveryKey:
    """A recovery pair. ``printable`` goes on paper and nowhere else; ``public`` stays on the server."""

    public: bytes
    printable: str = field(repr=False)


class RecoveryProblem(Enum):
    """Why a typed recovery key cannot be right."""

    CHARACTERS = "characters"
    LENGTH = "length"
    CHECK = "check"


class RecoveryMistyped(ValueError):
    """The typed recovery key has a slip in it; ``problem`` says which kind. Carries nothing that was typed."""

    def __init__(self, problem: RecoveryProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# Members.


def create_member_key(passphrase: str) -> MemberKey:
    """A fresh pair for a member, locked with their vault passphrase. Takes about 0.15 s and 64 MiB."""
    public, private = aead.new_pair()
    return _lock(public, private, passphrase)


def unlock(member: MemberKey, passphrase: str) -> bytes:
    """The member's private part. Takes as long when the passphrase is wrong.

    Raises:
        CannotOpen: another passphrase, or the key was changed or exchanged.
    """
    private = aead.unseal(_passphrase_key(passphrase, member.salt), member.locked, _member_place(member.public))
    return _checked(private, member.public)


def change_passphrase(member: MemberKey, old: str, new: str) -> MemberKey:
    """The same pair locked with another passphrase; every seal stays good.

    Raises:
        CannotOpen: ``old`` is not the passphrase.
    """
    return _lock(member.public, unlock(member, old), new)


# Teams.


def create_team_key(members: Mapping[_Member, bytes], recovery_public: bytes, *, version: int = 1) -> TeamKey[_Member]:
    """A fresh pair for a team, sealed to the public part of each member and of the recovery key.

    Rotation is this with ``version`` one higher and the members who stay, then :func:`reseal_many` from the old private part
    to the new public one.
    """
    public, private = aead.new_pair()
    seals = {member: aead.seal_to(member_public, private) for member, member_public in members.items()}
    return TeamKey(version, public, seals, aead.seal_to(recovery_public, private))


def rotate_team_key(old: TeamKey[Any], members: Mapping[_Member, bytes], recovery_public: bytes) -> TeamKey[_Member]:
    """The next version, for the members who stay."""
    return create_team_key(members, recovery_public, version=old.version + 1)


def open_team_key(seal: bytes, private: bytes, team_public: bytes) -> bytes:
    """The team's private part, opened with a member's or the recovery key's private part.

    Raises:
        CannotOpen: the seal is for somebody else, changed, or of another team key.
    """
    return _checked(aead.unseal_with(private, seal), team_public)


def seal_to_member(team_private: bytes, member_public: bytes) -> bytes:
    """A seal for a member who joins, or who has a new pair because the passphrase was lost."""
    return aead.seal_to(member_public, team_private)


# Data keys under a team key.


def seal_key(data_key: bytes, public: bytes) -> bytes:
    """A record's data key sealed to a team's (or a mailbox's) public part: 81 bytes."""
    return aead.seal_to(public, data_key)


def unseal_key(sealed: bytes, private: bytes) -> bytes:
    """The data key again.

    Raises:
        CannotOpen: sealed to another key, or changed.
    """
    return aead.unseal_with(private, sealed)


def reseal(sealed: bytes, private: bytes, new_public: bytes) -> bytes:
    """The same secret sealed to another public part; what it encrypts is not touched.

    Raises:
        CannotOpen: sealed to another key than ``private``'s, or changed.
    """
    return aead.seal_to(new_public, aead.unseal_with(private, sealed))


def reseal_many(
    sealed: Iterable[tuple[_Member, bytes]], private: bytes, new_public: bytes
) -> Iterator[tuple[_Member, bytes]]:
    """:func:`reseal` for (id, sealed) pairs, one at a time, so that a large team can be rotated in batches."""
    return ((record, reseal(key, private, new_public)) for record, key in sealed)


# The unlocked session.


def session_wrap(private: bytes, cookie_secret: bytes) -> bytes:
    """An unlocked private part for the database, readable only with the secret in the member's cookie, for thirty minutes.
    Wrap again on use to prolong.

    Raises:
        ValueError: the cookie secret is not 32 bytes.
    """
    until = int((now() + SESSION).timestamp())
    return aead.seal(_session_key(cookie_secret), until.to_bytes(8, "big") + private, _SESSION_PLACE)


def session_unwrap(wrapped: bytes, cookie_secret: bytes) -> bytes:
    """The private part again.

    Raises:
        CannotOpen: another secret, changed bytes, or the time is over.
        ValueError: the cookie secret is not 32 bytes.
    """
    content = aead.unseal(_session_key(cookie_secret), wrapped, _SESSION_PLACE)
    if now().timestamp() >= int.from_bytes(content[:8], "big"):
        raise CannotOpen("The unlocked session is over.")
    return content[8:]


def session_lookup(cookie_secret: bytes) -> bytes:
    """32 bytes to find the session by; the cookie's secret cannot be told from them."""
    return kdf.blake2b(_full(cookie_secret), person=b"tutela-sess-find")


# Recovery.


def create_recovery_key() -> RecoveryKey:
    """A fresh recovery pair. Make it on a machine that is not the server."""
    public, private = aead.new_pair()
    return RecoveryKey(public, print_recovery_key(private))


def print_recovery_key(private: bytes) -> str:
    """53 characters of Crockford's base 32 in groups of four, the last one a check symbol: one wrong character, or two
    neighbours exchanged, is always noticed."""
    number = int.from_bytes(private, "big") << 4
    body = "".join(ids.ALPHABET[number >> 5 * place & 31] for place in reversed(range(_RECOVERY_CHARACTERS)))
    raw = body + ids.check_character(body)
    return "-".join(raw[start : start + _GROUP] for start in range(0, len(raw), _GROUP))


def parse_recovery_key(text: str) -> bytes:
    """The private part from what was typed: any case, spaces and dashes anywhere, I L O taken for 1 1 0.

    Raises:
        RecoveryMistyped: with the kind of slip.
    """
    raw = "".join(c for c in unicodedata.normalize("NFKC", text) if not is_separator(c)).upper().translate(_LOOKALIKES)
    if any(character not in ids.ALPHABET for character in raw):
        raise RecoveryMistyped(RecoveryProblem.CHARACTERS)
    if len(raw) != _RECOVERY_CHARACTERS + 1:
        raise RecoveryMistyped(RecoveryProblem.LENGTH)
    number = 0
    for character in raw[:-1]:
        number = number << 5 | ids.ALPHABET.index(character)
    if ids.check_character(raw[:-1]) != raw[-1] or number & 0b1111:
        raise RecoveryMistyped(RecoveryProblem.CHECK)
    return (number >> 4).to_bytes(aead.KEY_BYTES, "big")


_SESSION_PLACE = aead.associated("tutela-session-1", "", "", "")


def _lock(public: bytes, private: bytes, passphrase: str) -> MemberKey:
    salt = random(kdf.SALT_BYTES)
    return MemberKey(public, salt, aead.seal(_passphrase_key(passphrase, salt), private, _member_place(public)))


def _member_place(public: bytes) -> bytes:
    return aead.associated("tutela-member-1", "", "", public.hex())


def _passphrase_key(passphrase: str, salt: bytes) -> bytes:
    return kdf.argon2id(unicodedata.normalize("NFKC", passphrase).encode(), salt)


def _checked(private: bytes, public: bytes) -> bytes:
    if len(private) != aead.KEY_BYTES or aead.public_of(private) != public:
        raise CannotOpen("The opened key does not belong to the public key it stands for.")
    return private


def _session_key(cookie_secret: bytes) -> bytes:
    return kdf.blake2b(_full(cookie_secret), person=b"tutela-session")


def _full(cookie_secret: bytes) -> bytes:
    if len(cookie_secret) != aead.KEY_BYTES:
        raise ValueError(f"the cookie secret must be {aead.KEY_BYTES} bytes")
    return cookie_secret
