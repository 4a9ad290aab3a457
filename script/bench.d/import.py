"""Bringing existing records in: reading and checking a table, and the run that makes a file of each row; beside the same files
opened one by one through the same actions, and the bare reading of the table.

``TUTELA_BENCH_ROWS`` sizes the table (default 2000), ``TUTELA_BENCH_RUN`` how many of its rows are brought in (default all).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from common.figures import figure, machine

ROWS = int(os.environ.get("TUTELA_BENCH_ROWS", "2000"))
RUN = int(os.environ.get("TUTELA_BENCH_RUN", str(ROWS)))
ALONE = 300
"""So many files are opened one by one, without a table."""
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")
_HEAD = "Number,First name,Surname,Sex,Date of birth,Birth registration,School,Report date".split(",")
_GIVEN = "Amina Bilal Chidi Dana Ege Fatou Grace Hana Ilse Jamal Karim Lena Mina Nadia Omar".split()


def main() -> None:
    """Print rows a second and the most memory."""
    subprocess.run([sys.executable, __file__, "--prepare"], check=True)
    machine()
    boss, office = people()
    text = table(random.Random(7))
    print(f"  {ROWS} rows, {len(text) / 1e6:.1f} MB as CSV")
    bare = timed(lambda: sum(1 for _row in csv.reader(io.StringIO(text))))
    one, checked = begin(boss, office, text)
    print(
        f"  read, sealed and checked: {ROWS / checked:,.0f} rows a second ({checked:.1f} s; the bare CSV reader {bare:.2f} s)"
    )
    took = timed(lambda: run(boss, one))
    alone = timed(lambda: one_by_one(boss, office)) / ALONE
    each = took / RUN
    print(f"  {RUN} brought in: {RUN / took:,.1f} rows a second ({took:.0f} s, {1000 * each:.1f} ms a row)")
    figure("a row brought in", f"{each / alone:.2f} times a file opened by hand", "at most 1.5 times", each / alone <= 1.5)
    again, known = begin(boss, office, text)
    print(f"  the same table again: {ROWS / known:,.0f} rows a second, those brought in known: {_known(boss, again) == RUN}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figure("memory of the process, everything above", f"{peak:.0f} MB at most", "at most 400 MB", peak <= 400)


def prepare() -> None:
    """The database of var/bench with the demo's country."""
    from tutela.config.commands import demo, setup
    from tutela.config.operations import database

    var = database.var_directory()
    setup.make_keys(var)
    database.start(var)
    setup.fill_database()
    demo._become_superuser()
    from tutela.demo import build

    if not build.is_built():
        build.build(60)


def people() -> tuple[Any, Any]:
    """The supervisor and the office the records go to."""
    from tutela.config.operations import django_role

    django_role.start("staff")
    from tutela.accounts import api as accounts
    from tutela.directory.models import Office

    return accounts.actor_for(accounts.User.objects.get(username="supervisor")), Office.objects.get(code="CPS-XM-N1")


def table(draw: random.Random) -> str:
    """A table as an office might keep it."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(_HEAD)
    for number in range(ROWS):
        born = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=draw.randrange(400, 17 * 365))
        names = (draw.choice(_GIVEN), f"Testov{draw.randrange(10_000)}")
        answers = (draw.choice(("registered", "not_registered", "unknown")), "UNK")
        lines.writerow([f"B-{number}", *names, draw.choice(("girl", "boy")), born, *answers, "2024-05-01"])
    return out.getvalue()


def begin(boss: Any, office: Any, text: str) -> tuple[Any, float]:
    """Read, seal and check."""
    from tutela.exchange import api as exchange
    from tutela.exchange.queries.table import rows_of
    from tutela.kernel.database.acting import acting_as

    source = f"Bench {os.getpid()}"
    started = time.perf_counter()
    with acting_as(boss):
        lines: Iterator[Any] = rows_of(io.BytesIO(text.encode()), "a.csv")
        one = exchange.begin_import(
            by=boss, office=office, territory=office.territory, source=source, name="a.csv", table=lines
        )
    return one, time.perf_counter() - started


def run(boss: Any, one: Any) -> None:
    """Part by part, each in a transaction of its own, as the worker process does."""
    from tutela.exchange import api as exchange
    from tutela.kernel.database.acting import acting_as

    left = ROWS
    with acting_as(boss):
        exchange.start_run(one=one, by=boss, base_version=one.version, later=lambda: None)
    while left > ROWS - RUN:
        with acting_as(boss):
            left = exchange.go_on(import_id=one.pk, by=boss)


def one_by_one(boss: Any, office: Any) -> None:
    """The same actions without a table: what a person's own entering costs the system."""
    from tutela.cases import api as cases
    from tutela.kernel.database.acting import acting_as

    for number in range(ALONE):
        with acting_as(boss):
            opening = cases.Opening(given_names="Amina", family_names=f"Testov{number}", sex="girl")
            file = cases.open_file(by=boss, office=office, territory=office.territory, opening=opening)
            answers = {"birth_registration": "unknown", "schooling": "UNK"}
            cases.register_child(file=file, by=boss, base_version=file.child.version, values=answers)
            cases.state_age(file=file, by=boss, basis="declaration", birth="2015-05-02")


def timed(call: Any) -> float:
    """Seconds."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _known(boss: Any, one: Any) -> int:
    from tutela.exchange.queries.imports import counts
    from tutela.kernel.database.acting import acting_as

    with acting_as(boss):
        return counts(one)["known"]


if __name__ == "__main__":
    prepare() if "--prepare" in sys.argv else main()
