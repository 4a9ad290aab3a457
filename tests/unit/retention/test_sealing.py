"""A closed file leaves daily sight when its readable months are over, and nothing keeps it (P40, R135)."""

import calendar
import datetime as dt

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.accounts import make_actor
from tests.factories.cases import break_into, fresh, make_view, open_case, put_in_state
from tests.unit.retention.conftest import closed, held
from tutela.accounts import api as accounts
from tutela.care.actions.close_file import reopen_file
from tutela.cases.actions.break_glass import review_access
from tutela.cases.actions.retain import seal_file
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Child, ChildView, Deadline
from tutela.cases.policies.access import seal_file as may_seal
from tutela.cases.policies.file import see_file
from tutela.cases.queries.files import get_file, visible_to
from tutela.cases.queries.work import accesses_to_review
from tutela.justice.models import Liberty, Proceeding
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere, Refused
from tutela.placements.models import Placement
from tutela.retention import policies, tasks
from tutela.retention.actions import seal_due_files
from tutela.retention.queries import falls_due
from tutela.vocabulary import api as vocabulary

pytestmark = [pytest.mark.rule("P40"), pytest.mark.requirement("R135")]
DAY = dt.timedelta(days=1)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def is_sealed(keeper, file):
    with acting_as(keeper):
        return CaseFile.objects.get(pk=file.pk).sealed_at is not None


def test_a_closed_file_is_sealed_when_its_months_are_over_and_not_a_day_before(team, keeper, seal, trail):
    months = vocabulary.jurisdiction().retention.readable_months
    file = closed(team, ago=0)
    day = policies.months_after(today(), months)
    for moment, count in ((-1, 0), (0, 1), (1, 0)):
        with moved_to(dt.datetime.combine(day, dt.time(1), tzinfo=dt.UTC) + moment * DAY):
            assert seal() == count, moment
    assert is_sealed(keeper, file)
    assert trail("file_sealed") == [("file_sealed", str(file.child_id))]


def test_an_open_file_is_never_sealed(team, keeper, seal, file):
    open_one = open_case(team)
    with acting_as(keeper):
        current = CaseFile.objects.get(pk=open_one.pk)
        assert may_seal.why_not(keeper, current) == FileReason.NOT_CLOSED
        with pytest.raises(Refused):
            seal_file(file=current, by=keeper)
    assert seal() == 1
    with acting_as(keeper), pytest.raises(Refused):
        seal_file(file=CaseFile.objects.get(pk=file.pk), by=keeper)
    with acting_as(team.supervisor), pytest.raises(Error), transaction.atomic():
        sql("UPDATE cases_casefile SET sealed_at = now() WHERE id = %s", open_one.pk)


def test_only_the_process_seals(team, file, officer):
    for person in (team.worker, team.supervisor, officer):
        assert may_seal.why_not(person, file) == FileReason.NO_PERMISSION
        with acting_as(person), pytest.raises(Refused):
            seal_due_files(by=person)
    with acting_as(team.worker), pytest.raises(Refused):
        seal_file(file=file, by=team.worker)


def test_whoever_works_sees_nothing_of_a_sealed_file_not_even_by_plain_sql(team, file, seal):
    view = make_view(team, put_in_state(file, "active", team.worker, closed_at=None))
    put_in_state(file, "closed", team.worker, closed_at=now() - 400 * DAY)
    assert seal() == 1
    head = make_actor("district_head", office=team.office)
    lawyer = make_actor("legal_officer", office=team.office)
    for person in (team.worker, team.supervisor, team.intake, head, lawyer):
        with acting_as(person):
            assert sql("SELECT count(*) FROM cases_casefile WHERE id = %s", file.pk) == [(0,)]
            assert sql("SELECT count(*) FROM cases_child WHERE id = %s", file.child_id) == [(0,)]
            assert sql("SELECT count(*) FROM cases_searchtoken WHERE child_id = %s", file.child_id) == [(0,)]
            assert not ChildView.objects.filter(pk=view.pk).exists()
            assert not Child.objects.filter(pk=file.child_id).exists()
            assert file not in visible_to(person)
            with pytest.raises(NotHere):
                get_file(person, file.pk)
            assert sql("UPDATE cases_casefile SET sealed_at = NULL WHERE id = %s", file.pk) == 0
            assert sql("UPDATE cases_casefile SET state = 'reopened', closed_at = NULL, sealed_at = NULL") == 0


def test_who_works_cannot_seal_by_plain_sql_what_somebody_should_see(team, file):
    with acting_as(team.supervisor), pytest.raises(Error, match="row-level security"), transaction.atomic():
        sql("UPDATE cases_casefile SET sealed_at = now() WHERE id = %s", file.pk)


def test_the_process_changes_no_open_file(team, keeper):
    file = open_case(team)
    with acting_as(keeper):
        assert sql("UPDATE cases_casefile SET risk_level = 'low' WHERE id = %s", file.pk) == 0


def test_the_list_is_the_rule(team, file, seal):
    seal()
    loose = closed(team, assigned=True, ago=1)
    break_into(file, team.worker)
    for person in (team.worker, team.supervisor):
        with acting_as(person):
            rows = list(CaseFile.objects.all())
            assert set(visible_to(person)) == {one for one in rows if see_file.allows(person, one)}
    sealed = fresh(team.worker, file)
    with acting_as(team.supervisor):
        assert see_file.why_not(team.supervisor, sealed) == FileReason.NOT_VISIBLE
        assert loose in visible_to(team.supervisor)


