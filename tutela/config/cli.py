"""The command line ``tutela``. Each command is a module of :mod:`tutela.config.commands`.

Expected trouble (missing key, database down, port taken, disk full) is one sentence and an exit code, never a traceback.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import psycopg
from psycopg import errors

from tutela.kernel.errors import OperatorError, TutelaError

_OTHER_VERSION = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction)

COMMANDS = {
    "setup": "make keys and the database; safe to repeat",
    "migrate": "bring the database to this version: tables, roles, row security",
    "serve": "start the two sites and the worker",
    "demo": "the invented country: build it, serve it, print its sign-ins",
    "worker": "work off the queue: deadlines, escalations",
    "check": "test this installation",
    "account": "make the first administrator",
    "audit": "verify the audit chain",
    "vocabulary": "check or load the code lists",
    "rotate-keys": "wrap every data key with the newest master key",
    "keys": "team keys and the recovery key",
    "observations": "build the de-identified observations",
    "table": "a protected table of the observations",
    "releases": "prepare, check, publish and withdraw released statistics",
    "monitoring": "import recommendations, export registers, publish pages",
    "services": "bring the service directory in and out (Open Referral HSDS)",
    "records": "check a table of existing records before it is taken in (CSV, XLSX)",
    "forms": "check, install or list a country's own forms (XLSForm)",
    "configuration": "carry the configuration from one server to another",
    "backup": "write an encrypted-at-rest dump of the database",
    "restore": "bring a dump back",
    "bench": "print the figures of this machine",
    "prevalence": "how many do we not see: multiple systems estimation",
    "link": "link two lists, or find duplicates in one",
    "disclose": "protected tables from a file",
    "manage": "Django's own commands",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="tutela", description="A national child-protection information system.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, help_text in COMMANDS.items():
        subparsers.add_parser(name, help=help_text, add_help=False)
    chosen, rest = parser.parse_known_args(arguments[:1])[0].command if arguments else None, arguments[1:]
    if chosen is None:
        parser.print_help()
        return 2
    return _guarded(chosen, rest)


def _guarded(command: str, arguments: list[str]) -> int:
    """Run, and turn expected trouble into one sentence."""
    try:
        return _run(command, arguments)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        sentence, code = _sentence(error)
        if not sentence:
            raise
        print(f"tutela {command}: {sentence}", file=sys.stderr)
        return code


def _run(command: str, arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.config.settings")
    module = import_module(f"tutela.config.commands.{command.replace('-', '_')}")
    return int(module.main(arguments) or 0)


def _sentence(error: Exception) -> tuple[str, int]:
    """The sentence for expected trouble, or ``""`` for a defect that deserves its traceback."""
    import django.db

    if isinstance(error, OperatorError):
        return str(error), error.exit_code
    if isinstance(error, TutelaError):
        return str(error), 2
    if isinstance(error, (django.db.OperationalError, psycopg.OperationalError)):
        return _database_sentence(error), 3
    if isinstance(error.__cause__, _OTHER_VERSION):
        return "The database is not of this program's version: run `tutela migrate`.", 3
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
        return f"{error.strerror}: {error.filename or 'the disk'}. Free space or permissions, then run this again.", 4
    return "", 1


def _database_sentence(error: Exception) -> str:
    """The server's own code decides where there is one (class 53: its disk or memory); without one it was not reached."""
    if _sqlstate(error) == errors.DiskFull.sqlstate:
        return "The database's disk is full. Nothing was half-written; free space and run this again."
    return "The database does not answer. Start it with `tutela serve`, or check TUTELA_DATABASE_URL."


def _sqlstate(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or (_sqlstate(error.__cause__) if error is not None else "") or ""


if __name__ == "__main__":
    sys.exit(main())
