"""An inspection without a network, the server's side: who takes it along, what comes back, conflicts, wrong bodies (R91)."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories.accounts import make_totp, sign_in
from tests.factories.facilities import make_inspection
from tutela.facilities.models import Answer
from tutela.facilities.views.offline import LONGEST
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def inspection(world):
    return make_inspection(world)


@pytest.fixture
def phone(client, world):
    """Signed in as somebody of the world; ``send(inspection, answers)`` brings answers in."""

    def enter(name="inspector"):
        user = world.users[name]
        if not Authenticator.objects.filter(user=user).exists():
            make_totp(user)
        sign_in(client, user)
        return client

    return enter


def bring(client, inspection, body):
    raw = body if isinstance(body, str) else json.dumps({"answers": body})
    return client.post(reverse("inspection_bring_in", args=[inspection.pk]), raw, content_type="application/json")


def typed(answer="met", evidence="", base=0):
    return {"answer": answer, "evidence": evidence, "base": base}


@pytest.mark.requirement("R91")
def test_what_was_typed_in_the_basement_arrives_and_nothing_is_overwritten(phone, world, inspection):
    client = phone()
    taken = client.get(reverse("inspection_take_along", args=[inspection.pk])).json()
    items = [item for section in taken["sections"] for item in section["items"]]
    assert {item["base"] for item in items} == {0}
    assert taken["facility"] == world.facility.name
    first = bring(client, inspection, {"REG1": typed(evidence="Seen on the wall."), "STA1": typed("not_met")})
    assert first.status_code == 200
    assert first.json()["conflicts"] == {}
    assert bring(client, inspection, {"REG1": typed(evidence="Seen on the wall.")}).status_code == 200  # sent twice
    second = bring(client, inspection, {"REG1": typed("partly", "Out of date."), "STA2": typed("met")})
    assert second.status_code == 412
    assert second.json()["conflicts"] == {"REG1": {"version": 1, "here": {"answer": "met", "evidence": "Seen on the wall."}}}
    with acting_as(world.inspector):
        known = {one.item: (one.answer, one.device) for one in Answer.objects.filter(inspection=inspection)}
    assert known == {"REG1": ("met", "offline"), "STA1": ("not_met", "offline"), "STA2": ("met", "offline")}
    third = bring(client, inspection, {"REG1": typed("partly", "Out of date.", base=1)})
    assert third.status_code == 200
    after = {item["code"]: item for section in third.json()["sections"] for item in section["items"]}
    assert (after["REG1"]["answer"], after["REG1"]["base"]) == ("partly", 2)


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"answers": [1]}', '{"answers": {"REG1": 1}}', '{"answers": {"REG1": {"answer": "met"}}}'],
)
def test_a_body_that_cannot_be_read_changes_nothing(phone, world, inspection, body):
    answer = bring(phone(), inspection, body)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"answers"}
    with acting_as(world.inspector):
        assert not Answer.objects.exists()


def test_wrong_answers_are_named_by_item_and_nothing_is_half_saved(phone, world, inspection):
    answer = bring(phone(), inspection, {"REG1": typed(), "REG2": typed("perhaps"), "XXX": typed(), "STA1": typed("")})
    assert answer.status_code == 422
    assert {"REG2", "XXX", "STA1"} <= set(answer.json()["fields"])
    with acting_as(world.inspector):
        assert not Answer.objects.exists()
    too_long = bring(phone(), inspection, '{"answers": "' + "x" * LONGEST + '"}')
    assert too_long.status_code == 422


@pytest.mark.requirement("R91")
def test_only_the_assigned_inspector_takes_it_along(phone, world, inspection):
    away = reverse("inspection_take_along", args=[inspection.pk])
    client = phone("colleague")
    assert client.get(away).status_code == 403
    assert bring(client, inspection, {"REG1": typed()}).status_code == 403
    client = phone("elsewhere")
    assert client.get(away).status_code == 404
    client = phone("manager")
    for name in ("inspection_offline", "inspection_worker"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(away).status_code == 403
    client = phone()
    page = client.get(reverse("inspection_offline")).content.decode()
    assert world.facility.name not in page  # what is kept on the device holds nothing of the inspection
    script = client.get(reverse("inspection_worker"))
    assert script["Content-Type"].startswith("text/javascript")
    assert reverse("inspection_offline") in script.content.decode()
