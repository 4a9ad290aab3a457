"""Sealing to a team: a fresh data key for each record, sealed to the public part; the text opens only at its place.

Sealed boxes do not say who sealed them, so each record carries a keyed hash under the server's own key, which lies outside the
database: rows that somebody with the database alone put there or exchanged do not open. Source: ``reporting`` 2.5.
"""

from __future__ import annotations

import hmac
import json
import uuid
from typing import Any, NamedTuple

from tutela.kernel.vault import CannotOpen, aead, kdf, master, team

SCHEME = "tutela-intake-1"
PAD = 512
_VERSION_BYTES = 4


class SealedWords(NamedTuple):
    """The ciphertext, its data key sealed to a team (and to a mailbox, where there is one), and the server's hash of both."""

    words: bytes
    key: bytes
    mac: bytes
    mailbox_key: bytes = b""


def seal_words(
    public: bytes, content: dict[str, Any], table: str, row: uuid.UUID | str, *, mailbox: bytes = b""
) -> SealedWords:
    """Seal ``content`` so that only the holder of the team's private part reads it, and only in this row; with ``mailbox``
    (its public part) the holder of the receipt as well."""
    key = aead.new_key()
    message = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    words = aead.seal(key, message, _place(table, row), pad_to=PAD)
    sealed = team.seal_key(key, public)
    return SealedWords(words, sealed, row_mac(words, sealed, table, row), team.seal_key(key, mailbox) if mailbox else b"")


def open_words(private: bytes, sealed: SealedWords, table: str, row: uuid.UUID | str) -> dict[str, Any]:
    """What :func:`seal_words` sealed.

    Raises:
        CannotOpen: another team's key, changed bytes, moved from another row, or not written by this server.
    """
    expected = row_mac(sealed.words, sealed.key, table, row, version=int.from_bytes(sealed.mac[:_VERSION_BYTES], "big"))
    if not hmac.compare_digest(expected, sealed.mac):
        raise CannotOpen("This record was not written by this server.")
    return open_with_key(team.unseal_key(sealed.key, private), sealed.words, table, row)


def open_with_key(key: bytes, words: bytes, table: str, row: uuid.UUID | str) -> dict[str, Any]:
    """The content under an opened data key.

    Raises:
        CannotOpen: another key, changed bytes, or moved from another row.
    """
    content: dict[str, Any] = json.loads(aead.unseal(key, words, _place(table, row)))
    return content


def row_mac(words: bytes, key: bytes, table: str, row: uuid.UUID | str, *, version: int = 0) -> bytes:
    """The server's hash of a record: version of the master key, then 32 bytes. An unknown version gives no hash that fits."""
    source = master.source()
    used = version or source.current()
    if used not in source.versions():
        return b""
    said = aead.associated(SCHEME, table, "mac", str(row)) + len(key).to_bytes(2, "big") + key + words
    made = kdf.blake2b(source.derive(master.Purpose.MAC, used), said, person=b"tutela-rowmac")
    return used.to_bytes(_VERSION_BYTES, "big") + made


def _place(table: str, row: uuid.UUID | str) -> bytes:
    return aead.associated(SCHEME, table, "words", str(row))
