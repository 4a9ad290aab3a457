"""The law of merging: nothing is lost, nothing is widened, nothing is counted otherwise; taken back, every row is as it was."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.care import approved_plan, prepare_case_referral
from tests.factories.cases import (
    break_into,
    fresh,
    make_care,
    make_concern,
    make_consent,
    make_person,
    make_view,
    put_in_state,
    register,
)
from tests.unit.merging.conftest import linked_files, merged, step
from tutela.accounts.api import create_system_users, system_actor
from tutela.cases.models import CaseFile, Child, Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault.models import DataKey
from tutela.merging import row_security
from tutela.merging.actions import merges as actions
from tutela.retention.actions import reduce_due_files, review_hold, seal_due_files, set_hold

DAY = dt.timedelta(days=1)
pytestmark = [pytest.mark.requirement("R25"), pytest.mark.django_db]


def _close(team, file):
    put_in_state(file, "closed", team.worker)
    with acting_as(team.worker):
        Deadline.objects.filter(file=file).update(done_at=now())


WRITES = {
    "person": make_person,
    "unsafe": lambda team, file: make_person(team, file, unsafe=True),
    "care": make_care,
    "consent": make_consent,
    "concern": make_concern,
    "view": make_view,
    "register": register,
    "plan": approved_plan,
    "draft": prepare_case_referral,
    "emergency": lambda team, file: break_into(file, make_actor("caseworker", office=make_office())),
}
"""What a file may hold that keeps nobody from merging it."""
BESIDE = ("cases_deadline", "cases_fileaccess")


def shown(by, files):
    """Every row of every table of these files as this person sees it, as text; and the two records of the child."""
    tables = [(table, "file_id") for table in [*row_security.shut_tables(), *BESIDE]]
    tables += [("cases_casefile", "id")]
    found = {}
    with acting_as(by), connection.cursor() as cursor:
        for table, column in tables:
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {column} = ANY (%s)", [[file.pk for file in files]])
            found[table] = sorted(row[0] for row in cursor.fetchall())
        for table, column in (("cases_child", "id"), ("cases_searchtoken", "child_id"), ("cases_agerecord", "child_id")):
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {column} = ANY (%s)", [[file.child_id for file in files]])
            found[table] = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT t::text FROM cases_possibleduplicate t UNION ALL SELECT t::text FROM cases_duplicatestep t")
        found["pairs"] = sorted(row[0] for row in cursor.fetchall())
    return found


def counted():
    """Every observation row, as the process that builds the figures reads it."""
    create_system_users()
    builder = system_actor("observation_builder")
    with acting_as(builder), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_statistics")
        cursor.execute("SELECT t::text FROM care_observation t")
        found = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SET LOCAL ROLE tutela_staff")
        return found


class Rollback(Exception):
    pass


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    leading=st.lists(st.sampled_from(sorted(WRITES)), max_size=4),
    file=st.lists(st.sampled_from(sorted(WRITES)), max_size=5),
    shut_closed=st.booleans(),
    turned=st.booleans(),
)
def test_merged_nothing_is_lost_or_widened_or_counted_and_taken_back_every_row_is_as_before(
    team, head, leading, file, shut_closed, turned
):
    with pytest.raises(Rollback), transaction.atomic():
        pair = linked_files(team)
        for target, writes in ((pair[0], leading), (pair[1], file)):
            for write in writes:
                WRITES[write](team, target)
        if turned and not shut_closed:
            pair = (pair[1], pair[0], pair[2])
        if shut_closed:
            _close(team, pair[1])
        pair = (fresh(team.worker, pair[0]), fresh(team.worker, pair[1]), pair[2])
        people = [
            team.worker, team.supervisor, team.intake, team.provider, head, make_actor("caseworker", office=team.office),
            make_actor("supervisor", office=make_office()), make_actor("legal_officer", office=team.office),
        ]  # fmt: skip
        before = [shown(by, pair[:2]) for by in people]
        figures = counted()
        assert len(before[1]["cases_casefile"]) == 2
        one = merged(team, head, pair)[2]
        while_merged = [shown(by, pair[:2]) for by in people]
        for rows in (*before, *while_merged):  # the one column that says so
            rows["files"] = len(rows["cases_casefile"])
        assert [_but_the_file(rows) for rows in while_merged] == [_but_the_file(rows) for rows in before]
        assert counted() == figures
        step(team.supervisor, one, actions.undo_merge)
        after = [shown(by, pair[:2]) | {"files": rows["files"]} for by, rows in zip(people, before, strict=True)]
        assert after == before
        assert counted() == figures
        raise Rollback


def _but_the_file(rows):
    return {name: found for name, found in rows.items() if name != "cases_casefile"}


def test_merging_changes_one_column_of_one_row(team, head, linked):
    def columns():
        with acting_as(team.supervisor), connection.cursor() as cursor:
            cursor.execute("SELECT id::text, to_jsonb(f) FROM cases_casefile f ORDER BY id")
            return dict(cursor.fetchall())

    before = {key: json.loads(row) if isinstance(row, str) else row for key, row in columns().items()}
    merged(team, head, linked)
    after = {key: json.loads(row) if isinstance(row, str) else row for key, row in columns().items()}
    changed = [(key, name) for key, row in after.items() for name in row if row[name] != before[key][name]]
    assert changed == [(str(linked[1].pk), "merged_into_id")]


@pytest.mark.rule("P40")
def test_what_was_merged_is_sealed_with_the_leading_file_and_waits_for_a_hold_on_either(team, head, linked):
    create_system_users()
    keeper, officer = system_actor("deadline_keeper"), make_actor("data_protection_officer")
    leading, file, one = merged(team, head, linked)
    put_in_state(leading, "closed", team.worker, closed_at=now() - dt.timedelta(days=400))
    with acting_as(team.worker):
        Deadline.objects.filter(file__in=[leading.pk, file.pk]).update(done_at=now())
    with acting_as(officer):
        values = {"number": file.number, "ground": "court_order", "basis": "Order 12.", "review_on": today() + DAY}
        hold = set_hold(by=officer, values=values)
    with acting_as(keeper):
        assert seal_due_files(by=keeper) == 0, "a hold on the shut file keeps both"
    with acting_as(officer):
        review_hold(hold=hold, by=officer, base_version=1, values={"verdict": "ends", "words": "Over."})
    with acting_as(keeper):
        assert seal_due_files(by=keeper) == 1
        assert seal_due_files(by=keeper) == 0
        sealed = set(CaseFile.objects.exclude(sealed_at=None).values_list("pk", flat=True))
    assert sealed == {leading.pk, file.pk}
    with acting_as(team.worker):
        assert not CaseFile.objects.filter(pk__in=sealed).exists()
    for side in (leading, file):
        break_into(side, team.supervisor)
    step(team.supervisor, one, actions.undo_merge)
    opened = fresh(team.worker, file)
    assert (opened.merged_into_id, opened.sealed_at, opened.state) == (None, None, "in_assessment")


@pytest.mark.rule("P40")
@pytest.mark.parametrize("side", [0, 1])
def test_the_words_of_a_merge_fall_with_either_record(team, head, linked, side):
    create_system_users()
    keeper = system_actor("deadline_keeper")
    *files, one = merged(team, head, linked)
    put_in_state(files[0], "closed", team.worker, closed_at=now() - dt.timedelta(days=400))
    with acting_as(team.worker):
        Deadline.objects.filter(file__in=[file.pk for file in files]).update(done_at=now())
        Child.objects.filter(pk=files[side].child_id).update(presumed_child_until=dt.date(1990, 5, 31))
    with acting_as(keeper):
        assert seal_due_files(by=keeper) == 1
        assert reduce_due_files(by=keeper) == 1
    assert DataKey.objects.filter(pk=one.key_id, destroyed_at=None).count() == 0
