"""From files to observations: who may, what is in them, what never is, and what stays when a build fails."""

import datetime as dt
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.factories.accounts import actor_of, make_actor, make_office
from tutela.audit.models import Event
from tutela.care import api as care
from tutela.care.models import Assessment, Review
from tutela.care.queries import observations as reading
from tutela.cases.actions.register_child import register_child
from tutela.cases.forms.registration import ChildForm
from tutela.cases.models import Concern, PossibleDuplicate
from tutela.circumstances import api as circumstances
from tutela.circumstances.models import CountedAnswer, Restitution
from tutela.justice import api as justice
from tutela.justice.models import Proceeding, Settlement
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError, Refused
from tutela.merging.actions.pairs import say_of_pair
from tutela.merging.enums.pairs import Verdict
from tutela.statistics import policies
from tutela.statistics.actions import build_observations as building
from tutela.statistics.api import Snapshot, build_observations, latest, table
from tutela.statistics.enums import StatisticsReason
from tutela.statistics.models import parquet
from tutela.statistics.queries import snapshots

pytestmark = pytest.mark.django_db


def rows_of(snapshot):
    return pq.read_table(snapshots.file_of(snapshot)).to_pylist()


def test_staff_cannot_select_the_view(builder, make_children):
    make_children(1)
    with acting_as(builder), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM care_observation")


def test_observations_are_refused_to_any_other_connection(builder):
    with acting_as(builder), pytest.raises(OperatorError, match="tutela_statistics"):
        next(care.observations())


@pytest.mark.parametrize("table", ["cases_child", "cases_casefile", "cases_concern", "care_review", "accounts_user"])
def test_the_statistics_role_selects_no_table_of_persons(as_role, builder, table):
    as_role("tutela_statistics")
    with acting_as(builder), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT 1 FROM {table}")


def test_the_statistics_role_selects_no_table_that_is_not_public_reference():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') "
            "AND has_table_privilege('tutela_statistics', oid, 'SELECT')"
        )
        found = {name for (name,) in cursor.fetchall()}
    allowed = {"care_observation", "statistics_snapshot", "statistics_release", "vocabulary_codelistedition"}
    assert {name for name in found if not name.startswith("directory_")} <= allowed
    assert "care_observation" in found


def test_without_the_right_actor_the_view_is_empty(as_role, make_children):
    make_children(2)
    planner = make_actor("ministry_planner")
    as_role("tutela_statistics")
    with acting_as(planner):
        assert list(care.observations()) == []


@pytest.mark.requirement("R4")
@pytest.mark.requirement("R33")
def test_one_row_for_each_child_and_every_label_once(make_children, build):
    make_children(1, offences=["SALE-SE", "TRAF", "MAT"], files=2)
    make_children(1, offences=[], sex="UNK", age=None)
    snapshot = build()
    rows = sorted(rows_of(snapshot), key=lambda row: row["files"])
    assert snapshot.rows == 2
    assert [row["files"] for row in rows] == [1, 2]
    assert sorted(rows[1]["offences"]) == ["MAT", "SALE-SE", "TRAF"]
    assert rows[0]["offences"] == []
    assert (rows[0]["sex"], rows[0]["age_group"], rows[0]["response_outcome"]) == ("UNK", "UNK", "NAS")
    assert (rows[1]["region"], rows[1]["district"], rows[1]["age_group"]) == ("N", "N1", "10-14")
    assert rows[1]["closure_reason"] == "NAP"


