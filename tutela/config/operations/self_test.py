"""The self-test of an installation: each check says what is wrong and what to do, or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tutela.audit import api as audit
from tutela.kernel.clock import now
from tutela.kernel.database import address
from tutela.kernel.errors import OperatorError, TutelaError
from tutela.kernel.vault import keys, master
from tutela.kernel.vault.models import DataKey

from .. import system_checks
from . import django_role, privileges

_SECONDS_APART = 5
_LEAST_FREE = 1024**3
_ANCHOR_AGE = dt.timedelta(days=1)
_SECRET_LENGTH = 40

Faults = Iterator[str]


def child_age() -> Faults:
    """R1."""
    yield from (str(error.msg) for error in system_checks.child_age_limit())


def database_answers() -> Faults:
    """The staff role can sign in and ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('server_version_num')::int")
        user, version = cursor.fetchone()
    if user != "tutela_staff":
        yield f"the staff site signs in as {user}, not as tutela_staff: give each process its own TUTELA_DATABASE_URL_<ROLE>"
    if version < 150000:
        yield "PostgreSQL is older than 15"


def migrated() -> Faults:
    """No migration waits; asked as the owner, where this process can be the owner."""
    from django.db.migrations.executor import MigrationExecutor

    if not _owner_is_reachable():
        return
    with _as_owner():
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"{len(waiting)} migrations wait: run `tutela migrate`"


def database_roles() -> Faults:
    """Present, and none of them above row security."""
    yield from privileges.role_faults()


def row_security() -> Faults:
    """Present, forced and as declared."""
    yield from privileges.table_faults()


def process_accounts() -> Faults:
    """The accounts that processes act as."""
    from tutela.accounts import api as accounts

    for role in accounts.ROLES.values():
        if role.system and not accounts.User.objects.filter(is_system=True, username=f"system.{role.code}").exists():
            yield f"the process account system.{role.code} is missing: run `tutela setup`"


def master_key() -> Faults:
    """The file is there, private, and opens what this database holds."""
    try:
        versions = master.FileKeySource(settings.TUTELA_MASTER_KEY_FILE).versions()
        for version in DataKey.objects.filter(destroyed_at=None).values_list("master_version", flat=True).distinct():
            if version not in versions:
                yield f"version {version} of the master key is needed but not in {settings.TUTELA_MASTER_KEY_FILE}"
                continue
            key = DataKey.objects.filter(destroyed_at=None, master_version=version).first()
            if key is not None:
                keys.open_key(key.pk)
    except OperatorError as error:
        yield str(error)
    except TutelaError:
        yield (
            f"the master key {settings.TUTELA_MASTER_KEY_FILE} does not open this database: "
            "restore the key file that belongs to it"
        )


def secrets_are_private() -> Faults:
    """Secrets are long, set, and readable by nobody else."""
    if len(settings.SECRET_KEY) < _SECRET_LENGTH or settings.SECRET_KEY.startswith("unset"):
        yield "Django's secret is missing or short: run `tutela setup`"
    for name in ("django.secret", "database.json"):
        yield from _private(settings.VAR / name)
    if settings.VAR.exists() and settings.VAR.stat().st_mode & 0o022:
        yield f"{settings.VAR} can be written by others: run `chmod go-w {settings.VAR}`"


def _private(path: Path) -> Faults:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"{path} can be read by others: run `chmod 600 {path}`"


def clock() -> Faults:
    """This machine and the database agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((now() - cursor.fetchone()[0]).total_seconds())
    if apart > _SECONDS_APART:
        yield f"the clocks of this machine and of the database are {apart:.0f} s apart: deadlines and audit need one time"


def disk_space() -> Faults:
    """Room to write."""
    free = shutil.disk_usage(settings.VAR if settings.VAR.exists() else "/").free
    if free < _LEAST_FREE:
        yield f"only {free // 1024**2} MB are free under {settings.VAR}: at least {_LEAST_FREE // 1024**2} MB are needed"


def https() -> Faults:
    """Cookies over HTTPS only, the sites' own names only."""
    if settings.DEMO:
        return
    if not settings.SECURE:
        yield "TUTELA_INSECURE_HTTP is set: sign-in would travel in the clear"
    if "*" in settings.ALLOWED_HOSTS or not set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"}:
        yield "TUTELA_HOSTS does not name this site"
    if not settings.CSRF_TRUSTED_ORIGINS:
        yield "TUTELA_ORIGINS does not name this site's https address"
    if settings.SECURE_PROXY_SSL_HEADER is None:
        yield "TUTELA_BEHIND_PROXY is not 1: without a proxy that ends HTTPS no page can be signed in to"


def anchors() -> Faults:
    """The newest anchor is recent and still true."""
    path = settings.TUTELA_ANCHOR_FILE
    known = audit.read_anchors(path)
    if _owner_is_reachable():
        yield from _anchored(path, known)
    if known and now() - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) > _ANCHOR_AGE:
        yield f"the newest anchor in {path} is older than a day: run `tutela audit verify` daily"


def _anchored(path: Path, known: dict[int, str]) -> Faults:
    newest = max(known, default=0)
    with _as_owner():
        first = next(iter(audit.chain(max(newest - 1, 0))), None)
    if not known and first is not None:
        yield f"no anchor in {path} yet: run `tutela audit verify`, and keep a copy of the file elsewhere"
    if known and (first is None or first[0] != newest or bytes(first[10]).hex() != known[newest]):
        yield f"event {newest} of the audit chain differs from its anchor in {path}: run `tutela audit verify`"


def _owner_is_reachable() -> bool:
    return bool(os.environ.get("TUTELA_DATABASE_URL_OWNER")) or not address.is_external(os.environ)


@contextlib.contextmanager
def _as_owner() -> Iterator[None]:
    django_role.become("owner")
    try:
        yield
    finally:
        django_role.become("staff")


AT_START: dict[str, Callable[[], Faults]] = {
    "child age limit": child_age,
    "database": database_answers,
    "migrations": migrated,
    "row security": row_security,
    "master key": master_key,
}
"""What must be right before a site may start."""

ALL: dict[str, Callable[[], Faults]] = AT_START | {
    "database roles": database_roles,
    "process accounts": process_accounts,
    "secrets": secrets_are_private,
    "clock": clock,
    "disk space": disk_space,
    "https": https,
    "audit anchors": anchors,
}
