"""How benches measure and speak: the clock beside the processor's time, the aim beside what was reached."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Times:
    """Milliseconds of many calls: by the clock, and of the processor (this process and its database backend)."""

    backend: int
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def call(self, action: Callable[[], object]) -> None:
        """Call once and note how long it took."""
        started, busy = time.perf_counter(), self._busy()
        action()
        self.clock.append((time.perf_counter() - started) * 1000)
        self.processor.append((self._busy() - busy) * 1000)

    def _busy(self) -> float:
        return time.process_time() + _seconds_of(self.backend)

    def words(self) -> str:
        """Median and 95th percentile."""
        return (
            f"p50 {statistics.median(self.clock):.0f} ms, p95 {p95(self.clock):.0f} ms by the clock; "
            f"p50 {statistics.median(self.processor):.1f} ms, p95 {p95(self.processor):.1f} ms of the processor"
        )


def p95(values: list[float]) -> float:
    """The 95th percentile, in the unit of the values."""
    return statistics.quantiles(values, n=20)[-1]


def figure(name: str, reached: str, aim: str, met: bool) -> None:
    """One line: what, how much, what was aimed at, and whether it is so."""
    print(f"  {name}: {reached}. Aim: {aim}: {'reached' if met else 'NOT reached'}.", flush=True)


def machine() -> None:
    """What this runs on, and what else runs."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"  machine: {os.cpu_count()} processors, {int(memory.split()[1]) / 1e6:.0f} GB; load average {load}", flush=True)


def _seconds_of(process: int) -> float:
    """Processor time of another process of this machine; 0 where that cannot be read."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError):
        return 0.0
