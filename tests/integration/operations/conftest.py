"""An installation of its own, set up by the real command in a real folder."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tutela.config.operations import database
from tutela.kernel.database import embedded

ROOT = Path(__file__).resolve().parent.parent.parent.parent
_NOT_OURS = ("DJANGO_SETTINGS_MODULE", "TUTELA_ROLE", "TUTELA_DATABASE_NAME", "TUTELA_MASTER_KEY_FILE", "TUTELA_SECRET_KEY")


@dataclass
class Installation:
    """Runs commands against one ``var``."""

    var: Path

    def environment(self, **extra: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        return kept | {"TUTELA_VAR": str(self.var), "TUTELA_DEMO": "1"} | extra

    def run(self, *arguments: str, timeout: float = 600, **extra: str) -> subprocess.CompletedProcess[str]:
        """``tutela ARGUMENTS`` as a person runs it. No run may ever show a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "tutela.config.cli", *arguments],
            **self._options(extra),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def python(self, program: str, **extra: str) -> str:
        """Run a program with Django as the staff role; returns what it prints."""
        head = "from tutela.config.operations import django_role; django_role.start('staff')\n"
        done = subprocess.run(
            [sys.executable, "-c", head + program], **self._options(extra), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command: str, **extra: str) -> subprocess.Popen[str]:
        """Start something that stays."""
        return subprocess.Popen(
            [sys.executable, *command], **self._options(extra), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def sql(self, statement: str) -> list[tuple]:
        """As the server's superuser: to look, and to damage."""
        location = embedded.read_location(self.var)
        with location.connect(embedded.SUPERUSER) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _options(self, extra: dict[str, str]) -> dict[str, object]:
        return {"env": self.environment(**extra), "cwd": ROOT, "text": True, "stdin": subprocess.DEVNULL}


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def answers(port: int) -> int:
    """The status of the page at this port; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _make() -> Installation:
    return Installation(Path(tempfile.mkdtemp(prefix="tutela-", dir="/tmp")) / "var")


def _remove(one: Installation) -> None:
    import shutil

    embedded.stop(one.var)
    shutil.rmtree(one.var.parent)


@pytest.fixture(scope="session")
def installation():
    """One installation for many tests, its server running. Tests leave it sound."""
    one = _make()
    done = one.run("setup")
    assert done.returncode == 0, done.stderr
    database.start(one.var)
    yield one
    _remove(one)


@pytest.fixture
def fresh_installation():
    """Nothing yet: an empty folder."""
    one = _make()
    yield one
    if one.var.exists():
        _remove(one)