@pytest.mark.requirement("R4")
def test_records_linked_as_one_child_count_once_and_twice_again_when_the_link_is_undone(make_children, build):
    files = make_children(1, offences=["TRAF"]) + make_children(1, offences=["SALE-SE"])
    make_children(1)
    one, other = sorted(file.child_id for file in files)
    boss, head = make_actor("supervisor", office=files[0].office), make_actor("supervisor", office=files[0].office)
    steps = ((boss, "propose"), (head, "confirm"), (boss, "undo"))
    with acting_as(boss):
        pair = PossibleDuplicate.objects.create(one_id=one, other_id=other)
    counted = []
    for by, verdict in steps:
        with acting_as(by):
            say_of_pair(pair=pair, by=by, verdict=Verdict(verdict), reason="The aunt knows both files.")
        counted.append(build())
    assert [snapshot.rows for snapshot in counted] == [3, 2, 3]
    (together,) = [row for row in rows_of(counted[1]) if row["files"] == 2]
    assert sorted(together["offences"]) == ["SALE-SE", "TRAF"]
    keys_of = [{row["record_key"] for row in rows_of(snapshot)} for snapshot in counted]
    assert keys_of[0] == keys_of[2] > keys_of[1]


@pytest.mark.requirement("R79")
@pytest.mark.requirement("R80")
def test_the_furthest_of_proceedings_and_settlements_is_counted_for_each_child(make_children, build, as_role):
    """Of every file of the child; a child without either has codes of its own."""
    files = make_children(5) + make_children(1, files=2)

    def proceeding(file, state, **more):
        with acting_as(actor_of(file.worker)):
            Proceeding.objects.create(
                file=file, key_id=file.child_id, created_by=file.worker, updated_by=file.worker, authority="court",
                subject="Work at night.", state=state, opened_on=clock.today(), stage_since=clock.today(), **more,
            )  # fmt: skip

    def settlement(file, state):
        with acting_as(actor_of(file.worker)):
            Settlement.objects.create(
                file=file, key_id=file.child_id, created_by=file.worker, updated_by=file.worker, state=state,
                known_on=clock.today(), forms=["cash"], parties=["family_and_perpetrator"], child_heard="no", words="Money.",
            )  # fmt: skip

    proceeding(files[0], "complaint")
    proceeding(files[0], "trial")
    proceeding(files[1], "discontinued", reason="lack_of_means")
    proceeding(files[2], "discontinued", reason="age_dispute")
    proceeding(files[2], "investigation")
    settlement(files[2], "refused")
    settlement(files[2], "agreed")
    proceeding(files[5], "enforced")
    settlement(files[6], "proposed")
    rows = rows_of(build())
    assert len(rows) == 6
    found = sorted((row["justice_stage"], row["attrition_reason"], row["settlement"]) for row in rows)
    assert found == [
        ("discontinued", "lack_of_means", "NONE"),
        ("enforced", "NAP", "proposed"),
        ("investigation", "NAP", "agreed"),
        ("none", "NAP", "NONE"),
        ("none", "NAP", "NONE"),
        ("trial", "NAP", "NONE"),
    ]
    worker = actor_of(files[0].worker)
    with acting_as(worker), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        justice.observed()
    as_role("tutela_statistics")
    with acting_as(worker):
        assert justice.observed() == {}, "the process that builds, and nobody else"


