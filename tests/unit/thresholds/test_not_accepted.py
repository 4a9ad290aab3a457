"""A file that was triaged is not accepted by a second person, never where a danger is named; somebody is told where help is (P1, P14, R51)."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.factories.care import send_case_referral
from tests.factories.cases import fresh, make_concern, make_person, make_team_of_office, open_case, put_in_state
from tutela.audit.models import Event
from tutela.care.actions.close_file import reopen_file
from tutela.care.models import Referral
from tutela.care.states import ReferralState
from tutela.cases.actions import register_child
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Deadline
from tutela.cases.states import FileState
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.partial_dates import minus_years
from tutela.thresholds import policies
from tutela.thresholds.enums import NotOurs, ThresholdReason
from tutela.thresholds.models import NotAccepted

from .conftest import DECLINED as SAID
from .conftest import at_risk, declined

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.fixture
def triaged(team):
    return open_case(team)


def why(by, file, because="no_need"):
    with acting_as(by):
        return policies.decline_because.why_not(by, fresh(by, file), because)


def test_a_supervisor_does_not_accept_a_file_and_nothing_is_due_any_more(team, triaged):
    with acting_as(team.supervisor):
        assert Deadline.objects.filter(file=triaged, done_at=None, cancelled_at=None).exists()
    one = declined(team.supervisor, triaged)
    assert (one.why, one.words, one.pointed_to) == ("no_need", SAID["words"], SAID["pointed_to"])
    after = fresh(team.supervisor, triaged)
    assert (after.state, after.next_contact_on, after.closure_reason, after.closed_at) == (
        FileState.NOT_ACCEPTED,
        None,
        "",
        None,
    )
    with acting_as(team.supervisor):
        assert not Deadline.objects.filter(file=triaged, done_at=None, cancelled_at=None).exists()
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.get(action="file_not_accepted")
    assert json.loads(event.details) == {"why": "no_need"}
    assert event.about == str(triaged.child_id)
    assert why(team.supervisor, triaged) == ThresholdReason.NOT_TRIAGED


@pytest.mark.rule("P14")
def test_who_decides(team, triaged):
    assert why(team.worker, triaged) == ThresholdReason.NOT_YOURS
    with acting_as(team.supervisor):
        held = fresh(team.supervisor, triaged)
        for name in ("worker_id", "opened_by_id"):
            own = fresh(team.supervisor, triaged)
            setattr(own, name, team.supervisor.id)
            assert policies.decline.why_not(team.supervisor, own) == ThresholdReason.NOT_YOURS
        assert policies.decline.why_not(team.supervisor, held) is None
    for by in (make_team_of_office().supervisor, make_actor("supervisor", office=make_office())):
        with acting_as(by):
            assert policies.decline.why_not(by, triaged) == FileReason.NOT_VISIBLE
    with pytest.raises(Refused):
        declined(team.worker, triaged)


def test_a_file_that_names_a_danger_is_not_sent_away(team, triaged):
    at_risk(team.worker, triaged, "medium")
    assert why(team.supervisor, triaged) == ThresholdReason.DANGER
    at_risk(team.worker, triaged, "low")
    assert why(team.supervisor, triaged) is None
    make_concern(team, triaged, concerns=["PC08"])
    assert why(team.supervisor, triaged) == ThresholdReason.DANGER
    other = open_case(team)
    make_person(team, other, unsafe=True)
    assert why(team.supervisor, other) == ThresholdReason.DANGER
    with pytest.raises(Refused):
        declined(team.supervisor, other)
    assert fresh(team.supervisor, other).state == FileState.TRIAGED


@pytest.mark.parametrize("state", list(ReferralState))
def test_while_help_runs_it_is_not_sent_away(team, triaged, state):
    referral = send_case_referral(team, triaged)
    with acting_as(team.worker):
        Referral.objects.filter(pk=referral.pk).update(state=state)
    runs = state in ("sent", "received", "accepted", "started")
    assert why(team.supervisor, triaged) == (ThresholdReason.HELP_RUNS if runs else None)
    assert why(team.supervisor, open_case(team)) is None, "what runs in another file holds nothing up here"


@pytest.mark.rule("P1")
@pytest.mark.parametrize(("days", "expected"), [(0, None), (1, ThresholdReason.MAY_BE_A_CHILD)])
def test_on_the_day_of_18_and_the_day_before(team, triaged, days, expected):
    born = minus_years(today() + dt.timedelta(days=days), 18)
    with acting_as(team.worker):
        register_child.state_age(file=fresh(team.worker, triaged), by=team.worker, basis="document", birth=born.isoformat())
    assert why(team.supervisor, triaged, "adult") == expected


@pytest.mark.rule("P1")
def test_as_an_adult_only_who_is_18_for_certain(team):
    file = open_case(team, age_low=17, age_high=19)
    assert why(team.supervisor, file, "adult") == ThresholdReason.MAY_BE_A_CHILD
    unknown = open_case(team, age_low=None, age_high=None)
    assert why(team.supervisor, unknown, "adult") == ThresholdReason.MAY_BE_A_CHILD
    with pytest.raises(Refused) as caught:
        declined(team.supervisor, file, why="adult")
    assert caught.value.reason == ThresholdReason.MAY_BE_A_CHILD
    with acting_as(team.worker):
        register_child.state_age(file=fresh(team.worker, file), by=team.worker, basis="document", birth="2000-01-01")
    assert declined(team.supervisor, file, why="adult").why == NotOurs.ADULT


@pytest.mark.parametrize("state", [one for one in FileState if one not in ("triaged", "closed")])
def test_only_a_triaged_file(team, triaged, state):
    put_in_state(triaged, state, team.worker)
    assert why(team.supervisor, triaged) == ThresholdReason.NOT_TRIAGED


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"why": "other"}, {"why"}),
        ({"words": " "}, {"words"}),
        ({"pointed_to": ""}, {"pointed_to"}),
        ({"words": "x" * 2001}, {"words"}),
        ({"pointed_to": "x" * 2001}, {"pointed_to"}),
    ],
)
def test_bad_answers_name_the_field_and_write_nothing(team, triaged, wrong, fields):
    with pytest.raises(InvalidInput) as caught:
        declined(team.supervisor, triaged, **wrong)
    assert set(caught.value.fields) == fields
    with acting_as(team.supervisor):
        assert not NotAccepted.objects.exists()
    assert fresh(team.supervisor, triaged).state == FileState.TRIAGED


def test_a_mistake_points_nobody_anywhere_and_is_counted_nowhere(team, triaged):
    declined(team.supervisor, triaged, why="mistake", pointed_to="")
    assert fresh(team.supervisor, triaged).closure_reason == "ERROR"


def test_it_is_opened_again(team, triaged):
    declined(team.supervisor, triaged, why="mistake")
    with acting_as(team.supervisor):
        reopen_file(file=fresh(team.supervisor, triaged), by=team.supervisor, reason="The teacher called again.")
    after = fresh(team.supervisor, triaged)
    assert (after.state, after.closure_reason) == (FileState.REOPENED, "")


@pytest.mark.rule("P40")
def test_it_is_sealed_in_its_time_like_a_closed_one(team, triaged):
    from tutela.accounts import api as accounts
    from tutela.retention.actions import seal_due_files

    declined(team.supervisor, triaged)
    accounts.create_system_users()
    by = accounts.system_actor("deadline_keeper")
    with acting_as(by):
        assert seal_due_files(by=by) == 0
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=triaged.pk).update(updated_at=now() - dt.timedelta(days=2000))
    with acting_as(by):
        assert seal_due_files(by=by) == 1
    with acting_as(team.supervisor):
        assert not CaseFile.objects.filter(pk=triaged.pk).exists()


def test_on_screen(enter, team, triaged):
    kind, here = (reverse(name, args=[triaged.pk]) for name in ("file_kind", "file_decline"))
    client = enter(team.worker.user)
    assert here not in client.get(kind).content.decode()
    client = enter(team.supervisor.user)
    assert here in client.get(kind).content.decode()
    assert "can be opened again" in client.get(here).content.decode()
    assert client.post(here, SAID | {"pointed_to": ""}).status_code == 422
    assert client.post(here, SAID).status_code == 302
    shown = client.get(kind).content.decode()
    for words in (SAID["words"], SAID["pointed_to"], "Nothing here calls for protection or support"):
        assert words in shown
    assert here not in shown
    assert client.get(here).status_code in (403, 409)
    assert "The file was not accepted" in client.get(reverse("file", args=[triaged.pk])).content.decode()
    client = enter(make_team_of_office().supervisor.user)
    assert client.get(here).status_code == 404


def test_the_page_says_why_a_file_stays(enter, team, triaged):
    at_risk(team.worker, triaged, "high")
    shown = enter(team.supervisor.user).get(reverse("file_kind", args=[triaged.pk])).content.decode()
    assert "It is not sent away (R51)" in shown
    assert reverse("file_decline", args=[triaged.pk]) not in shown


def test_through_a_program(program, team, triaged):
    path = f"/files/{triaged.pk}"
    worker = program(team.worker.user, scopes=("file_work",))
    assert worker("post", f"{path}/decline", SAID).status_code == 403
    boss = program(team.supervisor.user, scopes=("file_approve", "file_view"))
    bad = boss("post", f"{path}/decline", SAID | {"why": "other"})
    assert (bad.status_code, set(bad.json()["fields"])) == (422, {"why"})
    made = boss("post", f"{path}/decline", SAID)
    assert (made.status_code, made.json()["why"]) == (201, "no_need")
    assert boss("post", f"{path}/decline", SAID).status_code in (403, 409)
    assert [row["why"] for row in boss("get", f"{path}/kind").json()["declined"]] == ["no_need"]
    assert (
        program(make_team_of_office().supervisor.user, scopes=("file_approve",))("post", f"{path}/decline", SAID).status_code
        == 404
    )
