"""Dumps of the database: written beside, renamed when whole; brought back into a new database, swapped in when whole."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from nacl.public import PrivateKey, PublicKey

from tutela.kernel.clock import now
from tutela.kernel.database import roles
from tutela.kernel.errors import OperatorError

from . import sealed_stream
from .database import Administrator, is_plain_name, program

DISK = 4
_FULL = (errno.ENOSPC, errno.EDQUOT)


def dump(admin: Administrator, target: Path, public: PublicKey | None) -> int:
    """Write the whole database to ``target`` (0600), sealed to ``public`` when given; returns the size in bytes.

    Raises:
        OperatorError: the disk is full, the folder is not writable, or the database cannot be read; nothing is left behind.
    """
    command = [program("pg_dump"), "--format=custom", "--compress=6", f"--dbname={admin.database}"]
    with _whole_file(target) as handle, tempfile.TemporaryFile() as words:
        with subprocess.Popen(  # noqa: S603
            command, env=admin.environment(), stdout=subprocess.PIPE, stderr=words, stdin=subprocess.DEVNULL
        ) as process:
            try:
                _copy(process.stdout, handle, public)  # type: ignore[arg-type]
            except BaseException:
                process.kill()
                raise
        _require(process.returncode, words, "The dump broke off")
    return target.stat().st_size


def restore(admin: Administrator, source: Path, private: PrivateKey | None, *, force: bool) -> None:
    """Bring a dump back. It is read into a new database first; only when that is whole does it take the old one's place.

    Raises:
        OperatorError: the database holds tables and ``force`` is not set, the file is damaged or sealed to another key.
    """
    if not is_plain_name(admin.database):
        raise OperatorError(f"{admin.database} is not a plain database name.")
    exists = _exists(admin)
    if exists and not force and _holds_tables(admin):
        raise OperatorError(f"The database {admin.database} is not empty: name --force to put the backup in its place.")
    incoming = f"{admin.database}_incoming"
    _make_empty(admin, incoming)
    try:
        _load(admin, source, incoming, private)
        _swap(admin, incoming, exists=exists)
    except BaseException:
        _execute(admin, f'DROP DATABASE IF EXISTS "{incoming}" WITH (FORCE)')
        raise


def is_sealed(source: Path) -> bool:
    """Whether the file is sealed to a key.

    Raises:
        OperatorError: it cannot be read.
    """
    try:
        with source.open("rb") as handle:
            return handle.read(len(sealed_stream.MAGIC)) == sealed_stream.MAGIC
    except OSError as error:
        raise OperatorError(f"{source} cannot be read: {error.strerror}.") from None


@contextlib.contextmanager
def _whole_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when everything was written and is on the disk."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        what = (
            "The disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"It cannot be written ({error.strerror})"
        )
        raise OperatorError(f"{target} was not made. {what}: free space or name another folder.", exit_code=DISK) from None
    finally:
        beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(source: IO[bytes], target: IO[bytes], public: PublicKey | None) -> None:
    if public is None:
        shutil.copyfileobj(source, target, 1 << 20)
    else:
        sealed_stream.seal(source, target, public)


def _load(admin: Administrator, source: Path, database: str, private: PrivateKey | None) -> None:
    command = [program("pg_restore"), "--exit-on-error", f"--dbname={database}"]
    with source.open("rb") as handle, tempfile.TemporaryFile() as words:
        chunks = sealed_stream.opened(handle, private) if private else iter(lambda: handle.read(1 << 20), b"")
        with subprocess.Popen(  # noqa: S603
            command, env=admin.environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words
        ) as process:
            try:
                for chunk in chunks:
                    process.stdin.write(chunk)  # type: ignore[union-attr]
                process.stdin.close()  # type: ignore[union-attr]
            except BrokenPipeError:
                pass
            except BaseException:
                process.kill()
                raise
        _require(process.returncode, words, "The backup could not be brought back, and the database is as it was")


def _make_empty(admin: Administrator, database: str) -> None:
    """A fresh database with our schema's owner; ``pg_restore`` brings the privileges."""
    _execute(admin, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _execute(admin, f'CREATE DATABASE "{database}" OWNER {roles.OWNER}')
    with admin.connect(database) as connection:
        for statement in roles.database_sql(database):
            connection.execute(statement)


def _swap(admin: Administrator, incoming: str, *, exists: bool) -> None:
    """Put the new database in the old one's place; the old one stays under a dated name."""
    if exists:
        aside = f"{admin.database}_before_{now():%Y%m%d_%H%M%S}"
        _execute(admin, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{admin.database}'")
        _execute(admin, f'ALTER DATABASE "{admin.database}" RENAME TO "{aside}"')
    _execute(admin, f'ALTER DATABASE "{incoming}" RENAME TO "{admin.database}"')


def _exists(admin: Administrator) -> bool:
    with admin.connect("postgres") as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [admin.database]).fetchone() is not None


def _holds_tables(admin: Administrator) -> bool:
    with admin.connect(admin.database) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return found[0] > 0


def _execute(admin: Administrator, statement: str) -> None:
    with admin.connect("postgres") as connection:
        connection.execute(statement)


def _require(code: int, words: IO[bytes], what: str) -> None:
    if code == 0:
        return
    words.seek(0)
    detail = words.read().decode(errors="replace").strip().splitlines()
    full = any("No space left" in line for line in detail)
    raise OperatorError(f"{what}: {detail[0] if detail else f'code {code}'}", exit_code=DISK if full else 3)
