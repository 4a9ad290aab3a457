"""Holds: set, looked at again, lifted; by the data protection officer alone. The screen and the API of what falls due."""

import datetime as dt

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from tests.factories.cases import break_into
from tests.unit.retention.conftest import HOLD, SOON, held
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.retention import actions, policies
from tutela.retention.enums import RetentionReason
from tutela.retention.models import Hold
from tutela.retention.queries import find_hold, holds_standing

pytestmark = [pytest.mark.rule("P40"), pytest.mark.requirement("R135")]
DAY = dt.timedelta(days=1)


def test_set_looked_at_again_and_lifted(officer, file, hold, seal, trail):
    with acting_as(officer):
        again = {"verdict": "stands", "words": "The hearing is in May.", "review_on": SOON + DAY}
        stood = actions.review_hold(hold=hold, by=officer, base_version=1, values=again)
        assert (stood.review_on, stood.lifted_at, stood.version) == (SOON + DAY, None, 2)
        with pytest.raises(StaleVersion):
            actions.review_hold(hold=hold, by=officer, base_version=1, values=again)
    assert seal() == 0
    with acting_as(officer):
        ended = {"verdict": "ends", "words": "The court has decided."}
        lifted = actions.review_hold(hold=find_hold(hold.pk), by=officer, base_version=2, values=ended)
        assert lifted.lifted_by_id == officer.id
        assert not holds_standing().exists()
        assert policies.review_hold.why_not(officer, lifted) == RetentionReason.LIFTED
        with pytest.raises(Refused):
            actions.review_hold(hold=lifted, by=officer, base_version=3, values=ended)
    assert seal() == 1
    assert trail("hold_set", "hold_prolonged", "hold_lifted") == [
        (name, str(file.child_id)) for name in ("hold_set", "hold_prolonged", "hold_lifted")
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "7K2M-QX90"}, "number"),
        ({"number": "no number"}, "number"),
        ({"ground": "whim"}, "ground"),
        ({"basis": "  "}, "basis"),
        ({"review_on": today()}, "review_on"),
        ({"review_on": today() + 367 * DAY}, "review_on"),
        ({"review_on": None}, "review_on"),
    ],
)
def test_a_hold_that_says_too_little(officer, file, change, field):
    with pytest.raises(InvalidInput) as caught:
        held(officer, file, **change)
    assert field in caught.value.fields


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"verdict": "perhaps", "words": "x"}, "verdict"),
        ({"verdict": "ends", "words": ""}, "words"),
        ({"verdict": "stands", "words": "x", "review_on": None}, "review_on"),
    ],
)
def test_a_second_look_that_says_too_little(officer, hold, values, field):
    with acting_as(officer), pytest.raises(InvalidInput) as caught:
        actions.review_hold(hold=hold, by=officer, base_version=1, values=values)
    assert field in caught.value.fields


def test_nobody_else_sets_lifts_or_sees_one(team, file, hold, keeper):
    for person in (team.worker, team.supervisor, keeper):
        assert policies.decide_holds.why_not(person) == RetentionReason.NOT_OFFICER
        assert policies.review_hold.why_not(person, hold) == RetentionReason.NOT_OFFICER
        with pytest.raises(Refused):
            held(person, file)
        with acting_as(person):
            assert not Hold.objects.exists()
            with pytest.raises(NotHere):
                find_hold(hold.pk)
            with pytest.raises(Refused):
                actions.review_hold(hold=hold, by=person, base_version=1, values={"verdict": "ends", "words": "x"})
            with connection.cursor() as cursor:
                cursor.execute("UPDATE retention_hold SET lifted_at = now(), lifted_by_id = set_by_id")
                assert cursor.rowcount == 0
            with pytest.raises(Error), transaction.atomic():
                Hold.objects.create(
                    key_id=file.child_id, file=file, number=file.number, ground="claim", basis="x", review_on=SOON,
                    set_by_id=person.id,
                )  # fmt: skip


def test_one_that_is_gone_meanwhile(officer, team, hold):
    with acting_as(team.worker), pytest.raises(NotHere):
        actions._held(hold, 1)


