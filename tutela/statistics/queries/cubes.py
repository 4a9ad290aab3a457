"""The files of a release: cubes that anybody may read, and beside them what only the process that builds may."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tutela.kernel.clock import now
from tutela.kernel.errors import OperatorError
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.keys import Secret, read_secret
from tutela.methods.disclosure.query import Cube

from ..models import Release
from ..models.parquet import sha256

_NOISE = ((5, 3.0), (5, 3.5), (6, 3.5), (7, 4.0))
"""Maximum and variance of the noise: drawn once for an installation and kept with the secret (statistics.md 2.4)."""


def cubes_folder(release: Release) -> Path:
    """Where the cubes of a release lie: nothing in it may not be published."""
    return Path(settings.VAR) / "releases" / release.pk.hex


def ledgers_folder(release: Release) -> Path:
    """Where the true sets behind them lie, sealed; for the process that builds."""
    return Path(settings.VAR) / "ledgers" / release.pk.hex


def secret_file() -> Path:
    """The secret of noise and signature. The process that answers questions never reads it."""
    return Path(settings.VAR) / "releases.key"


def release_secret(*, first: bool) -> Secret:
    """The secret of noise and signature; made when this is the ``first`` release of all.

    Raises:
        OperatorError: missing though releases exist, readable by others, or damaged.
    """
    path = secret_file()
    if not path.exists():
        if not first:
            raise OperatorError(f"{path} is missing: bring it back from the backup, or the same figures would change.")
        reach, variance = secrets.choice(_NOISE)
        told = {"key": secrets.token_hex(32), "D": reach, "V": variance}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            json.dump(told, handle)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise OperatorError(f"{path} can be read by others: run `chmod 600 {path}`.")
    try:
        return read_secret(path)
    except DisclosureRefused as refused:
        raise OperatorError(f"{path} is damaged: bring it back from the backup. {refused.sentence}") from None


def cube_of(release: Release, name: str) -> Cube:
    """A cube of a release, after its digest, its signature and its time were checked.

    Raises:
        OperatorError: it is gone, forged, half-written, or from the future.
    """
    path = cubes_folder(release) / f"{name}.parquet"
    try:
        found = path.stat()
        if _digest(str(path), found.st_mtime_ns, found.st_size) != release.cubes[name]["sha256"]:
            raise OperatorError(_("A file of this release is not the one that was published; its tables are not shown."))
        cube = _opened(str(path), found.st_mtime_ns, found.st_size, release.public_key, now())
    except (OSError, KeyError):
        raise OperatorError(_("A file of this release is gone; its tables are not shown. Bring it back.")) from None
    except DisclosureRefused as refused:
        raise OperatorError(
            f"{_('A file of this release cannot be used; its tables are not shown.')} {refused.sentence}"
        ) from None
    return cube


def audit_of(release: Release) -> dict[str, int]:
    """The audits of every cube together: cells and areas, no count of persons."""
    found: dict[str, int] = {}
    for one in release.cubes.values():
        for name, value in one["audit"].items():
            found[name] = found.get(name, 0) + value
    return found


@lru_cache(maxsize=64)
def _digest(path: str, _changed: int, _size: int) -> str:
    return sha256(Path(path))


def _opened(path: str, changed: int, size: int, key: str, moment: dt.datetime) -> Cube:
    cube = _kept(path, changed, size, key)
    if dt.datetime.fromisoformat(cube.as_of) > moment:
        raise DisclosureRefused("clock", "The cube is from the future; the clock was moved back.")
    return cube


@lru_cache(maxsize=64)
def _kept(path: str, _changed: int, _size: int, key: str) -> Cube:
    return Cube(Path(path), now=now(), trust=key)
