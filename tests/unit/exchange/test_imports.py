"""Existing records become files: checked first, in somebody's name, never twice, to be undone."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.accounts import make_actor, make_office
from tests.unit.exchange.conftest import HEAD, ROWS, fresh, ran, rows_of_import, started, table, undone, worked
from tutela.audit.models import Event
from tutela.cases.actions import assign_file, circle, duplicates
from tutela.cases.models import AgeRecord, CaseFile, Child
from tutela.exchange import policies
from tutela.exchange.actions import runs
from tutela.exchange.api import (
    BadTable,
    begin_import,
    close_old_imports,
    discard_import,
    go_on,
    map_columns,
    start_run,
    start_undo,
)
from tutela.exchange.enums import ImportReason as Why
from tutela.exchange.models import ImportedRow, Provenance, RecordImport, RecordSource
from tutela.exchange.states import IMPORT, ImportState
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.kernel.vault import Erased

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R27")]


def states(by, one):
    return [row.state for row in rows_of_import(by, one)]


def events():
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        return list(Event.objects.all())


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def test_reading_a_table_checks_it_and_makes_no_file(begin, team):
    one = begin(*ROWS, ["A1", "Again", "", "girl", ""], ["A5", "", "", "boyish", "31/5/2012"])
    assert (one.state, one.rows_total) == (ImportState.READ, 5)
    assert states(team.supervisor, one) == ["ready", "ready", "ready", "faulty", "faulty"]
    assert [row.faults for row in rows_of_import(team.supervisor, one)[3:]] == [
        [["external_id", "id_twice"]],
        [["sex", "other_code"]],
    ]
    with acting_as(team.supervisor):
        assert not CaseFile.objects.exists()
        assert not Child.objects.exists()
    assert not {event.action for event in events()} & {"file_opened", "child_registered"}, "a trial leaves nothing"


def test_the_run_makes_files_that_say_what_the_table_said(begin, team):
    one = ran(team.supervisor, begin())
    assert one.state == ImportState.DONE
    rows = rows_of_import(team.supervisor, one)
    assert [(row.state, row.cells) for row in rows] == [("made", [])] * 3
    with acting_as(team.supervisor):
        first = CaseFile.objects.select_related("child").get(pk=rows[0].file_id)
        child = first.child
        assert (child.given_names, child.family_names, child.sex) == ("Amina", "Testova", "girl")
        assert (child.born_earliest, child.born_latest) == ("2014-05-02", "2014-05-02")
        assert (first.state, first.opened_by_id, first.worker_id) == ("registered", team.supervisor.id, None)
        assert {row.kind for row in first.deadlines.all()} == {"assignment", "first_contact"}
        assert first.next_contact_on is not None
        third = CaseFile.objects.select_related("child").get(pk=rows[2].file_id)
        assert third.child.born_latest == "", "nothing known: treated as a child"
        origin = Provenance.objects.get(file=first)
        assert (origin.source_name, origin.external_id, origin.reported_on) == ("Old register", "A1", None)
        assert origin.created_by_id == team.supervisor.id
    done = [json.loads(event.details) for event in events() if event.action == "import_done"]
    assert [(one["made"], one["faulty"]) for one in done] == [(3, 0)]
    assert len([event for event in events() if event.action == "record_imported"]) == 3


def test_what_broke_off_goes_on_and_doubles_nothing(begin, team, monkeypatch):
    one = started(team.supervisor, begin())
    with acting_as(team.supervisor):
        assert go_on(import_id=one.pk, by=team.supervisor, most=1) == 2
    whole = runs._file_of

    def breaks(given, by, record, starts):
        whole(given, by, record, starts)
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "_file_of", breaks)
    with pytest.raises(KeyboardInterrupt), acting_as(team.supervisor):
        go_on(import_id=one.pk, by=team.supervisor)
    monkeypatch.undo()
    worked(team.supervisor, one, most=1)
    with acting_as(team.supervisor):
        assert CaseFile.objects.count() == 3
        assert Provenance.objects.count() == 3
    assert states(team.supervisor, one) == ["made"] * 3


def test_the_same_table_again_makes_nothing_and_a_longer_one_only_what_is_new(begin, team):
    ran(team.supervisor, begin())
    again = begin()
    assert states(team.supervisor, again) == ["known"] * 3
    assert refused(lambda: started(team.supervisor, again)) is Why.NOTHING_READY
    longer = ran(team.supervisor, begin(*ROWS, ["A9", "Dana", "", "girl", "2016"]))
    assert states(team.supervisor, longer) == ["known"] * 3 + ["made"]
    other = begin(source="Another register")
    assert states(team.supervisor, other) == ["ready"] * 3, "the same numbers in another register are other records"


def test_two_imports_of_one_table_at_once_make_one_file_each(begin, team):
    first, second = begin(), begin()
    ran(team.supervisor, first)
    ran(team.supervisor, second)
    assert states(team.supervisor, second) == ["known"] * 3
    row = rows_of_import(team.supervisor, first)[0]
    with acting_as(team.supervisor), pytest.raises(IntegrityError), transaction.atomic():
        ImportedRow.objects.create(
            record_import=second, key_id=second.pk, office=team.office, number=99, state="made", mark=row.mark, file=row.file
        )


def test_a_row_that_the_register_refuses_says_so_and_the_others_go_on(begin, team, monkeypatch):
    whole = runs.register_child

    def refuses(**given):
        if given["file"].child.given_names == "Bilal":
            raise InvalidInput({"sex": "No."})
        return whole(**given)

    monkeypatch.setattr(runs, "register_child", refuses)
    one = begin()
    assert states(team.supervisor, one) == ["ready", "faulty", "ready"], "seen in the trial already"
    assert rows_of_import(team.supervisor, one)[1].faults == [["", "refused", "invalid_input"]]
    monkeypatch.undo()
    two = begin(source="Second")
    monkeypatch.setattr(runs, "register_child", refuses)
    two = ran(team.supervisor, two)
    rows = rows_of_import(team.supervisor, two)
    assert [(row.state, row.file is None) for row in rows] == [("made", False), ("faulty", True), ("made", False)]
    assert rows[1].cells, "what was not brought in is still there to be mended"
    with acting_as(team.supervisor):
        assert CaseFile.objects.count() == 2


def test_who_has_grown_up_between_check_and_run_is_not_brought_in(begin, team):
    one = begin(["A1", "Amina", "", "girl", str(today() - dt.timedelta(days=18 * 365))])
    with moved_to(now() + dt.timedelta(days=200)):
        one = ran(team.supervisor, one)
    row = rows_of_import(team.supervisor, one)[0]
    assert (row.state, row.faults) == ("faulty", [["birth", "adult"]])


# Columns.


def test_columns_are_chosen_by_name_remembered_and_checked_anew(begin, team):
    head = ["Numéro", "Prénom", "Nom de famille", "Sexe", "Quartier", "Né(e) en"]
    one = begin(["7", "Amina", "Testova", "Fille", "Nord", "2014"], head=head)
    assert one.targets == ["external_id", "given_names", "family_names", "sex", "", ""]
    chosen = [*one.targets[:5], "birth"]
    with acting_as(team.supervisor):
        one = map_columns(one=one, by=team.supervisor, base_version=one.version, targets=chosen)
    assert one.version == 2
    again = begin(["8", "Bilal", "", "Garçon", "Sud", "2015"], head=head)
    assert again.targets == chosen, "remembered for this register"
    assert begin(["8", "Bilal", "", "Garçon", "Sud", "2015"], head=head, source="Other").targets[5] == ""
    row = rows_of_import(team.supervisor, ran(team.supervisor, again))[0]
    assert (row.file.child.sex, row.file.child.birth_stated) == ("boy", "2015")


def test_columns_that_make_no_sense_are_refused(begin, team):
    one = begin()

    def choose(targets, version=1):
        with acting_as(team.supervisor):
            map_columns(one=one, by=team.supervisor, base_version=version, targets=targets)

    assert refused(lambda: choose(["", "given_names", "", "sex", "birth"])) is Why.NO_NUMBER
    assert refused(lambda: choose(["external_id", "external_id", "", "", ""])) is Why.TWICE
    for targets in (["external_id"], ["external_id", "shoe_size", "", "", ""]):
        with pytest.raises(InvalidInput):
            choose(targets)
    with pytest.raises(StaleVersion):
        choose(["external_id", "", "", "", ""], version=7)
    assert fresh(team.supervisor, one).targets[1] == "given_names", "nothing was saved"


def test_a_column_remembered_wrongly_is_no_target(begin, team):
    one = begin()
    with acting_as(team.supervisor):
        RecordSource.objects.update(columns={"sex": "shoe_size"})
    assert begin().targets[3] == ""
    assert one.targets[3] == "sex"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "empty"),
        (table(head=HEAD), "empty"),
        ([(1, ["", ""]), (2, ["1", "2"])], "empty"),
        (table(["1", "2"], head=["Nom", "nom"]), "column_twice"),
    ],
)
def test_a_table_without_heads_or_rows_is_refused_whole(team, lines, problem):
    with pytest.raises(BadTable) as caught, acting_as(team.supervisor):
        begin_import(
            by=team.supervisor, office=team.office, territory=team.office.territory, source="Old", name="a.csv", table=lines
        )
    assert caught.value.problem == problem
    with acting_as(team.supervisor):
        assert not RecordImport.objects.exists()


def test_a_source_needs_a_name(begin):
    for name in (" ", "x" * 121):
        with pytest.raises(InvalidInput):
            begin(source=name)


# Clocks.


def test_the_first_clocks_start_in_turn_and_what_is_urgent_starts_at_once(begin, team, monkeypatch):
    monkeypatch.setattr(runs, "A_DAY", 1)
    head = [*HEAD, "urgency", "birth_registration", "reported_on"]
    one = ran(
        team.supervisor,
        begin(
            ["A1", "", "", "UNK", "", "planned", "not_registered", "2019-04-01"],
            ["A2", "", "", "UNK", "", "planned", "not_registered", "2019-04-01"],
            ["A3", "", "", "UNK", "", "immediate_danger", "unknown", "2019-04-01"],
            head=head,
        ),
    )
    rows = rows_of_import(team.supervisor, one)
    with acting_as(team.supervisor):
        due = [{d.kind: d.due_at for d in row.file.deadlines.filter(cancelled_at=None)} for row in rows]
        assert {row.file.reported_on for row in rows} == {dt.date(2019, 4, 1)}, "the day of then stays"
        assert all(moment > now() for kinds in due for moment in kinds.values()), "nothing is late on the first day"
    for kind in ("assignment", "first_contact", "civil_registry"):
        assert (due[1][kind] - due[0][kind]).days in (0, 1)
        assert due[1][kind] - due[0][kind] > dt.timedelta(hours=23)
    assert due[2]["first_contact"] < due[0]["first_contact"]


# Age.


def test_an_age_of_a_year_leaves_a_range_and_is_said_as_it_stood(begin, team):
    year = today().year - 3
    head = ["external_id", "age", "age_year", "age_basis"]
    one = ran(team.supervisor, begin(["A1", "10-12", str(year), "estimate"], head=head))
    row = rows_of_import(team.supervisor, one)[0]
    with acting_as(team.supervisor):
        record = AgeRecord.objects.get(child_id=row.file.child_id)
    assert (record.born_earliest, record.born_latest) == (f"{year - 13}-01-02", f"{year - 10}-12-31")
    assert (record.stated, record.basis) == (f"10–12 ({year})", "estimate")
    assert row.file.age_low is not None


# Undoing.


def test_undoing_closes_what_nobody_touched_and_keeps_the_rest(begin, team):
    one = ran(team.supervisor, begin(*ROWS, ["A4", "Dana", "", "girl", ""], ["A5", "Ege", "", "boy", ""]))
    rows = rows_of_import(team.supervisor, one)
    with acting_as(team.supervisor):
        assign_file.assign_file(file=rows[0].file, worker=team.worker.user, by=team.supervisor)
        circle.add_person(file=rows[1].file, by=team.supervisor, values={"name": "An aunt", "relation": "relative"})

    one = undone(team.supervisor, one)
    assert (one.state, one.undo_because) == (ImportState.UNDONE, "The wrong list.")
    rows = rows_of_import(team.supervisor, one)
    assert [row.state for row in rows] == ["kept", "kept", "undone", "undone", "undone"]
    assert rows[0].faults == [["", Why.CHANGED.value]]
    with acting_as(team.supervisor):
        closed = CaseFile.objects.get(pk=rows[2].file_id)
        assert (closed.state, closed.closure_reason) == ("closed", "ERROR")
        assert closed.closed_at is not None
        assert not closed.deadlines.filter(done_at=None, cancelled_at=None).exists()
        assert CaseFile.objects.get(pk=rows[0].file_id).state == "registered"
    again = begin(*ROWS)
    assert states(team.supervisor, again) == ["known", "known", "ready"], (
        "what was undone may come again, what stays may not"
    )


def test_undoing_is_for_a_time_with_a_reason_and_once(begin, team):
    one = ran(team.supervisor, begin())

    def undo(because="Wrong.", version=None):
        with acting_as(team.supervisor):
            held = RecordImport.objects.get(pk=one.pk)
            start_undo(
                one=held, by=team.supervisor, base_version=version or held.version, because=because, later=lambda: None
            )

    for because in (" ", "x" * 501):
        with pytest.raises(InvalidInput):
            undo(because)
    with pytest.raises(StaleVersion):
        undo(version=99)
    with moved_to(now() + dt.timedelta(days=31)):
        assert refused(undo) is Why.WINDOW_OVER
    undo()
    assert refused(undo) is Why.NOT_NOW


# What was sent is erased.


def test_what_was_sent_is_erased_when_its_days_are_over(begin, team):
    keeper = make_actor("deadline_keeper")
    done = ran(team.supervisor, begin(*ROWS, ["", "Nobody", "", "girl", ""]))
    waiting, still = begin(source="Second"), started(team.supervisor, begin(source="Third"))
    with acting_as(keeper):
        assert close_old_imports(by=keeper) == 0
    with moved_to(now() + dt.timedelta(days=31)), acting_as(keeper):
        assert close_old_imports(by=keeper) == 3
    assert fresh(team.supervisor, done).state == ImportState.OVER
    assert fresh(team.supervisor, still).state == ImportState.OVER, "one that stands still as well"
    assert fresh(team.supervisor, waiting).state == ImportState.DISCARDED
    assert fresh(team.supervisor, done).columns is Erased
    assert rows_of_import(team.supervisor, done)[3].cells is Erased
    with acting_as(team.supervisor):
        assert Provenance.objects.count() == 3, "where the files come from stays with them"
        assert Provenance.objects.first().external_id


def test_discarding_erases_the_rows(begin, team):
    one = begin()
    with acting_as(team.supervisor):
        discard_import(one=one, by=team.supervisor, base_version=1)
    assert (fresh(team.supervisor, one).state, rows_of_import(team.supervisor, one)) == (ImportState.DISCARDED, [])
    with acting_as(team.supervisor):
        assert refused(lambda: discard_import(one=one, by=team.supervisor, base_version=2)) is Why.NOT_NOW


def test_nothing_readable_lies_in_the_database(begin, team):
    begin(["SECRET-17", "Amina", "Testova", "girl", "2014"])
    with acting_as(team.supervisor), connection.cursor() as cursor:
        for table_name in ("exchange_importedrow", "exchange_recordimport"):
            cursor.execute(f"SELECT t::text FROM {table_name} t")
            assert all("Amina" not in text and "SECRET" not in text for (text,) in cursor.fetchall())


# Whose it is.


@pytest.mark.parametrize(
    "role",
    [
        "caseworker",
        "intake_officer",
        "district_head",
        "ministry_planner",
        "administrator",
        "statistician",
        "data_protection_officer",
        "legal_officer",
        "inspector",
        "ombudsperson",
        "duty_officer",
    ],
)
def test_only_a_supervisor_of_the_office_brings_records_in(begin, team, role):
    other = make_actor(role, office=team.office)
    assert refused(lambda: begin(by=other)) is Why.NOT_YOURS
    one = begin()
    with acting_as(other):
        assert not RecordImport.objects.exists() or role == "deadline_keeper"
        assert not ImportedRow.objects.exists()
        assert not RecordSource.objects.exists()
        with pytest.raises(NotHere):
            go_on(import_id=one.pk, by=other)


def test_a_supervisor_of_another_office_neither_sees_nor_moves_it(begin, team, stranger):
    one = begin()
    assert refused(lambda: begin(by=stranger)) is Why.NOT_YOURS
    with acting_as(stranger):
        assert not RecordImport.objects.exists()
        with pytest.raises(NotHere):
            go_on(import_id=one.pk, by=stranger)
        for call in (
            lambda: map_columns(one=one, by=stranger, base_version=1, targets=one.targets),
            lambda: start_run(one=one, by=stranger, base_version=1, later=lambda: None),
            lambda: start_undo(one=one, by=stranger, base_version=1, because="x", later=lambda: None),
            lambda: discard_import(one=one, by=stranger, base_version=1),
        ):
            assert refused(call) is Why.NOT_YOURS


def test_an_office_without_files_takes_none(begin, team):
    nobody = make_office(holds_files=False)
    boss = make_actor("supervisor", office=nobody)
    assert refused(lambda: begin(by=boss, office=nobody)) is Why.HOLDS_NO_FILES


def test_a_run_that_is_not_started_does_not_go_on(begin, team):
    one = begin()
    with acting_as(team.supervisor):
        assert refused(lambda: go_on(import_id=one.pk, by=team.supervisor)) is Why.NOT_NOW
        with pytest.raises(StaleVersion):
            start_run(one=one, by=team.supervisor, base_version=5, later=lambda: None)


def test_a_row_that_stands_in_a_file_is_not_deleted_past_the_rules(begin, team):
    one = ran(team.supervisor, begin())
    with acting_as(team.supervisor), connection.cursor() as cursor:
        cursor.execute("DELETE FROM exchange_importedrow WHERE record_import_id = %s", [one.pk])
        assert cursor.rowcount == 0


def test_a_row_is_undone_only_as_the_import_left_it(begin, team):
    one = ran(team.supervisor, begin())
    row = rows_of_import(team.supervisor, one)[0]
    own = {"opened", "age", "imported"}
    assert policies.undo_row.why_not(row, own) is None
    assert policies.undo_row.why_not(row, own | {"concern"}) is Why.CHANGED
    row.child_version = 99
    assert policies.undo_row.why_not(row, own) is Why.CHANGED
    row.file = None
    assert policies.undo_row.why_not(row, own) is Why.CHANGED


def test_states_end_where_they_should():
    assert not IMPORT.allows(ImportState.DONE, ImportState.READ)
    assert IMPORT.allows(ImportState.UNDONE, ImportState.OVER)


def test_the_queue_of_doubles_finds_a_child_that_was_brought_in(begin, team):
    """R25: who stands in the register already is a question for two people, as for any new record."""
    birth = "2014-05-02"
    ran(team.supervisor, begin(["A1", "Rosalinda", "Quetzalcoatl", "girl", birth], source="One"))
    ran(team.supervisor, begin(["B1", "Rosalinda", "Quetzalcoatl", "girl", birth], source="Two"))
    keeper = make_actor("deadline_keeper")
    with acting_as(keeper):
        duplicates.look_for_duplicates(by=keeper)
    from tutela.cases.models import PossibleDuplicate

    with acting_as(team.supervisor):
        assert PossibleDuplicate.objects.count() == 1
