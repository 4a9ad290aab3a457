"""Transfers on the screen and through the API: preview, bad input, the answer, and who gets nowhere."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, open_case, put_in_state
from tests.unit.transfers.conftest import ASKED, WORDS, accepted, asked, told
from tutela.kernel.clock import today
from tutela.kernel.ids import uuid7

pytestmark = [pytest.mark.requirement("R55"), pytest.mark.django_db]
SCOPES = ("file_work", "file_view", "file_assign")


def page_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.rule("P12")
@pytest.mark.rule("P22")
def test_from_the_file_to_the_other_office(team, there, file, enter):
    boss = enter(team.supervisor.user)
    assert reverse("file_transfers", args=[file.pk]) in page_of(boss, "file", file.pk)
    assert reverse("transfer_new", args=[file.pk]) in page_of(boss, "file_transfers", file.pk)
    form = page_of(boss, "transfer_new", file.pk)
    assert "and nothing else" in form
    assert "I want to know who comes then." in form
    sent = ASKED | {"office": str(there.office.pk)}
    assert boss.post(reverse("transfer_new", args=[file.pk]), sent | {"why": ""}).status_code in (400, 422)
    bad = boss.post(reverse("transfer_new", args=[file.pk]), sent | {"reason": "short"})
    assert bad.status_code in (400, 422)
    assert "aria-invalid" in bad.content.decode()
    made = boss.post(reverse("transfer_new", args=[file.pk]), sent)
    assert made.status_code == 302
    here = boss.get(made.url).content.decode()
    assert WORDS in here
    assert "/withdraw" in here
    assert "/accept" not in here
    assert "Transfer pending" in page_of(boss, "file", file.pk)
    assert "Another office was asked" in page_of(boss, "file", file.pk)
    one = made.url.rsplit("/", 1)[-1]
    assert "already" in page_of(boss, "file_transfers", file.pk)
    assert reverse("file_transfer", args=[file.pk, one]) in page_of(boss, "file_transfers", file.pk)
    assert WORDS in page_of(boss, "file_transfer", file.pk, one)
    assert boss.post(f"{made.url}/accept", {"base_version": 1, "worker": there.worker.id}).status_code == 403, (
        "not the sender"
    )
    boss.logout()
    chief = enter(there.supervisor.user)
    assert file.number in page_of(chief, "transfers")
    assert "Answer whether your office takes over a file" in page_of(chief, "work")
    seen = chief.get(made.url).content.decode()
    assert WORDS not in seen, "released once it is accepted"
    assert "Amina" not in seen
    assert reverse("file", args=[file.pk]) not in seen
    assert "The child has moved" in seen
    assert chief.get(reverse("file", args=[file.pk])).status_code == 404
    step = f"{made.url}/accept"
    assert there.worker.user.full_name in chief.get(step).content.decode()
    assert team.worker.user.full_name not in chief.get(step).content.decode()
    assert chief.post(step, {"base_version": 1, "worker": ""}).status_code in (400, 422)
    assert chief.post(step, {"base_version": 9, "worker": there.worker.id}).status_code == 412
    assert chief.post(step, {"base_version": 1, "worker": there.worker.id}).status_code == 302
    assert WORDS in chief.get(made.url).content.decode()
    assert "Another office took over" in page_of(chief, "file", file.pk)
    chief.logout()
    worker = enter(there.worker.user)
    assert "Tell the child who is there for them now" in page_of(worker, "file", file.pk)
    said = {"base_version": 2, "told": "She wants to show her school."}
    assert worker.post(f"{made.url}/told", said | {"told_on_0": "", "told_on": ""}).status_code in (400, 422)
    assert worker.post(f"{made.url}/told", said | {"told_on": today().isoformat()}).status_code == 302
    assert "show her school" in worker.get(made.url).content.decode()
    worker.logout()
    boss = enter(team.supervisor.user)
    left = boss.get(made.url).content.decode()
    assert file.number in left
    assert WORDS not in left, "the former office keeps the number and the answer"
    assert "Open tasks" not in left
    assert boss.get(reverse("file", args=[file.pk])).status_code == 404
    assert boss.get(reverse("file_transfer", args=[file.pk, one])).status_code == 404
    assert len(told("transfer_read")) > 5
    assert len(told("transfers_listed")) == 1


def test_a_no_goes_back_to_the_list(team, there, file, enter):
    one = asked(team, there, file)
    chief = enter(there.supervisor.user)
    step = reverse("transfer_move", args=[one.pk, "decline"])
    assert "sees nothing of it any more" in chief.get(step).content.decode()
    sent = {"base_version": 1, "not_taken": "close", "answer": "A colleague is of the family."}
    assert chief.post(step, sent | {"answer": ""}).status_code in (400, 422)
    done = chief.post(step, sent)
    assert (done.status_code, done.url) == (302, reverse("transfers"))
    assert file.number not in page_of(chief, "transfers")
    assert chief.get(reverse("transfer", args=[one.pk])).status_code == 404
    chief.logout()
    boss = enter(team.supervisor.user)
    assert "A colleague is of the family." in page_of(boss, "transfer", one.pk)
    assert "not heard" not in page_of(boss, "file_transfers", file.pk)


def test_what_must_be_there_first_is_said(team, there, enter):
    file = put_in_state(open_case(team), "active", team.worker)
    boss = enter(team.supervisor.user)
    assert "The child is heard before" in page_of(boss, "file_transfers", file.pk)
    assert "The child is heard before" in page_of(boss, "transfer_new", file.pk)
    sent = ASKED | {"office": str(there.office.pk)}
    answer = boss.post(reverse("transfer_new", args=[file.pk]), sent)
    assert answer.status_code in (400, 403, 422)
    assert "The child is heard before" in answer.content.decode()


def test_who_has_nothing_to_do_with_it_gets_nowhere(team, there, file, enter):
    one = asked(team, there, file)
    stranger = enter(make_actor("supervisor", office=make_office()).user)
    for address in (
        reverse("transfer", args=[one.pk]),
        reverse("transfer_move", args=[one.pk, "accept"]),
        reverse("file_transfers", args=[file.pk]),
        reverse("transfer_new", args=[file.pk]),
        reverse("file_transfer", args=[file.pk, one.pk]),
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address).status_code in (404, 405)
    stranger.logout()
    worker = enter(team.worker.user)
    assert WORDS in page_of(worker, "transfer", one.pk), "the worker goes on with the file and sees it"
    assert worker.get(reverse("transfer_move", args=[one.pk, "withdraw"])).status_code == 403
    assert worker.get(reverse("transfer_new", args=[file.pk])).status_code == 403
    assert worker.get(reverse("transfer_move", args=[one.pk, "nothing"])).status_code == 404
    other = open_case(team)
    assert worker.get(reverse("file_transfer", args=[other.pk, one.pk])).status_code == 404


@pytest.mark.rule("P14")
def test_the_same_through_the_api(team, there, file, program):
    boss, chief = program(team.supervisor.user, SCOPES), program(there.supervisor.user, SCOPES)
    path, body = f"/files/{file.pk}/transfers", ASKED | {"office": str(there.office.pk)}
    for wrong in ({"reason": "short"}, {"office": str(uuid7())}, {"why": "x"}):
        assert boss("post", path, body | wrong).status_code == 422
    made = boss("post", path, body)
    assert made.status_code == 201, made.content
    assert made.json()["handover"]["reason"] == WORDS
    one = f"/transfers/{made.json()['id']}"
    accept = {"worker": str(there.worker.id)}
    assert boss("post", f"{one}/accept", accept, seen=1).status_code == 403, "not the sender"
    third = program(make_actor("supervisor", office=make_office()).user, SCOPES)
    assert third("post", f"{one}/accept", accept, seen=1).status_code == 404
    assert third("get", one).status_code == 404
    assert third("get", "/transfers").json() == []
    seen = chief("get", one).json()
    assert seen["handover"] is None
    assert seen["shared"]["child_agrees"]
    assert [row["number"] for row in chief("get", "/transfers").json()] == [file.number]
    assert chief("get", f"/files/{file.pk}/transfers").status_code == 404
    assert chief("post", f"{one}/accept", accept).status_code == 428
    assert chief("post", f"{one}/accept", accept, seen=7).status_code == 412
    assert chief("post", f"{one}/accept", {"worker": str(uuid7())}, seen=1).status_code == 422
    narrow = program(there.supervisor.user, ("file_view",))
    assert narrow("post", f"{one}/accept", accept, seen=1).status_code == 403
    assert narrow("get", "/transfers").status_code == 403
    done = chief("post", f"{one}/accept", accept, seen=1)
    assert (done.status_code, done.json()["state"]) == (200, "accepted"), done.content
    assert done.json()["handover"]["urgent"] == ASKED["urgent"]
    left = boss("get", one).json()
    assert (left["handover"], left["shared"], left["state"]) == (None, {}, "accepted")
    worker = program(there.worker.user, ("file_work",))
    told_ = {"told_on": today().isoformat(), "told": "She asked for Ana once more."}
    assert worker("post", f"{one}/told", told_, seen=2).status_code == 200
    assert worker("get", f"/files/{file.pk}/transfers").json()[0]["handover"]["told"] == told_["told"]
    assert program(there.worker.user, ("statistics_view",))("get", one).status_code in (401, 403)


def test_decline_and_withdraw_through_the_api(team, there, file, program):
    boss, chief = program(team.supervisor.user, SCOPES), program(there.supervisor.user, SCOPES)
    one = asked(team, there, file)
    sent = {"not_taken": "other", "answer": "Another office is nearer to the school."}
    assert chief("post", f"/transfers/{one.pk}/decline", sent | {"not_taken": "x"}, seen=1).status_code == 422
    done = chief("post", f"/transfers/{one.pk}/decline", sent, seen=1)
    assert (done.json()["state"], done.json()["shared"]) == ("declined", {})
    assert chief("get", f"/transfers/{one.pk}").status_code == 404
    from tests.unit.transfers.conftest import to_transfer

    other = asked(team, there, to_transfer(team))
    back = boss("post", f"/transfers/{other.pk}/withdraw", {"answer": "The family stays in this town."}, seen=1)
    assert back.json()["state"] == "withdrawn"
    assert {row["state"] for row in boss("get", "/transfers").json()} == {"declined", "withdrawn"}


def test_a_former_file_is_gone_for_the_former_worker(team, there, file, enter, program):
    accepted(there, asked(team, there, file))
    worker = enter(team.worker.user)
    assert worker.get(reverse("file", args=[file.pk])).status_code == 404
    assert file.number not in worker.get(reverse("files")).content.decode()
    worker.logout()
    call = program(team.worker.user)
    assert call("get", f"/files/{file.pk}").status_code == 404
    assert fresh(there.worker, file).office_id == there.office.pk
