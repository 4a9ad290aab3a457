"""``tutela setup``: keys, the database, process accounts, code lists. Safe to repeat; the second time takes seconds."""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path

from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import master

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Make what is missing and say what was made."""
    parser = argparse.ArgumentParser(prog="tutela setup", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")
    options = parser.parse_args(arguments)
    say = (lambda _line: None) if options.quiet else print
    var = database.var_directory()
    for line in make_keys(var):
        say(line)
    with database.running(var):
        for line in fill_database():
            say(line)
    say(f"Tutela is set up in {var}. Start it with `tutela serve`.")
    return 0


def make_keys(var: Path) -> list[str]:
    """``var``, the master key and Django's secret; returns a line for each thing made.

    Raises:
        OperatorError: a folder or file cannot be written, or the existing key is unsafe.
    """
    made = []
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OperatorError(f"{var} cannot be made ({error.strerror}): set TUTELA_VAR to a folder of your own.") from None
    database.tighten(var)
    key_file = Path(os.environ.get("TUTELA_MASTER_KEY_FILE") or var / "master.key")
    if key_file.exists():
        master.read_master_key_file(key_file)
    else:
        _refuse_second_key(var, key_file)
        master.create_master_key_file(key_file)
        made.append(f"Made the master key {key_file}: keep a copy apart from the backups. Without it nothing opens.")
    secret = var / "django.secret"
    if not secret.exists() and not os.environ.get("TUTELA_SECRET_KEY"):
        _write_private(secret, secrets.token_urlsafe(48) + "\n")
        made.append(f"Made the secret for sessions {secret}.")
    return made


def fill_database() -> list[str]:
    """Tables, roles and row security; process accounts; code lists. The database runs already."""
    django_role.start("owner")
    from . import migrate, vocabulary

    migrate.bring_up_to_date()
    django_role.become("staff")
    lines = ["The database has this version's tables, roles and row security."]
    from tutela.accounts import api as accounts

    create_system_users = getattr(accounts, "create_system_users", None)
    if create_system_users is not None:
        create_system_users()
    lines.append(vocabulary.load())
    return lines


def _refuse_second_key(var: Path, key_file: Path) -> None:
    """A database without its key: a new key would only hide the loss."""
    if (var / "database.json").exists() and (var / "postgres" / "PG_VERSION").exists():
        raise OperatorError(
            f"The master key file {key_file} is missing, but {var} holds a database sealed with it: "
            f"restore the file from its safe copy. (To start over with nothing, remove {var}.)"
        )


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as handle:
            handle.write(text)
    except BaseException:
        path.unlink()  # a half secret is worse than none
        raise
