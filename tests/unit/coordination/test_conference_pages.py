"""Conferences through their pages and the HTTP API: the undertaking attacked, bad input at its field, nobody of another office."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_organisation
from tests.factories.cases import make_consent, make_person, make_team_of_office, make_view
from tests.unit.coordination.conftest import (
    HELD,
    LATER,
    PAPERS,
    SOON,
    accepted,
    called,
    decided,
    prepared,
    ready,
    seat,
    step,
)
from tutela.coordination.actions import conferences as actions
from tutela.coordination.models import Conference, ConferenceDecision
from tutela.kernel.database.acting import acting_as


def move(one, name):
    return reverse("conference_move", args=[one.file_id, one.pk, name])


def text(answer):
    return answer.content.decode()


@pytest.mark.requirement("R74")
def test_a_worker_prepares_and_calls_on_screen(enter, team, file, guest):
    client = enter(team.worker.user)
    listed = reverse("conferences", args=[file.pk])
    assert "No conference yet" in text(client.get(listed))
    new = reverse("conference_new", args=[file.pk])
    body = {"meets_on": SOON.isoformat(), "access_on": LATER.isoformat()}
    assert client.get(new).status_code == 200
    assert client.post(new, body | {"access_on": "2020-01-01"}).status_code == 422
    assert "Purpose and agenda are missing" in text(client.post(new, body, follow=True))
    with acting_as(team.worker):
        one = Conference.objects.get()
    assert client.post(move(one, "papers"), PAPERS | {"base_version": 1, "parts": ["all"]}).status_code == 422
    assert client.post(move(one, "papers"), PAPERS | {"base_version": 1}).status_code == 302
    assert client.post(move(one, "papers"), PAPERS | {"base_version": 1}).status_code == 412
    assert "Where she goes to school." in text(client.get(move(one, "papers")))
    invite = {"username": guest.user.username, "sector": "AC-HEA"}
    assert client.post(move(one, "invite"), invite | {"base_version": 2, "username": "nobody"}).status_code == 422
    assert client.post(move(one, "invite"), invite | {"base_version": 2}).status_code == 302
    named = {"name": "A teacher", "body": make_organisation(code="SCH").code, "sector": "AC-EDU"}
    assert client.post(move(one, "invite"), named | {"base_version": 3}).status_code == 302
    view, consent = make_view(team, file), make_consent(team, file, purpose="sharing")
    heard = {"base_version": 4, "view": view.pk, "consent": consent.pk}
    assert client.get(move(one, "hear")).status_code == 200
    assert client.post(move(one, "hear"), heard).status_code == 302
    page = text(client.get(reverse("conference", args=[file.pk, one.pk])))
    assert "cannot open the papers" in page
    assert "12–15" in page
    assert client.get(move(one, "hold")).status_code == 403
    assert client.get(move(one, "odd")).status_code == 404
    assert "after accepting the undertaking" in text(client.get(move(one, "call")))
    assert client.post(move(one, "call"), {"base_version": 5}).status_code == 302
    assert "read the papers until" in text(client.get(reverse("conference", args=[file.pk, one.pk])))
    assert one.number in text(client.get(listed))


@pytest.mark.requirement("R74")
def test_a_step_that_takes_access_away_says_so_before_it_is_taken(enter, team, file, guest):
    client, one = enter(team.worker.user), called(team, file, guest)
    for name, follows in (
        ("uninvite", "This person reads nothing of the conference from now on."),
        ("recall", "Nobody reads the papers from now on."),
        ("cancel", "nobody reads its papers"),
    ):
        assert follows in text(client.get(move(one, name))), name
    assert "from now on" not in text(client.get(move(one, "hold")))


@pytest.mark.rule("P11")
def test_an_unsafe_person_is_refused_on_screen_and_through_the_api(enter, program, team, file):
    make_person(team, file, name="Boris Testov", unsafe=True)
    one, code = prepared(team, file), make_organisation(code="FAM").code
    seats = {"name": "Boris Testov", "body": code, "sector": "AC-FAM"}
    api = program(team.worker.user)("post", f"/files/{file.pk}/conferences/{one.pk}/invite", seats, one.version)
    assert (api.status_code, api.json()["code"]) == (403, "conference_unsafe")
    answer = enter(team.worker.user).post(move(one, "invite"), seats | {"base_version": one.version})
    assert (answer.status_code, "P11" in text(answer)) == (422, True)
    with acting_as(team.worker):
        assert not one.participants.exists()


@pytest.mark.requirement("R74")
@pytest.mark.rule("P12")
def test_papers_stay_closed_on_screen_until_the_undertaking_is_accepted(enter, team, file, guest):
    row = seat(guest, called(team, file, guest))
    client = enter(guest.user)
    page = reverse("invitation", args=[row.pk])
    assert "You are invited" in text(client.get(reverse("invitations")))
    shown = text(client.get(page))
    assert "The papers are closed" in shown
    assert not any(word in shown for word in ("Amina", "Where she goes", "stay at school"))
    accept = reverse("invitation_accept", args=[row.pk])
    assert "keep what I read" in text(client.get(accept))
    assert client.post(accept, {"accepted": ""}).status_code == 422
    assert "The papers are closed" in text(client.get(page))
    shown = text(client.post(accept, {"accepted": "on"}, follow=True))
    assert all(word in shown for word in ("Amina", "Where she goes", "stay at school"))
    assert "Testova" not in shown


@pytest.mark.requirement("R74")
@pytest.mark.rule("P12")
def test_papers_stay_closed_to_a_program_until_the_undertaking_is_accepted(program, team, file, guest):
    one = called(team, file, guest)
    call = program(guest.user, ("referral_answer",))
    rows = call("get", "/conferences").json()
    assert [(row["number"], row["accepted"]) for row in rows] == [(one.number, False)]
    here = f"/conferences/{rows[0]['id']}"
    refused = call("get", f"{here}/papers")
    assert (refused.status_code, refused.json()["code"]) == (403, "conference_no_undertaking")
    assert call("post", f"{here}/undertaking", {}).json()["accepted"] is True
    assert call("get", f"{here}/papers").json()["shared"]["child"]["called"] == "Amina"
    step(team.worker, one, actions.recall)
    assert call("get", f"{here}/papers").status_code == 404
    outside = program(guest.user, ("statistics_view",))
    assert outside("get", "/conferences").json()["code"] == "outside_scope"


@pytest.mark.requirement("R74")
def test_the_owner_ends_the_task_on_screen_and_sees_nothing_else(enter, team, file, guest):
    one = decided(team, file, guest)
    with acting_as(guest):
        task = ConferenceDecision.objects.get()
    client = enter(guest.user)
    assert "Ask for transport." in text(client.get(reverse("invitations")))
    page = reverse("conference_task", args=[task.pk])
    assert "Ask for transport." in text(client.get(page))
    assert client.get(reverse("conference", args=[file.pk, one.pk])).status_code in (403, 404)
    assert client.post(page, {"base_version": 1, "done": "no", "result": ""}).status_code == 422
    assert client.post(page, {"base_version": 1, "done": "no", "result": "No bus runs."}).status_code == 302
    boss = enter(team.supervisor.user)
    shown = text(boss.get(reverse("conference", args=[file.pk, one.pk])))
    assert "No bus runs." in shown
    assert HELD["dissent"] in shown


@pytest.mark.requirement("R74")
def test_a_program_goes_the_whole_way(program, team, file, guest):
    here, call = f"/files/{file.pk}/conferences", program(team.worker.user)
    made = call("post", here, {"meets_on": SOON.isoformat(), "access_on": LATER.isoformat()})
    assert made.status_code == 201
    one = f"{here}/{made.json()['id']}"
    assert call("post", f"{one}/papers", PAPERS).status_code == 428
    assert call("post", f"{one}/papers", PAPERS, 9).status_code == 412
    assert call("post", f"{one}/papers", PAPERS, 1).json()["version"] == 2
    unknown = "00000000-0000-7000-8000-000000000000"
    assert call("post", f"{one}/hear", {"view": unknown}, 2).status_code == 422
    assert call("post", f"{one}/invite", {"name": "B", "body": "NOBODY", "sector": "AC-EDU"}, 2).status_code == 422
    assert call("post", f"{one}/call", {}, 2).json()["code"] == "conference_no_participants"
    done = decided(team, file, guest)
    with acting_as(team.worker):
        task = ConferenceDecision.objects.get()
    guests = program(guest.user, ("referral_answer",))
    assert [row["what"] for row in guests("get", "/conference-tasks").json()] == ["Ask for transport."]
    end = f"/conference-tasks/{task.pk}/end"
    assert guests("post", end, {"result": "Done."}).status_code == 428
    assert guests("post", end, {"result": "Done."}, 1).json()["state"] == "done"
    rows = {row["id"]: row for row in call("get", here).json()}
    assert rows[str(done.pk)]["decisions"][0]["state"] == "done"
    assert rows[str(done.pk)]["dissent"] == HELD["dissent"]


def test_nobody_of_another_office_finds_one(enter, program, team, file, guest):
    one = ready(team, file, guest)
    other = make_team_of_office()
    assert program(other.worker.user)("get", f"/files/{file.pk}/conferences").status_code == 404
    client = enter(other.worker.user)
    for url in (reverse("conferences", args=[file.pk]), reverse("conference", args=[file.pk, one.pk]), move(one, "papers")):
        assert client.get(url).status_code == 404
    stranger = make_actor("service_provider", office=team.clinic)
    row = seat(guest, one, by=team.worker)
    step(team.worker, one, actions.call)
    accepted(guest, one)
    client = enter(stranger.user)
    for name in ("invitation", "invitation_accept"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
