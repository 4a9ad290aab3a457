"""Open files for each worker and reports around a shock: from protected tables only, never typed, nothing given away."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import make_office, make_territory, make_user, sign_in
from tests.unit.statistics import conftest as fixtures
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.planning import models as planned
from tutela.planning.actions import workforce
from tutela.planning.queries import released
from tutela.registers import api as kept
from tutela.vocabulary import api as vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

as_role, build, builder, country = fixtures.as_role, fixtures.build, fixtures.builder, fixtures.country
make_children, own_folder = fixtures.make_children, fixtures.own_folder
URL = "planning_people"


def staff(place, filled=2, **values):
    defaults = {"year": today().year, "profession": "social_worker", "posts": 60, "filled": filled, "qualified": 0}
    return make.make(planned.Workforce, territory=place, **defaults | {"holds_files": True} | values)


def keep(by):
    with acting_as(by):
        return workforce.keep_open_files(by=by)


@pytest.mark.requirement("R111")
def test_open_files_come_from_the_case_files_and_units_above_the_limit_are_listed(
    country, make_children, build, planner, signer, client
):
    (busy, quiet), _offices = country
    busy_row, other = staff(busy), staff(busy, 1, profession="health_worker")
    staff(busy, 50, year=today().year - 1)
    staff(busy, 50, profession="teacher", holds_files=False)
    quiet_row = staff(quiet)
    sign_in(client, make_user("ministry_planner"))
    assert "No observations have been built yet." in client.get(reverse(URL)).content.decode()
    with pytest.raises(OperatorError):
        keep(planner)
    make_children(60, sex="girl", state="active")
    make_children(40, sex="boy", state="active")
    make_children(30, sex="girl", state="closed", closure_reason="GOALS", closed_at=now(), territory=busy)
    build()
    page = client.get(reverse(URL)).content.decode()
    with acting_as(planner):
        answer = released.read_open_files(level="district", by=planner)
    (load, *more) = released.loads(released.open_files(answer))
    limit = vocabulary.jurisdiction().caseload.files
    assert (load.territory, load.files, load.workers, load.limit) == (busy, released.Known(100, True), 3, limit)
    assert 3 * limit < 100
    assert load.above
    assert [(one.territory, one.above) for one in more] == [(quiet, False)], "nobody reports from there: no number, no alarm"
    assert "Above the limit" in page
    assert "known to the system, not prevalence" in page
    assert keep(planner) == workforce.Counted(2, 1)
    for row in (busy_row, other, quiet_row):
        row.refresh_from_db()
    assert (busy_row.open_files, busy_row.counted_on, other.open_files, quiet_row.open_files) == (100, today(), 100, None)
    assert "open_files" not in kept.as_csv(planned.Workforce).splitlines()[0], "nobody types it, no file brings it in"
    with pytest.raises(Refused):
        keep(signer)
    client.post(reverse("planning_open_files"))
    assert "Kept for 2 rows. 1 stay" in client.get(reverse(URL)).content.decode()


@pytest.mark.requirement("R111")
def test_a_protected_number_makes_the_sum_at_least(country, make_children, build, planner):
    (place, _quiet), _offices = country
    staff(place)
    make_children(50, state="active")
    make_children(2, state="in_review")
    build()
    with acting_as(planner):
        files = released.open_files(released.read_open_files(level="district", by=planner))
    assert files[place.code] == released.Known(52, True), "two are not shown, but everybody is, and nobody's file is closed"
    make_children(2, state="closed", closure_reason="GOALS", closed_at=now())
    build()
    with acting_as(planner):
        files = released.open_files(released.read_open_files(level="district", by=planner))
    assert not files[place.code].whole
    assert files[place.code].number <= 50
    assert keep(planner) == workforce.Counted(0, 1)
    planned.Workforce.objects.update(year=2001)
    with pytest.raises(InvalidInput) as wrong:
        keep(planner)
    assert wrong.value.fields.keys() == {"year"}


def test_whoever_reads_no_statistics_sees_the_page_without_them(client):
    sign_in(client, make_user("legal_analyst"))
    for name in (URL, "planning_shocks"):
        assert client.get(reverse(name)).status_code == 200
    assert "Whoever reads statistics sees them here." in client.get(reverse(URL)).content.decode()


def test_files_without_any_worker_are_above_every_limit():
    one = released.Load(make_territory(), released.Known(1, True), 0, 2025, 20)
    assert (one.each, one.above) == (None, True)


def shock(by, **values):
    defaults = {"code": "S1", "kind": "disaster", "title": "Flood", "starts_on": today() - dt.timedelta(days=200)}
    with acting_as(by):
        return kept.keep_row(row=planned.Shock(**defaults | values), by=by)


@pytest.mark.requirement("R105")
def test_a_shock_opens_its_checklist_and_reports_are_compared(country, make_children, build, planner, client):
    (place, _quiet), _offices = country
    one = shock(planner, territory=place)
    wanted = {code.code: int(code.attributes["days"]) for code in vocabulary.code_list("shock_measures").own()}
    found = {row.measure: (row.due_on - one.starts_on).days for row in one.measures.all()}
    assert found == wanted
    done = one.measures.get(measure="channels")
    with acting_as(planner):
        done.done_on = today()
        kept.keep_row(row=done, by=planner)
        one.ends_on = today()
        kept.keep_row(row=one, by=planner)
    assert one.measures.count() == len(wanted), "changing a shock opens nothing again"
    sign_in(client, make_user("ministry_planner"))
    assert "No observations have been built yet." in client.get(reverse("planning_shocks")).content.decode()
    own = released._quarter(one.starts_on)
    days = {
        name: dt.date((own + shift) // 4, (own + shift) % 4 * 3 + 2, 1)
        for name, shift in (("before", -1), ("own", 0), ("after", 1))
    }
    make_children(20, reported_on=days["before"])
    make_children(40, reported_on=days["own"])
    make_children(30, reported_on=days["after"])
    build()
    with acting_as(planner):
        answer = released.read_reports(shock=one, by=planner)
    compared = released.compared(one, answer)
    assert [known.number for known in compared.before.values()] == [0, 0, 0, 20]
    assert [known.number for known in compared.after.values()][:2] == [40, 30]
    after = [known.number for known in compared.after.values()]
    assert compared.change == pytest.approx(sum(after) / len(after) / 5 - 1)
    page = client.get(reverse("planning_shocks")).content.decode()
    for words in ("Flood", "Keep every channel for reports open", "Overdue", "Before", "Mean of a quarter after"):
        assert words in page


@pytest.mark.requirement("R105")
def test_what_a_protected_number_or_an_empty_side_leaves_open(country, make_children, build, planner):
    nation = shock(planner, territory=make_territory(), starts_on=today(), code="S2")
    make_children(30, reported_on=today() - dt.timedelta(days=120))
    make_children(2, reported_on=today() - dt.timedelta(days=220))
    build()
    with acting_as(planner):
        compared = released.compared(nation, released.read_reports(shock=nation, by=planner))
    assert compared.after == {}, "its first quarter is not over"
    assert compared.change is None
    assert any(not known.whole for known in compared.before.values()), "two children are not shown"
    known = released.Known
    assert released.Compared({"a": known(0, True)}, {"b": known(3, True)}).change is None


@pytest.mark.requirement("R112")
def test_who_is_trained_is_answered_by_day_and_skill(planner):
    first, second = make_user("caseworker", office=make_office()), make_user("caseworker", office=make_office())
    course = make.make(
        planned.Training, code="T", topic="t", skill="interviewing", profession="social_worker", territory=make_territory(),
        held_on=dt.date(2024, 1, 31), valid_months=12, participants=1,
    )  # fmt: skip
    with acting_as(planner):
        kept.keep_row(row=planned.Trainee(training=course, account=first.username), by=planner)
        for account in ("nobody-here", first.username):
            with pytest.raises(InvalidInput):
                kept.keep_row(row=planned.Trainee(training=course, account=account), by=planner)

    def trained(day, skill="interviewing"):
        from tutela.planning import api

        return api.trained([first.pk, second.pk], skill, day)

    assert trained(dt.date(2025, 1, 31)) == {first.pk}
    assert trained(dt.date(2025, 2, 1)) == frozenset(), "it has lapsed"
    assert trained(dt.date(2024, 1, 30)) == frozenset(), "it was not yet held"
    assert trained(dt.date(2024, 6, 1), "recovery") == frozenset()
