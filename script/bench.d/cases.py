"""File list, file page and name search at 200,000 children, through the whole stack, beside the bare SQL for the same rows.

``TUTELA_BENCH_CHILDREN`` sizes it (default 200000). The country is built once in var/bench and kept.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.browsing import client
from common.figures import Times, figure, machine, p95

CHILDREN = int(os.environ.get("TUTELA_BENCH_CHILDREN", "200000"))
EVENTS = 200
STORIES = 600
"""Of these, whole files of the demo, with plan, referrals and contacts."""
ROUNDS = int(os.environ.get("TUTELA_BENCH_ROUNDS", "60"))
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")

OFFICE = "CPS-XM-N1"
_LIST = """
SELECT f.*, c.*, o.name, u.full_name, (SELECT d.due_at FROM cases_deadline d WHERE d.file_id = f.id AND d.done_at IS NULL
  AND d.cancelled_at IS NULL ORDER BY d.due_at LIMIT 1)
FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id JOIN directory_office o ON o.id = f.office_id
LEFT JOIN accounts_user u ON u.id = f.worker_id
WHERE {where} f.state NOT IN ('closed', 'not_accepted') ORDER BY f.updated_at DESC, f.id DESC LIMIT 26"""


def prepare() -> None:
    """Start the database of var/bench; build the demo's files and the crowd as far as they are not there."""
    from tutela.config.commands import demo, setup
    from tutela.config.operations import database, django_role

    var = database.var_directory()
    setup.make_keys(var)
    database.start(var)
    setup.fill_database()
    demo._become_superuser()
    from tutela.cases.models import CaseFile
    from tutela.demo import build, crowd

    if not build.is_built():
        build.build(STORIES)
    missing = CHILDREN - CaseFile.objects.count()
    if missing > 0:
        started = time.monotonic()
        crowd.build_crowd(
            missing, seed=CHILDREN - missing, progress=lambda done: print(f"\r  {done}/{missing}", end="", flush=True)
        )
        print(f"\r  built {missing} children in {time.monotonic() - started:.0f} s          ")
        from django.db import connection

        connection.close()
        connection.connect()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    django_role.become("staff")


def superuser():  # type: ignore[no-untyped-def]
    """A bare connection that row security does not bind."""
    from django.conf import settings

    from tutela.kernel.database import embedded

    return embedded.read_location(settings.VAR).connect(embedded.SUPERUSER)


def backend_of(execute: Callable[[str], Any]) -> int:
    """The process of a connection's server side."""
    return int(execute("SELECT pg_backend_pid()").fetchone()[0])


def own_backend() -> int:
    """The same for Django's connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        return backend_of(lambda sql: cursor.execute(sql) or cursor)


def bench_list(browser: Any, bare: Any, whose: str, where: str) -> None:
    """A page of 25 files, turn about with the bare SQL for the same rows."""
    ours, theirs = Times(own_backend()), Times(backend_of(bare.execute))
    for _round in range(3):
        browser.get("/files")
    for _round in range(ROUNDS):
        ours.call(lambda: browser.get("/files"))
        theirs.call(lambda: bare.execute(_LIST.format(where=where)).fetchall())
    print(f"  file list, {whose}: {ours.words()}")
    print(f"    bare SQL: {theirs.words()}")
    by_clock = p95(ours.clock) / p95(theirs.clock)
    by_processor = statistics.median(ours.processor) / statistics.median(theirs.processor)
    reached = f"{by_clock:.1f} times the bare SQL by the clock (p95), {by_processor:.1f} times by the processor (median)"
    figure(f"file list, {whose}", reached, "at most 4 times", by_clock <= 4)


def whole_files(bare: Any) -> list[Any]:
    """Open files of an office that have a plan."""
    sql = """SELECT f.id FROM cases_casefile f JOIN directory_office o ON o.id = f.office_id
              WHERE o.code = %s AND f.state NOT IN ('closed', 'not_accepted') AND EXISTS (SELECT 1 FROM care_plan p WHERE p.file_id = f.id) LIMIT 30"""
    return [row[0] for row in bare.execute(sql, [OFFICE])]


def bench_page(browser: Any, ids: list[Any]) -> None:
    """The page of files with a plan: queries and time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for file_id in ids[:10]:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/files/{file_id}")
        if answer.status_code != 200:
            raise SystemExit(f"the file page answered {answer.status_code}")
        framing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
        counts.append(sum(not query["sql"].startswith(framing) for query in captured))
    times = Times(own_backend())
    for file_id in ids:
        times.call(lambda file_id=file_id: browser.get(f"/files/{file_id}"))
    print(f"  file page: {times.words()}")
    figure("file page", f"{max(counts)} database queries, session and audit included", "at most 15", max(counts) <= 15)