def test_the_basis_is_sealed_in_the_database(officer, hold):
    with acting_as(officer), connection.cursor() as cursor:
        cursor.execute("SELECT basis::text FROM retention_hold")
        assert "court" not in cursor.fetchone()[0]


def test_the_officer_sees_what_falls_due_and_no_child(enter, officer, file, seal, trail):
    browser = enter(officer)
    page = browser.get(reverse("retention")).content.decode()
    assert file.number in page
    assert "Amina" not in page
    assert "Testova" not in page
    assert "What is over is reduced to codes" in page
    assert trail("retention_read")
    seal()
    assert file.number not in browser.get(reverse("retention")).content.decode()


def test_holds_on_the_screen(enter, officer, file):
    browser = enter(officer)
    assert browser.get(reverse("hold_new")).status_code == 200
    assert browser.post(reverse("hold_new"), HOLD | {"number": "7K2M"}).status_code == 422
    assert browser.post(reverse("hold_new"), HOLD | {"number": file.number}).status_code == 302
    with acting_as(officer):
        hold = holds_standing().get()
    url = reverse("hold_review", args=[hold.pk])
    assert "Order 12" in browser.get(url).content.decode()
    listed = browser.get(reverse("retention")).content.decode()
    assert url in listed
    assert browser.post(url, {"base_version": 9, "verdict": "ends", "words": "Decided."}).status_code in (409, 412, 422)
    assert browser.post(url, {"base_version": 1, "verdict": "ends", "words": "Decided."}).status_code == 302
    assert browser.get(url).status_code == 403
    assert "No hold stands" in browser.get(reverse("retention")).content.decode()


@pytest.mark.parametrize("who", ["worker", "supervisor", "intake"])
def test_nobody_else_opens_the_screens(enter, team, hold, who):
    browser = enter(getattr(team, who))
    for url in (reverse("retention"), reverse("hold_new"), reverse("hold_review", args=[hold.pk])):
        assert browser.get(url).status_code in (403, 404)
        assert browser.post(url, HOLD).status_code in (403, 404, 405)


def test_programs_of_the_officer(program, officer, file, seal):
    call = program(officer, ["erasure_decide"])
    found = call("get", "/retention/due").json()
    assert found["count"] == 1
    assert [(row["number"], row["next"], row["wait"]) for row in found["files"]] == [(file.number, "seal", None)]
    assert set(found["files"][0]) == {"number", "closed_on", "sealed_on", "next", "on", "wait"}
    body = HOLD | {"number": file.number, "review_on": str(SOON)}
    assert call("post", "/retention/holds", body | {"ground": "whim"}).status_code == 422
    made = call("post", "/retention/holds", body)
    assert made.status_code == 201
    one = f"/retention/holds/{made.json()['id']}"
    assert [row["number"] for row in call("get", "/retention/holds").json()] == [file.number]
    assert call("get", "/retention/due").json()["files"][0]["wait"] == "hold"
    ended = {"verdict": "ends", "words": "Decided."}
    assert call("post", f"{one}/review", ended).status_code == 428
    assert call("post", f"{one}/review", ended, seen=7).status_code == 412
    assert call("post", f"{one}/review", ended, seen=1).status_code == 200
    assert call("get", one).json()["lifted_at"]
    assert seal() == 1


@pytest.mark.parametrize("path", ["due", "holds", "holds/00000000-0000-7000-8000-000000000000"])
def test_a_token_without_this_scope_opens_nothing(program, officer, team, path):
    assert program(officer, ["audit_view"])("get", f"/retention/{path}").status_code == 403
    assert program(team.worker, ["file_work"])("get", f"/retention/{path}").status_code == 403


def test_a_worker_is_told_on_the_file_that_it_is_sealed(enter, team, file, seal, trail):
    seal()
    browser = enter(team.worker)
    url = reverse("file", args=[file.pk])
    assert browser.get(url).status_code == 404
    break_into(file, team.worker)
    assert "This file is sealed" in browser.get(url).content.decode()
    assert trail("file_read") == [("file_read", str(file.child_id))]
