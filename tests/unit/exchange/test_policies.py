"""The rules of bringing records in at their edges: who, into which office, in which state, what can be undone."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile
from tutela.cases.models import Child
from tutela.directory.api import Office
from tutela.exchange import policies
from tutela.exchange.enums import ImportReason as Reason
from tutela.exchange.models import ImportedRow, RecordImport
from tutela.exchange.states import AT_WORK, ERASED, ImportState
from tutela.kernel.clock import today

P = Permission
DAY = dt.timedelta(days=1)
OFFICE = uuid.uuid4()
boss = holding(P.RECORD_IMPORT, P.FILE_OPEN, offices=[OFFICE])


def taken(state="read", **fields):
    return RecordImport(**{"office_id": OFFICE, "state": state, "keep_until": today()} | fields)


def test_records_are_brought_in_by_who_imports_and_opens_files_there():
    who = policies.import_records.why_not
    assert who(boss, OFFICE) is None
    assert who(boss, uuid.uuid4()) == Reason.NOT_YOURS
    for task in Permission:
        assert who(holding(task, offices=[OFFICE]), OFFICE) == Reason.NOT_YOURS, task
        covers = None if task == P.RECORD_IMPORT else AccountsReason.OUTSIDE_SCOPE
        assert policies.covers_import.why_not(holding(task)) == covers, task
    for holds, reason in ((True, None), (False, Reason.HOLDS_NO_FILES)):
        assert policies.import_into.why_not(boss, Office(pk=OFFICE, holds_files=holds)) == reason
        assert policies.import_into.why_not(boss, Office(pk=uuid.uuid4(), holds_files=holds)) == Reason.NOT_YOURS


@pytest.mark.parametrize("state", ImportState)
def test_each_step_of_an_import_has_its_states(state):
    assert {"running", "undoing"} == set(AT_WORK)
    assert {"discarded", "over"} == set(ERASED)
    read = None if state == "read" else Reason.NOT_NOW
    done = None if state == "done" else Reason.NOT_NOW
    assert policies.change_columns.why_not(boss, taken(state)) == read
    assert policies.run_import.why_not(boss, taken(state), 1) == read
    assert policies.run_import.why_not(boss, taken(state), 0) == (read or Reason.NOTHING_READY)
    assert policies.go_on.why_not(boss, taken(state)) == (None if state in AT_WORK else Reason.NOT_NOW)
    for until in (today(), today() + DAY):
        assert policies.undo_import.why_not(boss, taken(state, keep_until=until)) == done
    assert policies.undo_import.why_not(boss, taken(state, keep_until=today() - DAY)) == (done or Reason.WINDOW_OVER)
    other = taken(state, office_id=uuid.uuid4())
    for rule, more in (
        (policies.change_columns, ()),
        (policies.run_import, (1,)),
        (policies.go_on, ()),
        (policies.undo_import, ()),
    ):
        assert rule.why_not(boss, other, *more) == Reason.NOT_YOURS


def test_each_answer_comes_from_one_column_and_the_number_is_among_them():
    chosen = policies.map_to.why_not
    assert chosen(["external_id"]) is None
    assert chosen(["given_names", "", "external_id", ""]) is None, "a column may be left out, and more than one"
    assert chosen(["external_id", "sex", "sex"]) == Reason.TWICE
    assert chosen(["external_id", "external_id"]) == chosen(["sex", "sex"]) == Reason.TWICE
    for lacking in ([], [""], ["given_names", "sex"]):
        assert chosen(lacking) == Reason.NO_NUMBER


def test_only_a_file_as_the_import_left_it_is_undone():
    def why(happened=("opened", "age", "imported", "escalated"), **changes):
        made = {"version": 2, "child_version": 3, "worker_id": None} | changes
        file = CaseFile(version=made["version"], worker_id=made["worker_id"], child=Child(version=made["child_version"]))
        row = ImportedRow(file=file, file_version=2, child_version=3)
        return policies.undo_row.why_not(row, happened)

    assert why() is None
    for part in ([], ["opened"], ["imported", "escalated"]):
        assert why(part) is None
    assert why(["opened", "concern"]) == Reason.CHANGED
    for change in ({"version": 3}, {"child_version": 4}, {"worker_id": uuid.uuid4()}):
        assert why(**change) == Reason.CHANGED, change
    assert policies.undo_row.why_not(ImportedRow(file=None), []) == Reason.CHANGED
