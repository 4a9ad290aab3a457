"""One process that watches the others: prefixes what they say, restarts what dies, stops all of them together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

from tutela.kernel.errors import OperatorError

_TICK = 0.2
_PATIENCE = 15.0
"""Seconds a process has to stop by itself before it is killed."""
_HEALTHY = 30.0
"""Seconds after which a process counts as well again."""
_WIDTH = 9


@dataclass(frozen=True)
class Process:
    """What to run: a short name, the command line, and what its environment has besides ours."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass
class _Running:
    process: Process
    handle: subprocess.Popen[str] | None = None
    started: float = 0.0
    failures: int = 0
    again_at: float = 0.0
    readers: list[threading.Thread] = field(default_factory=list)


class Supervisor:
    """Runs processes until SIGINT or SIGTERM.

    ``keep_up`` is called on every tick and may mend something beside the processes (the embedded database). A process that
    dies is started again after 1, 2, 4 … seconds; after ``most_failures`` in a row everything is stopped.
    """

    def __init__(
        self,
        processes: list[Process],
        *,
        keep_up: Callable[[], None] = lambda: None,
        most_failures: int = 5,
        out: IO[str] | None = None,
    ) -> None:
        self.running = [_Running(process) for process in processes]
        self.keep_up = keep_up
        self.most_failures = most_failures
        self.out = out or sys.stdout
        self.stopping = threading.Event()
        self._writing = threading.Lock()

    def run(self, *, when_started: Callable[[], None] = lambda: None) -> None:
        """Start all, watch, and stop all at a signal.

        Raises:
            OperatorError: a process died too often.
        """
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for one in self.running:
                self._start(one)
            when_started()
            while not self.stopping.wait(_TICK):
                self.keep_up()
                for one in self.running:
                    self._watch(one)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def say(self, name: str, line: str) -> None:
        """One line of output, behind the name of whoever says it."""
        with self._writing:
            print(f"{name:<{_WIDTH}}| {line.rstrip()}", file=self.out, flush=True)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.stopping.set()

    def _start(self, one: _Running) -> None:
        one.handle = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tutela.config.operations.child", *one.process.command],
            env=dict(os.environ) | dict(one.process.environment) | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        one.started, one.again_at = time.monotonic(), 0.0
        reader = threading.Thread(target=self._read, args=(one.process.name, one.handle.stdout), daemon=True)
        reader.start()
        one.readers = [reader]

    def _read(self, name: str, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError):
            for line in stream:
                self.say(name, line)

    def _watch(self, one: _Running) -> None:
        """Restart ``one`` when it died and its pause is over."""
        if one.handle is None:
            if time.monotonic() >= one.again_at:
                self._start(one)
            return
        code = one.handle.poll()
        if code is None:
            if one.failures and time.monotonic() - one.started > _HEALTHY:
                one.failures = 0
            return
        self._bury(one)
        one.failures += 1
        if one.failures >= self.most_failures:
            raise OperatorError(
                f"The {one.process.name} process ended {one.failures} times in a row (code {code}); see its words above.",
                exit_code=6,
            )
        pause = 2 ** (one.failures - 1)
        one.again_at = time.monotonic() + pause
        self.say(one.process.name, f"ended with code {code}; starting again in {pause} s")

    def _bury(self, one: _Running) -> None:
        """End what a dead process left running, so that its port is free again."""
        if one.handle is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(one.handle.pid, signal.SIGKILL)
            for reader in one.readers:
                reader.join(1)
        one.handle = None

    def _stop_all(self) -> None:
        alive = [one for one in self.running if one.handle is not None and one.handle.poll() is None]
        for one in alive:
            with contextlib.suppress(ProcessLookupError):
                one.handle.send_signal(signal.SIGTERM)  # type: ignore[union-attr]
        deadline = time.monotonic() + _PATIENCE
        for one in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.handle.wait(max(0.1, deadline - time.monotonic()))  # type: ignore[union-attr]
        for one in self.running:
            self._bury(one)
