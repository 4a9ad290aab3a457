"""Returns through their pages and the HTTP API: the rules attacked, bad input at its field, nobody of another office."""

import pytest
from django.db import ProgrammingError
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.care import complete_closure
from tests.factories.cases import fresh, make_person, make_team_of_office, make_view, put_in_state
from tests.factories.facilities import make_world
from tests.unit.placements.conftest import placed
from tests.unit.reintegration.conftest import (
    ASKS,
    PREPARED,
    VISIT,
    WAIVES,
    completed,
    gone,
    planned,
    prepared,
)  # fmt: skip
from tutela.audit.models import Event
from tutela.care.models import Closure
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.placements.actions.placements import end_placement
from tutela.reintegration.models import Return, ReturnVisit

TODAY = today().isoformat()


def move(one, name):
    return reverse("return_move", args=[one.file_id, one.pk, name])


@pytest.mark.requirement("R56")
def test_a_worker_prepares_a_return_and_writes_a_visit_on_screen(enter, team, file):
    client = enter(team.worker.user)
    listed = reverse("returns", args=[file.pk])
    assert "Nothing is written here yet" in client.get(listed).content.decode()
    aunt, view = make_person(team, file), make_view(team, file, about="return")
    new = reverse("return_new", args=[file.pk])
    assert client.get(new).status_code == 200
    body = {"target": "family", "planned_on": TODAY, "person": aunt.pk}
    assert client.post(new, body | {"target": "moon"}).status_code == 422
    assert "what was prepared" in client.post(new, body, follow=True).content.decode()
    with acting_as(team.worker):
        one = Return.objects.get()
    assert client.get(move(one, "start")).status_code == 403
    ready = body | {"base_version": 1, "view": view.pk} | {f"prepared_{name}": said for name, said in PREPARED.items()}
    assert client.post(move(one, "prepare"), ready).status_code == 302
    assert "Talked through." in client.get(move(one, "prepare")).content.decode()
    assert client.post(move(one, "start"), {"base_version": 2, "went_on": TODAY}).status_code == 302
    page = client.get(reverse("return_one", args=[file.pk, one.pk])).content.decode()
    assert "neither recorded nor waived" in page
    write = {
        "base_version": 3,
        "visited_on": TODAY,
        "seen": ["child"],
        "alone": "yes",
        "harm": "signs",
        "domain_school": "well",
    }
    missing = client.post(move(one, "visit"), write)
    assert (missing.status_code, "This is needed" in missing.content.decode()) == (422, True)
    assert client.post(move(one, "visit"), write | {"harm_words": "A bruise."}).status_code == 302
    assert client.post(move(one, "visit"), write | {"harm_words": "A bruise."}).status_code == 412
    page = client.get(reverse("return_one", args=[file.pk, one.pk])).content.decode()
    assert "A bruise." in page
    assert "Signs that worry" in page
    file_page = client.get(reverse("file", args=[file.pk])).content.decode()
    assert "assess the risk" in file_page
    assert "Visit after the return: signs that worry" in file_page
    assert "Under way" in client.get(listed).content.decode()
    assert client.get(move(one, "odd")).status_code == 404


@pytest.mark.requirement("R56")
def test_a_file_does_not_close_on_screen_before_the_visits(enter, team, file):
    one = gone(team, file)
    closure = complete_closure(team, fresh(team.worker, file))
    submit = reverse("closure_submit", args=[file.pk, closure.pk])
    client = enter(team.worker.user)
    assert "neither recorded nor waived (R56)" in client.post(submit, follow=True).content.decode()
    assert client.post(move(one, "ask-waiver"), {"base_version": one.version, **ASKS}).status_code == 302
    assert client.post(move(one, "waiver"), {"base_version": one.version + 1, **WAIVES}).status_code == 403
    boss = enter(team.supervisor.user)
    assert "whether visits after the return are waived" in boss.get(reverse("file", args=[file.pk])).content.decode()
    assert boss.post(move(one, "waiver"), {"base_version": one.version + 1, "answer": "waive"}).status_code == 422
    assert boss.post(move(one, "waiver"), {"base_version": one.version + 1, **WAIVES}).status_code == 302
    completed(team, one)
    enter(team.worker.user).post(submit)
    with acting_as(team.worker):
        assert Closure.objects.get().state == "submitted"
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="return_visits_waived").count() == 1
    page = boss.get(reverse("return_one", args=[file.pk, one.pk])).content.decode()
    assert WAIVES["waiver_answer"] in page
    assert team.supervisor.user.full_name in page


@pytest.mark.rule("P11")
def test_nobody_unsafe_on_screen_or_through_the_api(enter, program, team, file):
    unsafe = make_person(team, file, unsafe=True)
    client = enter(team.worker.user)
    form = {"target": "family", "planned_on": TODAY, "person": unsafe.pk}
    refused = client.post(reverse("return_new", args=[file.pk]), form)
    assert (refused.status_code, "(P11)" in refused.content.decode()) == (422, True)
    sent = program(team.worker.user)("post", f"/files/{file.pk}/returns", form | {"person": str(unsafe.pk)})
    assert (sent.status_code, sent.json()["code"]) == (403, "return_to_unsafe")
    with acting_as(team.worker):
        assert not Return.objects.exists()


