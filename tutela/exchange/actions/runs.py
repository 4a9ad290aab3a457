"""The run and its undoing, a part in each transaction and each row in a savepoint: what broke off goes on, nothing twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, DeadlineKind, FileState, Opening, open_file, register_child, state_age
from tutela.cases.api.steps import add_section, cancel_deadline, move_file, set_deadline
from tutela.directory.api import Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere, TutelaError
from tutela.kernel.vault import tokens

from .. import policies
from ..enums import KEPT_DAYS, RowProblem, RowState, Target
from ..models import ImportedRow, Provenance, RecordImport
from ..queries import imports as found
from ..queries.files import happened
from ..queries.records import Reader, Record, as_read
from ..states import IMPORT, ImportState

PART = 25
"""Rows in one transaction."""
A_DAY, SPREAD_DAYS = 20, 60
"""The clocks of so many files of an import start on one day, of more where they would be spread over more days than that."""
AT_ONCE = frozenset({"immediate_danger", "within_24_hours", "within_48_hours"})
"""Urgencies that never wait for their turn."""
REGISTRY = dt.timedelta(days=14)
_CHILD = (Target.BIRTH_REGISTRATION, Target.NATIONALITY, Target.DISABILITY, Target.SCHOOLING, Target.RESIDENCE)


@transaction.atomic
def go_on(*, import_id: uuid.UUID, by: Actor, most: int = PART) -> int:
    """Bring in, or undo, the next rows of an import that runs; returns how many are left.

    Raises:
        NotHere: no such import in the actor's offices.
        Refused: the actor's right has ended; or it does not run.
    """
    one = found.visible_to(by).select_for_update(of=("self",)).filter(pk=import_id).first()
    if one is None:
        raise NotHere
    policies.go_on.require(by, one)
    undoing = one.state == ImportState.UNDOING
    waiting = ImportedRow.objects.filter(record_import=one, state=RowState.MADE if undoing else RowState.READY)
    rows = list(waiting.select_related("file__child").order_by("number")[:most])
    if undoing:
        _undo(one, by, rows)
    else:
        _make(one, by, rows)
    left = waiting.count()
    if not left:
        end = ImportState.UNDONE if undoing else ImportState.DONE
        one.state, one.finished_at = IMPORT.move(one.state, end), now()
        one.version += 1
        if not undoing:
            one.keep_until = today() + dt.timedelta(days=KEPT_DAYS)
        one.save(update_fields=["state", "finished_at", "keep_until", "version"])
        audit.record(
            by=by, action=f"import_{end.value}", subject=f"exchange.recordimport:{one.pk}", details=found.counts(one)
        )
    return left


class _TakenBack(Exception):
    """Ends a trial."""


@transaction.atomic
def try_rows(*, one: RecordImport, by: Actor, rows: Sequence[tuple[ImportedRow, Record]]) -> None:
    """Bring a few rows in and take all of it back: a refusal of the register is seen before the run."""
    failed: list[ImportedRow] = []
    try:
        with acting_as(by):
            failed += [row for row, record in rows if not _taken(one, by, row, record, now())]
            raise _TakenBack
    except _TakenBack:
        ImportedRow.objects.bulk_update(failed, ["state", "faults"])


def _make(one: RecordImport, by: Actor, rows: Sequence[ImportedRow]) -> None:
    reader = Reader(one.targets)
    done = ImportedRow.objects.filter(record_import=one, state=RowState.MADE).count()
    a_day = max(A_DAY, -(-one.rows_total // SPREAD_DAYS))
    for place, row in enumerate(rows, start=done):
        record, faults = reader.read(row.number, as_read(row.cells))
        if record is None:  # who was a child when it was checked is none any more, or the country's lists have changed
            _refuse(row, [[fault.column, fault.problem.value] for fault in faults])
        elif found.taken_before(one.source, [record.get(Target.EXTERNAL_ID)]):
            row.state = RowState.KNOWN
            row.save(update_fields=["state"])
        else:
            _taken(one, by, row, record, _starts(record, place // a_day))


def _starts(record: Record, days: int) -> dt.datetime:
    """When the first clocks of a file start: now where it is urgent, else in turn."""
    return now() + dt.timedelta(days=0 if record.get(Target.URGENCY) in AT_ONCE else days)


def _taken(one: RecordImport, by: Actor, row: ImportedRow, record: Record, starts: dt.datetime) -> bool:
    try:
        with acting_as(by):
            file = _file_of(one, by, record, starts)
            row.state, row.cells, row.file = RowState.MADE, [], file
            row.file_version, row.child_version = file.version, file.child.version
            row.mark = tokens.token(found.KIND, found.word_of(one.source, record.get(Target.EXTERNAL_ID)))
            row.save(update_fields=["state", "cells", "file", "file_version", "child_version", "mark"])
    except (TutelaError, IntegrityError) as error:
        row.file = None
        _refuse(row, [["", RowProblem.REFUSED.value, getattr(error, "code", "")]])
        return False
    return True


def _refuse(row: ImportedRow, faults: list[list[str]]) -> None:
    row.state, row.faults = RowState.FAULTY, faults
    row.save(update_fields=["state", "faults"])


def _file_of(one: RecordImport, by: Actor, record: Record, starts: dt.datetime) -> CaseFile:
    """A file as if it had been opened today for what the record says, with where it comes from."""
    place = record.get(Target.PLACE)
    opening = Opening(
        given_names=record.get(Target.GIVEN_NAMES),
        family_names=record.get(Target.FAMILY_NAMES),
        sex=record.get(Target.SEX, "UNK"),
        urgency=record.get(Target.URGENCY, "planned"),
        channel="UNK",
        file_type=record.get(Target.FILE_TYPE, "child_at_risk"),
        reported_on=record.reported_on or today(),
        clocks_from=starts,
    )
    territory = Territory.objects.get(code=place) if place else one.territory
    file = open_file(by=by, office=one.office, territory=territory, opening=opening)
    answers = {target.value: record.get(target) for target in _CHILD if record.get(target)}
    register_child(file=file, by=by, base_version=file.child.version, values=answers)
    if answers.get(Target.BIRTH_REGISTRATION) == "not_registered":
        set_deadline(file=file, kind=DeadlineKind.CIVIL_REGISTRY, due_at=starts + REGISTRY, by=by)
    if record.born is not None:
        dated = record.birth if record.get(Target.BIRTH) else ""
        born = None if dated else record.born
        state_age(file=file, by=by, basis=record.get(Target.AGE_BASIS, "UNK"), birth=record.birth, born=born)
    origin = {
        "record_import": one,
        "source_name": one.source.name,
        "external_id": record.get(Target.EXTERNAL_ID),
        "collected_by": record.get(Target.COLLECTED_BY),
        "reported_on": record.reported_on,
    }
    add_section(model=Provenance, file=file, by=by, values=origin)
    audit.record(by=by, action="record_imported", subject=f"cases.file:{file.pk}", about=str(file.child_id))
    return file


def _undo(one: RecordImport, by: Actor, rows: Sequence[ImportedRow]) -> None:
    files = (
        CaseFile.objects.select_for_update(of=("self",)).select_related("child").filter(pk__in=[row.file_id for row in rows])
    )
    held: dict[uuid.UUID | None, CaseFile] = {file.pk: file for file in files}
    for row in rows:
        row.file = file = held[row.file_id]
        if (reason := policies.undo_row.why_not(row, happened(file))) is not None:
            row.state, row.faults = RowState.KEPT, [["", reason.value]]
        else:
            _close(file, by)
            row.state = RowState.UNDONE
        row.save(update_fields=["state", "faults"])


def _close(file: CaseFile, by: Actor) -> None:
    for kind in (DeadlineKind.ASSIGNMENT, DeadlineKind.FIRST_CONTACT, DeadlineKind.CIVIL_REGISTRY):
        cancel_deadline(file=file, kind=kind, by=by)
    values = {"closed_at": now(), "closure_reason": "ERROR", "next_contact_on": None}
    move_file(file=file, target=FileState.CLOSED, by=by, **values)
    audit.record(by=by, action="import_undone_file", subject=f"cases.file:{file.pk}", about=str(file.child_id))
