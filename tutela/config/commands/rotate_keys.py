"""``tutela rotate-keys``: a new version of the master key, and every data key wrapped by it. Can be stopped and repeated."""

from __future__ import annotations

import argparse
import sys

from tutela.kernel.actor import Actor
from tutela.kernel.errors import OperatorError

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Add a version unless an earlier rotation is unfinished, then wrap."""
    parser = argparse.ArgumentParser(prog="tutela rotate-keys", description=__doc__)
    parser.add_argument("--batch", type=int, default=500, help="data keys in one transaction")
    options = parser.parse_args(arguments)
    if options.batch < 1:
        raise OperatorError("--batch must be at least 1.")
    with database.running(database.var_directory()):
        django_role.start("staff")
        return _rotate(options.batch)


def _rotate(batch: int) -> int:
    from django.conf import settings

    from tutela.accounts import api as accounts
    from tutela.kernel.vault import keys, master

    actor = accounts.system_actor("deadline_keeper")
    path = settings.TUTELA_MASTER_KEY_FILE
    current = max(master.read_master_key_file(path))
    left = keys.count_to_rotate(current)
    if left:
        print(f"Going on: {left} data keys are not yet under version {current}.")
    else:
        current = master.add_version(path)
        print(f"Added version {current} to {path}: copy the file to its safe place now; new and re-wrapped keys need it.")
        left = keys.count_to_rotate(current)
    done = keys.rotate(current, batch_size=batch, progress=lambda so_far: _show(so_far, left))
    _record(actor, current, done)
    print(f"{done} data keys are now under version {current}. Older versions stay: search tokens and backups need them.")
    return 0


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def _record(actor: Actor, version: int, done: int) -> None:
    """Say in the audit chain that the keys were turned; by the process that keeps deadlines, for want of a person."""
    from tutela.audit import api as audit
    from tutela.kernel.database.acting import acting_as

    with acting_as(actor):
        audit.record(by=actor, action="master_key_rotated", details={"version": version, "data_keys": done})
