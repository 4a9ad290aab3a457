"""A complaint about the handling of a file goes past everybody of its office, by form, API, action and the rows themselves (R68)."""

import pytest
from django.db import connection
from django.urls import reverse

from tests.factories.accounts import actor_of, make_grant, make_office, make_team, make_user
from tests.factories.cases import OfficeTeam, open_case
from tests.unit.intake.conftest import build_world, quick_receipts  # noqa: F401 - fixture
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.intake import policies
from tutela.intake.actions import answer
from tutela.intake.actions.forward_report import forward_report
from tutela.intake.actions.open_report import open_report
from tutela.intake.actions.triage import take_in_hand
from tutela.intake.api import get_report, lines_of, mailbox_of_receipt, visible_to
from tutela.intake.models import Report
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused
from tutela.participation import actions

WORDS = "She never calls back, and I was not asked."


@pytest.fixture
def place(db):
    """Intake's world: an office with its line, the mechanism, and a file of that office."""
    world = build_world()
    team = OfficeTeam(
        office=world.office, intake=world.officer, worker=world.caseworker, supervisor=world.supervisor,
        clinic=None, provider=None, point=None,
    )  # fmt: skip
    world.file = open_case(team)
    return world


def said(place, **changes):
    return {"number": place.file.number, "office": place.office, "voice": "child", "words": WORDS} | changes


def complained(place, by):
    with acting_as(by):
        received = actions.complain(by=by, values=said(place))
    with acting_as(place.ombudsperson):
        return received, Report.objects.get(pk=received.report_id)


@pytest.mark.requirement("R68")
@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "head", "officer"])
def test_whoever_the_child_trusts_hands_it_in_and_nobody_of_the_line_finds_it(place, who):
    _received, report = complained(place, getattr(place, who))
    assert (report.oversight, report.office_id) == (True, place.oversight_office.pk)
    for name in (
        "caseworker",
        "supervisor",
        "head",
        "officer",
        "colleague",
        "duty",
        "elsewhere",
        "partner",
        "administrator",
    ):
        actor = getattr(place, name)
        with acting_as(actor):
            assert not Report.objects.filter(pk=report.pk).exists(), name
            assert not visible_to(actor).filter(pk=report.pk).exists(), name
            with pytest.raises(NotHere):
                get_report(actor, report.pk)
            with pytest.raises(Refused):
                open_report(report=report, keys=place.keys | place.oversight_keys, by=actor)


@pytest.mark.requirement("R68")
def test_the_mechanism_reads_which_file_and_answers_the_child(place):
    received, report = complained(place, place.caseworker)
    with acting_as(place.ombudsperson):
        opened = open_report(report=report, keys=place.oversight_keys, by=place.ombudsperson).content
        assert (opened["file_number"], opened["worry"], opened["excluded"]) == (
            place.file.number, WORDS, str(place.office.pk),
        )  # fmt: skip
        take_in_hand(report=report, by=place.ombudsperson)
        report.refresh_from_db()
        answer.answer_reporter(
            report=report,
            keys=place.oversight_keys,
            text="We asked the office. She calls you on Monday.",
            by=place.ombudsperson,
        )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_public")
    with acting_as(PUBLIC_ACTOR):
        mailbox = mailbox_of_receipt(received.receipt)
        assert mailbox.code_shared
        assert [line.text for line in lines_of(mailbox)] == ["We asked the office. She calls you on Monday."]


@pytest.mark.requirement("R68")
def test_what_is_in_the_clear_does_not_tell_whose_file_it_is(place):
    _received, report = complained(place, place.caseworker)
    with connection.cursor() as cursor, acting_as(place.ombudsperson):
        cursor.execute("SELECT to_jsonb(r)::text FROM intake_report r WHERE id = %s", [report.pk])
        row = cursor.fetchone()[0]
    for word in (place.file.number, str(place.file.pk), str(place.file.child_id), str(place.office.pk)):
        assert word not in row


@pytest.mark.requirement("R68")
def test_somebody_of_the_mechanism_who_also_works_in_the_line_does_not_open_it(place):
    _received, report = complained(place, place.partner)
    user = make_user("ombudsperson")
    make_grant(user, "supervisor", office=place.office)
    double = actor_of(user)
    with acting_as(double), pytest.raises(Refused) as refused:
        open_report(report=report, keys=place.oversight_keys, by=double)
    assert refused.value.reason.value == "report_about_own_office"
    assert policies.read_past_office.allows(place.ombudsperson, place.office.pk)


@pytest.mark.requirement("R68")
def test_the_mechanism_gives_it_to_no_office_that_may_hold_files(place):
    """Also to one of another organisation, which nobody named."""
    _received, report = complained(place, place.caseworker)
    elsewhere = make_team(make_office())
    with acting_as(place.ombudsperson):
        take_in_hand(report=report, by=place.ombudsperson)
        report.refresh_from_db()
        for team in (place.team, elsewhere):
            with pytest.raises(Refused) as refused:
                forward_report(report=report, team=team, keys=place.oversight_keys, reason="Yours.", by=place.ombudsperson)
            assert refused.value.reason.value == "complaint_mechanism_alone"


def test_the_same_words_again_are_one_complaint(place):
    with acting_as(place.caseworker):
        first, second = (actions.complain(by=place.caseworker, values=said(place)) for _time in range(2))
    assert (first.receipt, second.again) == (second.receipt, True)


def test_this_way_leads_to_the_mechanism_and_nowhere_else(place):
    assert not policies.enter_report.allows(place.caseworker, place.office.pk, False, "child_protection")
    assert not policies.enter_report.allows(place.caseworker, place.oversight_office.pk, True, "none")
    assert policies.enter_report.allows(place.caseworker, place.oversight_office.pk, True, "child_protection")


@pytest.mark.parametrize("wrong", [{"number": "12"}, {"office": None}, {"words": " "}, {"voice": "odd"}])
def test_what_cannot_be_is_refused_at_its_field(place, wrong):
    with acting_as(place.caseworker), pytest.raises(InvalidInput) as refused:
        actions.complain(by=place.caseworker, values=said(place, **wrong))
    assert set(refused.value.fields) == set(wrong)


def test_an_office_without_files_is_no_office_to_complain_about(place):
    with acting_as(place.caseworker), pytest.raises(InvalidInput):
        actions.complain(by=place.caseworker, values=said(place, office=make_office(holds_files=False)))


def test_without_a_mechanism_it_says_whom_to_call(team, file):
    with acting_as(team.worker), pytest.raises(OperatorError):
        actions.complain(
            by=team.worker, values={"number": file.number, "office": team.office, "voice": "trusted", "words": WORDS}
        )


@pytest.mark.requirement("R68")
def test_a_worker_complains_for_a_child_on_screen(enter, place):
    client = enter(place.users["caseworker"])
    address = reverse("complaint")
    assert place.file.number in client.get(address, {"number": place.file.number}).content.decode()
    body = said(place, office=place.office.code)
    assert client.post(address, body | {"number": "7"}).status_code == 422
    assert client.post(address, body | {"office": "odd"}).status_code == 422
    page = client.post(address, body).content.decode()
    assert "Code for the child" in page
    assert WORDS not in client.get(reverse("file", args=[place.file.pk])).content.decode()


@pytest.mark.requirement("R68")
def test_a_program_hands_a_complaint_in_and_reads_none(program, place):
    call = program(place.users["caseworker"])
    body = said(place, office=place.office.code)
    assert call("post", "/complaints", body | {"office": "odd"}).status_code == 422
    assert call("post", "/complaints", body).json()["shown"]
    assert call("get", "/complaints").status_code == 405
