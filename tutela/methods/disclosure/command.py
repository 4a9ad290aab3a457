"""`tutela disclose cube` and `tutela disclose table`: protected counts without the rest of the system."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tutela.methods.spark import EngineMissing

from .cube import build
from .errors import DisclosureRefused
from .keys import read_secret
from .lattice import Lattice
from .micro import Microdata, lattice_from
from .query import Answer, Cube

REFUSED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 3 with one sentence on standard error when refused (2: bad usage)."""
    told = _parser().parse_args(argv)
    try:
        return _cube(told) if told.command == "cube" else _table(told)
    except DisclosureRefused as refusal:
        print(f"Refused ({refusal.code}): {refusal.sentence}", file=sys.stderr)
        return REFUSED
    except EngineMissing as missing:
        print(missing, file=sys.stderr)
        return REFUSED


def _cube(told: argparse.Namespace) -> int:
    secret = read_secret(told.secret_file)
    now = dt.datetime.now(dt.UTC)
    ledger = told.ledger or told.secret_file.parent / f"{told.secret_file.name}.{told.out.name}.ledger"
    with Microdata(told.micro, engine=told.engine) as micro:
        if told.lattice is not None:
            lattice = _lattice_file(told.lattice)
        else:
            lattice = lattice_from(
                micro,
                told.dims,
                area=told.area,
                period=told.period,
                sensitive=frozenset(told.sensitive),
                several=told.several,
            )
        built = build(
            micro,
            lattice,
            told.out,
            secret=secret,
            person=told.person,
            as_of=told.as_of or now,
            now=now,
            ledger=ledger,
            new_series=told.new_series,
        )
    print(f"{built.path}: snapshot {built.as_of.isoformat()}, signed by {built.public_key}")
    print("  ".join(f"{name} {value}" for name, value in asdict(built.report).items()))
    return 0


def _table(told: argparse.Namespace) -> int:
    cube = Cube(told.cube, now=dt.datetime.now(dt.UTC), trust=told.trust)
    answer = cube.table(told.by, period=told.for_period)
    print(answer.to_json() if told.json else _plain(answer))
    return 0


def _plain(answer: Answer) -> str:
    lines = ["\t".join(["period", *answer.by, "persons"])]
    lines += ["\t".join([cell.period, *cell.labels, cell.display]) for cell in answer.cells]
    return "\n".join([*lines, answer.note])


def _lattice_file(path: Path) -> Lattice:
    try:
        return Lattice.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DisclosureRefused("lattice", f"The lattice file {path} cannot be read.") from error


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutela disclose", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    cube = commands.add_parser("cube", help="build a cube of publishable counts from microdata", allow_abbrev=False)
    cube.add_argument("micro", type=Path, help="CSV or Parquet, one row per person and period")
    cube.add_argument("--person", required=True, help="column with the person's permanent id")
    which = cube.add_mutually_exclusive_group(required=True)
    which.add_argument("--dims", type=_names, help="columns to register, with the values found in the data")
    which.add_argument("--lattice", type=Path, help="JSON file of registered classifications")
    cube.add_argument("--area", help="the territorial column (default: the first of --dims)")
    cube.add_argument("--period", help="column with the period")
    cube.add_argument("--sensitive", type=_names, default=[], help="columns nobody's place in may be inferred")
    cube.add_argument(
        "--several",
        metavar="COLUMN",
        help="the one column of --dims in which a person can have several labels: Parquet lists, or text divided by ;",
    )
    cube.add_argument("--secret-file", type=Path, required=True, help="32 random bytes, or JSON with key, D and V")
    cube.add_argument("--ledger", type=Path, help="private record of the last release (default: beside the secret)")
    cube.add_argument("--as-of", type=_moment, help="time of the snapshot (default: now)")
    cube.add_argument("--new-series", action="store_true", help="the classifications changed; begin again")
    cube.add_argument(
        "--engine", default="", help="duckdb, spark or spark://host:port (default: TUTELA_ANALYTICS, else duckdb)"
    )
    cube.add_argument("--out", type=Path, required=True)
    table = commands.add_parser("table", help="answer one table from a cube", allow_abbrev=False)
    table.add_argument("cube", type=Path)
    table.add_argument("--by", type=_names, required=True, help="up to three registered classifications")
    table.add_argument("--for-period", help="one period of the cube")
    table.add_argument("--trust", help="public key the cube must be signed with")
    table.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