@pytest.mark.requirement("R57")
@pytest.mark.requirement("R64")
@pytest.mark.requirement("R40")
@pytest.mark.requirement("R42")
def test_rights_change_and_declared_answers_are_counted_for_each_child(make_children, build, as_role):
    """Of every file of the child; what nobody filled in is not asked, and nothing named is an empty list."""
    files = make_children(3) + make_children(1, files=2)

    def right(file, code, state, **more):
        with acting_as(actor_of(file.worker)):
            Restitution.objects.create(
                file=file, key_id=file.child_id, created_by=file.worker, updated_by=file.worker, right=code, state=state,
                action="School again.", **more,
            )  # fmt: skip

    def reviewed(file, days, outcomes):
        day = clock.today() - dt.timedelta(days=days)
        with acting_as(actor_of(file.worker)):
            Review.objects.create(
                file=file, key_id=file.child_id, created_by=file.worker, updated_by=file.worker, held_on=day,
                next_review_on=clock.today(), outcomes=outcomes,
            )  # fmt: skip

    right(files[0], "RT14", "restored", child_sees="restored")
    right(files[0], "RT12", "partly_restored", child_sees="restored")
    right(files[0], "RT01", "violated", in_error=True)
    right(files[3], "RT14", "cannot_be_restored", child_sees="not_restored")
    right(files[4], "RT02", "restored", child_sees="REF")
    reviewed(files[0], 30, {"health": "worse", "safety": "worse"})
    reviewed(files[0], 1, {"health": "better", "care": "same", "education": "worse"})
    reviewed(files[1], 1, {})
    with acting_as(actor_of(files[1].worker)):
        for part, question, code in (
            *(("barriers", "found", "early_marriage"), ("barriers", "found", "confinement")),
            *(("emergency", "context", "disaster"), ("emergency", "separation", "unaccompanied")),
            ("emergency", "event", "XM-FLOODS-2026"),
            ("barriers", "household", "poor"),
        ):
            CountedAnswer.objects.create(file=files[1], part=part, question=question, code=code)
    snapshot = build()
    names = "rights_violated rights_open rights_child_restored change_better change_worse gender_barriers".split()
    found = sorted(tuple(tuple(sorted(row[name])) for name in names) for row in rows_of(snapshot))
    assert found == [
        ((), (), (), (), (), ("confinement", "early_marriage")),
        ((), (), (), ("NAS",), ("NAS",), ("NAS",)),
        (("RT02", "RT14"), ("RT14",), (), ("NAS",), ("NAS",), ("NAS",)),
        (("RT12", "RT14"), ("RT12",), ("RT12", "RT14"), ("health",), ("education",), ("NAS",)),
    ]
    assert sorted((row["emergency"], row["emergency_event"], row["separation"]) for row in rows_of(snapshot)) == [
        *[("NAS", "NAS", "NAS")] * 3,
        ("disaster", "XM-FLOODS-2026", "unaccompanied"),
    ]
    for breakdown in (
        "right_open",
        "right_restored",
        "change_worse",
        "gender_barrier",
        "emergency_context",
        "emergency_event",
    ):
        assert table(by=[breakdown, "sex"], snapshot=snapshot).table.labels(breakdown)
    worker = actor_of(files[0].worker)
    with acting_as(worker), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        circumstances.observed()
    as_role("tutela_statistics")
    with acting_as(worker):
        assert circumstances.observed() == {}, "the process that builds, and nobody else"


@pytest.mark.requirement("R114")
@pytest.mark.requirement("R33")
def test_what_registration_asks_is_counted_as_it_was_answered(make_children, build):
    """Through the worker's form and action to the table; not asked, refused and unknown stay three answers."""
    answers = [("urban", "poor"), ("rural", "poorest"), ("NAS", "NAS"), ("REF", "REF"), ("UNK", "unknown")]
    for (home, money), file in zip(answers, make_children(5), strict=True):
        by = actor_of(file.worker)
        form = ChildForm(ChildForm.initial_of(file) | {"residence": home, "economic_situation": money, "sex": "REF"})
        assert form.is_valid(), form.errors
        with acting_as(by):
            register_child(file=file, by=by, base_version=file.child.version, values=form.values())
    snapshot = build()
    rows = rows_of(snapshot)
    assert sorted((row["residence"], row["economic_situation"]) for row in rows) == sorted(answers)
    assert {row["sex"] for row in rows} == {"REF"}
    for breakdown, place in (("residence", 0), ("economic_situation", 1)):
        told = table(by=[breakdown, "sex"], snapshot=snapshot).table
        assert set(told.labels(breakdown)) >= {answer[place] for answer in answers}


