"""How often do our intervals hold the truth?

    python -m tutela.methods.prevalence.coverage [--data UKdat_5] [--runs 200] [--bootstrap 400] [--seed 1]

Populations are drawn from a fitted model whose total is then known, and each interval's coverage is
counted.  The populations have the dependence the stepwise method can represent, which is kind to it; the
internal-consistency check (:mod:`.consistency`) asks the harder question on real data.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from .bca import acceleration, intervals
from .bic import bic
from .counts import CaptureCounts
from .errors import InvalidCounts, NotEstimable
from .graphs import graphs
from .loglinear import LogLinearFit
from .resampling import delete_one, multinomial
from .results import Interval, Progress, no_progress
from .stepwise import choose, stepwise_totals

__all__ = ["EXAMPLES", "Coverage", "main", "simulate"]

EXAMPLES = {
    "UKdat_5": "A54 B463 C995 D695 E316 AB15 AC19 AD3 BC62 BD19 BE1 CD76 CE11 DE8 ABC1 ABD1 BCD4 ABCD1",
    "Kosovo": "A1131 B845 C936 D306 AB177 AC228 AD106 BC217 BD31 CD123 ABC181 ABD18 ACD42 BCD32 ABCD27",
}
"""Tables to draw populations from: Home Office 2013 and Ball et al. 2002, as published."""

_LEVEL = (0.95,)


@dataclass(frozen=True)
class Coverage:
    """One interval's record: how often it held the truth, of how many runs, and its median width."""

    method: str
    runs: int
    covered: int
    width: float

    @property
    def share(self) -> float:
        """The share that held the truth."""
        return self.covered / self.runs if self.runs else float("nan")

    @property
    def error(self) -> float:
        """Its Monte Carlo standard error."""
        return sqrt(self.share * (1.0 - self.share) / self.runs) if self.runs else float("nan")


def _methods(bootstrap: int, seed: int) -> dict[str, Callable[[CaptureCounts], Interval]]:
    def fixed(counts: CaptureCounts) -> Interval:
        return choose(counts).wald(_LEVEL)[0]

    def repeated(counts: CaptureCounts) -> Interval:
        left_out, weights = delete_one(counts)
        tables = multinomial(counts, bootstrap, np.random.default_rng(seed))
        accelerate = acceleration(stepwise_totals(left_out)[0], weights)
        return intervals(stepwise_totals(tables)[0], choose(counts).total, accelerate, _LEVEL)[0]

    return {
        "stepwise, model taken as known (Wald)": fixed,
        "stepwise, whole selection repeated (BCa)": repeated,
        "BIC, bootstrap over pair models": lambda c: bic(
            c, max_order=2, bootstrap=bootstrap, levels=_LEVEL, seed=seed
        ).intervals[0],
        "average over decomposable graphs": lambda c: graphs(c, levels=_LEVEL).intervals[0],
    }


def simulate(
    model: LogLinearFit, *, runs: int = 200, bootstrap: int = 400, seed: int = 1, progress: Progress = no_progress
) -> tuple[Coverage, ...]:
    """Draw populations of the model's total and count how often each 95 % interval holds it.

    Runs in which a method refuses are left out of its count.
    """
    rng = np.random.default_rng(seed)
    truth = round(model.total)
    chances = model.fitted / model.fitted.sum()
    methods = _methods(bootstrap, seed)
    found: dict[str, list[Interval]] = {name: [] for name in methods}
    for run in range(runs):
        cells = rng.multinomial(truth, chances)
        cells[0] = 0
        for name, method in methods.items():
            try:
                found[name].append(method(CaptureCounts(model.counts.names, cells)))
            except (NotEstimable, InvalidCounts):
                continue
        progress("coverage", run + 1, runs)
    return tuple(_record(name, spans, truth) for name, spans in found.items())


def _record(name: str, spans: Sequence[Interval], truth: int) -> Coverage:
    widths = [span.high - span.low for span in spans]
    covered = sum(truth in span for span in spans)
    return Coverage(name, len(spans), covered, float(np.median(widths)) if widths else float("nan"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the study and print one line per interval."""
    parser = argparse.ArgumentParser(prog="python -m tutela.methods.prevalence.coverage")
    parser.add_argument("--data", choices=sorted(EXAMPLES), default="UKdat_5")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--bootstrap", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    model = choose(CaptureCounts.from_letters(EXAMPLES[asked.data]))
    sys.stdout.write(f"{asked.data}: truth {model.total:,.0f}, {asked.runs} runs, {asked.bootstrap} replicates\n")
    for row in simulate(model, runs=asked.runs, bootstrap=asked.bootstrap, seed=asked.seed):
        sys.stdout.write(f"{row.share:6.1%} ± {row.error:.1%}  median width {row.width:9,.0f}  {row.method}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
