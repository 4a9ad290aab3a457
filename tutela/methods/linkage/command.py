"""``tutela link``: link two registers, or find the duplicates in one, from the command line.

Exit codes: 0 done; 1 the input cannot be used; 2 the command was written wrongly; 130 interrupted. The result file is
complete or absent. What is printed holds no names.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tutela.methods.linkage.register import FIELDS, BadInput, Register, parse_map, read_register

if TYPE_CHECKING:
    from tutela.methods.linkage.link import Linkage

SHOWN = 20
"""Row problems printed in words; ``--json`` gives them all."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"tutela link: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = _Parser(prog="tutela link", description="Link two registers of children, or find duplicates in one.")
    made.add_argument("left", type=Path, metavar="left.csv")
    made.add_argument("right", type=Path, nargs="?", metavar="right.csv", help="without it: duplicates within left.csv")
    made.add_argument("--map", required=True, help=f"field=column,…; fields: {', '.join(FIELDS)}; several columns with +")
    made.add_argument("--map-right", help="the same for right.csv when its columns have other names")
    made.add_argument("--purpose", choices=("statistics", "casework"), default="statistics")
    made.add_argument(
        "--threshold", type=float, help="probability from which a pair is a link (statistics 0.5, casework 0.99)"
    )
    made.add_argument("--one-to-one", action="store_true", help="each record in at most one link")
    made.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    made.add_argument("--memory", default="1200MB", help="memory limit of DuckDB")
    made.add_argument("--out", type=Path, required=True, metavar="links.parquet", help=".parquet or .csv")
    made.add_argument("--json", action="store_true", help="print a summary as JSON")
    return made


def _checked(arguments: argparse.Namespace) -> None:
    if arguments.threshold is not None and not 0 < arguments.threshold <= 1:
        raise BadInput("--threshold is a probability above 0 and at most 1.")
    if arguments.out.suffix not in (".parquet", ".csv"):
        raise BadInput("--out must end in .parquet or .csv.")
    folder = arguments.out.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput(f"The folder of --out cannot be written to: {folder}.")
    if arguments.out.resolve() in {p.resolve() for p in (arguments.left, arguments.right) if p}:
        raise BadInput("--out would overwrite an input file.")


def _label(register: Register) -> list[str]:
    for name in ("key", "id"):
        if name in register.columns:
            return [" ".join(filter(None, row)) for row in zip(*register.columns[name], strict=True)]
    return [str(row) for row in register.rows]


def output(found: Linkage, left: Register, right: Register | None) -> Any:
    """The links as a table for people: spreadsheet rows and labels of both records, probability, weight, the evidence."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for side, register in (("left", left), ("right", right or left)):
        rows = found.links[f"{side}_row"]
        columns[f"{side}_row"] = pa.array(register.rows, pa.int64()).take(rows)
        columns[f"{side}_id"] = pa.array(_label(register), pa.string()).take(rows)
    for name in found.links.column_names[2:]:
        columns[name] = found.links[name]
    return pa.table(columns)


def write(table: Any, path: Path) -> None:
    """Write ``table`` beside ``path`` and move it there when it is whole."""
    import pyarrow.csv
    import pyarrow.parquet

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".link-", suffix=path.suffix)
    os.close(handle)
    try:
        if path.suffix == ".csv":
            plain = [c.cast("string") if hasattr(c.type, "value_type") else c for c in table.columns]
            pyarrow.csv.write_csv(table.from_arrays(plain, table.column_names), name)
        else:
            pyarrow.parquet.write_table(table, name, compression="zstd")
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def summary(found: Linkage, out: Path) -> dict[str, Any]:
    """What ``--json`` prints."""
    probabilities = found.links["probability"].to_numpy()
    return {
        "out": str(out),
        "records": {"left": found.sizes[0], "right": found.sizes[1] or None},
        "links": len(found.links),
        "expected_true_links": round(float(probabilities.sum()), 2),
        "review": len(found.review),
        "threshold": found.threshold,
        "trained": found.trained,
        "notes": list(found.notes),
        "problem_counts": dict(sorted(Counter(problem.code for problem in found.problems).items())),
        "problems": [vars(problem) for problem in found.problems],
        "seconds": {name: round(value, 3) for name, value in found.seconds.items()},
    }


def _told(report: dict[str, Any]) -> None:
    for problem in report["problems"][:SHOWN]:
        where = f"row {problem['row']}" + (f", {problem['column']}" if problem["column"] else "")
        sys.stderr.write(f"{problem['file']}, {where}: {problem['reason']}\n")
    more = len(report["problems"]) - SHOWN
    if more > 0:
        sys.stderr.write(f"… and {more} more rows; --json lists them all.\n")
    for note in report["notes"]:
        sys.stderr.write(f"{note}\n")
    sys.stdout.write(
        f"{report['links']} links at {report['threshold']} or more, of which about {report['expected_true_links']:.0f} are "
        f"expected to be right; {report['review']} more pairs are worth a look. Written to {report['out']}.\n"
    )


def _run(arguments: argparse.Namespace) -> int:
    _checked(arguments)
    mapping = parse_map(arguments.map)
    left = read_register(arguments.left, mapping)
    right_map = parse_map(arguments.map_right) if arguments.map_right else mapping
    right = read_register(arguments.right, right_map) if arguments.right else None
    from tutela.methods.linkage.link import link

    found = link(
        left,
        right,
        purpose=arguments.purpose,
        threshold=arguments.threshold,
        one_to_one_only=arguments.one_to_one,
        engine=arguments.engine,
        memory=arguments.memory,
    )
    write(output(found, left, right), arguments.out)
    report = summary(found, arguments.out)
    if arguments.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        _told(report)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code and never shows a traceback for bad input."""
    try:
        return _run(parser().parse_args(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    except BadInput as error:
        sys.stderr.write(f"tutela link: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("tutela link: interrupted; nothing was written.\n")
        return 130
    except RuntimeError as error:
        if type(error).__name__ != "EngineMissing":
            raise
        sys.stderr.write(f"tutela link: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
