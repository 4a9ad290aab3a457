"""``tutela migrate``: tables, roles' permissions, row security. Safe to repeat."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterator

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Run as the owner of the tables."""
    parser = argparse.ArgumentParser(prog="tutela migrate", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name every step")
    parser.add_argument("--and-check", action="store_true", help="then test what must hold before a site may start")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("owner")
        bring_up_to_date(verbose=options.verbose)
        return check_start() if options.and_check else 0


def check_start() -> int:
    """What ``tutela check --start`` does, without loading everything twice."""
    from . import check

    django_role.become("staff")
    return check.report_start()


def bring_up_to_date(*, verbose: bool = False) -> None:
    """Run every migration, copy the roles' permissions, set privileges and policies. The connection is the owner's."""
    from django.core.management import call_command

    from tutela.accounts import api as accounts
    from tutela.kernel.database.apply import apply

    with _few_collections():
        call_command("migrate", interactive=False, verbosity=2 if verbose else 0, stdout=sys.stdout)
    accounts.sync_role_permissions()
    apply()


@contextlib.contextmanager
def _few_collections() -> Iterator[None]:
    """Migrations draw every model anew for every step; looking through all of them for garbage is a quarter of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
