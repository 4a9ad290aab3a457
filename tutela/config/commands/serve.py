"""``tutela serve``: the staff site, the public site, the worker and, unless one is named, the database. Ctrl-C stops all."""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutela.kernel.database import address
from tutela.kernel.errors import OperatorError

from ..operations import database
from ..operations.supervisor import Process, Supervisor

PORT_TAKEN = 5
_THREADS = 4
"""Blocking threads of a site's process; each holds at most one database connection."""
_CONNECTIONS = 512
"""Connections a process keeps open at once. A browser keeps up to six for half a minute; the one too many is not answered at all."""
_ROOMY = 2 * 1024**3
"""Free memory from which a second staff process is worth its 200 MB."""


@dataclass(frozen=True)
class Options:
    """Where the sites listen and with how many processes."""

    host: str = "127.0.0.1"
    staff_port: int = 8000
    public_port: int = 8001
    workers: int = 0
    migrate: bool = True

    @property
    def staff_address(self) -> str:
        return f"http://{_readable(self.host)}:{self.staff_port}/"

    @property
    def public_address(self) -> str:
        return f"http://{_readable(self.host)}:{self.public_port}/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that ``tutela demo`` shares."""
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    parser.add_argument("--staff-port", type=int, default=8000)
    parser.add_argument("--public-port", type=int, default=8001)
    parser.add_argument("--workers", type=int, default=0, help="processes of the staff site (default: by free memory)")
    parser.add_argument("--no-migrate", dest="migrate", action="store_false", help="leave the database as it is")


def options_from(parsed: argparse.Namespace) -> Options:
    """The options as typed."""
    return Options(parsed.host, parsed.staff_port, parsed.public_port, parsed.workers, parsed.migrate)


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="tutela serve", description=__doc__)
    add_arguments(parser)
    serve(options_from(parser.parse_args(arguments)))
    return 0


def serve(options: Options, *, prepared: bool = False, when_ready: Callable[[], None] = lambda: None) -> None:
    """Start everything, call ``when_ready`` once both sites answer, and return when all is stopped.

    ``prepared``: the caller has just migrated this database and looked at its keys.

    Raises:
        OperatorError: a port is taken, another ``serve`` runs, the database or the key is not there.
    """
    var = database.var_directory()
    require_free_port(options.host, options.staff_port, "--staff-port")
    require_free_port(options.host, options.public_port, "--public-port")
    with _alone(var):
        (var / "static").mkdir(exist_ok=True)
        database.start(var)
        try:
            if not prepared:
                _prepare(options)
            supervisor = Supervisor(processes(options), keep_up=_database_watch(var))
            waiting = threading.Thread(target=_announce, args=(options, supervisor, when_ready), daemon=True)
            supervisor.run(when_started=waiting.start)
        finally:
            database.stop(var)
    print("Stopped: both sites, the worker and the database.")


def processes(options: Options) -> list[Process]:
    """The three processes and what each may do in the database."""
    staff_workers = options.workers or (2 if _free_memory() >= _ROOMY and (os.cpu_count() or 1) > 1 else 1)
    return [
        Process("staff", _site(options.host, options.staff_port, staff_workers), {"TUTELA_ROLE": "staff"}),
        Process("public", _site(options.host, options.public_port, 1), {"TUTELA_ROLE": "public"}),
        Process("worker", (sys.executable, "-m", "tutela.config.cli", "worker"), {"TUTELA_ROLE": "staff"}),
    ]


def require_free_port(host: str, port: int, option: str) -> None:
    """Refuse early, in one sentence, instead of starting half of it.

    Raises:
        OperatorError: somebody listens there, or the port may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise OperatorError(
                f"Port {port} on {host} {what}: choose another with {option}.", exit_code=PORT_TAKEN
            ) from None
        except OverflowError:
            raise OperatorError(f"{port} is no port: choose 1 to 65535 with {option}.", exit_code=PORT_TAKEN) from None


def _site(host: str, port: int, workers: int) -> tuple[str, ...]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(_THREADS),
        "--blocking-threads-idle-timeout": "600",
        "--backpressure": str(_CONNECTIONS),
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    flat = [part for pair in options.items() for part in pair]
    return (sys.executable, "-m", "granian", *flat, "--no-ws", "--respawn-failed-workers", "tutela.config.wsgi:application")


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Only one ``serve`` for each ``var``."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "serve.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OperatorError(f"Tutela is being served from {var} already: stop that first, or set TUTELA_VAR.") from None
        yield


def _prepare(options: Options) -> None:
    """Migrate and look at keys in a process of its own, so that the supervisor stays small."""
    step = ["migrate", "--and-check"] if options.migrate else ["check", "--start"]
    command = [sys.executable, "-m", "tutela.config.cli", *step]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sentence = done.stdout.strip() or f"`tutela {step[0]}` ended with code {done.returncode}; see above."
        raise OperatorError(sentence, exit_code=done.returncode)


def _database_watch(var: Path) -> Callable[[], None]:
    """Starts the embedded server again should it die."""
    if address.is_external(os.environ):
        return lambda: None

    def keep_up() -> None:
        if not database.is_running(var):
            print("database | ended; starting again", flush=True)
            database.start(var)

    return keep_up


def _announce(options: Options, supervisor: Supervisor, when_ready: Callable[[], None]) -> None:
    """Say where the sites are once both answer."""
    for port in (options.staff_port, options.public_port):
        while not _answers(options.host, port):
            if supervisor.stopping.wait(0.2):
                return
    print(
        f"Staff site:  {options.staff_address}\nPublic site: {options.public_address}\nCtrl-C stops everything.", flush=True
    )
    when_ready()


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        time.sleep(0.1)
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _readable(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104


def _free_memory() -> int:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return 0
