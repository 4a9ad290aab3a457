"""Releases: two people, frozen files, tables that differ in nothing countable, refusals that leave the release in use."""

from __future__ import annotations

import datetime as dt
import io
import json
import stat
import sys

import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.accounts import make_actor
from tests.unit.statistics import releasing
from tests.unit.statistics.releasing import BUILT, observations
from tutela.audit.models import Event
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused, WrongState
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.store import only_one
from tutela.methods.disclosure.tables import CellState
from tutela.statistics import api, policies
from tutela.statistics.actions import build_cubes as building
from tutela.statistics.actions import releases as releasing_acts
from tutela.statistics.actions.releases import (
    check_release,
    drop_release,
    prepare_release,
    publish_release,
    request_cubes,
    withdraw_release,
)
from tutela.statistics.enums import Caution, StatisticsReason
from tutela.statistics.models import Release, hypercubes
from tutela.statistics.models.dictionary import BREAKDOWNS
from tutela.statistics.queries import cubes, editions, lattices, released
from tutela.statistics.queries.snapshots import file_of, folder
from tutela.statistics.states import RELEASE, ReleaseState

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def people(world):
    return world.people


@pytest.fixture
def draft(world):
    """A draft with its cubes, before anybody checked it."""
    world.snapshot(observations(3_000))
    return world.build(world.prepare(), "plain")


def refused(reason):
    return pytest.raises(Refused, match=str(reason.label)[:40].replace("(", r"\(").replace("?", r"\?"))


def test_every_registered_breakdown_is_in_one_hypercube_with_the_core():
    left = {"year", "quarter"}
    assert set(BREAKDOWNS) - left == hypercubes.REGISTERED
    for name in hypercubes.REGISTERED - set(hypercubes.CORE):
        assert sum(name in one.names for one in hypercubes.HYPERCUBES.values()) == 1
        assert len(released.asked([name, "region"])[0]) == 3


@pytest.mark.requirement("R118")
@pytest.mark.rule("P29")
def test_from_a_snapshot_to_a_published_release_by_two_people(draft, people):
    assert draft.coverage["institutions"] is None, "what is known of institutions is frozen; here no quarter was closed"
    first, second = people
    assert draft.state == ReleaseState.DRAFT
    assert set(draft.cubes) == set(hypercubes.HYPERCUBES)
    with acting_as(first):
        assert api.newest() is None
        checked = check_release(by=first, release=draft)
        assert checked.warnings == ["low_coverage", "year_not_over", "much_withheld"]
        with refused(StatisticsReason.SAME_PERSON):
            publish_release(by=first, release=checked)
    with acting_as(second):
        done = publish_release(by=second, release=checked)
        assert (done.version, done.state, done.digest) == (1, "published", done.frozen())
        assert api.newest().pk == done.pk
        assert [one.pk for one in api.editions()] == [done.pk]
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        told = Event.objects.filter(subject=f"release:{done.pk}").order_by("position").values_list("action", flat=True)
        assert list(told) == ["release_prepared", "release_cubes_built", "release_checked", "release_published"]
    folders = cubes.cubes_folder(done), cubes.ledgers_folder(done)
    assert [stat.S_IMODE(folder.stat().st_mode) & 0o077 for folder in folders] == [0o055, 0]
    ledgers = list(folders[1].glob("*.ledger"))
    assert len(ledgers) == len(hypercubes.HYPERCUBES)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in [*ledgers, cubes.secret_file()])
    told = json.loads(cubes.secret_file().read_text())
    assert "D" in told
    assert all(told["key"].encode() not in path.read_bytes() for path in folders[0].iterdir())


