"""``tutela migrate``: tables, roles' permissions, row security. Safe to repeat."""

from __future__ import annotations

import argparse
import sys

from ..operations import django_role


def main(arguments: list[str]) -> int:
    """Run as the owner of the tables."""
    parser = argparse.ArgumentParser(prog="tutela migrate", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name every step")
    options = parser.parse_args(arguments)
    django_role.start("owner")
    bring_up_to_date(verbose=options.verbose)
    return 0


def bring_up_to_date(*, verbose: bool = False) -> None:
    """Run every migration, copy the roles' permissions, set privileges and policies. The connection is the owner's."""
    from django.core.management import call_command

    from tutela.accounts import api as accounts
    from tutela.kernel.database.apply import apply

    call_command("migrate", interactive=False, verbosity=2 if verbose else 0, stdout=sys.stdout)
    accounts.sync_role_permissions()
    apply()
