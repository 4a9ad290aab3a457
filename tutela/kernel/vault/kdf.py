"""Keyed hashing and the one memory-hard function, with a fixed cost and a fixed number at once.

Argon2id (RFC 9106) takes 64 MiB for about 0.15 s. More than two at once would let a burst of wrong receipts take the
server's memory, so the third waits. What strangers can set off (typing receipts) stands in a line of its own, short and one at
a time: a flood of it takes neither the other place nor the server's threads.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from nacl import bindings
from nacl.pwhash import argon2id as _argon2id

from ..errors import TutelaError

SALT_BYTES = 16
PASSES = 3
MEMORY = 64 * 1024 * 1024
AT_ONCE = 2

IN_LINE = 2
"""How many may stand in the strangers' line, the one being served included: fewer than a site has threads, so that a flood of
codes leaves threads to those who tell."""

_slots = threading.BoundedSemaphore(AT_ONCE)
_line = threading.BoundedSemaphore(IN_LINE)
_served = threading.BoundedSemaphore(1)


class Crowded(TutelaError):
    """The line is full: come again in a moment."""

    status = 503
    code = "crowded"


@contextlib.contextmanager
def in_line() -> Iterator[None]:
    """Stand in the strangers' line for what the block computes.

    Raises:
        Crowded: it is full.
    """
    if not _line.acquire(blocking=False):
        raise Crowded
    try:
        with _served:
            yield
    finally:
        _line.release()


def blake2b(key: bytes, data: bytes = b"", *, person: bytes, salt: bytes = b"", size: int = 32) -> bytes:
    """Keyed BLAKE2b (RFC 7693): ``person`` separates purposes, at most 16 bytes; ``salt`` at most 16."""
    return bindings.crypto_generichash_blake2b_salt_personal(data, size, key, salt, person)


def argon2id(secret: bytes, salt: bytes) -> bytes:
    """32 bytes from a secret: t=3, m=64 MiB, p=1. At most two run at once in a process; others wait.

    Raises:
        ValueError: the salt is not 16 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt must be {SALT_BYTES} bytes")
    with _slots:
        return _argon2id.kdf(32, secret, salt, opslimit=PASSES, memlimit=MEMORY)
