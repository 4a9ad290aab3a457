"""An import from the table that is sent to its end: read, choose columns, start, undo, discard, erase what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from .. import policies
from ..enums import KEPT_DAYS, RowState, TableProblem, Target
from ..models import ImportedRow, RecordImport, RecordSource
from ..queries import imports as found
from ..queries.columns import plain, suggest
from ..queries.records import Reader, Record, as_read
from ..queries.table import FORMULA, BadTable
from ..states import ERASED, IMPORT, ImportState
from .runs import try_rows

T = TypeVar("T")
CHUNK = 1000
TRIED = 5
"""So many rows are brought in for trial, and taken back, before anybody asks for the run."""


@transaction.atomic
def begin_import(
    *, by: Actor, office: Office, territory: Territory, source: str, name: str, table: Iterable[tuple[int, Sequence[Any]]]
) -> RecordImport:
    """Seal the rows of a table (number and cells, the heads first) under a key of their own, choose its columns by name, check.

    Raises:
        Refused: not a supervisor of this office, or it holds no files.
        InvalidInput: the source has no name.
        BadTable: the table is refused whole.
    """
    policies.import_into.require(by, office)
    if not source.strip() or len(source) > 120:
        raise InvalidInput({"source": _("Name the register or list these records come from, in at most 120 letters.")})
    lines = iter(table)
    _number, head = next(lines, (0, []))
    columns = _heads(head)
    origin, _made = RecordSource.objects.get_or_create(office=office, name=source.strip())
    import_id = uuid7()
    keys.create_key(import_id, "import")
    one = RecordImport.objects.create(
        id=import_id,
        key_id=import_id,
        source=origin,
        office=office,
        territory=territory,
        file_name=name[:200],
        columns=columns,
        targets=suggest(columns, origin.columns),
        created_by_id=by.id,
        keep_until=today() + dt.timedelta(days=KEPT_DAYS),
    )
    for chunk in _parts(lines):
        ImportedRow.objects.bulk_create(_row(one, number, cells) for number, cells in chunk)
        one.rows_total += len(chunk)
    if not one.rows_total:
        raise BadTable(TableProblem.EMPTY)
    one.save(update_fields=["rows_total"])
    _check(one, by)
    audit.record(by=by, action="import_begun", subject=_subject(one), details={"rows": one.rows_total})
    return one


@transaction.atomic
def map_columns(*, one: RecordImport, by: Actor, base_version: int, targets: Sequence[str]) -> RecordImport:
    """Say what each column is (``Target``, empty: left out), remember it for the source, and check every row anew.

    Raises:
        Refused: not the actor's, it runs already, no number in the register, one answer from two columns.
        InvalidInput: unknown targets, or not one for each column.
        StaleVersion: somebody saved meanwhile.
    """
    policies.change_columns.require(by, one)
    hold(one, base_version, {"targets": list(targets)})
    if len(targets) != len(one.columns) or not set(targets) <= {"", *Target.values}:
        raise InvalidInput({"targets": _("Say for each column what it is, or leave it out.")})
    policies.map_to.require(targets)
    one.targets = list(targets)
    one.source.columns |= {plain(name): target for name, target in zip(one.columns, targets, strict=True)}
    one.source.save(update_fields=["columns"])
    _save(one, "targets")
    _check(one, by)
    audit.record(by=by, action="import_columns_chosen", subject=_subject(one))
    return one


@transaction.atomic
def start_run(*, one: RecordImport, by: Actor, base_version: int, later: Callable[[], object]) -> RecordImport:
    """Have the worker process bring the rows in, in this person's name; ``later`` queues it.

    Raises:
        Refused: not the actor's, it ran already, nothing can be brought in.
        StaleVersion: somebody saved meanwhile.
    """
    ready = found.counts(one)[RowState.READY]
    policies.run_import.require(by, one, ready)
    hold(one, base_version, {"state": ImportState.RUNNING})
    one.state, one.started_at = IMPORT.move(one.state, ImportState.RUNNING), now()
    _save(one, "state", "started_at")
    audit.record(by=by, action="import_started", subject=_subject(one), details={"rows": ready})
    later()
    return one


@transaction.atomic
def start_undo(
    *, one: RecordImport, by: Actor, base_version: int, because: str, later: Callable[[], object]
) -> RecordImport:
    """Have the worker process close, as opened in error, every file that is as the import left it.

    Raises:
        Refused: not the actor's, not done yet, too late.
        InvalidInput: no reason.
        StaleVersion: somebody saved meanwhile.
    """
    policies.undo_import.require(by, one)
    hold(one, base_version, {"state": ImportState.UNDOING})
    if not because.strip() or len(because) > 500:
        raise InvalidInput({"because": _("Write why it is undone, in at most 500 letters.")})
    one.state, one.undo_because, one.undone_by_id = IMPORT.move(one.state, ImportState.UNDOING), because.strip(), by.id
    _save(one, "state", "undo_because", "undone_by")
    audit.record(by=by, action="import_undo_started", subject=_subject(one))
    later()
    return one


@transaction.atomic
def discard_import(*, one: RecordImport, by: Actor, base_version: int) -> RecordImport:
    """Erase what was sent and never run.

    Raises:
        Refused: not the actor's, or it ran.
        StaleVersion: somebody saved meanwhile.
    """
    policies.change_columns.require(by, one)
    hold(one, base_version, {"state": ImportState.DISCARDED})
    ImportedRow.objects.filter(record_import=one).delete()
    _erase(one, ImportState.DISCARDED)
    audit.record(by=by, action="import_discarded", subject=_subject(one))
    return one


@transaction.atomic
def close_old_imports(*, by: Actor) -> int:
    """Erase what was sent and not brought in, of every import whose days are over, even of one that stands still; returns how
    many."""
    old = RecordImport.objects.filter(keep_until__lt=today()).exclude(state__in=ERASED)
    ended = list(old.select_for_update(of=("self",)))
    for one in ended:
        _erase(one, ImportState.DISCARDED if one.state == ImportState.READ else ImportState.OVER)
        audit.record(by=by, action="import_erased", subject=_subject(one))
    return len(ended)


def _erase(one: RecordImport, state: ImportState) -> None:
    one.state = IMPORT.move(one.state, state)
    _save(one, "state")
    keys.destroy_key(one.key_id)


def _heads(head: Sequence[Any]) -> list[str]:
    columns = ["" if cell is FORMULA else str(cell) for cell in head]
    names = [plain(name) for name in columns if name]
    if not names:
        raise BadTable(TableProblem.EMPTY)
    if twice := [name for name in names if names.count(name) > 1]:
        raise BadTable(TableProblem.COLUMN_TWICE, twice[0])
    return columns


def _row(one: RecordImport, number: int, cells: Sequence[Any]) -> ImportedRow:
    kept = [None if cell is FORMULA else cell for cell in cells]
    return ImportedRow(record_import=one, key_id=one.pk, office_id=one.office_id, number=number, cells=kept)


def _check(one: RecordImport, by: Actor) -> None:
    """Set the state of every row anew; then try the first of the good ones."""
    reader = Reader(one.targets)
    good: list[tuple[ImportedRow, Record]] = []
    for chunk in _parts(ImportedRow.objects.filter(record_import=one).order_by("number").iterator(CHUNK)):
        read = [(row, *reader.read(row.number, as_read(row.cells))) for row in chunk]
        known = found.taken_before(one.source, [record.get(Target.EXTERNAL_ID) for _row, record, _faults in read if record])
        changed = []
        for row, record, faults in read:
            before = (row.state, row.faults)
            row.faults = [[fault.column, fault.problem.value] for fault in faults]
            row.state = RowState.FAULTY if record is None else RowState.READY
            if record is not None and record.get(Target.EXTERNAL_ID) in known:
                row.state = RowState.KNOWN
            elif record is not None and len(good) < TRIED:
                good.append((row, record))
            changed += [row] if before != (row.state, row.faults) else []
        ImportedRow.objects.bulk_update(changed, ["state", "faults"])
    try_rows(one=one, by=by, rows=good)


def _parts(lines: Iterable[T]) -> Iterator[list[T]]:
    left = iter(lines)
    while part := list(islice(left, CHUNK)):
        yield part


def _save(one: RecordImport, *names: str) -> None:
    one.version += 1
    one.save(update_fields=[*names, "version"])


def _subject(one: RecordImport) -> str:
    return f"exchange.recordimport:{one.pk}"
