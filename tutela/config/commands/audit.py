"""``tutela audit verify``: compute the whole audit chain again and compare it with the anchors kept outside the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..operations import database, django_role

_PROGRESS = 100_000


def main(arguments: list[str]) -> int:
    """Verify; 0 when whole, 1 with the fault in words."""
    parser = argparse.ArgumentParser(prog="tutela audit", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="compute every hash again, then write an anchor line")
    verify.add_argument("--anchor", type=Path, help="the file of anchor lines (default: TUTELA_ANCHOR_FILE)")
    verify.add_argument("--no-anchor", action="store_true", help="write no anchor line")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("owner")
        return _verify(options.anchor, write=not options.no_anchor)


def _verify(anchor: Path | None, *, write: bool) -> int:
    from django.conf import settings

    from tutela.audit import api as audit

    path = anchor or settings.TUTELA_ANCHOR_FILE
    verdict = audit.verify(_counted(audit.chain()), audit.read_anchors(path))
    if not verdict.whole:
        print(f"The audit chain is broken: {verdict.fault}. {verdict.rows} events before it are sound.", file=sys.stderr)
        return 1
    if write and verdict.rows:
        audit.write_anchor(path, verdict)
    print(f"The audit chain is whole: {verdict.rows} events, last hash {verdict.last_hash}.")
    if write and verdict.rows:
        print(f"Anchored in {path}: keep a copy on another machine or medium.")
    return 0


def _counted(rows: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """The same rows, with a line now and then on a terminal."""
    show = sys.stderr.isatty()
    for count, row in enumerate(rows, 1):
        yield row
        if show and count % _PROGRESS == 0:
            print(f"\r{count} events", end="", file=sys.stderr)
    if show:
        print("\r", end="", file=sys.stderr)
