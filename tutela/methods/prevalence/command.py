"""``tutela prevalence``: estimate from a file of counts, on the command line.

Exit codes: 0 answered, 2 refused or wrong input (one sentence says why), 130 interrupted.  Results are
written once, at the end, so an interrupted run leaves nothing half-written.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any, NoReturn

from .errors import InvalidCounts, NotEstimable
from .html import count, span
from .linkage_error import LinkageError
from .panel import METHODS, Options, Panel, estimate
from .reading import read_csv
from .results import Estimate

__all__ = ["main"]

ANSWERED, REFUSED, INTERRUPTED = 0, 2, 130


class _Parser(argparse.ArgumentParser):
    """Errors in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise InvalidCounts(f"{message[:1].upper()}{message[1:]}.")


def _whole(least: int) -> Any:
    def parse(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else -1
        if value < least:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of at least {least}")
        return value

    return parse


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 1")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="tutela prevalence", description="How many do we not see? Never one number.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="estimate")
    run = commands.add_parser("estimate", help="estimate from a table of capture patterns")
    run.add_argument("counts", help="CSV: one 0/1 column per list and a column 'count'")
    run.add_argument("--method", choices=[*METHODS, "panel"], default="panel")
    run.add_argument("--threshold", type=_share, default=0.02, help="p-value below which a pair enters (stepwise)")
    run.add_argument("--bootstrap", type=_whole(0), default=1000, help="bootstrap replicates")
    run.add_argument("--max-order", type=_whole(1), default=None, help="largest interaction (bic)")
    run.add_argument("--max-total", type=_whole(1), default=None, help="largest population the prior allows (graphs)")
    run.add_argument("--recall", type=_share, default=None, help="share of true links that were found")
    run.add_argument("--match", type=_share, default=1.0, help="mean probability that a link is true")
    run.add_argument("--seed", type=_whole(0), default=1)
    run.add_argument("--json", action="store_true", help="one JSON object on standard output")
    run.add_argument("--microdata", action="store_true", help="each row is one person; no column 'count'")
    return parser


class _Teller:
    """Progress on standard error, at most once a second, once a second has passed."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= 1.0:
            self.last = now
            print(f"{what}: {done:,} of {total:,}", file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; never raises for what a person can put right."""
    try:
        arguments = _parser().parse_args(argv)
        counts = read_csv(
            arguments.counts, microdata=arguments.microdata, tell=lambda told: print(told, file=sys.stderr, flush=True)
        )
        panel = estimate(
            counts,
            methods=METHODS if arguments.method == "panel" else (arguments.method,),
            options=_options(arguments),
            progress=_Teller(),
        )
    except SystemExit as leaving:  # --help
        return int(leaving.code or 0)
    except (InvalidCounts, NotEstimable) as why:
        print(str(why), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    return _write(arguments, panel)


def _options(arguments: argparse.Namespace) -> Options:
    linkage = None
    if arguments.recall is not None or arguments.match < 1.0:
        known = arguments.recall is not None
        linkage = LinkageError(recall=arguments.recall if known else 1.0, match=arguments.match, recall_known=known)
    return Options(
        threshold=arguments.threshold,
        bootstrap=arguments.bootstrap,
        max_order=arguments.max_order,
        largest=arguments.max_total,
        seed=arguments.seed,
        linkage=linkage,
    )


def _write(arguments: argparse.Namespace, panel: Panel) -> int:
    """Write the whole answer at once."""
    payload = panel.to_dict() if arguments.method == "panel" else _single(arguments.method, panel)
    text = json.dumps(payload, ensure_ascii=False, indent=2) if arguments.json else _words(panel)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if panel.answered:
        return ANSWERED
    print(panel.refused[0].refused, file=sys.stderr)
    return REFUSED


def _single(method: str, panel: Panel) -> dict[str, Any]:
    """One method's object; for the closed models the best BIC stands for them, Mb apart, and all are listed."""
    if method != "closed":
        return panel.results[0].to_dict()
    unordered = [result for result in panel.answered if result.method != "closed:Mb"]
    ranked = sorted(unordered, key=lambda result: result.bic or 0.0)
    best = ranked[0] if ranked else panel.results[0]
    return best.to_dict() | {"results": [result.to_dict() for result in panel.results]}


def _words(panel: Panel) -> str:
    """The answer for people."""
    lines = [f"{panel.counts.observed:,} people seen on {panel.counts.lists} lists. Recall of links: {panel.recall_words}."]
    for result in panel.results:
        lines += ["", result.title, *_result_lines(result)]
    lines += ["", *(f"! {flag.text}" for flag in panel.flags), "", *panel.to_dict()["notes"], ""]
    return "\n".join([*lines, *panel.sources])


def _result_lines(result: Estimate) -> list[str]:
    lines = []
    if result.estimate is not None:
        spans = "; ".join(f"{i.level:.0%} {span(i.low, i.high)}" for i in result.intervals)
        lines.append(f"  estimate {count(result.estimate)} ({spans})")
    if result.interactions:
        lines.append("  interactions " + ", ".join("×".join(term) for term in result.interactions))
    return lines + [f"  ! {flag.text}" for flag in result.flags]


if __name__ == "__main__":
    sys.exit(main())
