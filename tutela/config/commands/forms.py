"""``tutela forms check FILE|install FILE|list``: a country's forms, from an XLSForm workbook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tutela.kernel.errors import InvalidInput, OperatorError

from ..operations import database, django_role
from ..operations.behalf import actor_called


def main(arguments: list[str]) -> int:
    """Check, install or list. 0: sound; 1: faults, each with its sheet and row, and nothing installed; 2: no such file or person."""
    parser = argparse.ArgumentParser(prog="tutela forms", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    check = what.add_parser("check", help="name every fault of a workbook; nothing is written")
    check.add_argument("file", type=Path)
    install = what.add_parser("install", help="install a workbook as a new version")
    install.add_argument("file", type=Path)
    install.add_argument("--by", required=True, metavar="USERNAME", help="the administrator who installs it")
    what.add_parser("list", help="what is installed")
    options = parser.parse_args(arguments)
    content = _content(options.file) if options.what != "list" else b""
    if options.what == "check":
        django_role.start("staff")
        return _told(_check(content), "The form is sound.")
    with database.running(database.var_directory()):
        django_role.start("staff")
        if options.what == "install":
            return _told(_install(content, options.file.name, options.by), "Installed.")
        for line in _list():
            print(line)
    return 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OperatorError(f"The file {path} cannot be read: {error.strerror}.") from error


def _told(faults: list[str], good: str) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults; nothing was installed." if faults else good)
    return 1 if faults else 0


def _check(content: bytes) -> list[str]:
    from tutela.circumstances.api import check_form

    return [str(fault) for fault in check_form(content).faults]


def _install(content: bytes, name: str, username: str) -> list[str]:
    from tutela.circumstances.api import install_form
    from tutela.kernel.database.acting import acting_as

    actor = actor_called(username)
    with acting_as(actor):
        try:
            install_form(by=actor, name=name, content=content)
        except InvalidInput as error:
            return error.fields["workbook"]
    return []


def _list() -> list[str]:
    from tutela.circumstances.api import form_rows

    return [
        f"{one['form'].code} {one['form'].version} {one['part'].label}{' (withdrawn)' if one['form'].withdrawn_at else ''}"
        for one in form_rows()
    ]
