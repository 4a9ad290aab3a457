"""The finder at 100,000 services beside the bare SQL, and the import of 200,000 services as HSDS with its peak memory.

``TUTELA_BENCH_SERVICES`` sizes the finder (default 100000), ``TUTELA_BENCH_IMPORT`` the import (default 200000; 0 leaves it out).
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from common.browsing import client
from common.figures import p95

SERVICES = int(os.environ.get("TUTELA_BENCH_SERVICES", "100000"))
IMPORT = int(os.environ.get("TUTELA_BENCH_IMPORT", "200000"))
ROUNDS = 100
PREFIX = "BENCH"
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")


def prepare() -> None:
    """Start the database of var/bench with the demo country and enough services."""
    from tutela.config.commands import demo, setup
    from tutela.config.operations import database, django_role

    var = database.var_directory()
    setup.make_keys(var)
    database.start(var)
    setup.fill_database()
    demo._become_superuser()
    from django.db import connection

    from tutela.demo import build
    from tutela.demo.country import build_country
    from tutela.demo.history import YEARS
    from tutela.demo.people import build_people
    from tutela.directory.models import ServicePoint

    if not build.is_built():
        build_people(build_country(), YEARS)
    if ServicePoint.objects.filter(code__startswith=PREFIX).count() < SERVICES:
        _fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE directory_servicepoint")
    print(f"  {ServicePoint.objects.count()} services")
    django_role.become("staff")


def _fill() -> None:
    from tutela.directory.models import Office, ServicePoint
    from tutela.directory.queries.opening import DAYS, slots_of
    from tutela.vocabulary import api as vocabulary

    ServicePoint.objects.filter(code__startswith=PREFIX).delete()
    draw, offices = random.Random(7), list(Office.objects.values_list("pk", flat=True))
    needs = [code.code for code in vocabulary.code_list("services").own()]
    access = [code.code for code in vocabulary.code_list("service_accessibility").own()]
    rows = []
    for number in range(SERVICES):
        start = draw.randrange(6, 12)
        opening = [{"days": list(DAYS[: draw.randrange(5, 8)]), "opens": f"{start:02d}:00", "closes": f"{start + 8:02d}:00"}]
        rows.append(
            ServicePoint(
                code=f"{PREFIX}{number}", name=f"Service {draw.randrange(10**6)}", office_id=draw.choice(offices),
                services=draw.sample(needs, 3), access=draw.sample(access, 3), opening=opening, open_slots=slots_of(opening),
                latitude=draw.uniform(0, 6), longitude=draw.uniform(0, 8), minimum_age=0, maximum_age=draw.choice([12, 17]),
            )
        )  # fmt: skip
    ServicePoint.objects.bulk_create(rows, batch_size=2000)


def bench_finder() -> None:
    """Every kind of question through the whole stack of the staff site; the slowest kind is what counts."""
    print("  staff site")
    _ask(client("caseworker"), "/services")


def bench_public() -> None:
    """The same questions on the public site, whose role may see published rows only; in a process of its own."""
    print("  public site", flush=True)
    subprocess.run([sys.executable, str(Path(__file__).resolve()), "--public"], check=True)


def run_public() -> None:
    """What that process does."""
    from tutela.config.operations import django_role

    django_role.start("public")
    from django.test import Client

    import tutela.config.wsgi  # noqa: F401  (what it sets for a site's process holds here too)

    _ask(Client(HTTP_HOST="localhost"), "/find")


def _ask(browser: Any, address: str) -> None:
    from django.db import connection

    from tutela.vocabulary import api as vocabulary

    draw = random.Random(11)
    needs = [code.code for code in vocabulary.code_list("services").own()]
    places = [f"XM-{letter}{number}" for letter in "NCES" for number in (1, 2, 3)]
    kinds = {
        "need": lambda: {"service": draw.choice(needs)},
        "need, distance": lambda: {"service": draw.choice(needs), "near": draw.choice(places), "within": "50"},
        "need, nearest": lambda: {"service": draw.choice(needs), "near": draw.choice(places)},
        "need, territory, open, access": lambda: {
            "service": draw.choice(needs), "territory": draw.choice(places), "day": "SA", "time": "16:30", "access": ["lift"],
        },
        "distance alone": lambda: {"near": draw.choice(places), "within": "100"},
        "open and age alone": lambda: {"day": "SU", "time": "19:30", "age": "15"},
        "name": lambda: {"words": f"Service {draw.randrange(1000)}"},
    }  # fmt: skip
    for name, wish in kinds.items():
        times = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            answer = browser.get(address, wish())
            times.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
        with connection.cursor() as cursor:
            bare = []
            for _round in range(20):
                started = time.perf_counter()
                cursor.execute("SELECT name FROM directory_servicepoint WHERE services @> %s LIMIT 21", ['["legal_aid"]'])
                cursor.fetchall()
                bare.append((time.perf_counter() - started) * 1000)
        print(
            f"  {name}: p50 {statistics.median(times):.0f} ms, p95 {p95(times):.0f} ms (aim 100); one indexed SELECT {p95(bare):.1f} ms",
            flush=True,
        )


def bench_import() -> None:
    """A file of services, checked only, in a process of its own: rate and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "services.jsonl"
        _write_file(path)
        program = Path(__file__).resolve()
        for share in (10, 1):
            limited = Path(folder) / f"part{share}.jsonl"
            with path.open() as whole, limited.open("w") as part:
                part.writelines(line for number, line in enumerate(whole) if number < IMPORT // share)
            done = subprocess.run(
                [sys.executable, str(program), "--import", str(limited)], capture_output=True, text=True, check=True
            )
            print(done.stdout, end="")


def _write_file(path: Path) -> None:
    draw = random.Random(3)
    names = ["legal_aid", "first_medical_care", "emergency_shelter"]

    def key(*parts: object) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, ":".join(map(str, parts))))

    with path.open("w") as file:
        for number in range(IMPORT):
            service, need = key("s", number), names[number % 3]
            row = {
                "id": service, "name": f"Service {number}", "status": "active",
                "organization": {"id": key("o", number % 5000), "name": f"Body {number % 5000}", "description": "A body"},
                "phones": [{"id": key("p", number), "number": f"+999 {number}"}],
                "schedules": [{"id": key("h", number), "freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "08:00", "closes_at": "16:00"}],
                "service_at_locations": [{"id": key("l", number), "location": {
                    "id": key("x", number), "location_type": "physical", "latitude": draw.uniform(0, 6), "longitude": draw.uniform(0, 8)}}],
                "attributes": [{"id": key("a", number), "link_id": service, "link_entity": "service", "taxonomy_term": {
                    "id": key("t", need), "code": need, "name": need, "description": need}}],
            }  # fmt: skip
            file.write(json.dumps(row) + "\n")


def run_import(path: str) -> None:
    """Import and take back; print the rate and this process's peak."""
    from tutela.config.operations import django_role

    django_role.start("staff")
    from tutela.accounts import api as accounts
    from tutela.directory import api as directory
    from tutela.kernel.database.acting import acting_as

    actor = accounts.actor_for(accounts.User.objects.get(username="administrator"))
    started = time.monotonic()
    with acting_as(actor):
        done = directory.import_services(path=Path(path), by=actor, trial=True)
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if done.faults:
        raise SystemExit(f"{done.faults} faults")
    print(
        f"  import of {done.services}: {seconds:.0f} s, {done.services / seconds:.0f} a second, peak memory {peak:.0f} MiB"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--import"]:
        run_import(sys.argv[2])
    elif sys.argv[1:2] == ["--public"]:
        run_public()
    else:
        prepare()
        bench_finder()
        bench_public()
        if IMPORT:
            bench_import()