@pytest.mark.requirement("R29")
@pytest.mark.rule("P30")
def test_a_table_carries_everything_that_is_said_about_it(draft, world):
    release = published(draft, world, note="First of its series.")
    table = released.table(release, ["region", "age_group"])
    assert table.by == ("region", "age_group", "sex")
    assert table.periods == ("2024", "2025", "2026")
    assert "not prevalence" in table.note
    assert table.coverage_words == "3 of 4 offices reported in the last year."
    assert "known to the child-protection system, release 1 of" in table.citation
    assert release.digest in table.citation
    assert "altered a little" in table.method
    assert table.words("region", "S") == "South"
    assert [one.code for one in table.categories[0]] == ["N", "S", "UNK"]
    rows = list(table.rows())
    assert {"period", "region", "region_label", "state", "value", "display", "unknown_category"} <= set(rows[0])
    values = [row["value"] for row in rows if row["state"] == "value"]
    assert values
    assert all(value % 5 == 0 and value >= 10 for value in values)
    whole = table.cell("2025", "_T", "_T", "_T")
    assert abs(whole.value - 1_200) < 100
    assert table.cell("2025", "UNK", "_T", "_T").said == "<10"
    assert released.table(release, []).by == ("sex",)
    some = released.table(release, ["age_group"], period="2025", area="S")
    assert (some.by[0], some.periods) == ("region", ("2025",))
    assert {cell.labels[0] for cell in some.cells} == {"S"}
    assert [one.code for one in released.table(release, ["district"]).categories[0]] == [
        "N1",
        "N2",
        "N.UNK",
        "S1",
        "S.UNK",
        "UNK.UNK",
    ]
    assert "South: " in released.table(release, ["district"]).words("district", "S.UNK")
    assert released.table(release, ["care_status"]).note != table.note


def published(draft, world, **said):
    Release.objects.filter(pk=draft.pk).update(**said)
    return world.publish(draft)


@pytest.mark.requirement("R4")
def test_several_forms_count_a_child_in_each_and_totals_count_each_child_once(draft, world):
    release = published(draft, world)
    table = released.table(release, ["form"], period="2025")
    parts = [cell.value for cell in table.cells if cell.labels[1] == "_T" and cell.labels[0] != "_T" and cell.value]
    assert parts
    assert sum(parts) > table.cell("2025", "_T", "_T").value + 300
    assert "several labels" in table.method
    family = table.cell("2025", "SALE", "_T").value
    detail = released.table(release, ["form_detail"], period="2025")
    both = detail.cell("2025", "SALE-SE", "_T").value + detail.cell("2025", "SALE-FL", "_T").value
    assert detail.cell("2025", "SALE-SE", "_T").value < family < both


@pytest.mark.requirement("R33")
def test_five_states_stay_five_things(world):
    quiet = {"all": [2, 4], "region": {"N": [2, 2], "S": [0, 1]}, "district": {"N1": [1, 1], "N2": [1, 1], "S1": [0, 1]}}
    rows = [row for row in observations(3_000) if (row["region"], row["year"]) != ("S", "2026")]
    for row in rows[:400]:
        row |= {"state": "closed", "closure_reason": "GOALS"}
    world.snapshot(rows, coverage=quiet)
    release = world.publish()
    said = {}
    for by in (["region", "age_group"], ["district", "first_contact"], ["closure_reason"]):
        for cell in released.table(release, by).cells:
            said.setdefault(cell.state, cell.said)
    assert said[CellState.UNKNOWN] == "not reported"
    assert said[CellState.WITHHELD] == "withheld"
    assert said[CellState.SUPPRESSED] == "<10"
    assert said[CellState.VALUE].replace(",", "").isdigit()
    assert released.ReleasedCell("2026", (), CellState.ZERO, 0).said == "0"
    assert released.ReleasedCell("2026", (), CellState.NOT_APPLICABLE, None).said == "not applicable"


@pytest.mark.requirement("R30")
def test_hardly_any_boys_are_flagged_from_what_is_published(world):
    world.snapshot(observations(3_000, boys=0.02))
    release = world.publish()
    table = released.table(release, ["region"])
    assert table.boys_missing == table.periods
    assert table.under_identification


def test_a_flag_needs_a_hundred_children_and_few_boys(draft, world):
    table = released.table(published(draft, world), ["region"])
    assert not table.boys_missing
    assert table.under_identification == ()