@pytest.mark.rule("P25")
def test_emergency_access_opens_it_for_a_time_and_is_reviewed(team, file, seal):
    seal()
    access = break_into(file, team.worker)
    with acting_as(team.worker):
        assert get_file(team.worker, file.pk).child.given_names == "Amina"
    with acting_as(team.supervisor):
        assert list(accesses_to_review(team.supervisor)) == [access]
        review_access(access=accesses_to_review(team.supervisor)[0], by=team.supervisor, justified=True)
        assert sql("SELECT done_at IS NOT NULL FROM cases_deadline WHERE kind = 'break_glass_review'") == [(True,)]
    with acting_as(team.worker), pytest.raises(NotHere):
        get_file(team.worker, file.pk)


def test_reopening_unseals(team, file, seal):
    seal()
    break_into(file, team.worker)
    with acting_as(team.worker):
        reopen_file(file=get_file(team.worker, file.pk), by=team.worker, reason="The child came back.")
    with acting_as(team.supervisor):
        found = get_file(team.supervisor, file.pk)
        assert (found.state, found.sealed_at) == ("reopened", None)
    with acting_as(team.supervisor), pytest.raises(Error), transaction.atomic():
        sql("UPDATE cases_casefile SET sealed_at = now() WHERE id = %s", file.pk)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Proceeding, {"authority": "AC-POL", "subject": "Theft of wages.", "opened_on": today(), "stage_since": today()}),
        (Liberty, {"place_kind": "police_custody", "held_since": now()}),
        (Deadline, {"kind": "post_closure", "due_at": now()}),
    ],
)
def test_it_waits_while_something_is_open(team, file, seal, keeper, officer, model, values):
    own = {"office": team.office} if model is Deadline else {"key_id": file.child_id, "created_by": team.worker.user}
    own |= {} if model is Deadline else {"updated_by": team.worker.user}
    if model is Liberty:
        own |= {"territory": team.office.territory}
    with acting_as(team.worker):
        row = model.objects.create(file=file, **own, **values)
    assert seal() == 0
    wait = {Proceeding: "proceeding", Liberty: "liberty", Deadline: "deadline"}[model]
    with acting_as(officer):
        (due,), count = falls_due(today())
        assert (due.number, due.wait, count) == (file.number, wait, 1)
    ended = {Proceeding: {"state": "enforced"}, Liberty: {"state": "released", "released_at": now()}}
    with acting_as(team.worker):
        model.objects.filter(pk=row.pk).update(**ended.get(model, {"done_at": now()}))
    assert seal() == 1


def test_a_hold_keeps_it(file, officer, seal, hold):
    assert seal() == 0
    with acting_as(officer):
        (due,), _count = falls_due(today())
        assert due.wait == "hold"
        assert Placement.objects.count() == 0


def test_the_night_seals_every_file_that_is_due(team, keeper, monkeypatch):
    files = [closed(team, ago=400 + one) for one in range(3)]
    monkeypatch.setattr(seal_due_files.__wrapped__, "__kwdefaults__", {"most": 2})
    tasks.seal.func(0)
    assert all(is_sealed(keeper, one) for one in files)


def test_nobody_without_the_right_learns_what_falls_due(team, file, officer):
    for person in (team.worker, team.supervisor, make_actor("administrator"), make_actor("ombudsperson")):
        with acting_as(person):
            assert sql("SELECT * FROM retention_due(now(), current_date)") == []
            assert sql("SELECT * FROM retention_locate(%s)", file.number) == []


def test_the_term_is_told_by_its_year_thirty_days_before(team, officer, seal):
    file = closed(team, age_low=17, age_high=17)
    seal()
    with acting_as(officer):
        assert falls_due(today() + policies.NOTICE)[1] == 0
        until = sql("SELECT child_until FROM retention_due(now(), '2999-12-31')")[0][0]
        end = policies.term_ends(until, vocabulary.jurisdiction().retention.sealed_until_age)
        assert (end.month, end.day) == (12, 31)
        assert falls_due(end - DAY)[1] == 0
        (due,), _count = falls_due(end)
        assert (due.number, due.next, due.on, due.sealed_on) == (file.number, "term", end, today())


@pytest.mark.requirement("R113")
def test_a_sealed_file_still_counts(file, seal, keeper):
    builder = accounts.system_actor("observation_builder")

    def counted():
        with acting_as(builder):
            sql("SET LOCAL ROLE tutela_statistics")
            found = sql("SELECT count(*) FROM care_observation")
            sql("SET LOCAL ROLE tutela_staff")
            return found

    before = counted()
    assert before != [(0,)]
    assert seal() == 1
    assert counted() == before


@given(some.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), some.integers(0, 600))
def test_no_file_is_sealed_before_its_months_are_over(day, months):
    last = policies.closed_until(day, months)
    assert policies.months_after(last, months) <= day
    later = last + 4 * DAY
    assert policies.months_after(later, months) > day
    end = policies.months_after(day, months)
    assert end.day == min(day.day, calendar.monthrange(end.year, end.month)[1])


@given(some.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), some.integers(18, 99), some.dates(dt.date(2000, 1, 1)))
def test_the_term_of_a_person_has_ended_exactly_when_the_list_says_so(day, age, child_until):
    if child_until.year + age - 18 > 9999 or child_until.year > 9000:
        return
    assert (policies.term_ends(child_until, age) <= day) == (child_until <= policies.ended_until(day, age))


def test_a_file_is_held_by_its_number(officer, file):
    assert held(officer, file, number=file.number.lower().replace("-", " ")).number == file.number
