"""``tutela monitoring import|export|publish``: what is too long or too packed for a screen.

``import FILE --kind uhri|upr|tutela|markdown|docx|xlsx --by ACCOUNT`` reads a file into a preview. With ``--apply`` it is
imported at once when nothing waits for an answer; otherwise words and rows are answered on the screen.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tutela.kernel.errors import OperatorError

from ..operations import database, django_role
from ..operations.behalf import actor_called


def main(arguments: list[str]) -> int:
    """Run one verb."""
    options = _parser().parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        print(_VERBS[options.verb](options), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutela monitoring", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    taken = verbs.add_parser("import", help="read recommendations into a preview")
    taken.add_argument("file", type=Path)
    taken.add_argument("--kind", required=True, choices=("uhri", "upr", "tutela", "markdown", "docx", "xlsx"))
    taken.add_argument("--state", default="", help="only recommendations to this State (three letters)")
    taken.add_argument("--symbol", default="", help="document of a list that does not name it, such as A/HRC/42/15")
    taken.add_argument("--cycle", default="")
    taken.add_argument("--apply", action="store_true", help="import at once when nothing waits for an answer")
    given = verbs.add_parser("export", help="write a register as CSV")
    given.add_argument("register", help="such as recommendations, acts, values")
    taken.add_argument("--by", required=True, metavar="ACCOUNT", help="the account on whose behalf")
    published = verbs.add_parser("publish", help="put a page on the public site")
    published.add_argument("page", choices=("treaties", "law", "recommendations", "indicators"))
    published.add_argument("--by", required=True, metavar="ACCOUNT")
    return parser


def _import(options: argparse.Namespace) -> str:
    from tutela.kernel.database.acting import acting_as
    from tutela.monitoring import api

    actor = actor_called(options.by)
    if not options.file.is_file():
        raise OperatorError(f"There is no file {options.file}.")
    with acting_as(actor), options.file.open("rb") as stream:
        batch = api.preview_import(
            kind=api.ImportKind(options.kind),
            name=options.file.name,
            stream=stream,
            target=api.state_of(options.state) if options.state else None,
            given=api.Given(symbol=options.symbol, cycle=options.cycle),
            by=actor,
        )
    terms, rows = api.open_counts(batch)
    for row in api.open_rows(batch):
        print(f"row {row.number}: {'; '.join(f'{name}: {text}' for name, text in row.problems.items())}", file=sys.stderr)
    for kind, word, count, first in api.open_terms(batch):
        print(f"{kind}: “{word}” is not in our list ({count} rows, first: {first})", file=sys.stderr)
    if terms or rows:
        return f"{batch.rows_read} rows read; {terms} wait for a word, {rows} for a correction. Nothing is imported yet.\n"
    if not options.apply:
        return f"{batch.rows_read} rows read, nothing waits. Import them on the screen, or run this with --apply.\n"
    with acting_as(actor):
        done = api.apply_import(batch=batch, by=actor)
    return f"{done.made} new, {done.changed} changed, {done.same} as before.\n"


def _export(options: argparse.Namespace) -> str:
    from tutela.registers import api

    return api.as_csv(api.register(options.register))


def _publish(options: argparse.Namespace) -> str:
    from tutela.kernel.database.acting import acting_as
    from tutela.monitoring import api

    actor = actor_called(options.by)
    with acting_as(actor):
        page = api.publish_page(kind=api.PageKind(options.page), by=actor)
    return f"The public site shows {page.kind} as of now, SHA-256 {page.sha256[:12]}….\n"


_VERBS = {"import": _import, "export": _export, "publish": _publish}
