"""From the triage desk to a file: open or link, after looking for an earlier contact."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_totp, make_user, sign_in
from tests.unit.intake.conftest import build_world, quick_receipts, the_public  # noqa: F401
from tutela.accounts.api import PUBLIC_ACTOR, actor_for
from tutela.cases.actions.take_report import Told, link_from_report, open_from_report
from tutela.cases.models import CaseFile, LinkedReport
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.actions.triage import take_in_hand
from tutela.intake.models import Report
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState


@pytest.fixture
def world(db):
    return build_world()


def waiting(world, officer="officer"):
    """A report in triage."""
    with the_public():
        got = receive_report(submission=Submission(worry="A child is often alone."), team=world.team, by=PUBLIC_ACTOR)
    actor = getattr(world, officer)
    with acting_as(actor):
        return take_in_hand(report=Report.objects.get(pk=got.report_id), by=actor)


@pytest.mark.requirement("R16")
def test_a_file_is_opened_with_the_codes_of_the_report_and_nothing_of_its_words(world):
    report = waiting(world)
    with acting_as(world.officer):
        file = open_from_report(report_id=report.pk, by=world.officer, told=Told(given_names="Amina"))
        report.refresh_from_db()
        assert (report.state, file.report_id, file.office_id) == ("accepted", report.pk, report.office_id)
        assert file.report_channel == report.channel
        assert file.reported_on == report.taken_on


@pytest.mark.requirement("R20")
def test_a_worry_without_any_name_is_enough(world):
    report = waiting(world)
    with acting_as(world.officer):
        assert open_from_report(report_id=report.pk, by=world.officer, told=Told()).state == "triaged"


def test_both_or_neither(world):
    report = waiting(world)
    with acting_as(world.officer):
        with pytest.raises(InvalidInput):
            open_from_report(report_id=report.pk, by=world.officer, told=Told(sex="no such code"))
        report.refresh_from_db()
        assert report.state == "in_triage"
        assert not CaseFile.objects.exists()
        open_from_report(report_id=report.pk, by=world.officer, told=Told())
        with pytest.raises((Refused, WrongState)):
            open_from_report(report_id=report.pk, by=world.officer, told=Told())


def test_an_officer_of_another_office_finds_nothing(world):
    report = waiting(world)
    with acting_as(world.elsewhere), pytest.raises(NotHere):
        open_from_report(report_id=report.pk, by=world.elsewhere, told=Told())


@pytest.mark.requirement("R25")
def test_the_supervisor_links_a_second_report_to_the_file_and_others_cannot(world):
    first, second = waiting(world), waiting(world)
    with acting_as(world.officer):
        file = open_from_report(report_id=first.pk, by=world.officer, told=Told(given_names="Amina", family_names="Testova"))
    with acting_as(world.caseworker), pytest.raises(Refused):
        link_from_report(report_id=second.pk, by=world.caseworker, file=file)
    with acting_as(world.supervisor):
        seen = CaseFile.objects.get(pk=file.pk)
        link_from_report(report_id=second.pk, by=world.supervisor, file=seen)
        assert LinkedReport.objects.get().report_id == second.pk


@pytest.fixture
def browser(client, world):
    """A client signed in as the officer of the world."""

    def enter(name):
        user = world.users[name]
        make_totp(user)
        sign_in(client, user)
        return client

    return enter


@pytest.mark.requirement("R25")
def test_the_screen_says_only_that_there_may_be_a_match_until_the_supervisor_was_asked(world, browser):
    first, second = waiting(world), waiting(world)
    with acting_as(world.officer):
        open_from_report(report_id=first.pk, by=world.officer, told=Told(given_names="Amina", family_names="Testova"))
    page = browser("colleague")
    url = reverse("take_report", args=[second.pk])
    with acting_as(world.colleague):
        take = {"given_names": "Aminah", "family_names": "Testova", "sex": "girl", "file_type": "child_at_risk"}
    answer = page.post(url, take)
    body = answer.content.decode()
    assert "ask your supervisor" in body
    assert 'id="earlier"' not in body
    with acting_as(world.supervisor):
        assert CaseFile.objects.count() == 1


@pytest.mark.requirement("R25")
def test_the_supervisor_compares_and_links_on_the_screen(world, browser):
    first, second = waiting(world), waiting(world)
    with acting_as(world.officer):
        file = open_from_report(report_id=first.pk, by=world.officer, told=Told(given_names="Amina", family_names="Testova"))
    page = browser("supervisor")
    url = reverse("take_report", args=[second.pk])
    assert page.get(url).status_code == 200
    take = {"given_names": "Aminah", "family_names": "Testova", "sex": "girl", "file_type": "child_at_risk"}
    assert "Testova" in page.post(url, take).content.decode()
    link = reverse("link_report", args=[second.pk, file.pk])
    assert page.get(link).status_code == 302
    assert page.post(link).url == reverse("file", args=[file.pk])
    assert page.post(link).url == url
    with acting_as(world.supervisor):
        assert LinkedReport.objects.count() == 1


def test_the_screen_opens_a_file_and_names_what_is_wrong(world, browser):
    report = waiting(world)
    page = browser("officer")
    url = reverse("take_report", args=[report.pk])
    wrong = page.post(url, {"sex": "girl", "file_type": "child_at_risk", "age_low": "19", "age_high": "20"})
    assert wrong.status_code == 422
    right = page.post(url, {"sex": "girl", "file_type": "child_at_risk", "given_names": "Nura"})
    assert right.status_code == 302
    assert page.get(right.url).status_code == 200


def test_a_worker_without_the_desk_is_refused(world, browser):
    report = waiting(world)
    assert browser("caseworker").get(reverse("take_report", args=[report.pk])).status_code == 403
    assert actor_for(make_user()).roles == frozenset()
