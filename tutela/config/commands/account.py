"""``tutela account``: the first administrator, before anybody can sign in to make one."""

from __future__ import annotations

import argparse

from tutela.kernel.errors import OperatorError

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Make the first administrator and show the first password once."""
    parser = argparse.ArgumentParser(prog="tutela account", description="Make this installation's first administrator.")
    parser.add_argument("username", help="small letters, digits, dots, dashes")
    parser.add_argument("full_name", metavar="NAME", help="the name colleagues know")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        print(first_administrator(options.username, options.full_name))
    return 0


def first_administrator(username: str, full_name: str) -> str:
    """The sentence with the first password.

    Raises:
        OperatorError: there is an administrator already, or no territory yet.
        InvalidInput: the user name is malformed or taken.
    """
    from tutela.accounts import api as accounts
    from tutela.kernel.database.acting import acting_as

    if accounts.current_grants().filter(role="administrator", user__is_active=True).exists():
        raise OperatorError("There is an administrator already: they make further accounts on the page Accounts.")
    actor = accounts.system_actor("deadline_keeper")
    with acting_as(actor):
        user, password = accounts.create_first_administrator(username=username, full_name=full_name, by=actor)
    return (
        f"First password of {user.username}: {password}\nIt must be changed at the first sign-in. It is not kept anywhere."
    )
