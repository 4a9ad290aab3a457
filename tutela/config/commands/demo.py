"""``tutela demo``: the invented country. Builds it the first time, serves it, prints one sign-in per role.

``tutela demo code ROLE`` prints the second factor of a demo account at this moment.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable

from tutela.kernel.database import address
from tutela.kernel.errors import OperatorError

from ..operations import database, django_role
from . import migrate, serve, setup

CHILDREN = 600
TESTS = "test"
"""Where the tests keep a database server of their own; no demo's."""


def main(arguments: list[str]) -> int:
    """Build when needed, then serve until Ctrl-C."""
    os.environ["TUTELA_DEMO"] = "1"
    if arguments[:1] == ["code"]:
        return _code(arguments[1:])
    parser = argparse.ArgumentParser(prog="tutela demo", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and start over")
    parser.add_argument(
        "--children", type=int, default=CHILDREN, metavar="N", help=f"how many children (default {CHILDREN})"
    )
    parser.add_argument("--build-only", action="store_true", help="build, print the sign-ins, and stop")
    serve.add_arguments(parser)
    options = parser.parse_args(arguments)
    if options.children < 1:
        raise OperatorError("--children takes a whole number of 1 or more.")
    if address.is_external(os.environ):
        raise OperatorError("The demo builds only in its own embedded database; unset TUTELA_DATABASE_URL.")
    if not options.build_only:  # before anything is thrown away, built or started
        serve.require_free_port(options.host, options.staff_port, "--staff-port")
        serve.require_free_port(options.host, options.public_port, "--public-port")
    var = database.var_directory()
    if options.fresh and var.exists():
        _start_over(var)
    setup.make_keys(var)
    (var / "demo").touch()
    database.start(var)
    setup.fill_database()
    _build(options.children, keep_code=(var / "demo").write_text)
    if options.build_only:
        _print_sign_ins(options)
        database.stop(var)
        return 0
    if migrate.check_start():
        database.stop(var)
        return 1
    serve.serve(serve.options_from(options), prepared=True, when_ready=lambda: _print_sign_ins(options))
    return 0


def _build(children: int, keep_code: Callable[[str], object] = lambda code: None) -> None:
    """Build the country as the superuser of the embedded server, unless it is there.

    ``keep_code`` is given the receipt of an invented report: only a demo may keep one.
    """
    from tutela.demo import api as demo

    _become_superuser()
    try:
        if demo.is_built():
            return
        if not demo.is_empty():
            raise OperatorError("This database holds real accounts or files; the demo is built only in an empty one.")
        started = time.monotonic()
        demo.build(children, progress=_progress(children), keep_code=keep_code)
        seconds = time.monotonic() - started
        more = demo.BROUGHT_IN["children"]
        print(f"\rMaravelle is built: {children} children, and {more} of an imported list, in {seconds:.0f} s.          ")
    finally:
        django_role.become("staff")


def _progress(children: int):  # type: ignore[no-untyped-def]
    def say(done: int) -> None:
        if sys.stdout.isatty():
            print(f"\rBuilding Maravelle: {done} of {children} children …", end="", flush=True)

    return say


def _become_superuser() -> None:
    from django.conf import settings
    from django.db import connection

    from tutela.kernel.database import embedded

    location = embedded.read_location(settings.VAR)
    connection.close()
    connection.settings_dict.update({"USER": embedded.SUPERUSER, "PASSWORD": location.passwords[embedded.SUPERUSER]})


def _start_over(var) -> None:  # type: ignore[no-untyped-def]
    """Remove a demo's data; refuse anything that is no demo."""
    if (var / "database.json").exists() and not (var / "demo").exists():
        raise OperatorError(f"{var} does not hold a demo; remove it yourself if you are sure.")
    database.stop(var)
    for path in var.iterdir():
        if path.name == TESTS:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _code(arguments: list[str]) -> int:
    """Print the second factor of one role."""
    if len(arguments) != 1:
        raise OperatorError("Say which role, for example: tutela demo code caseworker")
    django_role.start("staff")
    from tutela.demo.api import SIGN_INS, code_for

    try:
        print(code_for(arguments[0]))
    except KeyError:
        raise OperatorError(f"There is no demo account {arguments[0]!r}. There are: {', '.join(SIGN_INS)}.") from None
    return 0


def _mailbox_code() -> str:
    """The receipt kept when the demo was built, in groups; empty where an older one kept none."""
    from tutela.kernel.vault import receipt

    kept = (database.var_directory() / "demo").read_text()
    return receipt.display(kept).replace("\n", " ") if kept else ""


def _print_sign_ins(options: argparse.Namespace) -> None:
    from tutela.demo.api import PASSPHRASE, PASSWORD, SIGN_INS, role_of

    print(f"\nStaff site   http://{options.host}:{options.staff_port}/")
    print(f"Public site  http://{options.host}:{options.public_port}/")
    print(f"\nSign in with a role's name and the password: {PASSWORD}")
    print("The second factor changes every 30 seconds: .venv/bin/tutela demo code ROLE")
    print(f"The intake officer opens reports with the passphrase: {PASSPHRASE}\n")
    for role in SIGN_INS:
        print(f"  {role:<26}{role_of(role).name!s}")
    if code := _mailbox_code():
        print(f"\nA reporter's mailbox, on the public site under “I have a code”: {code}")
    print("\nCtrl-C stops everything.", flush=True)
