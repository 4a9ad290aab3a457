"""Sealing to a team: a fresh data key for each record, sealed to the public part; the text opens only at its place."""

from __future__ import annotations

import json
import uuid
from typing import Any, NamedTuple

from tutela.kernel.vault import aead, team

SCHEME = "tutela-intake-1"
PAD = 512


class SealedWords(NamedTuple):
    """The ciphertext and its data key, sealed to a team."""

    words: bytes
    key: bytes


def seal_words(public: bytes, content: dict[str, Any], table: str, row: uuid.UUID) -> SealedWords:
    """Seal ``content`` so that only the holder of the team's private part reads it, and only in this row."""
    key = aead.new_key()
    message = json.dumps(content, ensure_ascii=False).encode()
    sealed = aead.seal(key, message, aead.associated(SCHEME, table, "words", str(row)), pad_to=PAD)
    return SealedWords(sealed, team.seal_key(key, public))


def open_words(private: bytes, sealed: SealedWords, table: str, row: uuid.UUID) -> dict[str, Any]:
    """What :func:`seal_words` sealed.

    Raises:
        CannotOpen: another team's key, changed bytes, or moved from another row.
    """
    key = team.unseal_key(sealed.key, private)
    opened = aead.unseal(key, sealed.words, aead.associated(SCHEME, table, "words", str(row)))
    content: dict[str, Any] = json.loads(opened)
    return content
