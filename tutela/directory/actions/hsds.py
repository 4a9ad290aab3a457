"""Bringing services in and out as HSDS 3."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction

from tutela.audit import api as audit
from tutela.kernel.actor import Actor

from .. import policies
from ..models import Office, Organisation, ServicePoint
from ..queries.hsds import reading, writing
from ..queries.hsds.shaping import Shaped, Shaper
from ..queries.hsds.staging import Fault, Staging, staging

BATCH = 2000
_NAMESPACE = uuid.UUID("0192f000-0000-7000-8000-6f6666696365")


@dataclass(frozen=True)
class Imported:
    """What an import did: rows in the file, entries written (0 when anything was wrong or it was a trial), faults."""

    services: int
    organisations: int
    written: int
    faults: int


class _TakeBack(Exception):
    """Leaves the transaction; nothing of the file stays."""


def import_services(
    *,
    path: Path,
    by: Actor,
    terms: Mapping[str, str] | None = None,
    trial: bool = False,
    report: Callable[[Fault], object] = lambda fault: None,
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:
    """Read a file or package of HSDS 3 and write its entries, all of them or none.

    ``terms`` maps codes of another taxonomy to the list ``services``. Every fault goes to ``report``; with a fault, or as a
    ``trial``, nothing is written. Entries that are there already (by their ids) are brought up to date and keep their office.

    Raises:
        Refused: the actor does not keep the directory.
        OperatorError: the file cannot be read at all.
    """
    policies.edit_directory.require(by)
    with staging() as stage:
        reading.read_into(stage, path)
        stage.find_broken_links()
        written = 0
        try:
            with transaction.atomic():
                written = _write(stage, Shaper(stage, terms or {}), progress)
                if stage.noted or trial:
                    raise _TakeBack
        except _TakeBack:
            written = 0
        for fault in stage.faults():
            report(fault)
        done = Imported(stage.count("service"), stage.count("organization"), written, stage.noted)
    audit.record(
        by=by,
        action="services_imported",
        subject="directory:hsds",
        details={"services": done.services, "written": done.written, "faults": done.faults, "trial": trial},
    )
    return done


def export_services(*, by: Actor, out: IO[str] | None = None, package: Path | None = None) -> int:
    """Write every published entry to ``out`` as JSON or to ``package`` as a tabular package; returns how many services.

    Raises:
        Refused: the actor does not keep the directory.
    """
    policies.edit_directory.require(by)
    written = writing.write_tabular(package) if package is not None else writing.write_json(out) if out is not None else 0
    audit.record(by=by, action="services_exported", subject="directory:hsds", details={"services": written})
    return written


def _write(stage: Staging, shaper: Shaper, progress: Callable[[int], None]) -> int:
    written = 0
    for batch in _batches(shaper.shape_all()):
        if not stage.noted:  # after the first fault the rest is only looked at
            _write_batch(batch)
        written += len(batch)
        progress(written)
    return written


def _batches(shaped: Iterable[Shaped]) -> Iterator[list[Shaped]]:
    rows = iter(shaped)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _write_batch(batch: list[Shaped]) -> None:
    Organisation.objects.bulk_create(
        [
            Organisation(id=key, code=key.hex[:30], name=name[:200], sector="UNK", kind="UNK")
            for key, name in {one.organisation: one.organisation_name for one in batch}.items()
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name"],
    )
    kept = dict(ServicePoint.objects.filter(pk__in=[one.id for one in batch]).values_list("pk", "office_id"))
    offices = {
        one.id: uuid.uuid5(_NAMESPACE, f"{one.organisation}:{one.territory.pk}") for one in batch if one.id not in kept
    }
    Office.objects.bulk_create(
        {
            offices[one.id]: Office(
                id=offices[one.id],
                code=offices[one.id].hex[:30],
                name=one.organisation_name[:200],
                organisation_id=one.organisation,
                territory=one.territory,
            )
            for one in batch
            if one.id in offices
        }.values(),
        ignore_conflicts=True,
    )
    _write_points(
        [one.fields | {"id": one.id, "code": one.id.hex, "office_id": kept.get(one.id) or offices[one.id]} for one in batch]
    )


def _write_points(rows: list[dict[str, Any]]) -> None:
    """Write entries as one JSON document that the database takes apart: with a parameter for each of a row's columns, most of an
    import's time went into preparing them. Row security and constraints are those of every other way in."""
    defaults = {field.attname: field.get_default() for field in ServicePoint._meta.concrete_fields if not field.generated}
    names = [connection.ops.quote_name(name) for name in defaults]
    changed = [connection.ops.quote_name(name) for name in sorted(rows[0].keys() - {"id", "code", "office_id"})]
    table = connection.ops.quote_name(ServicePoint._meta.db_table)
    sql = (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(names)} "
        f"FROM jsonb_populate_recordset(NULL::{table}, %s) ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{name} = EXCLUDED.{name}" for name in changed)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps([defaults | row for row in rows], default=_as_json)])


def _as_json(value: Any) -> str:
    return f"\\x{value.hex()}" if isinstance(value, (bytes, bytearray)) else str(value)