QUESTIONS = [
    (["postcode"], StatisticsReason.NOT_REGISTERED),
    (["year"], StatisticsReason.NOT_REGISTERED),
    (["region", "sex", "age_group", "form"], StatisticsReason.TOO_MANY),
    (["region", "age_group", "form"], StatisticsReason.TOO_MANY),
    (["form", "concern"], StatisticsReason.SEVERAL_SUBJECTS),
    (["region", "district"], StatisticsReason.TWICE),
    (["form", "form_detail"], StatisticsReason.TWICE),
    (["sex='girl'"], StatisticsReason.NOT_REGISTERED),
]


@pytest.mark.rule("P29")
@pytest.mark.requirement("R115")
def test_nothing_but_registered_tables_is_answered(draft, world):
    release = published(draft, world)
    for by, reason in QUESTIONS:
        with refused(reason):
            released.table(release, by)
    with pytest.raises(NotHere, match="year"):
        released.table(release, ["region"], period="2023")
    with pytest.raises(NotHere, match="region"):
        released.table(release, ["region"], area="X")
    for version in ("2", "0", "x", "", "99999999999", "１"):
        with pytest.raises(NotHere):
            released.released(version)
    assert released.released("1").pk == released.released("newest").pk == release.pk


def test_a_sensitive_subject_has_no_districts_where_the_country_stops_at_regions(draft, monkeypatch):
    snapshot = draft.snapshot
    one = hypercubes.HYPERCUBES["disability"]
    assert "district" in lattices.lattice_of(one, ["2025"], snapshot).by_name
    rules = lattices.vocabulary.jurisdiction()
    from dataclasses import replace

    monkeypatch.setattr(
        lattices.vocabulary,
        "jurisdiction",
        lambda: replace(rules, suppression=replace(rules.suppression, sensitive_lowest_level="region")),
    )
    assert "district" not in lattices.lattice_of(one, ["2025"], snapshot).by_name
    assert "district" in lattices.lattice_of(hypercubes.HYPERCUBES["form"], ["2025"], snapshot).by_name


@pytest.mark.requirement("R115")
def test_the_next_release_differs_in_nothing_countable(world):
    rows = observations(3_000)
    world.snapshot(rows)
    first = world.publish()
    before = [list(map(vars_of, released.table(first, by).cells)) for by in (["region"], ["district", "form"])]
    world.snapshot(
        [*rows, rows[0] | {"record_key": 77 * 2**40, "offences": ["TRAF", "ABUSE"]}], built=BUILT + dt.timedelta(days=30)
    )
    second = world.publish()
    after = [list(map(vars_of, released.table(second, by).cells)) for by in (["region"], ["district", "form"])]
    assert before == after
    assert (first.version, second.version, second.follows_id) == (1, 2, first.pk)
    first.refresh_from_db()
    assert first.state == ReleaseState.SUPERSEDED
    assert released.table(first, ["region"]).cells
    assert api.newest().pk == second.pk
    assert second.anew == []


def vars_of(cell):
    return cell.period, cell.labels, cell.state, cell.value


def test_changed_classifications_begin_a_new_series_only_when_that_is_said(world, people):
    world.snapshot(observations(1_000))
    world.publish()
    from tests.factories.accounts import make_territory
    from tutela.directory.models import Territory

    make_territory(Territory.objects.get(code="S"), code="S2")
    world.snapshot(observations(1_200, seed=2), built=BUILT + dt.timedelta(days=30))
    with pytest.raises(OperatorError, match="begin a new series"):
        world.publish()
    with acting_as(people[0]):
        drop_release(by=people[0], release=editions.in_work())
    second = world.publish(new_series=True)
    assert set(second.anew) == set(hypercubes.HYPERCUBES)
    assert Caution.NEW_SERIES.value in second.warnings
    assert any("do not compare" in one for one in released.table(second, ["region"]).warnings)


