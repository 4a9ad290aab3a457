"""My work lists who turns 18 within a year, what that still needs, and pushes nothing down that is about safety (P38)."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, open_case, put_in_state
from tests.unit.participation.conftest import told
from tests.unit.worklist.conftest import flagged
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.partial_dates import minus_years, plus_years
from tutela.participation.policies import missing
from tutela.participation.queries import first, turning_18
from tutela.worklist.presenters import today as page_of_today

pytestmark = [pytest.mark.requirement("R55"), pytest.mark.rule("P38"), pytest.mark.django_db]
DAY = dt.timedelta(days=1)
TALK = {"talk": "adulthood", "goes_on": "The school, with the aunt."}


def born(team, earliest, latest=None, name="Amina"):
    """The open file of somebody born between two days."""
    file = open_case(team, age_low=16, age_high=17, given_names=name)
    with acting_as(team.worker):
        child = CaseFile.objects.select_related("child").get(pk=file.pk).child
        child.born_earliest, child.born_latest = earliest.isoformat(), (latest or earliest).isoformat()
        child.save()
    return fresh(team.worker, file)


def turns_in(team, days, **more):
    """Whoever has their eighteenth birthday in so many days."""
    return born(team, minus_years(today() + dt.timedelta(days=days), 18), **more)


def listed(by):
    with acting_as(by):
        return [(one.file.number, [what.value for what in one.missing]) for one in turning_18(by)]


def test_within_a_year_whoever_still_needs_something_first_and_the_soonest_before(team):
    far, soon = turns_in(team, 300), turns_in(team, 20)
    prepared, partly = turns_in(team, 5), turns_in(team, 40)
    turns_in(team, 400)
    told(team, prepared, **TALK)
    told(team, partly, **TALK | {"understood": "partly"})
    unsure = born(team, minus_years(today() + 60 * DAY, 18), minus_years(today() + 90 * DAY, 18))
    assert listed(team.worker) == [
        (soon.number, ["talk"]),
        (partly.number, ["again"]),
        (unsure.number, ["talk", "day"]),
        (far.number, ["talk"]),
        (prepared.number, []),
    ]
    with acting_as(team.worker):
        days = {one.file.number: (one.earliest, one.latest) for one in turning_18(team.worker)}
        lines = [line["about"] for line in first(team.worker)]
    assert days[soon.number] == (today() + 20 * DAY, today() + 20 * DAY)
    assert days[unsure.number] == (today() + 60 * DAY, today() + 90 * DAY)
    assert lines == [soon.number, partly.number, unsure.number, far.number], "who is prepared needs nothing"


def test_on_the_day_itself_a_year_before_and_not_the_day_before_that(team):
    file = born(team, minus_years(today(), 17))
    born(team, minus_years(today() + DAY, 17))
    assert listed(team.worker) == [(file.number, ["talk"])]


def test_whoever_is_18_stands_there_until_that_is_prepared(team):
    file = turns_in(team, -10)
    assert listed(team.worker) == [(file.number, ["talk"])]
    told(team, file, **TALK)
    assert listed(team.worker) == []


@pytest.mark.rule("P12")
def test_ones_own_open_files_alone(team):
    file = turns_in(team, 20)
    with acting_as(team.worker):
        assert missing(file) == ["talk"]
    for by in (team.supervisor, make_actor("caseworker", office=team.office)):
        assert listed(by) == []
    open_case(team, age_low=None, age_high=None)
    put_in_state(turns_in(team, 30), "closed", team.worker)
    assert listed(team.worker) == [(file.number, ["talk"])]


def test_a_file_of_long_ago_is_not_left_out_by_the_age_of_then(team):
    file = turns_in(team, 20)
    with acting_as(team.worker):
        CaseFile.objects.filter(pk=file.pk).update(age_high=9, reported_on=minus_years(today(), 8))
    assert listed(team.worker) == [(file.number, ["talk"])]
    with acting_as(team.worker):
        CaseFile.objects.filter(pk=file.pk).update(age_high=9, reported_on=today())
    assert listed(team.worker) == []


def test_it_stands_on_the_page_after_what_is_about_safety(team, enter):
    soon, done = turns_in(team, 20), turns_in(team, 30, name="Prepared")
    told(team, done, **TALK)
    with acting_as(team.worker):
        Deadline.objects.filter(file=soon, kind="safety_plan").update(due_at=now() - DAY)
    page = enter(team.worker.user).get(reverse("work")).content.decode()
    assert page.index('id="urgent"') < page.index('id="turning-18"')
    part = page[page.index('id="turning-18"') :]
    assert reverse("child_sheet", args=[soon.pk]) in part
    assert "Not talked through yet" in part
    assert "Prepared" in part
    assert part.index(soon.number) < part.index(done.number)
    assert 'id="turning-18"' not in _page_of_another(team, enter)


def _page_of_another(team, enter):
    return enter(make_actor("caseworker", office=team.office).user).get(reverse("work")).content.decode()


def test_in_the_ranking_it_pushes_nothing_down_however_late(team):
    """Somebody 18 for a year, not prepared: everything else of the day still comes before, and it comes when there is room."""
    old = turns_in(team, -400)
    other = open_case(team, given_names="Other")
    flagged(team.worker, other, until=today())
    with acting_as(team.worker):
        found = page_of_today.first(team.worker)
        for name in ("Third", "Fourth"):
            open_case(team, given_names=name)
        more = page_of_today.first(team.worker)
        Deadline.objects.exclude(pk=Deadline.objects.filter(file=other, kind="flag").get().pk).update(done_at=now())
        alone = page_of_today.first(team.worker)
    what = "Prepare turning 18 with the child"
    assert [one["what"] for one in found].index(what) == len(found) - 1
    assert len(more) == page_of_today.URGENT
    assert what not in [one["what"] for one in more]
    assert [one["about"] for one in alone] == [other.number, old.number]
    assert alone[-1]["what"] == what


def test_the_same_through_the_api(team, program):
    file = turns_in(team, 20)
    call = program(team.worker.user, ("file_work",))
    day = plus_years(minus_years(today() + 20 * DAY, 18), 18).isoformat()
    assert call("get", "/turning-18").json() == [
        {"file_id": str(file.pk), "number": file.number, "earliest": day, "latest": day, "missing": ["talk"]}
    ]
    assert program(team.supervisor.user, ("file_view", "file_assign"))("get", "/turning-18").status_code == 403