@pytest.mark.requirement("R114")
def test_what_an_assessment_says_is_counted_and_what_it_does_not_say_is_apart(make_children, build):
    """Of each child the latest approved assessment of any file; a draft says nothing yet."""
    files = make_children(6)
    worker = files[0].worker

    def assessed(file, state="approved", **factors):
        with acting_as(actor_of(worker)):
            Assessment.objects.create(
                file=file, key_id=file.child_id, state=state, created_by=worker, updated_by=worker,
                factors={code: {"state": said, "level": "child"} for code, said in factors.items()},
            )  # fmt: skip

    assessed(files[0], H18="present", A01="present", H11="present", H10="present", D03="present", H21="absent")
    assessed(files[1], H18="absent", A01="unknown", H10="absent", H11="absent", H12="absent", D02="absent", D03="absent")
    assessed(files[2], H10="absent", H11="unknown")
    assessed(files[3], state="draft", H18="present")
    assessed(files[4], H18="present")
    assessed(files[4], H18="absent", H21="present")
    found = sorted(
        (
            row["minority"], row["extreme_poverty"], row["migration_stage"], row["displacement"], row["victim_detained"],
            sorted(row["factor_groups"]),
        )
        for row in rows_of(build())
    )  # fmt: skip
    assert found == sorted(
        [
            ("yes", "yes", "transit", "internally_displaced", "no", ["A_poverty", "D_crises", "H_certain_children"]),
            ("no", "UNK", "not_migrant", "no", "NAS", []),
            ("NAS", "NAS", "UNK", "NAS", "NAS", []),
            ("no", "NAS", "NAS", "NAS", "yes", ["H_certain_children"]),
            ("NAS", "NAS", "NAS", "NAS", "NAS", ["NAS"]),
            ("NAS", "NAS", "NAS", "NAS", "NAS", ["NAS"]),
        ]
    )


@pytest.mark.requirement("R114")
def test_acts_media_considerations_and_the_relation_of_the_person_of_concern(make_children, build):
    (file,) = make_children(1)
    said = {"acts": ["offering"], "media": ["film"], "considerations": ["money"], "person_relation": "employer"}
    with acting_as(actor_of(file.worker)):
        Concern.objects.filter(file=file).update(**said)
    (row,) = rows_of(build())
    assert (row["acts"], row["media"], row["considerations"], row["relations"]) == (
        ["offering"],
        ["film"],
        ["money"],
        ["employer"],
    )


@pytest.mark.requirement("R114")
def test_an_older_snapshot_does_not_answer_what_it_never_held(make_children, build):
    make_children(8)
    snapshot = build()
    path = snapshots.file_of(snapshot)
    pq.write_table(pq.read_table(path).drop_columns(["minority"]), path)
    snapshot.sha256 = parquet.sha256(path)
    with pytest.raises(Refused) as refused:
        table(by=["minority"], snapshot=snapshot)
    assert refused.value.reason is StatisticsReason.OLDER
    assert table(by=["sex"], snapshot=snapshot).table.cell("girl").value == 8


@pytest.mark.parametrize(
    ("low", "high", "group"),
    [(0, 4, "0-4"), (13, 15, "10-14"), (15, 19, "15-17"), (18, 20, "UNK"), (3, 12, "UNK"), (9, 9, "5-9")],
)
def test_age_groups(make_children, build, low, high, group):
    make_children(1, age_low=low, age_high=high)
    assert rows_of(build())[0]["age_group"] == group


def test_a_file_opened_in_error_is_not_counted(make_children, build):
    make_children(1, state="closed", closed_at=clock.now(), closure_reason="ERROR")
    make_children(1, state="closed", closed_at=clock.now(), closure_reason="GOALS")
    assert [row["closure_reason"] for row in rows_of(build())] == ["GOALS"]


