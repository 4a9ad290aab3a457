"""Signatures on the screen, on paper and through a program."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, make_consent, make_person, make_team_of_office, open_case
from tests.unit.participation import conftest as participating
from tutela.audit.models import Event
from tutela.care.models import PlanAction
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.participation.presenters.held import held
from tutela.signatures.enums import Signer
from tutela.signatures.models import Signature, SignatureEnd

from .conftest import answered, ended, make_plan, make_safety_plan

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R67")]


def page(name, file, *at):
    return reverse(name, args=[file.pk, *at])


def asking(file, plan, signer="child"):
    return page("signature_new", file, "plan", plan.pk, signer)


def said(response, **changes):
    """What a worker sends: the hidden fields of the page, and the answers."""
    known = response.context["form"].initial
    given = {"explained": "on", "name": "Amina", "signed_on": today().isoformat()}
    return {"seen": known["seen"], "text_language": known["text_language"]} | given | changes


def test_a_worker_asks_and_a_child_signs(enter, team, file, plan):
    aunt = make_person(team, file)
    client = enter(team.worker.user)
    assert "Signatures" in client.get(reverse("file", args=[file.pk])).content.decode()
    shown = client.get(page("signatures", file)).content.decode()
    assert "Nobody was asked yet." in shown
    assert asking(file, plan) in shown
    assert asking(file, plan, aunt.pk) in shown
    form = client.get(asking(file, plan))
    read = form.content.decode()
    assert "You stay with your aunt." in read
    assert "help does not depend on signing" in read
    assert client.post(asking(file, plan), said(form, name="")).status_code == 422
    empty = client.post(asking(file, plan), said(form, explained=""))
    assert empty.status_code == 422
    assert "Explain the text first" in empty.content.decode()
    done = client.post(asking(file, plan), said(form, because="I want to see my brother."))
    assert done.status_code == 302
    with acting_as(team.worker):
        one = Signature.objects.get()
    assert done.url == page("signature", file, one.pk)
    shown = client.get(done.url).content.decode()
    for words in ("Amina", "I want to see my brother.", "You stay with your aunt.", "Wrote the name here"):
        assert words in shown
    assert "The text, as it stands now" not in shown
    assert "Somebody signed the case plan" in client.get(reverse("file", args=[file.pk])).content.decode()
    beside = client.get(reverse("plan", args=[file.pk, plan.pk])).content.decode()
    assert page("signature", file, one.pk) in beside
    with acting_as(team.worker):
        PlanAction.objects.filter(plan=plan, track="SOC").update(state="done")
    assert "The text, as it stands now" in client.get(done.url).content.decode()
    assert "The text has changed since" in client.get(page("signatures", file)).content.decode()


def test_a_plan_that_changes_while_it_is_read_is_read_again(enter, team, file, plan):
    client = enter(team.worker.user)
    form = client.get(asking(file, plan))
    with acting_as(team.worker):
        PlanAction.objects.filter(plan=plan, track="SOC").update(state="done")
    again = client.post(asking(file, plan), said(form))
    assert again.status_code == 422
    read = again.content.decode()
    assert "The text was changed while this page was open" in read
    assert "Amina" in read
    assert "We do not have this yet" not in read
    with acting_as(team.worker):
        assert not Signature.objects.exists()
    fresh_seen = again.context["form"].data["seen"]
    assert client.post(asking(file, plan), said(form, seen=fresh_seen)).status_code == 302


def test_each_way_asks_what_it_needs(enter, team, file, plan):
    client = enter(team.worker.user)
    fields = {"written": set(), "aloud": {"witness"}, "paper": {"kept_at"}, "mark": {"witness", "kept_at"}}
    for way, more in fields.items():
        here = f"{asking(file, plan)}?way={way}"
        form = client.get(here)
        assert {"witness", "kept_at"} & set(form.context["form"].fields) == more
        assert f"way={way}#answer" in form.content.decode()
        empty = client.post(here, said(form))
        assert empty.status_code == (422 if more else 302), way
        if more:
            assert client.post(here, said(form, witness="Teacher", kept_at="Folder")).status_code == 302
        with acting_as(team.worker):
            one = Signature.objects.latest("created_at")
            assert (one.answer, one.way) == ("signed", way)
            for thing in PlanAction.objects.filter(plan=plan, track="SOC"):
                PlanAction.objects.filter(pk=thing.pk).update(due_on=thing.due_on + dt.timedelta(days=1))
    here = f"{asking(file, plan)}?way=declined"
    form = client.get(here)
    assert {"name", "explained", "witness", "kept_at"} & set(form.context["form"].fields) == set()
    assert client.post(here, said(form, because="Not yet.")).status_code == 302
    with acting_as(team.worker):
        one = Signature.objects.latest("created_at")
        assert (one.answer, one.way, one.name, one.because) == ("declined", "", "", "Not yet.")
    assert client.get(f"{asking(file, plan)}?way=photo").context["form"].fields.keys() >= {"name", "explained"}


def test_who_signed_is_not_asked_again_while_the_text_stands(enter, team, file, plan):
    answered(team, plan)
    answered(team, plan, Signer.WORKER)
    client = enter(team.worker.user)
    shown = client.get(page("signatures", file)).content.decode()
    assert asking(file, plan) not in shown
    assert asking(file, plan, "worker") not in shown
    with acting_as(team.worker):
        PlanAction.objects.filter(plan=plan, track="SOC").update(state="done")
    shown = client.get(page("signatures", file)).content.decode()
    assert asking(file, plan) in shown
    assert asking(file, plan, "worker") in shown


def test_a_plan_says_who_signed_it_and_not_who_signed_another(enter, team, file, plan):
    client, here = enter(team.worker.user), reverse("plan", args=[file.pk, plan.pk])
    assert "Nobody has to sign" in client.get(here).content.decode()
    other = make_plan(team, file)
    one, two = answered(team, plan), answered(team, other, answer="declined")
    shown = client.get(here).content.decode()
    assert page("signature", file, one.pk) in shown
    assert page("signature", file, two.pk) not in shown
    assert "Nobody has to sign" not in shown


def test_in_the_language_of_the_child(enter, team, file, plan):
    client = enter(team.worker.user)
    form = client.get(asking(file, plan) + "?language=ar")
    read = form.content.decode()
    assert 'lang="ar" dir="rtl"' in read
    assert client.post(asking(file, plan), said(form)).status_code == 302
    with acting_as(team.worker):
        assert Signature.objects.get().text_language == "ar"
    odd = client.get(asking(file, plan, "worker") + "?language=xx")
    assert odd.context["form"].initial["text_language"] == "en"


def test_a_worker_signs_with_one_tick(enter, team, file, plan):
    client = enter(team.worker.user)
    form = client.get(asking(file, plan, "worker"))
    assert "name" not in form.context["form"].fields
    assert client.post(asking(file, plan, "worker"), said(form, explained="")).status_code == 422
    assert client.post(asking(file, plan, "worker"), said(form)).status_code == 302
    shown = client.get(page("signatures", file)).content.decode()
    assert team.worker.display_name in shown
    assert asking(file, plan) in shown


def test_taken_back_and_struck_out(enter, team, file, plan):
    other = answered(team, plan, answer="declined")
    one = answered(team, plan)
    client = enter(team.worker.user)
    take = page("signature_move", file, one.pk, "withdraw")
    assert take in client.get(page("signature", file, one.pk)).content.decode()
    assert "Nothing that helps the child ends with it" in client.get(take).content.decode()
    sent = {"base_version": 1, "ended_on": today().isoformat(), "because": "I changed my mind."}
    assert client.post(take, sent | {"ended_on": ""}).status_code == 422
    assert client.post(take, sent).status_code == 302
    shown = client.get(page("signature", file, one.pk)).content.decode()
    assert "Taken back" in shown
    assert "I changed my mind." in shown
    assert client.get(take).status_code in (403, 409)
    strike = page("signature_move", file, other.pk, "strike")
    assert client.post(strike, {"base_version": 1, "because": ""}).status_code == 422
    assert client.post(strike, {"base_version": 1, "because": "Another child."}).status_code == 302
    assert client.get(page("signature_move", file, other.pk, "burn")).status_code == 404
    with acting_as(team.worker):
        assert SignatureEnd.objects.count() == 2


@pytest.mark.rule("P11")
def test_an_unsafe_person_is_shown_nothing_on_screen_or_paper(enter, team, file, plan):
    bad = make_person(team, file, name="Bruno", unsafe=True)
    client = enter(team.worker.user)
    assert "Bruno" not in client.get(page("signatures", file)).content.decode()
    at = [file.pk, "plan", plan.pk, str(bad.pk)]
    for name in ("signature_new", "signature_sheet"):
        answer = client.get(reverse(name, args=at))
        assert answer.status_code in (403, 409)
        assert "P11" in answer.content.decode()
        assert "aunt" not in answer.content.decode()
    assert client.post(reverse("signature_new", args=at), {"answer": "signed"}).status_code in (403, 409)
    with acting_as(team.worker):
        assert not Signature.objects.exists()


def test_a_sheet_to_sign_on_paper(enter, team, file, plan):
    client = enter(team.worker.user)
    for signer, there in (("child", True), (str(make_person(team, file).pk), False)):
        made = client.get(page("signature_sheet", file, "plan", plan.pk, signer))
        assert made["Content-Type"] == "application/pdf"
        read = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(made.content)).pages)
        assert ("your aunt" in read) == there
        for words in ("Name or mark", "Who heard or saw it", team.worker.display_name):
            assert words in read
    safety, consent = make_safety_plan(team, file), make_consent(team, file)
    for subject, about in (("safety_plan", safety), ("consent", consent)):
        assert client.get(page("signature_sheet", file, subject, about.pk, "child")).status_code == 200


def test_every_reading_leaves_a_trace(enter, team, file, plan):
    one = answered(team, plan)
    client, reader = enter(team.worker.user), make_actor("data_protection_officer")
    pages = [
        page("signatures", file), page("signature", file, one.pk), asking(file, plan, "worker"),
        page("signature_sheet", file, "plan", plan.pk, "worker"), page("signature_move", file, one.pk, "strike"),
    ]  # fmt: skip
    for number, address in enumerate(pages, 1):
        assert client.get(address).status_code == 200
        with acting_as(reader):
            assert Event.objects.filter(action="signature_read", about=str(file.child_id)).count() == number, address


def test_strangers_and_readers(enter, team, file, plan):
    one = answered(team, plan)
    every = [
        page("signatures", file), page("signature", file, one.pk), asking(file, plan),
        page("signature_sheet", file, "plan", plan.pk, "child"), page("signature_move", file, one.pk, "strike"),
    ]  # fmt: skip
    client = enter(make_team_of_office().worker.user)
    for address in every:
        assert client.get(address).status_code == 404
    client = enter(team.supervisor.user)
    shown = client.get(page("signatures", file)).content.decode()
    assert asking(file, plan, "worker") not in shown
    for address in every[2:]:
        assert client.get(address).status_code in (403, 409)
    other = open_case(team)
    client = enter(team.worker.user)
    for address in (
        page("signature", other, one.pk), page("signature_new", other, "plan", plan.pk, "child"), asking(file, plan, "somebody"),
        page("signature_new", file, "photo", plan.pk, "child"), asking(file, plan, make_person(team, other).pk),
    ):  # fmt: skip
        assert client.get(address).status_code == 404


def test_older_texts_stay_readable(enter, team, file):
    old = make_safety_plan(team, file)
    answered(team, old)
    make_safety_plan(team, file, contact_rules="Call at six")
    shown = enter(team.worker.user).get(page("signatures", file)).content.decode()
    assert "Under older texts" in shown


def test_through_a_program(program, team, file, plan):
    aunt = make_person(team, file)
    call, here = program(team.worker.user), f"/files/{file.pk}/signatures"
    assert call("get", here).json() == []
    found = call("get", f"/files/{file.pk}/texts-to-sign").json()
    assert [one["signer"] for one in found] == ["child", "person", "worker"]
    asked = found[1]
    assert asked["person_id"] == str(aunt.pk)
    assert "your aunt" not in str(asked["text"])
    body = {
        "subject": "plan", "subject_id": str(plan.pk), "signer": "person", "person": str(aunt.pk), "answer": "signed",
        "way": "paper", "name": "Aunt", "kept_at": "Folder", "explained": True, "text_language": "en", "seen": asked["seen"],
    }  # fmt: skip
    made = call("post", here, body)
    assert made.status_code == 201
    one = made.json()
    assert (one["state"], one["changed"], one["kept_at"], one["text"]) == ("signed", False, "Folder", asked["text"])
    assert call("post", here, body).status_code in (403, 409)
    for wrong, field in (
        ({"subject": "photo"}, "subject"), ({"seen": "x"}, "seen"), ({"name": ""}, "name"), ({"signer": "child"}, "person"),
        ({"text_language": "xx"}, "text_language"), ({"signer": "friend"}, "signer"), ({"person": str(plan.pk)}, "person"),
        ({"explained": False}, "explained"), ({"signed_on": "2999-01-01"}, "signed_on"),
    ):  # fmt: skip
        answer = call("post", here, body | wrong)
        assert answer.status_code == 422, wrong
        assert field in answer.json()["fields"], (wrong, answer.json())
    assert call("post", here, body | {"subject_id": str(aunt.pk)}).status_code == 404
    assert call("get", f"/files/{file.pk}/texts-to-sign?language=xx").status_code == 422
    read = call("get", f"{here}/{one['id']}")
    assert (read["ETag"], read.json()["name"]) == ('"1"', "Aunt")
    back = {"ended_on": today().isoformat(), "because": "Changed."}
    assert call("post", f"{here}/{one['id']}/withdraw", back).status_code == 428
    assert call("post", f"{here}/{one['id']}/withdraw", back, seen=2).status_code == 412
    assert call("post", f"{here}/{one['id']}/withdraw", back, seen=1).json()["state"] == "withdrawn"
    assert call("post", f"{here}/{one['id']}/strike", {"because": "No."}, seen=1).status_code in (403, 409)
    assert [row["ended_because"] for row in call("get", here).json()] == ["Changed."]


@pytest.mark.rule("P11")
def test_a_program_gets_no_signature_of_somebody_unsafe(program, team, file, plan):
    bad = make_person(team, file, unsafe=True)
    call = program(team.worker.user)
    assert [one["signer"] for one in call("get", f"/files/{file.pk}/texts-to-sign").json()] == ["child", "worker"]
    body = {
        "subject": "plan", "subject_id": str(plan.pk), "signer": "person", "person": str(bad.pk), "answer": "signed",
        "way": "written", "name": "B", "explained": True, "text_language": "en", "seen": "x",
    }  # fmt: skip
    answer = call("post", f"/files/{file.pk}/signatures", body)
    assert answer.status_code in (403, 409)
    assert "P11" in answer.content.decode()


def test_strangers_through_a_program(program, team, file, plan):
    one = answered(team, plan)
    ended(team, one)
    call = program(make_team_of_office().worker.user)
    for rest in ("signatures", f"signatures/{one.pk}", "texts-to-sign"):
        assert call("get", f"/files/{file.pk}/{rest}").status_code == 404
    body = {"subject": "plan", "subject_id": str(plan.pk), "signer": "child", "text_language": "en", "seen": "x"}
    assert call("post", f"/files/{file.pk}/signatures", body).status_code == 404


@pytest.mark.requirement("R137")
def test_what_somebody_signed_is_given_to_them_and_to_nobody_else(team, file, plan):
    aunt = make_person(team, file, holds_responsibility=True)
    ended(team, answered(team, plan), "strike")
    answered(team, plan)
    answered(team, make_safety_plan(team, file), answer="declined")
    ended(team, answered(team, plan, Signer.PERSON, aunt, name="Aunt"))

    def lines(**asked):
        one = participating.asked(team, fresh(team.worker, file), **asked)
        with acting_as(team.worker):
            found = held(participating.now_of(team.worker, one))
        return [row["value"] for part in found["sections"] if part["title"] == "What you signed" for row in part["rows"]]

    assert lines() == ["Safety plan: Did not want to sign", "Case plan: Signed"]
    assert lines(asker="caregiver", child_agrees="yes", person=aunt) == ["Case plan: Taken back"]
    other = make_person(team, file, name="Uncle", holds_responsibility=True)
    assert lines(asker="caregiver", child_agrees="yes", person=other) == []
