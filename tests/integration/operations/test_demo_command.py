"""``script/demo`` as its page promises: a first page (how soon is printed), a clean end, the same country again, another on demand."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.integration.operations.conftest import ROOT, answers, free_ports
from tutela.config.operations import database
from tutela.demo.people import SIGN_INS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def _of_group(group):
    """The processes of a group that still live."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


class Demo:
    """One run of ``script/demo`` in a terminal of its own, and what it says."""

    def __init__(self, installation, *arguments, ports=None):
        self.staff, self.public = ports or free_ports(2)
        self.started = time.monotonic()
        command = ["script/demo", "--staff-port", str(self.staff), "--public-port", str(self.public), *arguments]
        self.process = subprocess.Popen(
            command,
            env=installation.environment(),
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.lines = []
        threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True).start()

    @property
    def said(self):
        return "".join(self.lines)

    def ready(self):
        """Wait until it says how to stop; the seconds that took."""
        while "Ctrl-C stops everything" not in self.said.partition("Sign in with")[2]:
            assert self.process.poll() is None, self.said
            assert "Traceback" not in self.said, self.said
            assert time.monotonic() - self.started < 600, self.said
            time.sleep(0.1)
        assert answers(self.staff)
        assert answers(self.public)
        return time.monotonic() - self.started

    def interrupt(self):
        """Ctrl-C, which the terminal sends to everything in it; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(60)


@pytest.fixture
def demo(fresh_installation):
    """``demo(*arguments)`` starts one; what the test leaves is ended."""
    runs = []

    def run(*arguments, ports=None):
        runs.append(Demo(fresh_installation, *arguments, ports=ports))
        return runs[-1]

    yield run
    for one in runs:
        one.end()


BESIDE = 5
"""Children of the list that the demo imports, and of two files that are opened, beside its stories."""


def _children(installation):
    return installation.sql("SELECT count(*) FROM cases_child")[0][0]


def test_the_demo_from_first_page_to_a_fresh_country(demo, fresh_installation):
    first = demo("--children", "12")
    seconds = first.ready()
    print(f"first page after {seconds:.0f} s")
    assert "12 children, and 3 of an imported list" in first.said
    assert all(f"  {sign_in} " in first.said for sign_in in SIGN_INS)
    assert re.search(r"“I have a code”: (\d{3} ){5}\d{3}\n", first.said)
    assert _children(fresh_installation) == 12 + BESIDE
    code = fresh_installation.run("demo", "code", "caseworker")
    assert re.fullmatch(r"\d{6}\n", code.stdout)
    nobody = fresh_installation.run("demo", "code", "nobody")
    assert nobody.returncode != 0
    assert "There is no demo account 'nobody'" in nobody.stderr

    assert first.interrupt() == 0
    assert _of_group(first.process.pid) == []
    assert not database.is_running(fresh_installation.var)
    assert not answers(first.staff)
    assert not answers(first.public)

    again = demo(ports=(first.staff, first.public))
    seconds = again.ready()
    print(f"second run after {seconds:.0f} s")
    assert "is built" not in again.said
    assert _children(fresh_installation) == 12 + BESIDE
    assert again.interrupt() == 0

    others = fresh_installation.var / "test" / "kept"
    others.parent.mkdir()
    others.touch()
    fresh = demo("--fresh", "--children", "3")
    fresh.ready()
    assert others.exists(), "the tests' own server lives there"
    assert _children(fresh_installation) == 3 + BESIDE
    assert fresh.interrupt() == 0


def test_a_taken_port_is_one_sentence_before_anything_is_built(demo, fresh_installation):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        refused = demo("--children", "1", ports=(taken, *free_ports(1)))
        assert refused.process.wait(600) == 5
    time.sleep(0.2)
    assert f"Port {taken}" in refused.said
    assert "--staff-port" in refused.said
    assert "Traceback" not in refused.said
    assert "is built" not in refused.said


@pytest.mark.parametrize("arguments", [("--children", "0"), ("--children", "many")])
def test_a_size_that_is_none_is_refused_in_one_sentence(fresh_installation, arguments):
    done = fresh_installation.run("demo", *arguments)
    assert done.returncode != 0
    assert "--children" in done.stderr
    assert not fresh_installation.var.exists()