@pytest.mark.requirement("R115")
def test_no_name_text_or_id_reaches_the_file(make_children, build):
    files = make_children(3, name="Zzcanaryzz", offences=["FMAR"])
    snapshot = build()
    path = snapshots.file_of(snapshot)
    content = path.read_bytes() + str(rows_of(snapshot)).encode() + str(pq.read_metadata(path)).encode()
    for secret in ("Zzcanaryzz", "mill", "neighbour", files[0].number, str(files[0].pk), files[0].child_id.hex):
        assert secret.encode() not in content
    assert str(files[0].child_id) not in str(rows_of(snapshot))
    assert {"record_key", *parquet.CODES, *parquet.LABELS, "files", "days_to_contact"} == set(parquet.SCHEMA.names)
    assert os.stat(path).st_mode & 0o077 == 0


def test_the_record_key_is_lasting_secret_and_one_for_each_child(make_children, build, own_folder):
    make_children(3)
    first = {row["record_key"] for row in rows_of(build())}
    assert len(first) == 3
    assert {row["record_key"] for row in rows_of(build())} == first
    assert os.stat(own_folder / "observations.key").st_mode & 0o777 == 0o600


def test_a_free_text_in_a_code_column_stops_the_build(make_children, build, as_role):
    make_children(1)
    old = build()
    make_children(1, report_channel="Told by uncle Bo")
    with pytest.raises(OperatorError, match="report_channel"), transaction.atomic():
        build()
    as_role("tutela_staff")
    assert latest() == old
    assert len(rows_of(old)) == 1
    assert [path.name for path in snapshots.folder().iterdir()] == [old.path]


@pytest.mark.parametrize("value", ["", "two words", "Ünicode", "x" * 41])
def test_what_is_no_code(value, tmp_path):
    columns = [[1], [1], [None], *[["x"]] * len(parquet.CODES), *[[[]]] * len(parquet.LABELS)]
    columns[3] = [value]
    with pytest.raises(OperatorError, match="region"):
        parquet.write(tmp_path / "a.parquet", [pa.record_batch(columns, schema=parquet.SCHEMA)])
    assert list(tmp_path.glob("*.parquet*")) == []


@pytest.mark.parametrize("label", ["told by uncle Bo", "", "TRAF\x1fSALE"])
def test_a_free_text_among_labels_stops_the_build(make_children, build, label):
    make_children(1, offences=["TRAF", label])
    with pytest.raises(OperatorError, match="offences"), transaction.atomic():
        build()


def test_observations_come_in_batches_of_columns(make_children, builder, as_role, monkeypatch):
    monkeypatch.setattr(reading, "AT_A_TIME", 2)
    children = {file.child_id.hex for file in make_children(5, offences=["TRAF", "SALE"])}
    as_role("tutela_statistics")
    with acting_as(builder):
        batches = list(care.observations())
    assert [batch.num_rows for batch in batches] == [2, 2, 1]
    assert all(batch.schema == care.OBSERVATION for batch in batches)
    assert {child for batch in batches for child in batch.column("child_id").to_pylist()} == children
    row = batches[0].to_pylist()[0]
    assert (sorted(row["offences"]), row["acts"], row["days_to_contact"]) == (["SALE", "TRAF"], [], None)


def test_a_failed_insert_leaves_no_file(make_children, build, monkeypatch):
    make_children(1)

    def fail(*_args, **_more):
        raise RuntimeError("disk")

    monkeypatch.setattr(Snapshot, "save", fail)
    with pytest.raises(RuntimeError, match="disk"), transaction.atomic():
        build()
    assert list(snapshots.folder().iterdir()) == []


def test_leftovers_of_an_interrupted_build_go(make_children, build):
    make_children(1)
    snapshots.folder().mkdir()
    for name in (".x.parquet.partial", "2020-01-01-x.parquet", "README"):
        (snapshots.folder() / name).write_text("half")
    snapshot = build()
    assert {path.name for path in snapshots.folder().iterdir()} == {snapshot.path, "README"}


