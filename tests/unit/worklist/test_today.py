"""The first page of every role: up to five things in words, each with its place; the counts and the lists behind them."""

import datetime as dt
import re

from django.urls import reverse
from django.utils.html import escape

from tests.factories.accounts import make_actor, make_office
from tests.factories.care import send_case_referral
from tests.factories.cases import break_into, make_team_of_office, open_case
from tests.factories.monitoring import make_strategy
from tests.unit.intake.conftest import quick_receipts, send, world  # noqa: F401 - fixtures
from tests.unit.justice.conftest import made
from tests.unit.worklist.conftest import flagged
from tutela.agreements.actions.agreements import decide_agreement, propose_agreement
from tutela.cases.models import CaseFile, Deadline
from tutela.justice.api import LegalTask, Task
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.worklist.presenters.today import URGENT, counts, first, on_work


def things(actor):
    with acting_as(actor):
        return first(actor)


def said(actor):
    return [one["what"] for one in things(actor)]


def numbers(actor):
    with acting_as(actor):
        return {one["what"]: one["number"] for one in counts(actor)}


def test_what_is_late_comes_first_and_five_at_most(team):
    files = [open_case(team, given_names=f"Child {number}") for number in range(4)]
    flagged(team.worker, files[3], until=today())
    with acting_as(team.worker):
        Deadline.objects.filter(file_id=files[2].pk, kind="safety_plan").update(due_at=now() - dt.timedelta(days=3))
        Deadline.objects.filter(file_id=files[1].pk, kind="safety_plan").update(due_at=now() - dt.timedelta(days=1))
    found = things(team.worker)
    assert len(found) == URGENT
    assert [one["about"] for one in found[:2]] == [files[2].number, files[1].number]
    assert [one["url"] for one in found[:1]] == [reverse("file", args=[files[2].pk])]


def test_a_supervisors_page_begins_with_what_only_they_can_do(enter, team, file):
    waiting = open_case(team, assigned=False)
    client = enter(team.supervisor.user)
    page = client.get(reverse("work")).content.decode()
    assert page.index("First today") < page.index("Without a responsible worker")
    assert reverse("file_assign", args=[waiting.pk]) in page
    assert numbers(team.supervisor) == {
        "Open files": "2",
        "At high risk": "0",
        "Next contact late": "0",
        "Without a worker": "1",
    }


def test_a_file_without_a_worker_is_said_once_with_its_day(team):
    waiting, far = open_case(team, assigned=False), open_case(team, assigned=False)
    with acting_as(team.supervisor):
        Deadline.objects.filter(file_id=far.pk, kind="assignment").update(done_at=now())
        due = Deadline.objects.get(file_id=waiting.pk, kind="assignment").due_at
    found = [one for one in things(team.supervisor) if one["about"] in (waiting.number, far.number)]
    assert [(one["about"], one["what"], one["due"]) for one in found if "worker" in one["what"]] == [
        (waiting.number, "No worker is responsible", due),
        (far.number, "No worker is responsible", None),
    ]
    with acting_as(team.intake):
        mine = [one["what"] for one in first(team.intake) if one["about"] == waiting.number]
    assert "Assign a worker" in mine, "who cannot assign reads what is due"


def test_every_count_leads_to_a_list_of_as_many(enter, team, file):
    open_case(team, assigned=False)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=file.pk).update(risk_level="high", next_contact_on=None)
    client = enter(team.supervisor.user)
    with acting_as(team.supervisor):
        found = counts(team.supervisor)
    for one in found:
        assert client.get(one["url"]).content.decode().count('<th scope="row"><a href') == int(one["number"]), one


def test_a_workers_page_stays_a_list_of_children(enter, team, file):
    client = enter(team.worker.user)
    page = client.get(reverse("work")).content.decode()
    assert "First today" not in page
    assert "Amina" in page
    assert numbers(team.worker)["Open files"] == "1"
    with acting_as(team.worker):
        assert on_work(team.worker)["things"] == []


def test_what_was_carried_up_and_what_is_to_review(team, file):
    admitted = make_actor("caseworker", office=make_team_of_office().office)
    break_into(file, admitted)
    with acting_as(team.supervisor):
        Deadline.objects.filter(file_id=file.pk).update(step=1, due_at=now() - dt.timedelta(days=1))
    found = said(team.supervisor)
    assert "Review an emergency access" in found or len(found) == URGENT
    head = make_actor("district_head", territory=team.office.territory)
    assert any(one["about"] == team.office.name for one in things(head))
    duty = make_actor("duty_officer", territory=team.office.territory)
    assert {one["url"] for one in things(duty)} == {f"{reverse('work')}#escalated"}


def test_a_service_sees_what_it_is_asked(enter, team, file):
    send_case_referral(team, file)
    client = enter(team.provider.user)
    assert client.get(reverse("start")).url == reverse("today")
    page = client.get(reverse("today")).content.decode()
    assert "Answer a referral" in page
    assert "Amina" not in page
    assert numbers(team.provider) == {"Referrals to answer": "1"}


def test_a_lawyer_sees_the_legal_steps(enter, team, file):
    lawyer = make_actor("legal_officer", office=team.office)
    made(team, file, "settlement", by=lawyer)
    with acting_as(lawyer):
        task = LegalTask.objects.get()
    client = enter(lawyer.user)
    assert client.get(reverse("start")).url == reverse("work")
    assert escape(str(Task(task.kind).label)) in client.get(reverse("work")).content.decode(), (
        "which step, not that it is one"
    )
    assert numbers(lawyer)["Open legal steps"] == "1"


def test_an_intake_officer_sees_the_reports(world, send):  # noqa: F811
    send()
    officer = world.officer
    assert "A report waits" in said(officer)
    assert numbers(officer) == {"Reports that wait": "1"}
    assert said(world.supervisor) == []


def test_data_protection_and_planners(enter, team, file):
    planner, officer = make_actor("ministry_planner"), make_actor("data_protection_officer")
    make_strategy()
    values = {
        "partner": make_office(), "purpose": "Places in schools.", "breakdowns": ["schooling"], "basis": "sector_law",
        "starts_on": today(), "ends_on": today() + dt.timedelta(days=20),
    }  # fmt: skip
    with acting_as(planner):
        agreement = propose_agreement(by=planner, values=values)
    assert said(officer) == ["Decide on an agreement"]
    assert said(planner) == ["A plan without a consultation with children"]
    with acting_as(officer):
        decide_agreement(agreement=agreement, by=officer, base_version=1, agreed=True)
    assert said(officer) == []
    assert said(planner) == ["An agreement ends", "A plan without a consultation with children"]
    assert numbers(planner) == {"Open files in the country, rounded": "<10"}
    assert numbers(officer) == {"Open breaches of confidentiality": "0"}
    client = enter(planner.user)
    assert client.get(reverse("start")).url == reverse("today")
    page = client.get(reverse("today")).content.decode()
    assert not re.search(r"/files/[0-9a-f]", page)
    client.logout()
    assert "Nothing waits for you" in enter(officer.user).get(reverse("today")).content.decode()


def test_whoever_has_no_such_day_goes_where_they_went(enter, team):
    client = enter(make_actor("administrator").user)
    assert client.get(reverse("today")).status_code == 403
    assert client.get(reverse("start")).status_code == 302