@pytest.mark.rule("P17")
def test_a_return_to_a_family_with_a_risk_is_refused_on_screen_and_through_the_api(enter, program, team, file):
    one = prepared(team, file)
    put_in_state(file, "active", team.worker, risk_level="high")
    page = enter(team.worker.user).post(move(one, "start"), {"base_version": one.version, "went_on": TODAY})
    assert (page.status_code, "(P17)" in page.content.decode()) == (403, True)
    call = program(team.worker.user)
    sent = call("post", f"/files/{file.pk}/returns/{one.pk}/start", {"went_on": TODAY}, one.version)
    assert (sent.status_code, sent.json()["code"]) == (403, "not_determined")


@pytest.mark.requirement("R56")
def test_a_program_goes_the_whole_way(program, team, file):
    here = f"/files/{file.pk}/returns"
    call, boss = program(team.worker.user), program(team.supervisor.user, ("file_view", "file_approve"))
    aunt, view = make_person(team, file), make_view(team, file, about="return")
    body = {"target": "family", "planned_on": TODAY, "person": str(aunt.pk)}
    assert call("post", here, body | {"person": str(file.pk)}).status_code == 422
    made = call("post", here, body)
    assert made.status_code == 201
    one = f"{here}/{made.json()['id']}"
    assert call("post", f"{one}/prepare", {"prepared": PREPARED}).status_code == 428
    assert call("post", f"{one}/prepare", {"prepared": PREPARED, "view": str(view.pk)}, 1).json()["version"] == 2
    started = call("post", f"{one}/start", {"went_on": TODAY}, 2)
    assert {row["state"] for row in started.json()["visits"]} == {"due"}
    assert call("post", f"{one}/complete", {"ended_on": TODAY, "end_words": "x"}, 3).json()["code"] == "return_visits_wait"
    assert call("post", f"{one}/visit", VISIT | {"visited_on": TODAY, "harm": ""}, 3).status_code == 422
    first = call("post", f"{one}/visit", VISIT | {"visited_on": TODAY}, 3).json()["visits"][0]
    assert (first["state"], first["domains"]["school"], first["domains"]["family"]) == ("recorded", "well", "not_looked_at")
    assert call("post", f"{one}/ask-waiver", ASKS, 4).status_code == 200
    assert call("post", f"{one}/waiver", WAIVES, 5).status_code == 403
    assert boss("post", f"{one}/waiver", WAIVES, 5).json()["waived_on"] == TODAY
    assert call("post", f"{one}/complete", {"ended_on": TODAY, "end_words": "Well."}, 6).json()["state"] == "completed"
    assert call("post", f"{one}/break-off", {"ended_on": TODAY, "end_words": "x"}, 7).json()["code"] == "return_not_now"
    assert call("get", here).json()[0]["state"] == "completed"


def test_nobody_of_another_office_finds_one_nor_changes_it_past_the_rules(enter, program, team, file):
    one = gone(team, file, days=3)
    other = make_team_of_office()
    assert program(other.worker.user)("get", f"/files/{file.pk}/returns").status_code == 404
    client = enter(other.worker.user)
    for url in (reverse("returns", args=[file.pk]), reverse("return_one", args=[file.pk, one.pk]), move(one, "visit")):
        assert client.get(url).status_code == 404
    with acting_as(other.worker):
        assert not Return.objects.exists()
        assert ReturnVisit.objects.filter(file=file).update(state="waived") == 0
        assert Return.objects.filter(pk=one.pk).update(state="broken_off") == 0
    with acting_as(team.worker):
        assert not ReturnVisit.objects.filter(homecoming=one).exclude(state="due").exists()
    with pytest.raises(ProgrammingError), acting_as(team.worker):
        ReturnVisit.objects.filter(homecoming=one)._raw_delete("default")


def test_each_look_leaves_its_trace(enter, team, file):
    one = planned(team, file)
    client = enter(team.worker.user)
    addresses = (
        reverse("returns", args=[file.pk]),
        reverse("return_new", args=[file.pk]),
        reverse("return_one", args=[file.pk, one.pk]),
        move(one, "prepare"),
    )
    for url in addresses:
        assert client.get(url).status_code == 200
    with acting_as(make_actor("data_protection_officer")):
        read = Event.objects.filter(action="return_read").count()
    assert read == len(addresses)


@pytest.mark.requirement("R56")
def test_a_stay_that_ended_with_the_family_is_named_on_the_list(enter, team, file):
    placement = placed(make_world(groups={"from_age": 0, "to_age": 17}), team, file)
    with acting_as(team.worker):
        end_placement(placement=placement, by=team.worker, ended_on=today(), exit_kind="family_return", words="Home.")
    client, listed = enter(team.worker.user), reverse("returns", args=[file.pk])
    assert "A return is not recorded" in client.get(listed).content.decode()
    one = gone(team, file, stay=placement)
    page = client.get(listed).content.decode()
    assert ("A return is not recorded" in page, "Next visit" in page) == (False, True)
    assert placement.facility.name in client.get(reverse("return_one", args=[file.pk, one.pk])).content.decode()