def test_a_build_is_audited_and_says_how(make_children, build, as_role):
    make_children(2)
    snapshot = build()
    assert snapshot.editions["offences"] == 1
    assert snapshot.coverage == {"all": [1, 2], "region": {"N": [1, 2]}, "district": {"N1": [1, 1], "N2": [0, 1]}}
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.get(action="observations_built")
        assert event.subject == f"snapshot:{snapshot.pk}"
        assert str(snapshot.rows) in event.details


def test_a_planner_builds_nothing(as_role, country):
    planner = make_actor("ministry_planner")
    as_role("tutela_statistics")
    with acting_as(planner), pytest.raises(Refused) as refused:
        build_observations(by=planner)
    assert refused.value.reason is StatisticsReason.NO_BUILD


def test_the_clock_moved_back_is_refused(make_children, build, as_role):
    make_children(1)
    old = build()
    for back in (dt.timedelta(days=2), dt.timedelta(seconds=1)):
        with clock.moved_to(old.built_at - back), pytest.raises(Refused) as refused, transaction.atomic():
            build()
        assert refused.value.reason is StatisticsReason.CLOCK_BACK
    as_role("tutela_staff")
    assert latest() == old


def test_two_builds_at_once_are_refused(build, make_children, monkeypatch):
    monkeypatch.setattr(building, "_take_lock", lambda: False)
    with pytest.raises(Refused) as refused, transaction.atomic():
        build()
    assert refused.value.reason is StatisticsReason.BUILDING


def test_a_second_connection_does_not_get_the_lock(db):
    import psycopg

    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"], dbname=known["NAME"]
    ) as other:
        assert building._take_lock()
        assert other.execute("SELECT pg_try_advisory_xact_lock(%s)", [building.LOCK]).fetchone() == (False,)


def test_rules_allow_what_is_right():
    moment = clock.now()
    old = Snapshot(built_at=moment, cut_off=moment.date())
    assert policies.begin_build.allows(None, moment, True)
    assert policies.begin_build.allows(old, moment, True)
    assert policies.begin_build.why_not(old, moment, False) is StatisticsReason.BUILDING


def test_a_forged_or_missing_file_is_refused(make_children, build):
    make_children(1)
    snapshot = build()
    path = snapshots.file_of(snapshot)
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    with pytest.raises(OperatorError, match="not the one"):
        snapshots.file_of(snapshot)
    path.unlink()
    with pytest.raises(OperatorError, match="gone"):
        snapshots.file_of(snapshot)


def test_the_secret_is_never_made_a_second_time(own_folder):
    with pytest.raises(OperatorError, match="backup"):
        snapshots.record_secret(first=False)
    secret = snapshots.record_secret(first=True)
    assert snapshots.record_secret(first=False) == secret
    snapshots.key_file().chmod(0o644)
    with pytest.raises(OperatorError, match="read by others"):
        snapshots.record_secret(first=False)
    snapshots.key_file().chmod(0o600)
    snapshots.key_file().write_bytes(b"short")
    with pytest.raises(OperatorError, match="damaged"):
        snapshots.record_secret(first=True)


def test_an_answer_left_out_is_unknown(make_children, build):
    make_children(1, sex="", report_channel="", risk_level="")
    row = rows_of(build())[0]
    assert (row["sex"], row["report_channel"], row["risk_level"]) == ("UNK", "UNK", "UNK")


def test_coverage_counts_only_offices_that_reported_in_the_last_year(make_children, build, country):
    make_children(1, reported_on=clock.today() - dt.timedelta(days=800))
    make_office(country[0][0].parent.parent)
    assert build().coverage["all"] == [0, 3]


def test_the_worker_of_a_build_is_refused_while_one_runs(country, monkeypatch):
    from tutela.statistics.actions import request_build as requesting

    monkeypatch.setattr(requesting, "is_building", lambda: True)
    statistician = make_actor("statistician")
    with acting_as(statistician), pytest.raises(Refused) as refused:
        requesting.request_build(by=statistician, later=list)
    assert refused.value.reason is StatisticsReason.BUILDING