def test_a_correction_is_a_new_version_that_names_what_it_corrects(draft, people, world):
    release = published(draft, world)
    with acting_as(people[0]):
        with refused(StatisticsReason.NOTHING_NEW):
            prepare_release(by=people[0], later=lambda _release: None)
        with refused(StatisticsReason.NO_NOTE):
            prepare_release(by=people[0], later=lambda _release: None, corrects=release)
        with pytest.raises(InvalidInput):
            prepare_release(by=people[0], later=lambda _release: None, corrects=release, note="x" * 4_001)
    second = world.publish(corrects=release, note="An office was named wrongly.")
    assert second.corrects_id == release.pk
    assert second.version == 2
    with acting_as(people[0]), refused(StatisticsReason.NOT_PUBLISHED):
        prepare_release(by=people[0], later=lambda _release: None, corrects=Release(), note="x")


def test_a_withdrawn_release_says_why_and_gives_nothing_out(draft, people, world):
    release = published(draft, world)
    with acting_as(people[0]):
        with refused(StatisticsReason.NO_REASON):
            withdraw_release(by=people[0], release=release, reason=" ")
        gone = withdraw_release(by=people[0], release=release, reason="A region was counted twice.")
        assert api.newest() is None
        assert [one.reason for one in api.editions()] == ["A region was counted twice."]
        with pytest.raises(NotHere, match="withdrawn"):
            released.table(gone, ["region"])
        with pytest.raises(WrongState):
            withdraw_release(by=people[0], release=gone, reason="Again.")
        again = prepare_release(by=people[0], later=lambda _release: None)
        assert again.follows_id == release.pk


def test_one_release_is_in_work_at_a_time_and_a_dropped_one_leaves_no_file(draft, people):
    with acting_as(people[0]):
        with refused(StatisticsReason.IN_WORK):
            prepare_release(by=people[0], later=lambda _release: None)
        with refused(StatisticsReason.NOT_PUBLISHED):
            withdraw_release(by=people[0], release=draft, reason="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.create(
                snapshot=draft.snapshot, snapshot_sha256="x", cut_off=draft.cut_off, prepared_by_id=people[0].id
            )
        drop_release(by=people[0], release=draft)
    assert not cubes.cubes_folder(draft).exists()
    assert not cubes.ledgers_folder(draft).exists()


def test_cubes_are_asked_for_again_while_it_is_a_draft(draft, people):
    asked = []
    with acting_as(people[0]):
        assert request_cubes(by=people[0], release=draft, later=asked.append) == draft
        check_release(by=people[0], release=draft)
        draft.refresh_from_db()
        with refused(StatisticsReason.NOT_THE_PROCESS):
            request_cubes(by=people[0], release=draft, later=asked.append)
    assert asked == [str(draft.pk)]


def test_observations_that_changed_their_digest_stop_the_check(draft):
    draft.snapshot_sha256 = "0" * 64
    with pytest.raises(OperatorError, match="not those it was built from"):
        releasing_acts._whole(draft)


def test_each_caution_has_its_cause():
    audit = {"below": 1, "withheld_cells": 0, "shown": 5}
    quiet = Release(coverage={"all": [9, 10]}, periods=["2024"], cut_off=BUILT.date(), cubes={"core": {"audit": audit}})
    assert releasing_acts._cautions(quiet) == []
    loud = Release(
        coverage={"all": [1, 10]},
        periods=[str(BUILT.year)],
        cut_off=BUILT.date(),
        anew=["core"],
        breaks=[{"period": "2024"}],
        cubes={"core": {"audit": audit | {"withheld_cells": 5}}},
    )
    assert set(releasing_acts._cautions(loud)) == set(Caution)
    assert releasing_acts._cautions(Release(coverage={"all": [0, 0]}, cubes=quiet.cubes)) == []


def test_who_may(draft, people, builder):
    planner = make_actor("ministry_planner")
    with acting_as(planner):
        for act in (
            lambda: prepare_release(by=planner, later=lambda _release: None),
            lambda: check_release(by=planner, release=draft),
            lambda: publish_release(by=planner, release=draft),
            lambda: withdraw_release(by=planner, release=draft, reason="x"),
            lambda: drop_release(by=planner, release=draft),
        ):
            with refused(StatisticsReason.NO_RELEASE):
                act()
    with acting_as(people[0]), refused(StatisticsReason.NOT_THE_PROCESS):
        building.build_cubes(by=people[0], release=draft)
    assert policies.prepare_release.why_not(builder) is StatisticsReason.NO_RELEASE
    assert policies.build_cubes.allows(builder, draft)
    with acting_as(people[1]), refused(StatisticsReason.NOT_CHECKED):
        publish_release(by=people[1], release=draft)


