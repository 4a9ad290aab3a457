"""Placements over HTTP: the same rules, conditional writes, wrong bodies by field, nobody of another office."""

import pytest

from tests.factories.care import PRINCIPLES
from tests.factories.cases import make_team_of_office, make_view
from tests.unit.placements.conftest import SOON, placed
from tutela.facilities.models import Facility
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.placements.models import Placement


def whole(world, **changes):
    return {
        "facility": str(world.facility.pk), "started_on": today().isoformat(), "reasons": ["harm_at_home"],
        "legal_basis": "court_decision", "legal_reference": "Court 12", "assessment": "Needed now.",
        "next_review_on": SOON.isoformat(), "principles": PRINCIPLES,
    } | changes  # fmt: skip


@pytest.mark.requirement("R92")
def test_from_a_free_place_to_the_end(program, world, team, file):
    call = program(team.worker.user)
    free = call("get", "/places?age=12").json()
    assert [(one["id"], one["left"]) for one in free] == [(str(world.facility.pk), 12)]
    assert "Hidden Lane" not in str(free)
    here = f"/files/{file.pk}/placements"
    view = make_view(team, file, about="placement")
    made = call("post", here, whole(world, view=str(view.pk)))
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    one = f"{here}/{made.json()['id']}"
    assert call("patch", one, {"assessment": "Needed; the aunt has no room."}).status_code == 428
    changed = call("patch", one, {"assessment": "Needed; the aunt has no room."}, seen=1)
    assert changed.status_code == 200
    assert call("post", f"{one}/submit", seen=1).status_code == 412
    sent = call("post", f"{one}/submit", seen=changed.json()["version"])
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")
    with acting_as(team.supervisor):
        from tutela.placements.actions.placements import approve_placement

        approve_placement(placement=Placement.objects.get(), by=team.supervisor)
    version = call("get", here).json()[0]["version"]
    held = {
        "held_on": today().isoformat(), "contact": "weekly", "school": "local_school", "words": "Well.",
        "next_review_on": SOON.isoformat(),
    }  # fmt: skip
    assert call("post", f"{one}/reviews", held | {"contact": "?"}, seen=version).json()["fields"].keys() == {"contact"}
    reviewed = call("post", f"{one}/reviews", held, seen=version)
    assert reviewed.json()["contact"] == "weekly"
    planned = call("post", f"{one}/way-on", {"words": "To the aunt."}, seen=reviewed.json()["version"])
    assert planned.json()["onward_planned"] is True
    gone = {"ended_on": today().isoformat(), "exit_kind": "relatives", "words": "With the aunt."}
    assert call("post", f"{one}/end", gone, seen=version).status_code == 412
    ended = call("post", f"{one}/end", gone, seen=planned.json()["version"])
    assert (ended.status_code, ended.json()["exit_kind"]) == (200, "relatives")


@pytest.mark.rule("P18")
@pytest.mark.rule("P19")
@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"reasons": ["poverty"]}, "small_group_home", "poverty_alone"),
        ({"legal_basis": ""}, "small_group_home", "no_placement_basis"),
        ({}, "detention_police", "detention_place"),
        ({}, "small_group_home", "no_view"),
    ],
)
def test_a_program_is_refused_as_a_person_is(program, world, team, file, changes, kind, code):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind=kind)
    call = program(team.worker.user)
    made = call("post", f"/files/{file.pk}/placements", whole(world, **changes)).json()
    answer = call("post", f"/files/{file.pk}/placements/{made['id']}/submit", seen=1)
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_another_office_and_a_token_without_the_task_get_nothing(program, world, team, file):
    placement = placed(world, team, file)
    stranger = program(make_team_of_office().worker.user)
    one = f"/files/{file.pk}/placements/{placement.pk}"
    assert stranger("get", f"/files/{file.pk}/placements").status_code == 404
    assert stranger("post", f"/files/{file.pk}/placements", whole(world)).status_code == 404
    for what, body in (("submit", None), ("way-on", {"words": "x"})):
        assert stranger("post", f"{one}/{what}", body, seen=1).status_code == 404
    without = program(team.worker.user, ["referral_answer"])
    assert without("get", "/places").status_code == 403
    assert program(team.intake.user, ["file_open"])("get", "/places").status_code == 403
    assert without("get", f"/files/{file.pk}/placements").status_code == 403
    assert without("post", f"{one}/way-on", {"words": "x"}, seen=1).status_code == 403


def test_wrong_input_names_its_field(program, world, team, file):
    call = program(team.worker.user)
    for query, field in (("age=18", "age"), ("age=x", "age"), ("territory=nowhere", "territory")):
        answer = call("get", f"/places?{query}")
        assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    here = f"/files/{file.pk}/placements"
    for changes, field in (
        ({"facility": str(file.pk)}, "facility"), ({"view": str(file.pk)}, "view"), ({"reasons": ["hunger"]}, "reasons"),
        ({"colour": "red"}, "colour"), ({"started_on": "soon"}, "started_on"), ({"assessment": "x" * 4001}, "assessment"),
        ({"principles": {"speed": "x"}}, "principles"), ({"principles": {"best_interests": "x" * 1001}}, "principles"),
    ):  # fmt: skip
        answer = call("post", here, whole(world, **changes))
        assert answer.status_code == 422
        assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()
    with acting_as(team.worker):
        assert not Placement.objects.exists()
