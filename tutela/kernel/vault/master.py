"""The master key: where it comes from, and what is derived from it.

The file holds every version still needed, as JSON; the newest number is current::

    {"tutela_master_keys": 1, "keys": {"1": "<64 hexadecimal digits>", "2": "..."}}

A version is used for nothing but deriving subkeys (keyed BLAKE2b, one per :class:`Purpose`). An installation with a key
service writes its own :class:`KeySource` and gives it to :func:`use`; the master key then never enters this process.
Needs no Django models: settings may import it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol

from ..errors import OperatorError
from . import aead, kdf

_FORMAT = 1
_SALT = b"tutela-vault-1"
_KEY_PATTERN = re.compile(r"[0-9a-f]{64}")
_VERSION_PATTERN = re.compile(r"[1-9][0-9]{0,5}")


class Purpose(Enum):
    """What a subkey is for: the BLAKE2b person, at most 16 bytes, never reused."""

    WRAP = b"tutela-wrap"
    SEARCH = b"tutela-search"
    MAC = b"tutela-mac"
    PEPPER = b"tutela-pepper"
    SITE_SALT = b"tutela-sitesalt"
    COOKIE = b"tutela-cookie"
    SIGN_IN = b"tutela-signin"


class Wrapped(NamedTuple):
    """A data key sealed under a version of the master key."""

    version: int
    sealed: bytes


class KeySource(Protocol):
    """What the vault asks of a master key, wherever it lies."""

    def current(self) -> int:
        """The version new things are made with."""

    def versions(self) -> tuple[int, ...]:
        """Every version at hand, oldest first."""

    def wrap(self, key: bytes, place: bytes, *, version: int | None = None) -> Wrapped:
        """Seal a data key, under the current version unless told."""

    def unwrap(self, wrapped: Wrapped, place: bytes) -> bytes:
        """Open it again, or raise ``CannotOpen``; ``OperatorError`` when the version is not at hand."""

    def derive(self, purpose: Purpose, version: int | None = None) -> bytes:
        """The 32-byte subkey of a purpose, of the current version unless told. Who stores its results stores the version."""


class FileKeySource:
    """The master key in a file. Reads it again when it changes, so a rotation needs no restart.

    Raises (from every method):
        OperatorError: the file is missing, open to others, malformed, or lacks the version asked for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_as: tuple[int, ...] = ()
        self._keys: dict[int, bytes] = {}

    def current(self) -> int:
        return max(self._fresh())

    def versions(self) -> tuple[int, ...]:
        return tuple(sorted(self._fresh()))

    def wrap(self, key: bytes, place: bytes, *, version: int | None = None) -> Wrapped:
        chosen = version or self.current()
        return Wrapped(chosen, aead.seal(self.derive(Purpose.WRAP, chosen), key, place))

    def unwrap(self, wrapped: Wrapped, place: bytes) -> bytes:
        return aead.unseal(self.derive(Purpose.WRAP, wrapped.version), wrapped.sealed, place)

    def derive(self, purpose: Purpose, version: int | None = None) -> bytes:
        keys = self._fresh()
        chosen = version or max(keys)
        if chosen not in keys:
            raise OperatorError(
                f"Version {chosen} of the master key is needed but not in {self.path}: restore it from its safe copy."
            )
        return kdf.blake2b(keys[chosen], person=purpose.value, salt=_SALT)

    def _fresh(self) -> dict[int, bytes]:
        found = _stat(self.path)
        read_as = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
        if read_as != self._read_as:
            self._keys, self._read_as = read_master_key_file(self.path), read_as
        return self._keys


def create_master_key_file(path: Path) -> None:
    """Write a new file with version 1, readable by its owner only.

    Raises:
        OperatorError: a file is already there, or the folder cannot be written.
    """
    try:
        _write_new(path, {1: aead.new_key()})
    except FileExistsError:
        raise OperatorError(
            f"{path} exists already and is left alone: name another file, or use `tutela rotate-keys`."
        ) from None
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be written ({error.strerror}): choose a folder this user may write to."
        ) from None


def add_version(path: Path) -> int:
    """Add a fresh version, which becomes the current one, and return its number. Replaces the file in one step."""
    keys = read_master_key_file(path)
    version = max(keys) + 1
    _replace(path, keys | {version: aead.new_key()})
    return version


def drop_version(path: Path, version: int) -> None:
    """Remove an old version. Ask ``keys.rotate`` first whether any data key still needs it.

    Raises:
        OperatorError: it is the current version, or not in the file.
    """
    keys = read_master_key_file(path)
    if version not in keys or version == max(keys):
        raise OperatorError(f"Version {version} is current or not in {path}: only an older version can be dropped.")
    _replace(path, {number: key for number, key in keys.items() if number != version})


def read_master_key_file(path: Path) -> dict[int, bytes]:
    """Version to 32-byte key.

    Raises:
        OperatorError: missing, not a plain file, open to group or others, malformed, or a key of the wrong length.
    """
    found = _stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OperatorError(f"{path} is not a plain file: set TUTELA_MASTER_KEY_FILE to the master key file.")
    if found.st_mode & 0o077:
        raise OperatorError(f"{path} can be read by others than its owner: run `chmod 600 {path}`.")
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        content = None
    return _parse(path, content)


def _parse(path: Path, content: object) -> dict[int, bytes]:
    keys = content.get("keys") if isinstance(content, dict) and content.get("tutela_master_keys") == _FORMAT else None
    if not isinstance(keys, dict) or not keys or not all(_VERSION_PATTERN.fullmatch(version) for version in keys):
        raise OperatorError(f"{path} is not a master key file of Tutela: restore it from its safe copy.")
    for version, digits in keys.items():
        if not isinstance(digits, str) or not _KEY_PATTERN.fullmatch(digits):
            raise OperatorError(
                f"Version {version} in {path} is not 64 hexadecimal digits: restore the file from its safe copy."
            )
    return {int(version): bytes.fromhex(digits) for version, digits in keys.items()}


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError:
        raise OperatorError(
            f"The master key file {path} is missing: set TUTELA_MASTER_KEY_FILE, or run script/setup to create a first one."
        ) from None


def _write_new(path: Path, keys: Mapping[int, bytes]) -> None:
    document = {"tutela_master_keys": _FORMAT, "keys": {str(version): key.hex() for version, key in keys.items()}}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(json.dumps(document, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()  # half a key is worse than none
        raise


def _replace(path: Path, keys: Mapping[int, bytes]) -> None:
    beside = path.with_name(path.name + ".new")
    try:
        _write_new(beside, keys)
        beside.replace(path)
    except FileExistsError:
        raise OperatorError(
            f"{beside} is left from an interrupted change: compare it with {path}, then delete it."
        ) from None
    except OSError as error:
        raise OperatorError(f"{path} cannot be replaced ({error.strerror}): run this as the owner of its folder.") from None


_source: KeySource | None = None


def source() -> KeySource:
    """The key source of this process: the file named by the settings, unless :func:`use` gave another."""
    global _source
    if _source is None:
        from django.conf import settings

        _source = FileKeySource(Path(settings.TUTELA_MASTER_KEY_FILE))
    return _source


def use(other: KeySource | None) -> None:
    """Take master keys from ``other`` from now on; ``None`` goes back to the file of the settings."""
    global _source
    _source = other


@contextlib.contextmanager
def using(other: KeySource) -> Iterator[None]:
    """Take master keys from ``other`` inside the block; for tests and for moving to a key service."""
    before = _source
    use(other)
    try:
        yield
    finally:
        use(before)