def test_what_is_not_built_or_not_safe_is_not_checked(draft, people):
    whole = draft.cubes
    close = whole | {"core": whole["core"] | {"audit": whole["core"]["audit"] | {"nested_pairs_left": 1}}}
    for cubes_told, reason in (({}, StatisticsReason.NOT_BUILT), (close, StatisticsReason.AUDIT_FAILED)):
        draft.cubes = cubes_told
        assert policies.check_release.why_not(people[0], draft) is reason


def damaged_snapshot(release):
    (folder() / release.snapshot.path).write_bytes(b"PAR1")


def damaged_cube(release):
    path = cubes.cubes_folder(release) / "form.parquet"
    path.write_bytes(path.read_bytes()[:-200])


def forged_cube(release):
    """Signed with another key, and its digest in the row changed to match."""
    path = cubes.cubes_folder(release) / "form.parquet"
    file = pq.ParquetFile(io.BytesIO(path.read_bytes()))
    head = json.loads(file.schema_arrow.metadata[b"tutela.disclosure"]) | {"as_of": "2026-09-01T00:00:00+00:00"}
    with pq.ParquetWriter(
        path, file.schema_arrow.with_metadata({b"tutela.disclosure": json.dumps(head).encode()})
    ) as writer:
        for number in range(file.num_row_groups):
            writer.write_table(file.read_row_group(number))
    told = release.cubes | {"form": release.cubes["form"] | {"sha256": releasing.parquet.sha256(path)}}
    Release.objects.filter(pk=release.pk).update(cubes=told)


def missing_cube(release):
    (cubes.cubes_folder(release) / "form.parquet").unlink()


@pytest.mark.parametrize("harm", [damaged_snapshot, damaged_cube, forged_cube, missing_cube])
def test_a_release_whose_files_are_not_those_that_were_built_is_not_published(draft, harm, people):
    with acting_as(people[0]):
        check_release(by=people[0], release=draft)
    harm(draft)
    with acting_as(people[1]):
        with pytest.raises(OperatorError):
            publish_release(by=people[1], release=draft)
        draft.refresh_from_db()
        assert (draft.state, draft.version) == (ReleaseState.CHECKED, None)
        assert api.newest() is None


def test_a_published_release_is_read_only_as_it_was_published(draft, world):
    release = published(draft, world)
    first = released.table(release, ["form"]).cells
    Release.objects.filter(pk=release.pk).update(note="Changed later.")
    with pytest.raises(OperatorError, match="changed after it was published"):
        released.table(Release.objects.get(pk=release.pk), ["form"])
    Release.objects.filter(pk=release.pk).update(note="")
    with clock.moved_to(BUILT - dt.timedelta(days=1)), pytest.raises(OperatorError, match="clock was moved back"):
        released.table(release, ["form"])
    missing_cube(release)
    with pytest.raises(OperatorError, match="is gone"):
        released.table(release, ["form"])
    assert released.table(release, ["region"]).cells
    assert first


def test_older_observations_and_overtaken_drafts_are_refused(draft, people, world):
    release = published(draft, world)
    world.snapshot(observations(50), built=BUILT + dt.timedelta(days=1))
    other = world.prepare()
    other.state, other.cubes, other.public_key = ReleaseState.CHECKED, release.cubes, release.public_key
    assert policies.publish_release.why_not(people[1], other, None) is StatisticsReason.OVERTAKEN
    assert policies.publish_release.why_not(people[1], other, release) is None
    older = releasing.Snapshot(built_at=BUILT - dt.timedelta(days=1))
    assert policies.begin_release.why_not(older, release, False, None, "") is StatisticsReason.BEHIND


