"""A file sealed to a public key, written and read as a stream: libsodium's secretstream under a key in a sealed box.

TUTELA-SEALED-1\\n | sealed box of the stream key (80 bytes) | stream header (24 bytes) | chunks
chunk: 4 bytes length of what follows | ciphertext; the last chunk carries the final tag, so a cut file is noticed
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from tutela.kernel.errors import OperatorError

MAGIC = b"TUTELA-SEALED-1\n"
_WAY_OUT = "name a key made with `tutela backup --make-key`"
_CHUNK = 1 << 20
_BOX_BYTES = 80
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES


def make_pair(path: Path) -> Path:
    """Write a fresh private key to ``path`` (0600) and its public part beside it; returns the public file.

    Raises:
        OperatorError: one of the files exists.
    """
    private = PrivateKey.generate()
    public = path.with_name(path.name + ".pub")
    for target, mode, content in (
        (path, 0o600, {"tutela_backup_private": bytes(private).hex()}),
        (public, 0o644, {"tutela_backup_public": bytes(private.public_key).hex()}),
    ):
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            raise OperatorError(f"{target} exists already and is left alone: name another file.") from None
        with os.fdopen(descriptor, "w") as handle:
            handle.write(json.dumps(content) + "\n")
    return public


def read_public(path: Path) -> PublicKey:
    """The key to seal to.

    Raises:
        OperatorError: the file is missing or not a public key of ours.
    """
    return PublicKey(_read(path, "tutela_backup_public"))


def read_private(path: Path) -> PrivateKey:
    """The key to open with.

    Raises:
        OperatorError: the file is missing, readable by others, or not a private key of ours.
    """
    if path.exists() and path.stat().st_mode & 0o077:
        raise OperatorError(f"{path} can be read by others than its owner: run `chmod 600 {path}`.")
    return PrivateKey(_read(path, "tutela_backup_private"))


def seal(source: IO[bytes], target: IO[bytes], public: PublicKey) -> None:
    """Copy ``source`` to ``target``, sealed."""
    key = random(bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES)
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    target.write(MAGIC + SealedBox(public).encrypt(key) + header)
    chunk = source.read(_CHUNK)
    while chunk:
        following = source.read(_CHUNK)
        tag = _MORE if following else _FINAL
        sealed = bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, tag=tag)
        target.write(len(sealed).to_bytes(4, "big") + sealed)
        chunk = following


def opened(source: IO[bytes], private: PrivateKey) -> Iterator[bytes]:
    """The plain chunks of a sealed stream.

    Raises:
        OperatorError: another key, changed, or cut short.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise OperatorError("This is not a sealed backup of Tutela.")
    try:
        key = SealedBox(private).decrypt(source.read(_BOX_BYTES))
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, source.read(_HEADER_BYTES), key)
    except (CryptoError, ValueError):
        raise OperatorError("The backup does not open with this key: name the private key it was sealed for.") from None
    yield from _chunks(source, state)


def _chunks(source: IO[bytes], state: bindings.crypto_secretstream_xchacha20poly1305_state) -> Iterator[bytes]:
    tag = _MORE
    while tag != _FINAL:
        length = int.from_bytes(source.read(4), "big")
        sealed = source.read(length) if _OVERHEAD < length <= _CHUNK + _OVERHEAD else b""
        try:
            if not sealed or len(sealed) != length:
                raise ValueError("no chunk of ours")
            message, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        except (CryptoError, ValueError, RuntimeError):
            raise OperatorError("The backup is cut short or was changed: take another copy.") from None
        yield message


def _read(path: Path, name: str) -> bytes:
    try:
        digits = json.loads(path.read_text()).get(name, "")
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be read ({error.strerror}): name a key made with `tutela backup --make-key`."
        ) from None
    except (ValueError, AttributeError):
        digits = ""
    if not isinstance(digits, str) or not re.fullmatch("[0-9a-f]{64}", digits):
        raise OperatorError(
            f"{path} does not hold the key asked for ({name}): name a key made with `tutela backup --make-key`."
        )
    return bytes.fromhex(digits)
