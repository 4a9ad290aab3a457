"""``tutela services``: bring the service directory in and out as Open Referral HSDS 3.

``tutela services import FILE --as USER`` takes JSON, one service a line (.jsonl), or a tabular package (folder or .zip).
``tutela services export FILE --as USER`` writes JSON, or a package when FILE ends in .zip.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutela.kernel.errors import OperatorError

from ..operations import database, django_role
from ..operations.behalf import actor_called

SHOWN = 20


def main(arguments: list[str]) -> int:
    """Import or export; 1 when the file has faults and nothing was written."""
    parser = argparse.ArgumentParser(prog="tutela services", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    taking = verbs.add_parser("import", help="check a file or package and write its services, all or none")
    giving = verbs.add_parser("export", help="write every published service")
    for verb in (taking, giving):
        verb.add_argument("file", type=Path)
        verb.add_argument("--as", dest="user", required=True, metavar="USER", help="an administrator of the directory")
    taking.add_argument("--check", action="store_true", help="look at everything, write nothing")
    taking.add_argument("--report", type=Path, metavar="CSV", help="write every fault here; 20 are shown anyway")
    taking.add_argument("--terms", type=Path, metavar="CSV", help="two columns: code of their taxonomy, code of “services”")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        return _import(options) if options.verb == "import" else _export(options)


def _import(options: argparse.Namespace) -> int:
    from tutela.directory import api as directory
    from tutela.kernel.database.acting import acting_as

    actor, started = actor_called(options.user), time.monotonic()
    with _reporting(options.report) as report, acting_as(actor):
        done = directory.import_services(
            path=options.file,
            by=actor,
            terms=_terms(options.terms),
            trial=options.check,
            report=report,
            progress=lambda count: print(f"\r{count} entries", end="", file=sys.stderr, flush=True),
        )
    seconds = time.monotonic() - started
    print(f"\r{done.services} services of {done.organisations} organisations read in {seconds:.1f} s.", file=sys.stderr)
    if done.faults:
        where = f"; all of them are in {options.report}" if options.report else "; --report FILE writes all of them"
        more = where if done.faults > SHOWN else ""
        print(f"{done.faults} faults{more}. Nothing was written.", file=sys.stderr)
        return 1
    print(f"{done.written} entries written." if not options.check else "Everything is right. Nothing was written: --check.")
    return 0


def _export(options: argparse.Namespace) -> int:
    from tutela.directory import api as directory
    from tutela.kernel.database.acting import acting_as

    actor = actor_called(options.user)
    try:
        with acting_as(actor):
            if options.file.suffix.lower() == ".zip":
                written = directory.export_services(by=actor, package=options.file)
            else:
                with options.file.open("w", encoding="utf-8") as out:
                    written = directory.export_services(by=actor, out=out)
    except OSError as error:
        raise OperatorError(f"{options.file}: {error.strerror}.") from error
    print(f"{written} services written to {options.file}.")
    return 0


def _terms(path: Path | None) -> dict[str, str]:
    from tutela.vocabulary import api as vocabulary

    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            pairs = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OperatorError(f"{path}: cannot be read as CSV in UTF-8.") from error
    for number, row in enumerate(pairs, start=1):
        if len(row) != 2 or not vocabulary.is_code("services", row[1]):
            raise OperatorError(f"{path}, line {number}: give two columns, the second a code of the list “services”.")
    return dict(pairs)


@contextlib.contextmanager
def _reporting(path: Path | None) -> Iterator[Any]:
    """A function that shows the first faults and writes all of them to ``path``."""
    shown = 0
    with contextlib.ExitStack() as stack:
        writer = None
        if path is not None:
            try:
                writer = csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline="")))
            except OSError as error:
                raise OperatorError(f"{path}: {error.strerror}.") from error
            writer.writerow(["place", "table", "id", "field", "fault"])

        def report(fault: Any) -> None:
            nonlocal shown
            if shown < SHOWN:
                print(f"\r{fault}", file=sys.stderr)
            shown += 1
            if writer is not None:
                writer.writerow([fault.place, fault.kind, fault.id, fault.field, fault.sentence])

        yield report
