# ruff: noqa: E402
"""Releases: every hypercube of a release from many observations, and how fast the explorer answers from it, in one run.

RELEASE_ROWS sets how many observations (default 10 000 000). Invented rows of the tests, 100 000 of them again and again under
other record keys, so the counts are large and everything that is asked comes back.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tutela.config.test_settings"
ROWS = int(os.environ.get("RELEASE_ROWS", "10000000"))
AT_ONCE = 100_000
ROUNDS = 200

import django
import duckdb
import pyarrow as pa
from django.conf import settings

django.setup()

from common.figures import figure, machine, p95
from django.db import connection

from tests.factories.accounts import make_office, make_territory
from tests.unit.statistics import releasing
from tutela.accounts.api import create_system_users, system_actor
from tutela.config.testing import cluster
from tutela.kernel.ids import uuid7
from tutela.statistics.models import Snapshot, parquet
from tutela.statistics.queries.exploring import BESIDE, choices
from tutela.statistics.queries.snapshots import file_of, folder


def main() -> None:
    """Print the figures."""
    machine()
    name = cluster.clone(Path(os.environ["TUTELA_VAR"]), settings.LOCATION)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        with tempfile.TemporaryDirectory() as place:
            settings.VAR = Path(place)
            measure()
    finally:
        connection.close()
        cluster.drop(settings.LOCATION, name)


def measure() -> None:
    north = make_territory(make_territory(), code="N")
    for code in ("N1", "N2"):
        make_office(make_territory(north, code=code))
    releasing.make_places()
    create_system_users()
    world = releasing.World(system_actor("observation_builder"), as_role, settings.VAR, releasing.two_people())
    world._as_process(lambda: snapshot().save(force_insert=True))
    held = world.prepare()
    started = time.perf_counter()
    world.build(held)
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    cubes = len(held.cubes)
    figure(
        f"{cubes} hypercubes of {ROWS:,} observations",
        f"{took:.0f} s, {took / cubes:.1f} s each, audited and signed; {peak:.2f} GB at most",
        "30 s each, 4 GB",
        took / cubes <= 30 and peak < 4,
    )
    world.publish(held)
    explorer(bare(held.snapshot))


def as_role(role: str) -> None:
    """Become a database role for good, as a process of its own would be."""
    connection.settings_dict["OPTIONS"] = {"options": f"-c role={role}"}
    connection.close()


def snapshot() -> Snapshot:
    """As a build would leave it."""
    folder().mkdir(mode=0o700, parents=True)
    made = Snapshot(id=uuid7(), cut_off=releasing.CUT_OFF, built_at=releasing.BUILT - dt.timedelta(days=1))
    made.path, made.editions = "bench.parquet", {"sexes": 1}
    places = {"region": {"N": [2, 2], "S": [1, 1]}, "district": {"N1": [1, 1], "N2": [1, 1], "S1": [1, 1]}}
    made.coverage = {"all": [3, 4]} | places
    some = pa.Table.from_pylist(releasing.observations(AT_ONCE), schema=parquet.SCHEMA)
    batches = (batch for number in range(ROWS // AT_ONCE) for batch in _others(some, number).to_batches())
    made.rows, made.sha256 = parquet.write(folder() / made.path, batches)
    return made


def _others(some: pa.Table, number: int) -> pa.Table:
    """The same rows of other children."""
    keys = [(number * AT_ONCE + one) * 2**33 + 2**40 + 5 for one in range(len(some))]
    return some.set_column(0, "record_key", pa.array(keys, pa.uint64()))


def bare(held: Snapshot) -> float:
    """Milliseconds of the plain count that stands behind a table, straight from the observations."""
    times = []
    with duckdb.connect() as db:
        for _round in range(5):
            started = time.perf_counter()
            db.execute(
                f"SELECT year, region, sex, response_outcome, count(*) FROM '{file_of(held)}' GROUP BY ALL"
            ).fetchall()
            times.append((time.perf_counter() - started) * 1000)
    return min(times)


def explorer(count: float) -> None:
    """Whole pages of the public explorer, every measure by everything that may stand beside it."""
    from django.test import Client

    import tutela.config.wsgi  # noqa: F401  (what it sets for a site's process holds here too)

    settings.ROOT_URLCONF, settings.ROLE = "tutela.config.public_urls", "public"
    as_role("tutela_public")
    browser, draw = Client(HTTP_HOST="localhost"), random.Random(5)
    measures = [code for _group, options in choices() for code, _label in options]
    times = []
    for number in range(ROUNDS + 10):
        asked = {"measure": draw.choice(measures), "within": draw.choice(["", *BESIDE]), "area": draw.choice(["", "N", "S"])}
        started = time.perf_counter()
        answer = browser.get("/figures", asked)
        took = (time.perf_counter() - started) * 1000
        if number >= 10 and answer.status_code == 200:
            times.append(took)
    times.sort()
    figure(
        "explorer, whole page",
        f"p50 {times[len(times) // 2]:.0f} ms, p95 {p95(times):.0f} ms of {len(times)} questions; "
        f"the bare count of one table straight from the observations {count:.0f} ms",
        "200 ms",
        p95(times) <= 200,
    )


if __name__ == "__main__":
    main()