def test_two_builds_at_once_and_a_build_that_broke_off(draft, world):
    at = cubes.cubes_folder(draft)
    with only_one(at / "cubes"), pytest.raises(OperatorError, match="build_running"):
        world.build(draft)
    before = {path.name: path.stat().st_mtime_ns for path in at.glob("*.parquet")}
    (at / "form.parquet").unlink()
    (cubes.ledgers_folder(draft) / "heard.audit").write_text("{half")
    world.build(draft)
    after = {path.name: path.stat().st_mtime_ns for path in at.glob("*.parquet")}
    assert {name for name in after if after[name] != before.get(name)} == {"form.parquet", "heard.parquet"}


def test_the_secret_is_guarded_and_the_sealed_sets_may_not_be_missing(draft, world):
    release = published(draft, world)
    world.snapshot(observations(3_100), built=BUILT + dt.timedelta(days=1))
    second = world.prepare()
    path = cubes.secret_file()
    kept = path.read_bytes()
    for harm, said in (
        (path.unlink, "is missing"),
        (lambda: path.write_text("{}"), "is damaged"),
        (lambda: path.chmod(0o644), "can be read by others"),
    ):
        harm()
        with pytest.raises(OperatorError, match=said):
            world.build(second)
        path.unlink(missing_ok=True)
        path.write_bytes(kept)
        path.chmod(0o600)
    (cubes.ledgers_folder(release) / "core.ledger").unlink()
    with pytest.raises(OperatorError, match="give children away"):
        world.build(second)
    assert released.table(release, ["region"]).cells


def test_an_engine_that_cannot_run_here_is_said_and_the_draft_stays(draft, world, monkeypatch):
    monkeypatch.setenv("TUTELA_ANALYTICS", "spark")
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    (cubes.cubes_folder(draft) / "form.parquet").unlink()
    with pytest.raises(OperatorError, match="PySpark is not installed here"):
        world.build(draft)
    monkeypatch.undo()
    world.build(draft)
    assert (cubes.cubes_folder(draft) / "form.parquet").exists()


def test_a_category_that_is_not_registered_stops_the_build_and_names_the_subject(world):
    rows = observations(60)
    rows[3]["schooling"] = "elsewhere"
    world.snapshot(rows)
    release = world.prepare()
    with pytest.raises(OperatorError, match="schooling: A row has a category"):
        world.build(release)


def test_the_public_role_reads_published_releases_and_nothing_else(draft, as_role, world):
    as_role("tutela_public")
    assert not Release.objects.exists()
    as_role("tutela_staff")
    release = published(draft, world)
    as_role("tutela_public")
    assert [one.pk for one in Release.objects.all()] == [release.pk]
    assert released.table(released.released("newest"), ["region", "form"]).cells
    with connection.cursor() as cursor:
        for table in ("statistics_snapshot", "accounts_user"):
            cursor.execute("SELECT has_table_privilege('tutela_public', %s, 'SELECT')", [table])
            assert cursor.fetchone() == (table == "",)
        cursor.execute("SELECT has_table_privilege('tutela_public', 'statistics_release', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def test_the_build_cannot_touch_what_is_checked_or_published(draft, world, builder, as_role):
    published(draft, world)
    as_role("tutela_statistics")
    with acting_as(builder):
        assert Release.objects.filter(pk=draft.pk).update(public_key="x") == 0


def test_keys_of_64_bits_enter_as_their_upper_half(draft):
    cube = Cube(cubes.cubes_folder(draft) / "core.parquet", now=clock.now(), trust=draft.public_key)
    whole = pq.read_table(file_of(draft.snapshot), columns=["record_key", "year"]).to_pylist()
    from tutela.methods.disclosure.store import read_ledger

    secret = cubes.release_secret(first=False)
    sets = read_ledger(cubes.ledgers_folder(draft) / "core.ledger", secret)[2]
    wanted = [sum(row["record_key"] >> 32 for row in whole if row["year"] == year) % 2**32 for year in draft.periods]
    assert sets[()].keys.tolist() == wanted
    assert cube.lattice.periods == tuple(draft.periods)


def test_every_state_can_be_reached_and_none_is_left_but_by_its_steps(draft):
    assert RELEASE.start == ReleaseState.DRAFT
    assert not RELEASE.allows("published", "draft")
    assert not RELEASE.allows("withdrawn", "published")
