"""Who asks to see what is held, who decides, what goes out and what never does (R137, P11, P14, P38)."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import (
    fresh,
    make_concern,
    make_consent,
    make_person,
    make_team_of_office,
    make_view,
    put_in_state,
)
from tests.unit.participation.conftest import ASKED, aged, asked, now_of, step, told, unpacked
from tests.unit.participation.test_sheet import with_plan
from tutela.audit.models import Event
from tutela.cases.actions import circle
from tutela.cases.age import BirthRange
from tutela.cases.api import Deadline, in_force
from tutela.cases.models import Consent, PersonAround
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion
from tutela.participation import actions, policies
from tutela.participation.models import AccessRequest
from tutela.participation.presenters.held import held
from tutela.participation.states import ACCESS, State

NO = {"refusal": "proceedings", "reasons": "The court decides first.", "remedy": "The data protection officer, 30 days."}
CAREGIVER = {"asker": "caregiver", "child_agrees": "yes"}


def parent(team, file, **values):
    return make_person(team, file, name="Mother", relation="mother", holds_responsibility=True, **values)


def granted(team, file, **changes):
    return step(team.supervisor, asked(team, file, **changes), actions.grant_access)


@pytest.mark.requirement("R137")
def test_a_child_asks_another_person_decides_and_it_is_gone_through(team, file):
    one = asked(team, file)
    with acting_as(team.worker):
        due = Deadline.objects.get(file=file, subject=one.pk)
        assert due.due_at.date() >= today() + dt.timedelta(days=30)
    one = step(team.supervisor, one, actions.grant_access, reasons="Slowly.")
    one = step(team.worker, one, actions.give_access, answer="Read together. Nothing to correct.")
    assert (one.state, one.given_on) == ("given", today())
    with acting_as(team.worker):
        due.refresh_from_db()
    assert due.done_at is not None


@pytest.mark.rule("P14")
def test_nobody_decides_on_what_they_recorded(team, file):
    with acting_as(team.supervisor):
        one = actions.ask_access(file=file, by=team.supervisor, values=ASKED)
    for act, values in ((actions.grant_access, {}), (actions.refuse_access, NO)):
        with pytest.raises(Refused) as refused:
            step(team.supervisor, one, act, **values)
        assert refused.value.reason.value == "own_access_request"
    with acting_as(team.supervisor), pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.filter(pk=one.pk).update(state="granted", decided_by=team.supervisor.id, decided_on=today())
    for by in (team.worker, make_team_of_office().supervisor):
        with pytest.raises(Refused):
            policies.decide_request.require(by, now_of(team.supervisor, one))


@pytest.mark.requirement("R137")
def test_a_refusal_has_a_ground_reasons_and_a_remedy(team, file):
    one = asked(team, file)
    for wrong in ({"refusal": "odd"}, {"reasons": " "}, {"remedy": ""}):
        with pytest.raises(InvalidInput) as refused:
            step(team.supervisor, one, actions.refuse_access, **NO | wrong)
        assert set(refused.value.fields) == set(wrong)
    one = step(team.supervisor, one, actions.refuse_access, **NO)
    assert one.remedy == NO["remedy"]
    for by, act, values in (
        (team.supervisor, actions.grant_access, {}), (team.worker, actions.give_access, {"answer": "x"}),
    ):  # fmt: skip
        with pytest.raises(Refused):
            step(by, one, act, **values)
    with acting_as(team.worker), pytest.raises(Refused):
        actions.export_access(one=now_of(team.worker, one), by=team.worker, as_what="json")


@pytest.mark.rule("P11")
@pytest.mark.requirement("R137")
def test_an_unsafe_caregiver_gets_nothing_also_when_marked_later(team, file):
    unsafe = parent(team, file, unsafe=True)
    with pytest.raises(Refused) as refused:
        asked(team, file, **CAREGIVER, person=unsafe)
    assert refused.value.reason.value == "unsafe_caregiver"
    person = parent(team, file)
    waiting, ready = asked(team, file, **CAREGIVER, person=person), granted(team, file, **CAREGIVER, person=person)
    with acting_as(team.worker):
        circle.mark_unsafe(
            person=PersonAround.objects.select_related("file").get(pk=person.pk), by=team.worker, reason="Told."
        )
    with pytest.raises(Refused):
        step(team.supervisor, waiting, actions.grant_access)
    with pytest.raises(Refused):
        step(team.worker, ready, actions.give_access, answer="Given.")
    with acting_as(team.worker), pytest.raises(Refused):
        actions.export_access(one=now_of(team.worker, ready), by=team.worker, as_what="pdf")


@pytest.mark.requirement("R137")
def test_a_caregiver_asks_only_with_responsibility_and_not_against_the_child(team, file):
    person = parent(team, file)
    for values, reason in (
        ({"person": make_person(team, file)}, "caregiver_not_responsible"),
        ({"person": None}, "caregiver_not_responsible"),
        ({"person": person, "child_agrees": "no"}, "child_says_no"),
    ):
        with pytest.raises(Refused) as refused:
            asked(team, file, **CAREGIVER | values)
        assert refused.value.reason.value == reason
    assert asked(team, file, **CAREGIVER, person=person).person_id == person.pk


@pytest.mark.rule("P38")
@pytest.mark.requirement("R137")
def test_at_eighteen_the_rights_to_the_file_are_the_persons_alone(team):
    file = aged(team, 18, 18)
    with pytest.raises(Refused) as refused:
        asked(team, file, **CAREGIVER, person=parent(team, file))
    assert refused.value.reason.value == "adult_alone"
    assert asked(team, file).asker == "child"
    still = aged(team, 17, 18)
    assert asked(team, still, **CAREGIVER, person=parent(team, still)).asker == "caregiver"


@pytest.mark.requirement("R137")
def test_counselling_is_offered_before_anything_is_given(team, file):
    with pytest.raises(Refused) as refused:
        granted(team, file, counselling_offered=False)
    assert refused.value.reason.value == "no_counselling"


SECRETS = (
    "Uncle Nobody", "Person of concern", "A long statement", "Secret goal", "What the supervisor minds", "Weighed by workers",
    "A teacher told", "Hidden reason",
)  # fmt: skip


def filled(team, file):
    with_plan(team, file)
    make_person(team, file, name="A teacher told", contact="A teacher told")
    make_view(team, file, views="I want to stay.", present_others="Uncle Nobody")
    make_consent(team, file, reasons="Hidden reason")
    make_concern(team, file, place="A long statement")
    told(team, file)


@pytest.mark.requirement("R137")
@pytest.mark.parametrize("caregiver", [False, True])
def test_what_goes_out_names_nobody_else_and_says_what_is_left_out(team, file, caregiver):
    filled(team, file)
    values = CAREGIVER | {"person": parent(team, file)} if caregiver else {}
    one = granted(team, file, **values)
    with acting_as(team.worker):
        found = held(now_of(team.worker, one))
    text = json.dumps(found, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]
    kinds = {row["kind"] for row in found["excluded"]}
    assert {"reporter", "third_persons", "persons_of_concern", "professional_notes", "health_and_law"} <= kinds
    assert ({"childs_words", "whereabouts"} <= kinds) is caregiver
    assert ("I want to stay." in text) is not caregiver
    assert ("Legal aid" in text) is not caregiver
    assert "Amina" in text


@pytest.mark.requirement("R137")
def test_a_correction_stays_beside_the_earlier_values(team, file):
    one = granted(team, file, wish="correct", words="My name is written wrong.")
    one = step(team.worker, one, actions.give_access, answer="The name is corrected.")
    with acting_as(team.worker):
        assert "My name is written wrong." in json.dumps(held(now_of(team.worker, one)))
    assert fresh(team.worker, file).child.given_names == "Amina"


@pytest.mark.parametrize(
    "wrong",
    [
        {"asker": "odd"}, {"wish": ""}, {"capacity": "odd"}, {"child_agrees": "odd"}, {"words": " "}, {"counselling": ""},
        {"asked_on": None}, {"asked_on": today() + dt.timedelta(days=1)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(team, file, wrong):
    with pytest.raises(InvalidInput) as refused:
        asked(team, file, **wrong)
    assert set(refused.value.fields) == set(wrong)


def test_answers_are_needed_and_newer_work_is_kept(team, file):
    one = granted(team, file)
    with pytest.raises(InvalidInput):
        step(team.worker, one, actions.give_access, answer=" ")
    with acting_as(team.worker), pytest.raises(StaleVersion):
        actions.give_access(one=now_of(team.worker, one), by=team.worker, base_version=1, values={"answer": "Read."})
    step(team.worker, one, actions.give_access, answer="Read.")
    with pytest.raises(Refused):
        step(team.worker, one, actions.give_access, answer="Again.")


def test_after_closing_one_still_asks_and_a_reader_without_the_task_does_not_record(team, file):
    put_in_state(file, "closed", team.worker)
    assert asked(team, fresh(team.worker, file)).state == "asked"
    lawyer = make_actor("legal_officer", office=team.office)
    assert policies.record_request.why_not(lawyer, file).value == "no_permission"
    assert policies.record_request.why_not(make_team_of_office().worker, file).value == "not_visible"


def test_the_states_are_a_machine():
    assert ACCESS.allows(State.ASKED, State.GRANTED)
    assert not ACCESS.allows(State.REFUSED, State.GIVEN)
    assert not ACCESS.allows(State.ASKED, State.GIVEN)


@pytest.mark.slow
@pytest.mark.requirement("R137")
def test_the_whole_way_on_screen(enter, team, file):
    filled(team, file)
    client = enter(team.worker.user)
    listed = reverse("access_requests", args=[file.pk])
    assert "Nobody has asked yet" in client.get(listed).content.decode()
    new = reverse("access_request_new", args=[file.pk])
    assert client.get(new).status_code == 200
    body = {name: value for name, value in ASKED.items() if name != "counselling_offered"}
    body |= {"asked_on": today().isoformat(), "counselling_offered": "on"}
    unsafe = parent(team, file, unsafe=True)
    refused = client.post(new, body | CAREGIVER | {"person": unsafe.pk})
    assert "(P11)" in refused.content.decode()
    assert "What is asked" not in client.post(new, body, follow=True).content.decode()
    with acting_as(team.worker):
        one = AccessRequest.objects.get()
    here = {
        name: reverse("access_request_move", args=[file.pk, one.pk, name]) for name in ("grant", "refuse", "give", "odd")
    }
    assert client.post(here["grant"], {"base_version": 1}).status_code == 403
    assert client.get(reverse("access_export", args=[file.pk, one.pk, "json"])).status_code == 403
    boss = enter(team.supervisor.user)
    assert boss.get(here["odd"]).status_code == 404
    assert boss.post(here["refuse"], NO | {"base_version": 1, "remedy": ""}).status_code == 422
    assert boss.get(here["grant"]).status_code == 200
    assert boss.post(here["grant"], {"base_version": 1}).status_code == 302
    client = enter(team.worker.user)
    assert "As data" in client.get(reverse("access_request", args=[file.pk, one.pk])).content.decode()
    sent = client.get(reverse("access_export", args=[file.pk, one.pk, "json"]))
    assert "reporter" in {row["kind"] for row in sent.json()["excluded"]}
    printed = client.get(reverse("access_export", args=[file.pk, one.pk, "pdf"]))
    assert b"/StructTreeRoot" in unpacked(printed.content)
    assert client.get(reverse("access_export", args=[file.pk, one.pk, "doc"])).status_code == 404
    assert client.post(here["give"], {"base_version": 2, "answer": "Read."}).status_code == 302
    assert "Given" in client.get(listed).content.decode()
    with acting_as(make_actor("data_protection_officer")):
        forms = [
            json.loads(one.details)["form"] for one in Event.objects.filter(action="access_exported").order_by("position")
        ]
    assert forms == ["json", "pdf"]


@pytest.mark.rule("P11")
def test_a_program_meets_the_same_rules(program, team, file):
    here = f"/files/{file.pk}/access-requests"
    call, boss = program(team.worker.user), program(team.supervisor.user, ("file_work", "file_view", "file_approve"))
    body = ASKED | {"asked_on": today().isoformat()}
    unsafe = parent(team, file, unsafe=True)
    assert call("post", here, body | CAREGIVER | {"person": str(unsafe.pk)}).json()["code"] == "unsafe_caregiver"
    nobody = {"person": "00000000-0000-7000-8000-000000000000"}
    assert call("post", here, body | CAREGIVER | nobody).status_code == 422
    one = call("post", here, body).json()
    assert call("post", f"{here}/{one['id']}/grant", {}).status_code == 428
    assert call("post", f"{here}/{one['id']}/grant", {}, 1).status_code == 403
    assert call("get", f"{here}/{one['id']}/held").json()["code"] == "access_not_now"
    assert boss("post", f"{here}/{one['id']}/grant", {}, 1).json()["state"] == "granted"
    assert call("get", f"{here}/{one['id']}/held").json()["number"] == file.number
    assert call("post", f"{here}/{one['id']}/give", {"answer": "Read."}, 2).json()["state"] == "given"
    assert call("get", here).json()[0]["version"] == 3
    assert program(make_team_of_office().worker.user)("get", f"{here}/{one['id']}/held").status_code == 404


def test_nobody_of_another_office_finds_one(enter, team, file):
    one = granted(team, file)
    other = make_team_of_office()
    client = enter(other.worker.user)
    at = [file.pk, one.pk]
    for url in (
        reverse("access_requests", args=[file.pk]), reverse("access_request", args=at),
        reverse("access_request_move", args=[*at, "give"]), reverse("access_export", args=[*at, "json"]),
        reverse("file_print", args=[file.pk]),
    ):  # fmt: skip
        assert client.get(url).status_code == 404
    with acting_as(other.worker):
        assert not AccessRequest.objects.exists()


@pytest.mark.rule("P38")
def test_at_eighteen_the_person_alone_consents(team):
    file = aged(team, 17, 18)
    person = parent(team, file)
    consent = make_consent(team, file, given_by=person)
    assert in_force(consent)
    grown = BirthRange.from_ages(18, 18, today())
    with acting_as(team.worker):
        child = fresh(team.worker, file).child
        child.born_earliest, child.born_latest = grown.earliest.isoformat(), grown.latest.isoformat()
        child.save()
        assert not in_force(Consent.objects.select_related("file__child", "given_by").get(pk=consent.pk))
    now = fresh(team.worker, file)
    with pytest.raises(Refused) as refused:
        make_consent(team, now, given_by=person)
    assert refused.value.reason.value == "adult_consent"
    assert in_force(make_consent(team, now))
