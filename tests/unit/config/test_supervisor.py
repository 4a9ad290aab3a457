"""The supervisor: prefixes, restarts, gives up, stops."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time

import pytest

from tutela.config.operations import supervisor
from tutela.config.operations.supervisor import Process, Supervisor
from tutela.kernel.errors import OperatorError


def _python(name, program, **environment):
    return Process(name, (sys.executable, "-c", program), environment)


def _once(there, action):
    """Do it as soon as ``there()`` is true, however long this machine takes."""

    def wait():
        while not there():
            time.sleep(0.05)
        action()

    threading.Thread(target=wait, daemon=True).start()


@pytest.mark.slow
def test_output_is_prefixed_and_a_signal_stops_all():
    out = io.StringIO()
    process = _python("staff", "import os, time; print('hello', os.environ['COLOUR']); time.sleep(60)", COLOUR="red")
    one = Supervisor([process], out=out)
    ticks = []
    one.keep_up = lambda: ticks.append(1)
    _once(lambda: ticks and "hello" in out.getvalue(), lambda: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    one.run()
    assert "staff    | hello red" in out.getvalue()
    assert ticks
    assert one.running[0].handle is None
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.slow
def test_what_dies_is_started_again(tmp_path):
    out = io.StringIO()
    marks = tmp_path / "marks"
    program = f"""
import pathlib, sys, time
marks = pathlib.Path({str(marks)!r})
marks.write_text(marks.read_text() + 'x' if marks.exists() else 'x')
if len(marks.read_text()) < 2: sys.exit(3)
time.sleep(60)
"""
    one = Supervisor([_python("worker", program)], out=out)
    _once(lambda: marks.exists() and marks.read_text() == "xx", one.stopping.set)
    one.run()
    assert marks.read_text() == "xx"
    assert "ended with code 3; starting again in 1 s" in out.getvalue()


@pytest.mark.slow
def test_what_does_not_stay_up_ends_all_in_one_sentence():
    out = io.StringIO()
    healthy = _python("staff", "import time; time.sleep(60)")
    one = Supervisor([healthy, _python("public", "import sys; sys.exit(7)")], out=out, most_failures=2)
    with pytest.raises(OperatorError, match=r"public process ended 2 times in a row \(code 7\)") as caught:
        one.run()
    assert caught.value.exit_code == 6
    assert all(running.handle is None for running in one.running)


@pytest.mark.slow
def test_what_does_not_stop_is_killed(monkeypatch):
    monkeypatch.setattr(supervisor, "_PATIENCE", 0.5)
    program = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    out = io.StringIO()
    one = Supervisor([_python("staff", program)], out=out)
    handles = []
    _once(lambda: "deaf" in out.getvalue(), lambda: (handles.append(one.running[0].handle), one.stopping.set()))
    one.run()
    assert handles[0].wait() == -signal.SIGKILL


def test_after_a_while_a_process_counts_as_well_again(monkeypatch):
    monkeypatch.setattr(supervisor, "_HEALTHY", 0.0)
    one = Supervisor([_python("staff", "import time; time.sleep(60)")], out=io.StringIO())
    running = one.running[0]
    one._start(running)
    running.failures = 3
    time.sleep(0.05)
    one._watch(running)
    assert running.failures == 0
    one._stop_all()
