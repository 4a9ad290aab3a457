"""Faults of the machine: a full disk is one sentence; whatever process is killed, what was acknowledged is there afterwards."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.integration.operations.conftest import answers
from tests.integration.operations.test_commands import _RECORD
from tests.integration.operations.test_serve import _alive, _children, _until, served  # noqa: F401 (a fixture)
from tutela.config.operations import database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_OFFICE = """
import datetime as dt, json
from tests.factories import accounts as people
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.kernel.clock import now
office = people.make_office()
user = people.make_user("intake_officer", office=office, second_factor=True)
ApiClient.objects.create(name="Fault", user=user, created_by=user, scopes=["file_open"], token_hash=token_hash("tut_fault"),
                         expires_at=now() + dt.timedelta(days=1))
print(json.dumps({"office": str(office.pk), "territory": str(office.territory_id)}))
"""


@contextlib.contextmanager
def small_disk(folder: Path, size: str):
    """A file system of this size at ``folder``; where the machine does not let us mount one, the test says so and is skipped."""
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip(
            f"a small file system cannot be mounted here, so a full disk cannot be tried: {made.stderr.decode().strip()}"
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def one_sentence(done, code):
    assert done.returncode == code, (done.returncode, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr


def test_an_anchor_on_a_full_disk_is_one_sentence(installation, tmp_path):
    installation.python(_RECORD.format(count=1))  # of nothing there is no anchor
    with small_disk(tmp_path / "disk", "64k") as disk:
        (disk / "filler").write_bytes(b"x" * 65536)
        one_sentence(installation.run("audit", "verify", "--anchor", str(disk / "anchor")), 4)
    assert installation.run("audit", "verify", "--no-anchor").returncode == 0


def test_setting_up_on_a_full_disk_is_one_sentence_and_goes_on_later(fresh_installation):
    with small_disk(fresh_installation.var, "64k"):
        (fresh_installation.var / "filler").write_bytes(b"x" * 65536)
        done = fresh_installation.run("setup")
        assert done.returncode in (2, 4)
        one_sentence(done, done.returncode)
        assert not (fresh_installation.var / "master.key").exists(), "half a key is worse than none"


def test_a_backup_on_a_full_disk_is_one_sentence_and_leaves_no_half(installation, tmp_path):
    made = installation.run("backup", "--make-key", str(tmp_path / "key"))
    assert made.returncode == 0, made.stderr
    with small_disk(tmp_path / "disk", "256k") as disk:
        done = installation.run("backup", str(disk / "monday.tutela"), "--to", str(tmp_path / "key.pub"))
        one_sentence(done, 4)
        assert "pace" in done.stderr
        assert list(disk.iterdir()) == []


def _open_file(port, place, acknowledged, stop):
    """Open files through the HTTP API, one after the other; note each that was acknowledged."""
    while not stop.is_set():
        told = json.dumps(place | {"given_names": "Amina", "sex": "girl"}).encode()
        head = {"Authorization": "Bearer tut_fault", "Content-Type": "application/json"}
        ask = urllib.request.Request(f"http://127.0.0.1:{port}/api/files", told, head, method="POST")
        try:
            with urllib.request.urlopen(ask, timeout=10) as answer:  # noqa: S310
                acknowledged.append(json.load(answer)["id"])
        except (
            urllib.error.URLError,
            http.client.HTTPException,
            OSError,
            ValueError,
        ):  # cut anywhere, it was not acknowledged
            stop.wait(0.1)


def test_killing_any_process_loses_no_acknowledged_file(installation, served):  # noqa: F811
    """Files are opened through the staff site all the while; server, worker, public site and database are killed in turn."""
    process, _said, staff, public = served
    place = json.loads(installation.python(_OFFICE))
    acknowledged, stop = [], threading.Event()
    writer = threading.Thread(target=_open_file, args=(staff, place, acknowledged, stop), daemon=True)
    writer.start()
    try:
        assert _until(lambda: len(acknowledged) >= 5)
        for child in _children(process.pid):
            before = len(acknowledged)
            os.kill(child, signal.SIGKILL)
            assert _until(lambda child=child: not _alive(child))
            assert _until(lambda before=before: len(acknowledged) >= before + 3)
        before = len(acknowledged)
        os.kill(int((installation.var / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert _until(lambda: database.is_running(installation.var))
        assert _until(lambda: len(acknowledged) >= before + 3)
        assert _until(lambda: answers(public))
    finally:
        stop.set()
        writer.join(20)
    stored = {str(row[0]) for row in installation.sql("SELECT id FROM cases_casefile")}
    assert set(acknowledged) <= stored
    whole = {
        str(row[0]) for row in installation.sql("SELECT f.id FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id")
    }
    assert whole == stored
    done = installation.run("audit", "verify", "--no-anchor")
    assert done.returncode == 0, done.stderr


_HELD = """
from procrastinate.contrib.django import app
from tutela.config.tasks import take_up_again
watch = next(task for name, task in app.tasks.items() if name.endswith(".watch_deadlines"))
print(watch.defer(timestamp=0))
take_up_again.defer(timestamp=0)
"""


def test_what_a_killed_worker_held_is_done_by_the_next(installation):
    """A job that was begun by a worker that is gone goes back to the queue and is done."""
    database.start(installation.var)
    job = int(installation.python(_HELD).split()[-1])
    installation.sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    installation.sql(
        f"UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE id = {job}"
    )
    done = installation.run("worker", "--once")
    assert done.returncode == 0, done.stderr
    assert installation.sql(f"SELECT status::text FROM procrastinate_jobs WHERE id = {job}") == [("succeeded",)]
