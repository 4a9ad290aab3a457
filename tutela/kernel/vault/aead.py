"""Authenticated encryption: XChaCha20-Poly1305 (IETF) for rows, sealed boxes (X25519) for keys handed to somebody.

Every result begins with one byte, the algorithm. It names the cipher and the padding, and is itself authenticated.

    1 | 24-byte nonce | ciphertext and 16-byte tag        algorithm 1: no padding; 2, 3, 4: padded to 16, 64, 512 bytes
    16 | libsodium sealed box                             algorithm 16: X25519, XSalsa20-Poly1305, anonymous sender

Nonces are random: 192 bits make a repeat under one key out of the question. Sources: libsodium manual, "XChaCha20-Poly1305",
"Sealed boxes", "Padding" (ISO/IEC 7816-4).
"""

from __future__ import annotations

from functools import lru_cache

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from .errors import CannotOpen

KEY_BYTES = 32
PADDING = {1: 0, 2: 16, 3: 64, 4: 512}
"""Algorithm to padding block in bytes; 0 is none."""

_ALGORITHM = {block: algorithm for algorithm, block in PADDING.items()}
_NONCE_BYTES = 24
_TAG_BYTES = 16
_SEALED_BOX = b"\x10"
_SHORTEST = 1 + _NONCE_BYTES + _TAG_BYTES


def new_key() -> bytes:
    """32 bytes from the operating system's random source."""
    return random(KEY_BYTES)


def associated(scheme: str, table: str, column: str, row: str) -> bytes:
    """The place a ciphertext belongs to. Each part carries its length, so no two places give the same bytes."""
    return _associated_column(scheme, table, column) + _with_length(row)


@lru_cache(maxsize=4096)
def _associated_column(scheme: str, table: str, column: str) -> bytes:
    return _with_length(scheme) + _with_length(table) + _with_length(column)


def _with_length(part: str) -> bytes:
    encoded = part.encode()
    return len(encoded).to_bytes(2, "big") + encoded


def seal(key: bytes, message: bytes, place: bytes, *, pad_to: int = 0) -> bytes:
    """Encrypt ``message`` so that it opens only with ``key`` at ``place`` (see :func:`associated`).

    Raises:
        ValueError: a padding block that no algorithm has.
    """
    if pad_to not in _ALGORITHM:
        raise ValueError(f"no algorithm pads to {pad_to} bytes; choose one of {sorted(_ALGORITHM)}")
    algorithm = bytes([_ALGORITHM[pad_to]])
    nonce = random(_NONCE_BYTES)
    padded = bindings.sodium_pad(message, pad_to) if pad_to else message
    return algorithm + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, algorithm + place, nonce, key)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """The message that :func:`seal` took.

    Raises:
        CannotOpen: wrong key or place, changed or cut bytes, unknown algorithm.
    """
    if len(sealed) < _SHORTEST or sealed[0] not in PADDING:
        raise CannotOpen("These bytes were not sealed by this vault.")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, sealed[:1] + place, nonce, key)
    except CryptoError:
        raise CannotOpen("The sealed bytes do not open here: wrong key, changed, or moved from another place.") from None
    block = PADDING[sealed[0]]
    return bindings.sodium_unpad(padded, block) if block else padded


def new_pair() -> tuple[bytes, bytes]:
    """A fresh X25519 pair: (public, private), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def public_of(private: bytes) -> bytes:
    """The public part that belongs to an X25519 private part."""
    return bytes(PrivateKey(private).public_key)


def seal_to(public: bytes, message: bytes) -> bytes:
    """Encrypt for the holder of a private key; the sender needs no key and cannot open it again. 49 bytes longer."""
    return _SEALED_BOX + SealedBox(PublicKey(public)).encrypt(message)


def unseal_with(private: bytes, sealed: bytes) -> bytes:
    """The message sealed to the public part of ``private``.

    Raises:
        CannotOpen: sealed to another key, changed or cut.
    """
    if sealed[:1] != _SEALED_BOX:
        raise CannotOpen("These bytes are not a sealed box of this vault.")
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed[1:])
    except CryptoError:
        raise CannotOpen("The sealed box does not open: it was sealed to another key, or changed.") from None
