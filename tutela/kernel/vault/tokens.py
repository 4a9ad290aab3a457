"""Keyed search tokens: what an index holds instead of a name.

Sixteen bytes, so that chance collisions are not worth counting. The same word gives the same token under the same version of
the master key: the index shows that two rows share a word, never which.
"""

from __future__ import annotations

from . import kdf, master

TOKEN_BYTES = 16
_PERSON = b"tutela-token"


def keyed_token(key: bytes, kind: str, value: str) -> bytes:
    """The token of a value of a kind (``"whole"``, ``"phonetic"``) under a 32-byte key. Normalise the value first."""
    name = kind.encode()
    return kdf.blake2b(key, len(name).to_bytes(2, "big") + name + value.encode(), person=_PERSON, size=TOKEN_BYTES)


def token(kind: str, value: str) -> bytes:
    """The token to store, under the current version of the master key.

    Raises:
        OperatorError: the master key is not at hand.
    """
    return keyed_token(master.source().derive(master.Purpose.SEARCH), kind, value)


def tokens_to_find(kind: str, value: str) -> list[bytes]:
    """The tokens to look for: one for each version at hand, so that search goes on between a rotation and the new index.

    Raises:
        OperatorError: the master key is not at hand.
    """
    source = master.source()
    return [keyed_token(source.derive(master.Purpose.SEARCH, version), kind, value) for version in source.versions()]
