"""``tutela configuration export FILE|preview FILE|apply FILE``: a country's configuration from one server to another."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tutela.kernel.errors import OperatorError, TutelaError

from ..operations import database, django_role
from ..operations.behalf import actor_called


def main(arguments: list[str]) -> int:
    """Export, look, or put in force. 0: done, or nothing to do; 1: faults, each with member, row and field, and nothing taken; 2: no
    bundle, no such file or person, or a refusal."""
    parser = argparse.ArgumentParser(prog="tutela configuration", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    for name, told in (
        ("export", "write the configuration of this server as a bundle"),
        ("preview", "show what a bundle would change; it waits then for another administrator"),
        ("apply", "put a bundle in force that another administrator looked at, or with a reason"),
    ):
        one = what.add_parser(name, help=told)
        one.add_argument("file", type=Path)
        one.add_argument("--by", required=True, metavar="USERNAME", help="the administrator who does it")
        if name == "apply":
            one.add_argument("--reason", default="", help="why it cannot wait for a second administrator")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        from tutela.kernel.database.acting import acting_as

        actor = actor_called(options.by)
        with acting_as(actor):
            if options.what == "export":
                return _export(options.file, actor)
            return _bring(options.file, actor, apply=options.what == "apply", reason=getattr(options, "reason", ""))


def _export(path: Path, actor: Any) -> int:
    from tutela.configuration.api import export_bundle

    made = export_bundle(by=actor)
    try:
        path.write_bytes(made)
    except OSError as error:
        raise OperatorError(f"The file {path} cannot be written: {error.strerror}.", exit_code=4) from error
    print(f"Wrote {path} ({len(made)} bytes).")
    return 0


def _bring(path: Path, actor: Any, *, apply: bool, reason: str) -> int:
    from tutela.configuration.api import BadBundle, FaultyBundle, look_at_bundle

    try:
        one = look_at_bundle(content=_content(path), by=actor)
    except FaultyBundle as error:
        for fault in error.preview.faults:
            print(fault, file=sys.stderr)
        print(f"{len(error.preview.faults)} faults; nothing was taken.")
        return 1
    except BadBundle as error:
        raise OperatorError(error.sentence) from error
    _show(one)
    if not one.counts["new"] + one.counts["changed"]:
        _aside(one, actor)
        print("Everything is here already. Nothing was changed.")
        return 0
    if not apply:
        print("Nothing was written. The bundle waits for another administrator: the page “Configuration”, or apply.")
        return 0
    return _apply(one, actor, reason)


def _apply(one: Any, actor: Any, reason: str) -> int:
    from tutela.configuration.api import put_bundle_in_force, waiting_of_others

    other = waiting_of_others(one.digest, actor.id)
    if other is not None:
        _aside(one, actor)
        one = other
    elif not reason.strip():
        raise OperatorError("No other administrator looked at this bundle: let one do so (preview), or give --reason.")
    try:
        put_bundle_in_force(one=one, by=actor, base_version=one.version, reason=reason)
    except TutelaError as error:
        raise OperatorError(str(error)) from error
    print("In force. What was only here was left alone.")
    return 0


def _aside(one: Any, actor: Any) -> None:
    from tutela.configuration.api import set_bundle_aside

    set_bundle_aside(one=one, by=actor, base_version=one.version)


def _show(one: Any) -> None:
    from tutela.configuration.api import look, rows_of

    for difference in look(rows_of(one.members)).written:
        print(f"{difference.standing.value} {difference.kind} {difference.key}")
        for change in difference.changes:
            print(f"    {change.field}: {change.old[:100] or '–'} → {change.new[:100] or '–'}")
    print(", ".join(f"{count} {name}" for name, count in one.counts.items()))


def _content(path: Path) -> bytes:
    from tutela.configuration.api import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise OperatorError(f"The file {path} cannot be read: {error.strerror}.") from error
