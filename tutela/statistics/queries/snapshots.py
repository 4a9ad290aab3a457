"""Snapshots: the newest, its file checked, and the secret that makes record keys."""

from __future__ import annotations

import os
import secrets
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tutela.kernel.errors import OperatorError

from ..models import Snapshot
from ..models.parquet import sha256

_KEY_BYTES = 32


def folder() -> Path:
    """Where the files of snapshots lie."""
    return Path(settings.VAR) / "observations"


def key_file() -> Path:
    """The secret from which record keys are made: as precious as the master key, and kept apart from it."""
    return Path(settings.VAR) / "observations.key"


def latest() -> Snapshot | None:
    """The newest snapshot, or ``None`` before the first build."""
    return Snapshot.objects.order_by("-built_at", "-id").first()


def file_of(snapshot: Snapshot) -> Path:
    """The snapshot's file, after its digest was compared with the row.

    Raises:
        OperatorError: it is gone, or is not what was built.
    """
    path = folder() / snapshot.path
    try:
        found = path.stat()
    except OSError:
        raise OperatorError(_("The file of the observations is gone. Build them again.")) from None
    if _digest(str(path), found.st_mtime_ns, found.st_size) != snapshot.sha256:
        raise OperatorError(_("The file of the observations is not the one that was built. Build them again."))
    return path


@lru_cache(maxsize=8)
def _digest(path: str, _changed: int, _size: int) -> str:
    return sha256(Path(path))


def record_secret(*, first: bool) -> bytes:
    """The secret of the record keys; made when this is the ``first`` build of all.

    Raises:
        OperatorError: missing though snapshots exist, readable by others, or damaged.
    """
    path = key_file()
    if not path.exists():
        if not first:
            raise OperatorError(f"{path} is missing: bring it back from the backup, or children would be counted as new.")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(secrets.token_bytes(_KEY_BYTES))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise OperatorError(f"{path} can be read by others: run `chmod 600 {path}`.")
    secret = path.read_bytes()
    if len(secret) != _KEY_BYTES:
        raise OperatorError(f"{path} is damaged: bring it back from the backup.")
    return secret
