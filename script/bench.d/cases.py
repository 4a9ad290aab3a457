"""File list, file page and name search at 200,000 children, through the whole stack, beside the bare SQL for the same rows.

``TUTELA_BENCH_CHILDREN`` sizes it (default 200000). The country is built once in var/bench and kept.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

CHILDREN = int(os.environ.get("TUTELA_BENCH_CHILDREN", "200000"))
STORIES = 600
"""Of these, whole files of the demo, with plan, referrals and contacts."""
ROUNDS = 60
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")


def p95(values: list[float]) -> float:
    """The 95th percentile, in the unit of the values."""
    return statistics.quantiles(values, n=20)[-1]


def timed(action) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of one call."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


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


def client(username: str):  # type: ignore[no-untyped-def]
    """A signed-in client that goes through every middleware."""
    from django.test import Client

    from tutela.accounts.models import User

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def superuser():  # type: ignore[no-untyped-def]
    """A bare connection that row security does not bind."""
    from django.conf import settings

    from tutela.kernel.database import embedded

    return embedded.read_location(settings.VAR).connect(embedded.SUPERUSER)


def bench_list(browser, bare) -> None:  # type: ignore[no-untyped-def]
    """The list of 25 files of an office."""
    sql = """
      SELECT f.*, c.*, o.name, u.full_name, (SELECT d.due_at FROM cases_deadline d WHERE d.file_id = f.id AND d.done_at IS NULL
        AND d.cancelled_at IS NULL ORDER BY d.due_at LIMIT 1)
      FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id JOIN directory_office o ON o.id = f.office_id
      LEFT JOIN accounts_user u ON u.id = f.worker_id
      WHERE o.code = 'CPS-XM-N1' AND f.state NOT IN ('closed', 'not_accepted') ORDER BY f.updated_at DESC, f.id DESC LIMIT 26"""
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(timed(lambda: browser.get("/files")))
        theirs.append(timed(lambda: bare.execute(sql).fetchall()))
    print(
        f"  file list, 25 rows: p95 {p95(ours):.1f} ms; bare SQL p95 {p95(theirs):.1f} ms; ratio {p95(ours) / p95(theirs):.1f}x (aim 4x)"
    )


def bench_page(browser) -> None:  # type: ignore[no-untyped-def]
    """One file's page: queries and time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tutela.cases.models import CaseFile  # noqa: F401

    with superuser() as bare:
        ids = [
            row[0]
            for row in bare.execute(
                "SELECT f.id FROM cases_casefile f JOIN directory_office o ON o.id = f.office_id WHERE o.code = 'CPS-XM-N1' LIMIT 60"
            )
        ]
    browser.get(f"/files/{ids[0]}")
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(f"/files/{ids[1]}")
    if answer.status_code != 200:
        raise SystemExit(f"the file page answered {answer.status_code}")
    queries = [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    times = [timed(lambda file_id=file_id: browser.get(f"/files/{file_id}")) for file_id in ids]
    print(f"  file page: {len(queries)} database queries (aim 15); p95 {p95(times):.1f} ms")


def bench_search(browser) -> None:  # type: ignore[no-untyped-def]
    """Name search over everything a national reader sees."""
    from tutela.demo.crowd import name

    draw = random.Random(11)
    times = []
    for _round in range(ROUNDS):
        words = f"{name(draw)} {name(draw)}"
        times.append(timed(lambda words=words: browser.post("/find", {"words": words})))
    print(f"  name search: p50 {statistics.median(times):.0f} ms, p95 {p95(times):.0f} ms (aim 150)")


def bench_memory() -> None:
    """Resident memory of one staff process after a few pages."""
    port = "8399"
    environment = dict(os.environ, TUTELA_ROLE="staff", DJANGO_SETTINGS_MODULE="tutela.config.settings")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            port,
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--log-level",
            "warning",
            "--no-ws",
            "tutela.config.wsgi:application",
        ],
        env=environment,
    )
    try:
        import urllib.request

        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/vocabulary/glossary", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        for _round in range(20):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/vocabulary/glossary", timeout=5).read()
        sizes = [_resident(pid) for pid in _children(server.pid)]
        print(f"  memory of one staff process: {max(sizes):.0f} MB (aim 200)")
    finally:
        server.terminate()
        server.wait()


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
    from tutela.directory.models import Territory

    national = User.objects.get(username="district_head")
    Grant.objects.get_or_create(
        user=national, role="supervisor", territory=Territory.objects.get(level=1), defaults={"valid_from": "2020-01-01"}
    )
    browser = client("supervisor")
    with superuser() as bare:
        bench_list(browser, bare)
    bench_page(browser)
    bench_search(client("district_head"))
    bench_memory()


if __name__ == "__main__":
    main()
