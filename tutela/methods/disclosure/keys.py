"""The secret of the cell-key method and what is derived from it.

The secret file holds either at least 32 random bytes, or JSON {"key": hex, "D": 5, "V": 3.0}. A person's record key is
the first 32 bits of HMAC-SHA-256(secret, person id): the same for life, in every snapshot, on every machine.
The release signature is Ed25519 with a key derived from the secret, so a reader can check a cube without the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .errors import DisclosureRefused
from .ptable import LEAST_D, LEAST_V, PTable, max_entropy_ptable

LEAST_KEY = 32
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Secret:
    """Key bytes, maximum noise D and variance V. Its repr shows none of them."""

    key: bytes = field(repr=False)
    reach: int = field(default=LEAST_D, repr=False)
    variance: float = field(default=LEAST_V, repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < LEAST_KEY:
            raise DisclosureRefused("secret_short", f"The secret needs at least {LEAST_KEY} bytes.")

    def ptable(self) -> PTable:
        return max_entropy_ptable(self.reach, self.variance)

    def record_key(self, person: str) -> int:
        """The record key of one person, 0 ≤ key < 2³²."""
        digest = hmac.digest(self._derived(b"record"), person.encode(), hashlib.sha256)
        return int.from_bytes(digest[:4], "big")

    def pads(self) -> tuple[bytes, bytes]:
        """The inner and outer HMAC pads of the record-key secret, for a database that only has SHA-256 (RFC 2104)."""
        block = self._derived(b"record").ljust(_BLOCK, b"\0")
        return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)

    def sign(self, message: bytes) -> tuple[str, str]:
        """(public key, signature), both hex."""
        private = Ed25519PrivateKey.from_private_bytes(self._derived(b"sign"))
        return private.public_key().public_bytes_raw().hex(), private.sign(message).hex()

    def seal(self, message: bytes) -> str:
        """A keyed digest for the private ledger."""
        return hmac.digest(self._derived(b"ledger"), message, hashlib.sha256).hex()

    def _derived(self, purpose: bytes) -> bytes:
        return hmac.digest(self.key, b"tutela disclosure " + purpose, hashlib.sha256)


def read_secret(path: Path) -> Secret:
    """Read a secret file. Raises DisclosureRefused when it is missing, too short or malformed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DisclosureRefused("secret_missing", f"The secret file {path} cannot be read.") from error
    if not raw.lstrip().startswith(b"{"):
        return Secret(raw.strip())
    try:
        told = json.loads(raw)
        unknown = set(told) - {"key", "D", "V"}
        if unknown:
            raise ValueError
        return Secret(bytes.fromhex(told["key"]), int(told.get("D", LEAST_D)), float(told.get("V", LEAST_V)))
    except (ValueError, KeyError, TypeError) as error:
        raise DisclosureRefused("secret_malformed", "The secret file is not valid JSON with key, D and V.") from error


def signature_holds(public: str, signature: str, message: bytes) -> bool:
    """Whether the signature belongs to the message and the public key (both hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
