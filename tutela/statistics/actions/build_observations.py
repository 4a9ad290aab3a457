"""From files to a frozen, de-identified snapshot."""

from __future__ import annotations

import datetime as dt
import hmac
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import closing
from dataclasses import fields
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from tutela.audit import api as audit
from tutela.care import api as care
from tutela.circumstances import api as circumstances
from tutela.directory.api import Office
from tutela.justice import api as justice
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.ids import uuid7
from tutela.vocabulary import api as vocabulary

from ..models import Snapshot, parquet
from ..policies import begin_build
from ..policies import build_observations as may_build
from ..queries.builds import LOCK
from ..queries.snapshots import folder, latest, record_secret

_REPORTING_DAYS = 365
_BESIDE: tuple[Any, ...] = (justice, circumstances)
"""What says more of some children: ``observed()`` by child, ``Observed()`` for all others."""
_OF_CARE = [
    name
    for name in parquet.SCHEMA.names
    if name != "record_key" and all(name not in door.Observed.__dataclass_fields__ for door in _BESIDE)
]


def build_observations(*, by: Actor) -> Snapshot:
    """Stream every child's codes into a new Parquet file and remember it. Until all is done the old snapshot is the newest.

    Raises:
        Refused: not the actor's to do, another build is running, the clock was moved back.
        OperatorError: not connected as ``tutela_statistics``; the secret is missing; a value that is no code.
    """
    may_build.require(by)
    moment, before = now(), latest()
    begin_build.require(before, moment, _take_lock())
    started = time.monotonic()
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep()
    secret = record_secret(first=before is None)
    snapshot = Snapshot(id=uuid7(), cut_off=moment.date(), built_at=moment)
    snapshot.path = f"{snapshot.cut_off}-{snapshot.pk.hex[-12:]}.parquet"
    reported: set[str] = set()
    path = folder() / snapshot.path
    with closing(_batches(secret, snapshot.cut_off, reported)) as batches:
        snapshot.rows, snapshot.sha256 = parquet.write(path, batches)
    snapshot.seconds = round(time.monotonic() - started, 3)
    snapshot.editions = {name: vocabulary.code_list(name).version for name in vocabulary.list_ids()}
    snapshot.coverage = _coverage(reported)
    try:
        snapshot.save(force_insert=True)
    except BaseException:
        path.unlink()
        raise
    audit.record(
        by=by,
        action="observations_built",
        subject=f"snapshot:{snapshot.pk}",
        details={"rows": snapshot.rows, "sha256": snapshot.sha256, "cut_off": str(snapshot.cut_off)},
    )
    return snapshot


def _take_lock() -> bool:
    """One build at a time in the whole database; given back at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _sweep() -> None:
    """Remove what an interrupted build left behind; the lock is held."""
    known = set(Snapshot.objects.values_list("path", flat=True))
    for path in folder().iterdir():
        if path.suffix == ".partial" or (path.suffix == ".parquet" and path.name not in known):
            path.unlink()


def _batches(secret: bytes, day: dt.date, reported: set[str]) -> Generator[pa.RecordBatch, None, None]:
    """The observations without the children: a keyed record key (64 bits of HMAC-SHA256) stands in each one's place."""
    since = pa.scalar(day - dt.timedelta(days=_REPORTING_DAYS))
    beside = [(door.observed(), door.Observed()) for door in _BESIDE]
    with closing(care.observations()) as found:
        for batch in found:
            recent = batch.column("office").filter(pc.greater(batch.column("reported_on"), since))
            reported.update(recent.unique().to_pylist())
            children = batch.column("child_id").to_pylist()
            columns = {name: batch.column(name) for name in _OF_CARE}
            columns["record_key"] = pa.array([_record_key(secret, child) for child in children], pa.uint64())
            for of_child, nothing in beside:
                said = [of_child.get(child, nothing) for child in children]
                columns |= {
                    one.name: pa.array([getattr(row, one.name) for row in said], parquet.SCHEMA.field(one.name).type)
                    for one in fields(nothing)
                }
            yield pa.record_batch([columns[name] for name in parquet.SCHEMA.names], schema=parquet.SCHEMA)


def _record_key(secret: bytes, child: str) -> int:
    return int.from_bytes(hmac.digest(secret, bytes.fromhex(child), "sha256")[:8], "big")


def _coverage(reported: set[str]) -> dict[str, Any]:
    """Offices with a report in the last year, of the open offices that hold files, for each level of territory."""
    counts: dict[str, dict[str, list[int]]] = {
        "region": defaultdict(lambda: [0, 0]),
        "district": defaultdict(lambda: [0, 0]),
    }
    whole = [0, 0]
    expected = Office.objects.filter(holds_files=True, closed_on=None).values_list("code", "territory__path")
    for code, path in expected:
        places = path.split(".")
        levels = zip(("region", "district"), filter(None, places[1:3]), strict=False)
        for counter in [whole] + [counts[level][place] for level, place in levels]:
            counter[0] += code in reported
            counter[1] += 1
    return {"all": whole} | {level: dict(found) for level, found in counts.items()}
