"""The caseload report reconciles with its lists; the country sees rounded counts and no row."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tutela.care.actions.follow_up import record_follow_up
from tutela.cases.models import CaseFile
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.worklist.queries import caseload as figures
from tutela.worklist.queries.usage import usage

NEXT = today() + dt.timedelta(days=7)


@pytest.fixture
def files(team, second):
    """Four open files: two of the worker at two levels, one of somebody else, one of nobody; one that is closed."""
    made = [open_case(team, given_names=f"Child {number}", assigned=number < 4) for number in range(5)]
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=made[0].pk).update(risk_level="high", next_contact_on=today() - dt.timedelta(days=2))
        CaseFile.objects.filter(pk=made[1].pk).update(worker=second.user)
        CaseFile.objects.filter(pk=made[3].pk).update(state="closed", closed_at=now())
    with acting_as(team.worker):
        values = {"kind": "visit", "happened_on": today(), "next_contact_on": NEXT}
        record_follow_up(file=CaseFile.objects.get(pk=made[2].pk), by=team.worker, values=values)
    open_case(make_team_of_office())
    return made


def lines(actor):
    with acting_as(actor):
        return {one.worker and one.worker.pk: one for one in figures.carried(actor)}


@pytest.mark.requirement("R55")
def test_what_each_worker_carries(team, second, files):
    found = lines(team.supervisor)
    mine = found[team.worker.id]
    assert (mine.files, mine.levels, mine.late, mine.points, mine.contacts) == (2, {"high": 1, "UNK": 1}, 1, 4, 1)
    assert mine.tasks > 0
    assert 0 <= mine.task_days < 1
    assert (found[second.id].files, found[None].files, found[team.supervisor.id].files) == (1, 1, 0)
    assert not mine.at_limit
    assert set(found) == {None, team.worker.id, second.id, team.supervisor.id}


def test_every_number_leads_to_the_list_it_was_counted_from(enter, team, second, files):
    """Followed on the page itself: as many rows as the number says."""
    client = enter(team.supervisor.user)
    html = client.get(reverse("caseload")).content.decode()
    links = re.findall(r'<td[^>]*><a href="([^"]+)"[^>]*><bdi>([0-9.]+)</bdi>', html)
    assert len(links) > 8
    for url, number in links:
        page = client.get(url.replace("&amp;", "&")).content.decode()
        rows = page.count('<th scope="row"><a href') or page.count('<li class="row-line">')
        if "/tasks" in url:
            assert rows == lines(team.supervisor)[team.worker.id if str(team.worker.id) in url else second.id].tasks
        else:
            assert rows == int(number), url


def test_the_report_as_a_file(enter, team, files):
    team.worker.user.full_name = "=Formula()"
    team.worker.user.save()
    client = enter(team.supervisor.user)
    text = client.get(reverse("caseload"), {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    mine = next(row for row in rows if row["Worker"] == "'=Formula()")
    assert (mine["Open files"], mine["High"], mine["Points"]) == ("2", "1", "4")
    answer = client.get(reverse("caseload"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    names = {cell.value: cell.data_type for cell in sheet["A"]}
    assert names["=Formula()"] == "s"
    assert "Worker" in names


def test_the_report_is_for_whoever_decides_who_is_responsible(enter, program, team, files):
    assert program(team.worker.user)("get", "/caseload").status_code == 403
    told = program(team.supervisor.user, ("file_view", "file_assign"))("get", "/caseload").json()
    assert {row["worker"]: row["files"] for row in told}[str(team.worker.id)] == 2
    client = enter(team.worker.user)
    assert client.get(reverse("caseload")).status_code == 403
    client.logout()
    other = make_team_of_office()
    client = enter(other.supervisor.user)
    assert team.worker.user.full_name not in client.get(reverse("caseload")).content.decode()
    tasks, contacts = reverse("caseload_behind", args=["tasks"]), reverse("caseload_behind", args=["contacts"])
    for strange in (str(team.worker.id), "odd"):
        assert client.get(tasks, {"worker": strange}).status_code == 404
    assert client.get(reverse("caseload_behind", args=["odd"])).status_code == 404
    assert "Nothing is counted" in client.get(contacts, {"worker": str(other.worker.id)}).content.decode()
    assert (
        client.get(tasks).content.decode().count('<li class="row-line">') == lines(other.supervisor)[other.worker.id].tasks
    )


def _opened(team, number, at, **more):
    with acting_as(team.intake):
        for _ in range(number):
            one = open_case(team, assigned=False)
            CaseFile.objects.filter(pk=one.pk).update(opened_at=at)
    del more


@pytest.mark.slow
@pytest.mark.rule("P29")
@pytest.mark.requirement("R76")
def test_the_country_sees_rounded_counts_of_the_month_and_nothing_small(enter, program, team):
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = month - dt.timedelta(days=3)
    _opened(team, 13, before)
    small = make_team_of_office()
    _opened(small, 9, before)
    _opened(small, 8, now())  # of this month: they count from the next one on
    planner = make_actor("ministry_planner", office=team.office)
    with acting_as(planner):
        found = {one.office and one.office.pk: one for one in figures.country()}
        assert not CaseFile.objects.exists()
    assert (found[team.office.pk].open_files, found[team.office.pk].workers) == (15, 1)
    assert found[small.office.pk].open_files is None
    assert found[small.office.pk].each is None
    assert (found[None].open_files, found[None].opened, found[None].closed) == (20, 20, None)
    assert found[team.office.pk].each == 15
    client = enter(planner.user)
    page = client.get(reverse("caseload_country"))
    assert "&lt;10" in page.content.decode()
    assert "/files/" not in page.content.decode()
    text = client.get(reverse("caseload_country"), {"format": "csv"}).content.decode("utf-8-sig")
    assert f"{team.office.name},15,15,<10,1,15.0" in text
    assert client.get(reverse("caseload_country"), {"format": "xlsx"}).status_code == 200
    call = program(planner.user, ("statistics_view",))
    assert call("get", "/caseload/country").json()[0]["open_files"] == 20
    assert program(team.worker.user)("get", "/caseload/country").status_code == 403


@pytest.mark.requirement("R76")
def test_the_database_counts_for_nobody_else(team):
    _opened(team, 12, now() - dt.timedelta(days=40))
    for actor in (team.worker, team.supervisor, team.intake):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM worklist_caseloads()")
            assert cursor.fetchall() == []


def test_use_by_role(team, second):
    team.worker.user.last_login = now() - dt.timedelta(days=90)
    team.worker.user.save()
    second.user.last_login = now()
    second.user.save()
    found = {one.role: one for one in usage([team.office.pk])}
    worker = found["caseworker"]
    assert (worker.accounts, worker.lately, worker.never, worker.last) == (2, 1, 0, today())
    assert (found["supervisor"].accounts, found["supervisor"].never, found["supervisor"].last) == (1, 1, None)
    assert "service_provider" not in found
    assert "service_provider" in {one.role for one in usage()}
