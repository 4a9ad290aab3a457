"""``tutela restore FILE``: bring a backup back. The present database is kept aside under a dated name, never overwritten."""

from __future__ import annotations

import argparse
from pathlib import Path

from tutela.kernel.errors import OperatorError

from ..operations import database, sealed_stream


def main(arguments: list[str]) -> int:
    """Read the backup into a new database, swap it in, bring it to this version, and try the master key on it."""
    parser = argparse.ArgumentParser(prog="tutela restore", description=__doc__)
    parser.add_argument("file", type=Path, help="a file written by tutela backup")
    parser.add_argument("--key", type=Path, help="the private key of a sealed backup")
    parser.add_argument("--force", action="store_true", help="take the place of a database that is not empty")
    options = parser.parse_args(arguments)
    from ..operations import backup

    sealed = backup.is_sealed(options.file)
    if sealed and options.key is None:
        raise OperatorError("This backup is sealed: name its private key with --key.")
    private = sealed_stream.read_private(options.key) if sealed else None
    var = database.var_directory()
    with database.running(var):
        backup.restore(database.administrator(var), options.file, private, force=options.force)
        return _bring_up()


def _bring_up() -> int:
    from ..operations import django_role
    from . import migrate

    django_role.start("owner")
    migrate.bring_up_to_date()
    django_role.become("staff")
    from ..operations import self_test

    faults = list(self_test.master_key())
    for fault in faults:
        print(f"Restored, but {fault}.")
    print(
        "The backup is in place. Stop and start `tutela serve`."
        if not faults
        else "Put the right key in place before serving."
    )
    return 1 if faults else 0
