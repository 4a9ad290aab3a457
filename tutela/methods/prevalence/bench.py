"""The figures of the prevalence methods beside their peers', as ratios.

    python -m tutela.methods.prevalence.bench

Peers' seconds are from the project's reference notes (same kind of machine, R 4.2.2): SparseMSE 2.0.1 and
MultipleSystemsEstimation 1.2.0.  One core: run with ``OPENBLAS_NUM_THREADS=1``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time

from .bic import bic
from .counts import CaptureCounts
from .decomposable import decomposable_graphs
from .graphs import graphs
from .stepwise import stepwise

__all__ = ["Figure", "figures", "main"]

TABLES = {
    "UKdat": "A54 B463 C907 D695 E316 F57 AB15 AC19 AD3 BC56 BD19 BE1 BF3 CD69 CE10 CF31 DE8 DF6 EF1 ABC1 ABD1 "
    "BCD4 BCF3 CDF1 ABCD1",
    "UKdat_5": "A54 B463 C995 D695 E316 AB15 AC19 AD3 BC62 BD19 BE1 CD76 CE11 DE8 ABC1 ABD1 BCD4 ABCD1",
    "NewOrl": "A25 AC1 AD2 AE1 ACG1 ADE1 B5 BF1 C70 CD1 CE1 CG1 D33 DE2 E6 EH1 F6 G6 H21",
}


@dataclass(frozen=True)
class Figure:
    """One measurement: seconds on the clock and of the processor, the aim, and the peer's seconds."""

    subject: str
    seconds: float
    cpu: float
    aim: float
    peer: str
    peer_seconds: float | None

    def __str__(self) -> str:
        beside = "no peer does this"
        if self.peer_seconds is not None:
            beside = f"{self.peer} {self.peer_seconds:g} s = {self.peer_seconds / self.seconds:.0f} times as long"
        kept = "kept" if self.seconds <= self.aim else "MISSED"
        return f"{self.subject:52} {self.seconds:7.2f} s ({self.cpu:.2f} cpu)  aim {self.aim:g} s {kept}; {beside}"


def _timed(subject: str, run: Callable[[], object], aim: float, peer: str = "", peer_seconds: float | None = None) -> Figure:
    wall, cpu = perf_counter(), process_time()
    run()
    return Figure(subject, perf_counter() - wall, process_time() - cpu, aim, peer, peer_seconds)


def figures() -> tuple[Figure, ...]:
    """Run everything once, from cold caches."""
    tables = {name: CaptureCounts.from_letters(text) for name, text in TABLES.items()}
    decomposable_graphs.cache_clear()
    return (
        _timed("UKdat, 6 lists, stepwise x 1000", lambda: stepwise(tables["UKdat"]), 5.0, "SparseMSE", 306.0),
        _timed(
            "UKdat, 6 lists, stepwise x 1000 (again)",
            lambda: stepwise(tables["UKdat"], seed=2),
            5.0,
            "MultipleSystemsEstimation",
            169.0,
        ),
        _timed("NewOrl, 8 lists, stepwise x 1000", lambda: stepwise(tables["NewOrl"]), 20.0, "SparseMSE (CPU)", 657.0),
        _timed(
            "UKdat_5, all 6 212 hierarchical models, BIC x 1000",
            lambda: bic(tables["UKdat_5"]),
            5.0,
            "MultipleSystemsEstimation (models alone)",
            20.0,
        ),
        _timed("UKdat_5, 822 graphs x 1000 sizes", lambda: graphs(tables["UKdat_5"]), 0.3, "dga", 0.03),
        _timed("UKdat, 18 154 graphs x 1000 sizes", lambda: graphs(tables["UKdat"]), 10.0),
    )


def main() -> int:
    """Print the figures; 1 when an aim is missed."""
    found = figures()
    busy = os.getloadavg()[0]
    sys.stdout.write(
        f"{busy:.1f} processes wanted {os.cpu_count()} cores: seconds on the clock include waiting, cpu does not\n"
    )
    for figure in found:
        sys.stdout.write(f"{figure}\n")
    return int(any(figure.seconds > figure.aim for figure in found))


if __name__ == "__main__":
    sys.exit(main())
