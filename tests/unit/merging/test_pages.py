"""Merging on the screen and through the API: what both files show, bad input, and who gets nowhere."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import make_person, open_case
from tests.unit.merging.conftest import WORDS, current, merged, proposed, told
from tutela.cases.api import DeadlineKind
from tutela.cases.api import steps as door
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.merging.enums.merges import MergeReason
from tutela.merging.models import Merge

pytestmark = [pytest.mark.requirement("R25"), pytest.mark.django_db]
SCOPES = ("file_work", "file_view", "file_match", "file_approve")


def page_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.rule("P14")
def test_from_the_pair_to_one_file_and_back(team, head, linked, enter):
    leading, file, pair = linked
    boss = enter(team.supervisor.user)
    assert reverse("merge_new", args=[pair.pk]) in page_of(boss, "duplicate", pair.pk)
    form = page_of(boss, "merge_new", pair.pk)
    assert "Fatoumata" in form
    assert "Another spelling" in form
    way = f"{leading.pk}.{file.pk}"
    assert way in form
    made = boss.post(reverse("merge_new", args=[pair.pk]), {"way": way, "reason": WORDS})
    assert made.status_code == 302
    here = boss.get(made.url).content.decode()
    assert WORDS in here
    assert "/confirm" not in here, "nobody decides what they proposed"
    assert "/decline" in here
    assert boss.post(f"{made.url}/confirm", {"base_version": 1, "answer": WORDS}).status_code == 403, "rule P14"
    assert "A second person decides" in page_of(boss, "file", leading.pk)
    boss.logout()
    chief = enter(head.user)
    assert "/confirm" in chief.get(made.url).content.decode()
    step = f"{made.url}/confirm"
    assert "can be taken back" in chief.get(step).content.decode()
    assert chief.post(step, {"base_version": 1, "answer": WORDS}).status_code == 302
    chief.logout()
    worker = enter(team.worker.user)
    shut = page_of(worker, "file", file.pk)
    assert "merged into another file" in shut
    assert leading.number in shut
    assert 'id="steps"' not in shut, "nothing is offered that would be refused"
    assert "Also of this child" in page_of(worker, "file", leading.pk)
    assert worker.post(reverse("person_new", args=[file.pk]), {"name": "X", "relation": "relative"}).status_code == 403
    both = page_of(worker, "merges", leading.pk)
    assert both.count(file.number) > 1
    assert both.count(leading.number) > 1
    assert reverse("merge", args=[leading.pk, current(head, _merge(head, file)).pk]) in page_of(worker, "file", leading.pk)
    worker.logout()
    boss = enter(team.supervisor.user)
    undo = f"{made.url}/undo"
    assert boss.post(undo, {"base_version": 2, "undone_because": WORDS}).status_code == 302
    assert "merged into another file" not in page_of(boss, "file", file.pk)
    assert made.url in page_of(boss, "duplicate", pair.pk)
    assert len(told("file_read")) > 8


def _merge(by, file):
    with acting_as(by):
        return Merge.objects.filter(file=file).latest("proposed_at")


def test_bad_input_is_answered_beside_the_field_and_what_stands_against_it_is_said(team, head, linked, enter):
    leading, file, pair = linked
    boss = enter(team.supervisor.user)
    here = reverse("merge_new", args=[pair.pk])
    for sent in (
        {"reason": WORDS},
        {"way": "nonsense", "reason": WORDS},
        {"way": f"{leading.pk}.{file.pk}", "reason": "short"},
    ):
        answer = boss.post(here, sent)
        assert answer.status_code in (400, 422)
        assert "aria-invalid" in answer.content.decode() or "error" in answer.content.decode()
    with acting_as(team.worker):
        door.set_deadline(file=file, kind=DeadlineKind.FLAG, due_at=now(), by=team.worker, subject=uuid7())
    assert "A flag on this file</li>" in boss.get(here).content.decode()
    with acting_as(team.worker):
        door.set_deadline(file=file, kind=DeadlineKind.FLAG, due_at=now(), by=team.worker, subject=uuid7())
    assert "A flag on this file (2)</li>" in boss.get(here).content.decode(), "said once, with how often"
    answer = boss.post(here, {"way": f"{leading.pk}.{file.pk}", "reason": WORDS})
    assert answer.status_code in (400, 403, 422)
    assert "only that file can end them" in answer.content.decode()
    one = proposed(team.supervisor, (file, leading, pair))
    move = reverse("merge_move", args=[file.pk, one.pk, "decline"])
    assert boss.post(move, {"base_version": 7, "answer": WORDS}).status_code == 412
    assert boss.post(move, {"answer": ""}).status_code in (400, 422)
    assert boss.get(reverse("merge_move", args=[file.pk, one.pk, "nothing"])).status_code == 404


def test_another_worker_stands_against_it_and_the_way_on_is_there(team, linked, enter):
    colleague = make_actor("caseworker", office=team.office)
    with acting_as(team.supervisor):
        type(linked[1]).objects.filter(pk=linked[1].pk).update(worker_id=colleague.id)
    form = page_of(enter(team.supervisor.user), "merge_new", linked[2].pk)
    assert reverse("file_assign", args=[linked[1].pk]) in form


def test_who_does_not_see_both_gets_nowhere(team, head, linked, enter):
    leading, file, one = merged(team, head, linked)
    stranger = enter(make_actor("supervisor", office=make_office()).user)
    for address in (
        reverse("merge_new", args=[linked[2].pk]),
        reverse("merges", args=[file.pk]),
        reverse("merge", args=[leading.pk, one.pk]),
        reverse("merge_move", args=[leading.pk, one.pk, "undo"]),
    ):
        assert stranger.get(address).status_code == 404
    stranger.logout()
    third = open_case(team)
    boss = enter(team.supervisor.user)
    assert boss.get(reverse("merge", args=[third.pk, one.pk])).status_code == 404, "a merge of other files"


def test_who_sees_the_shut_file_alone_learns_no_number(team, head, linked, enter):
    leading, file, _one = merged(team, head, linked)
    colleague = make_actor("caseworker", office=team.office)
    with acting_as(team.supervisor):
        type(file).objects.filter(pk=file.pk).update(worker_id=colleague.id)
    shut = page_of(enter(colleague.user), "file", file.pk)
    assert "You do not see the other file" in shut
    assert leading.number not in shut


@pytest.mark.rule("P14")
def test_the_same_through_the_api(team, head, linked, program):
    leading, file, pair = linked
    boss, chief = program(team.supervisor.user, SCOPES), program(head.user, ("file_view", "file_approve"))
    body = {"leading": str(leading.pk), "file": str(file.pk), "reason": WORDS}
    path = f"/duplicates/{pair.pk}/merges"
    assert boss("post", path, body | {"reason": "short"}).status_code == 422
    assert boss("post", path, body | {"file": str(uuid7())}).status_code == 422
    made = boss("post", path, body)
    assert made.status_code == 201, made.content
    one = f"/files/{leading.pk}/merges/{made.json()['id']}"
    assert boss("post", f"{one}/confirm", {"answer": WORDS}, seen=1).status_code == 403
    assert boss("post", f"{one}/confirm", {"answer": WORDS}, seen=1).json()["code"] == MergeReason.SECOND_PERSON.value
    assert chief("post", f"{one}/confirm", {"answer": WORDS}, seen=9).status_code == 412
    assert chief("post", f"{one}/confirm", {"answer": WORDS}, seen=1).json()["state"] == "merged"
    assert chief("get", f"/files/{file.pk}/merges").json()[0]["leading_id"] == str(leading.pk)
    worker = program(team.worker.user, ("file_work",))
    assert worker("post", f"{one}/undo", {"undone_because": WORDS}, seen=2).status_code == 403
    assert chief("post", f"{one}/undo", {"undone_because": WORDS}, seen=2).json()["state"] == "unmerged"
    made = boss("post", path, body).json()
    done = boss("post", f"/files/{file.pk}/merges/{made['id']}/decline", {"answer": WORDS}, seen=1)
    assert done.json()["state"] == "declined"
    stranger = program(make_actor("supervisor", office=make_office()).user, SCOPES)
    assert stranger("post", path, body).status_code == 404
    assert stranger("get", f"/files/{file.pk}/merges").status_code == 404


def test_a_shut_file_refuses_the_api_too(team, head, linked, program):
    leading, file, _one = merged(team, head, linked)
    call = program(team.worker.user, ("file_work",))
    assert call("get", f"/files/{file.pk}").json()["merged_into"] == str(leading.pk)
    answer = call("post", f"/files/{file.pk}/returns", {"target": "other", "planned_on": "2030-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (403, "merged")


def test_the_story_of_a_file_that_was_never_merged_is_its_own(team, enter):
    file = open_case(team)
    make_person(team, file)
    assert "not merged with another" in page_of(enter(team.worker.user), "merges", file.pk)