def bench_full_page(browser: Any, ids: list[Any]) -> None:
    """The page of a file in which contact after contact was recorded through the action, beside that of a file as they usually are."""
    from tutela.accounts.api import actor_for
    from tutela.accounts.models import User
    from tutela.care.actions.follow_up import record_follow_up
    from tutela.care.models import FollowUp
    from tutela.cases.models import CaseFile
    from tutela.kernel.clock import today
    from tutela.kernel.database.acting import acting_as

    full, usual = ids[0], ids[1]
    with acting_as(actor_for(User.objects.get(username="supervisor"))):
        by = actor_for(CaseFile.objects.select_related("worker").get(pk=full).worker)
    with acting_as(by):
        file = CaseFile.objects.select_related("child", "office").get(pk=full)
        next_day = today() + dt.timedelta(days=7)
        said = {"kind": "visit", "happened_on": today(), "narrative": "School goes on.", "next_contact_on": next_day}
        for _contact in range(EVENTS - FollowUp.objects.filter(file=file).count()):
            record_follow_up(file=file, by=by, values=said)
    times = {one: Times(own_backend()) for one in (full, usual)}
    for _round in range(ROUNDS):
        for one, each in times.items():
            each.call(lambda one=one: browser.get(f"/files/{one}"))
    print(f"  file page with {EVENTS} contacts: {times[full].words()}; a usual one: {times[usual].words()}")
    ratio = p95(times[full].clock) / p95(times[usual].clock)
    figure(f"file page with {EVENTS} contacts", f"{ratio:.2f} times a usual one (p95)", "at most 1.5 times", ratio <= 1.5)


def bench_search(browser: Any) -> None:
    """Two names over everything a national reader sees; common names are asked for as often as they are borne."""
    from tutela.demo.crowd import name

    draw = random.Random(11)
    times = Times(own_backend())
    for _round in range(ROUNDS):
        words = f"{name(draw)} {name(draw)}"
        times.call(lambda words=words: browser.post("/find", {"words": words}))
    print(f"  name search: {times.words()}")
    figure("name search", f"p95 {p95(times.clock):.0f} ms by the clock", "at most 150 ms", p95(times.clock) <= 150)


def bench_memory(browser: Any, ids: list[Any]) -> None:
    """Resident memory of one staff process after lists, files and a search, signed in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = "--interface wsgi --workers 1 --blocking-threads 4 --log-level warning --no-ws tutela.config.wsgi:application"
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--port", str(port), *options.split()],
        env=dict(os.environ, TUTELA_ROLE="staff", DJANGO_SETTINGS_MODULE="tutela.config.settings"),
    )
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    try:
        _read(port, "/files", cookies, attempts=300)
        for path in [*(f"/files/{file_id}" for file_id in ids), "/files", "/", "/find"] * 3:
            _read(port, path, cookies)
        size = max(_resident(pid) for pid in _children(server.pid))
        figure("memory of one staff process", f"{size:.0f} MB after {3 * len(ids) + 9} pages", "at most 200 MB", size <= 200)
    finally:
        server.terminate()
        server.wait()


def _read(port: int, path: str, cookies: str, attempts: int = 1) -> None:
    request = urllib.request.Request(f"http://localhost:{port}{path}", headers={"Cookie": cookies})
    for attempt in range(attempts):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                answer.read()
                return
        except OSError:
            if attempt == attempts - 1:
                raise
            time.sleep(0.2)


def _children(pid: int) -> list[int]:
    found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _parent(int(path.name)) == pid]
    return [pid, *found]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def _resident(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print the figures."""
    prepare()
    from tutela.accounts.models import Grant, User
    from tutela.cases.models import CaseFile  # noqa: F401
    from tutela.directory.models import Territory

    national = User.objects.get(username="district_head")
    Grant.objects.get_or_create(
        user=national, role="supervisor", territory=Territory.objects.get(level=1), defaults={"valid_from": "2020-01-01"}
    )
    machine()
    local, whole = client("supervisor"), client("district_head")
    with superuser() as bare:
        count = "SELECT count(*) FROM cases_casefile"
        print(f"  {bare.execute(count).fetchone()[0]} files, {ROUNDS} rounds each")
        ids = whole_files(bare)
        bench_list(local, bare, "one office", f"o.code = '{OFFICE}' AND")
        bench_list(whole, bare, "whole country", "")
    bench_page(local, ids)
    bench_full_page(local, ids)
    bench_search(whole)
    bench_memory(local, ids)


if __name__ == "__main__":
    main()
