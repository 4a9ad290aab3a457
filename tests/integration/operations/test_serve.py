"""The processes together: they answer, they come back, they stop; and what was acknowledged is never lost."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.integration.operations.conftest import answers, free_ports
from tutela.config.operations import database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def _until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


class _Lines:
    """What a process says, collected as it says it."""

    def __init__(self, process):
        self.lines = []
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def _read(self, stream):
        for line in stream:
            self.lines.append(line.rstrip())

    def __contains__(self, word):
        return any(word in line for line in self.lines)


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def _held(port, wished):
    """How many connections are answered while those before them stay open."""
    with contextlib.ExitStack() as kept:
        for number in range(wished):
            connection = kept.enter_context(contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)))
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
            except OSError:
                return number
    return wished


@pytest.fixture
def served(installation):
    database.stop(installation.var)
    staff, public = free_ports(2)
    process = installation.start(
        "-m", "tutela.config.cli", "serve", "--staff-port", str(staff), "--public-port", str(public)
    )
    said = _Lines(process)
    assert _until(lambda: "Ctrl-C stops everything" in said or process.poll() is not None), said.lines
    assert process.poll() is None, said.lines
    yield process, said, staff, public
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    database.start(installation.var)


def test_serving_from_start_to_stop(installation, served):
    process, said, staff, public = served
    assert answers(staff)
    assert answers(public)
    assert _held(public, 150) == 150  # twenty-five browsers keep six connections each
    assert _held(staff, 150) == 150

    taken = installation.run("serve", "--staff-port", str(staff), "--public-port", str(public))
    assert taken.returncode == 5
    assert f"Port {staff}" in taken.stderr
    assert "--staff-port" in taken.stderr
    third, fourth = free_ports(2)
    second = installation.run("serve", "--staff-port", str(third), "--public-port", str(fourth))
    assert "already" in second.stderr

    children = _children(process.pid)
    assert len(children) == 3
    for child in children:
        os.kill(child, signal.SIGKILL)
    assert _until(lambda: len([c for c in _children(process.pid) if _alive(c) and c not in children]) == 3)
    assert _until(lambda: answers(staff) and answers(public))
    assert "starting again" in said

    os.kill(int((installation.var / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert _until(lambda: "database | ended; starting again" in said)
    assert _until(lambda: database.is_running(installation.var))

    everyone = [process.pid, *_children(process.pid)]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert _until(lambda: not any(_alive(pid) for pid in everyone), 20)
    assert not database.is_running(installation.var)
    assert not answers(staff)


def test_children_end_with_a_killed_supervisor(installation, served):
    process, _said, staff, _public = served
    children = _children(process.pid)
    process.kill()
    process.wait(10)
    assert _until(lambda: not any(_alive(pid) for pid in children), 30)
    assert _until(lambda: not answers(staff), 30)


_WRITER = """
from tutela.config.operations import django_role; django_role.start('staff')
from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.database.acting import acting_as
actor = accounts.system_actor("deadline_keeper")
for number in range(100000):
    with acting_as(actor):
        audit.record(by=actor, action="acknowledged", subject=f"write:{number}")
    print(number, flush=True)
"""


def test_kill_nine_loses_no_acknowledged_write(installation):
    """A process writes through an action and says each number only after the commit; then it and the server are killed."""
    database.start(installation.var)
    before = installation.sql("SELECT count(*) FROM audit_event WHERE action = 'acknowledged'")[0][0]
    writer = installation.start("-c", _WRITER)
    said = _Lines(writer)
    assert _until(lambda: len(said.lines) >= 50), said.lines
    postmaster = int((installation.var / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    writer.kill()
    writer.wait(10)
    time.sleep(0.5)
    acknowledged = max(int(line) for line in said.lines if line.isdigit())
    assert _until(lambda: not _alive(postmaster), 20)

    database.start(installation.var)
    stored = {row[0] for row in installation.sql("SELECT subject FROM audit_event WHERE action = 'acknowledged'")}
    assert {f"write:{number}" for number in range(acknowledged + 1)} <= stored
    assert len(stored) >= before
    done = installation.run("audit", "verify", "--no-anchor")
    assert done.returncode == 0, done.stderr


_LOADED = """
import sys
from django.urls import get_resolver
import tutela.config.wsgi
get_resolver().url_patterns
print(*sorted({"duckdb", "splink", "sqlglot", "pandas", "pysdmx", "matplotlib", "openpyxl", "scipy.optimize", "scipy.special"} & set(sys.modules)))
"""


def test_a_staff_process_holds_no_statisticians_library_until_one_is_used(installation):
    """Tens of megabytes each, in every process that only shows files."""
    assert installation.python(_LOADED).split() == []
