"""The test cluster. Durability is off here and only here."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

from tutela.kernel.database import embedded, roles
from tutela.kernel.vault import master

TESTER = "tutela_tester"
_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
_TREE = Path(__file__).resolve().parent.parent.parent


def start(var: Path) -> embedded.Location:
    """Start the cluster, with a role that may become any of the application's roles."""
    var.mkdir(parents=True, exist_ok=True)
    with _lock(var):
        location = embedded.start(var, options=_OPTIONS)
        if not (var / "master.key").exists():
            master.create_master_key_file(var / "master.key")
        with location.connect(embedded.SUPERUSER, "postgres") as connection:
            password = location.passwords[embedded.SUPERUSER]
            for role in (TESTER,):
                connection.execute(roles._ensure(role, f"LOGIN NOINHERIT PASSWORD '{password}'"))  # type: ignore[arg-type]
            connection.execute(f"GRANT {', '.join((*roles.LOGIN_ROLES, roles.DEFINER))} TO {TESTER}")  # type: ignore[arg-type]
    return location


def template(var: Path, location: embedded.Location) -> str:
    """The name of a migrated database for the code as it stands; built once per change of the declarations."""
    name = f"template_{_digest()}"
    with _lock(var), location.connect(embedded.SUPERUSER, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        connection.execute(f"DROP DATABASE IF EXISTS {name}_new")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name}_new OWNER {roles.OWNER}")  # type: ignore[arg-type]
        with location.connect(embedded.SUPERUSER, f"{name}_new") as inside:
            for statement in roles.database_sql(f"{name}_new"):
                inside.execute(statement)  # type: ignore[arg-type]
        environment = dict(os.environ, TUTELA_DATABASE_NAME=f"{name}_new", TUTELA_VAR=str(var))
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment.pop("TUTELA_ROLE", None)
        done = subprocess.run(
            [sys.executable, "-m", "tutela.config.cli", "migrate"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"migrating the test template failed:\n{done.stdout}\n{done.stderr}")
        connection.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")  # type: ignore[arg-type]
    return name


def clone(var: Path, location: embedded.Location) -> str:
    """A fresh copy of the template."""
    source = template(var, location)
    name = f"tutela_test_{os.getpid()}_{secrets.token_hex(3)}"
    with _lock(var), location.connect(embedded.SUPERUSER, "postgres") as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {roles.OWNER}")  # type: ignore[arg-type]
    return name


def drop(location: embedded.Location, name: str) -> None:
    """Remove a clone."""
    with location.connect(embedded.SUPERUSER, "postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


def drop_stale(location: embedded.Location) -> None:
    """Remove clones whose process is gone, and templates of older code."""
    current = f"template_{_digest()}"
    with location.connect(embedded.SUPERUSER, "postgres") as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database")]
        for name in names:
            if (name.startswith("tutela_test_") and not Path(f"/proc/{name.split('_')[2]}").exists()) or (
                name.startswith("template_") and not name.startswith(current)
            ):
                drop(location, name)


def _digest() -> str:
    """What the migrated schema depends on: migrations, models, row security, roles, vocabulary data."""
    digest = hashlib.sha256()
    patterns = (
        "*/migrations/*.py",
        "*/models.py",
        "*/models/*.py",
        "*/row_security.py",
        "*/roles.py",
        "kernel/**/*.py",
        "vocabulary/data/**/*.yaml",
        "config/commands/migrate.py",
        "accounts/enums.py",
    )
    for path in sorted({path for pattern in patterns for path in _TREE.glob(pattern)}):
        digest.update(str(path.relative_to(_TREE)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class _lock:
    """One process at a time changes the cluster."""

    def __init__(self, var: Path) -> None:
        self.path = var / "cluster.lock"

    def __enter__(self) -> None:
        self.handle = self.path.open("w")
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *_details: object) -> None:
        self.handle.close()
