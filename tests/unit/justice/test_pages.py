"""The chapter through its pages and the HTTP API: the hard rules attacked, bad input at its field, nobody of another office."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.cases import make_team_of_office
from tests.unit.justice.conftest import made, opened
from tutela.cases.api import Concern
from tutela.cases.states import FileState
from tutela.justice.forms.parts import PARTS
from tutela.justice.models import Charge, LegalTask, Liberty, Proceeding, Settlement
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

TODAY = today().isoformat()
EARLIER = (now() - dt.timedelta(hours=6)).isoformat()
HELD = {"place_kind": "closed_institution_protective", "held_since": EARLIER}
SETTLED = {
    "state": "proposed", "known_on": TODAY, "forms": ["marriage"], "parties": ["family_and_perpetrator"],
    "child_heard": "no", "words": "The two families met.",
}  # fmt: skip


def new(file, part):
    return reverse("justice_new", args=[file.pk, part])


@pytest.mark.requirement("R78")
@pytest.mark.requirement("R62")
def test_a_legal_officer_follows_proceedings_on_screen(enter, team, file, lawyer):
    client = enter(lawyer.user)
    assert "Nothing is written here yet" in client.get(reverse("justice", args=[file.pk])).content.decode()
    body = {"authority": "court", "subject": "Exploitation.", "opened_on": TODAY, "legal_aid": "unknown"}
    wrong = client.post(new(file, "proceeding"), body | {"subject": "", "informed_on": TODAY})
    assert wrong.status_code == 422
    assert "Exploitation" not in wrong.content.decode()
    shown = client.post(new(file, "proceeding"), body, follow=True).content.decode()
    for flag in ("Not informed of rights", "No legal aid", "No guardian or support person", "Stage limit"):
        assert flag in shown
    with acting_as(lawyer):
        proceeding = Proceeding.objects.get()
    step = [file.pk, "proceeding", proceeding.pk]
    change = reverse("justice_step", args=[*step, "change"])
    assert "Exploitation." in client.get(change).content.decode()
    informed = body | {"base_version": 1, "informed_on": TODAY, "informed_by": "The lawyer", "legal_aid": "yes"}
    assert client.post(change, informed).status_code == 302
    assert client.post(change, informed | {"subject": "Other."}).status_code == 412
    page = client.get(reverse("justice_record", args=step)).content.decode()
    assert "Not informed of rights" not in page
    stage = reverse("justice_step", args=[*step, "stage"])
    entered = {"base_version": 2, "stage": "trial", "entered_on": TODAY, "authority": "court"}
    jumped = client.post(stage, entered)
    assert (jumped.status_code, "Possible next" in jumped.content.decode()) == (422, True)
    assert client.post(stage, entered | {"stage": "charged"}).status_code == 302
    over = reverse("justice_step", args=[*step, "discontinue"])
    ended = {"base_version": 3, "entered_on": TODAY, "words": "A letter."}
    assert client.post(over, ended).status_code == 422
    assert client.post(over, ended | {"reason": "limitation_period"}).status_code == 302
    shown = client.get(reverse("justice_record", args=step)).content.decode()
    assert "Limitation period" in shown
    listed = client.get(reverse("proceedings")).content.decode()
    assert "Contest that the proceedings were ended" in listed
    story = client.get(reverse("file", args=[file.pk])).content.decode()
    assert "Proceedings discontinued" in story


@pytest.mark.requirement("R80")
@pytest.mark.requirement("R81")
@pytest.mark.rule("P6")
def test_a_marriage_settlement_by_form_closes_nothing_and_opens_everything(enter, team, file):
    client = enter(team.worker.user)
    for wrong, field in (({"forms": []}, "forms"), ({"state": "closed"}, "state"), ({"words": ""}, "words")):
        answer = client.post(new(file, "settlement"), SETTLED | wrong)
        assert answer.status_code == 422
        assert f"id_{field}" in answer.content.decode()
    page = client.post(new(file, "settlement"), SETTLED, follow=True).content.decode()
    assert "A settlement closes nothing" in page
    assert "Marriage: a grave concern" in page
    with acting_as(team.worker):
        assert Concern.objects.get(file=file).offences == ["FMAR"]
        file.refresh_from_db()
        assert (file.risk_level, file.state) == ("high", FileState.TRIAGED)
    chapter = client.get(reverse("justice", args=[file.pk])).content.decode()
    assert "Urgent legal action against the marriage" in chapter
    closing = client.get(reverse("closure_new", args=[file.pk])).content.decode()
    assert "settlement" not in closing.lower()


@pytest.mark.requirement("R82")
@pytest.mark.rule("P20")
def test_a_held_child_by_form_is_on_the_list_until_the_release(enter, team, file):
    worker, omb = team.worker.user, make_user("ombudsperson")
    client = enter(worker)
    territory = file.territory.code
    form = HELD | {"held_since": EARLIER[:16], "territory": territory, "separated": "no"}
    assert client.post(new(file, "liberty"), form | {"held_since": "2999-01-01T10:00"}).status_code == 422
    page = client.post(new(file, "liberty"), form, follow=True).content.decode()
    assert "A rights violation, not a service" in page
    assert "6 hours" in page
    assert client.get(reverse("held_children")).status_code == 403
    client = enter(omb)
    listed = client.get(reverse("held_children")).content.decode()
    assert file.number in listed
    assert "Together with adults" in listed
    assert "Amina" not in listed
    assert client.get(reverse("justice", args=[file.pk])).status_code == 403
    client = enter(worker)
    with acting_as(team.worker):
        liberty = Liberty.objects.get()
    out = reverse("justice_step", args=[file.pk, "liberty", liberty.pk, "release"])
    assert "detention" not in client.get(out).content.decode()
    free = {"base_version": 1, "released_at": now().isoformat()[:16], "released_kind": "kin", "released_to": "The aunt."}
    assert client.post(out, free | {"released_kind": "detention"}).status_code == 422
    assert client.post(out, free).status_code == 302
    client = enter(omb)
    assert "No child is known to be held" in client.get(reverse("held_children")).content.decode()


@pytest.mark.requirement("R82")
def test_detention_is_nowhere_offered_as_a_service():
    from tutela.vocabulary import api as vocabulary

    services = {code.code for code in vocabulary.code_list("services").own()}
    assert not services & {code.code for code in vocabulary.code_list("detention_flags").own() if code.code != "other"}


def test_every_part_has_its_page_and_every_step_its_form(enter, team, file):
    client = enter(team.worker.user)
    records = {part.name: made(team, file, part.name) for part in PARTS if part.name not in ("task", "proceeding")}
    records["proceeding"] = opened(team, file)
    with acting_as(team.worker):
        records["task"] = LegalTask.objects.filter(file=file).first()
    chapter = client.get(reverse("justice", args=[file.pk])).content.decode()
    for part in PARTS:
        record = records[part.name]
        assert str(record.pk) in chapter
        assert client.get(reverse("justice_record", args=[file.pk, part.name, record.pk])).status_code == 200
        if part.make is not None:
            assert client.get(new(file, part.name)).status_code == 200
            assert client.post(new(file, part.name), {"words": ""}).status_code == 422
        for step in part.steps:
            here = reverse("justice_step", args=[file.pk, part.name, record.pk, step.name])
            with acting_as(team.worker):
                wanted = 200 if step.rule.allows(team.worker, record) else 403
            assert client.get(here).status_code == wanted, step.name
            if wanted == 200:
                assert client.post(here, {"base_version": ""}).status_code == 422
    assert "Forensic examination" in chapter
    assert "Should be nothing" in chapter
    money = client.get(reverse("proceedings")).content.decode()
    assert "500.00" in money
    for part, step in (("nothing", "x"), ("claim", "nothing")):
        assert client.get(reverse("justice_step", args=[file.pk, part, records["claim"].pk, step])).status_code == 404
    assert client.get(new(file, "task")).status_code == 404
    assert client.get(reverse("justice_record", args=[file.pk, "cost", records["claim"].pk])).status_code == 404


def test_another_office_and_the_supervisor(enter, team, file):
    claim = made(team, file, "claim")
    here = reverse("justice_record", args=[file.pk, "claim", claim.pk])
    client = enter(team.supervisor.user)
    assert "It is awarded" not in client.get(here).content.decode()
    assert client.get(new(file, "claim")).status_code == 403
    client = enter(make_team_of_office().worker.user)
    for address in (here, new(file, "claim"), reverse("justice", args=[file.pk])):
        assert client.get(address).status_code == 404
    assert client.get(reverse("breaches")).status_code == 403


@pytest.mark.requirement("R85")
def test_data_protection_sees_a_breach_without_its_text(enter, team, file):
    made(team, file, "breach")
    page = enter(make_user("data_protection_officer")).get(reverse("breaches")).content.decode()
    assert file.number in page
    assert "A name was read" not in page


@pytest.mark.requirement("R80")
@pytest.mark.requirement("R81")
@pytest.mark.requirement("R82")
@pytest.mark.requirement("R83")
def test_a_program_meets_the_same_rules(program, team, file):
    call, here = program(team.worker.user), f"/files/{file.pk}/justice"
    for wrong, field in (
        ({"state": "closed"}, "state"), ({"forms": ["divorce"]}, "forms"), ({"parties": None}, "parties"),
        ({"closes": True}, "closes"), ({"known_on": "soon"}, "known_on"),
    ):  # fmt: skip
        answer = call("post", f"{here}/settlement", SETTLED | wrong)
        assert answer.status_code == 422
        assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()
    settled = call("post", f"{here}/settlement", SETTLED)
    assert (settled.status_code, settled.json()["fields"]["acted_on_marriage"]) == (201, True)
    held = call("post", f"{here}/liberty", HELD | {"territory": file.territory.code})
    assert held.status_code == 201, held.json()
    assert held.json()["state"] == "open"
    assert call("post", f"{here}/liberty", HELD | {"territory": "nowhere"}).json()["fields"].keys() == {"territory"}
    one = f"{here}/liberty/{held.json()['id']}"
    free = {"released_at": now().isoformat(), "released_kind": "detention", "released_to": "x"}
    assert call("post", f"{one}/release", free).status_code == 428
    moved = call("post", f"{one}/release", free, seen=held.json()["version"])
    assert (moved.status_code, moved.json()["code"]) == (403, "no_alternative")
    assert call("post", f"{one}/release", free | {"released_kind": "kin"}, seen=9).status_code == 412
    out = call("post", f"{one}/release", free | {"released_kind": "kin"}, seen=held.json()["version"])
    assert (out.status_code, out.json()["state"]) == (200, "released")
    charge = call("post", f"{here}/charge", {"act": "status", "charged_on": TODAY})
    assert call("post", f"{here}/charge", {"act": "guilt", "charged_on": TODAY}).status_code == 422
    decide = f"{here}/charge/{charge.json()['id']}/decide"
    granted = call("post", decide, {"outcome": "dropped", "decided_on": TODAY}, seen=1)
    assert (granted.status_code, granted.json()["state"]) == (200, "granted")
    listed = call("get", here).json()
    assert {one["part"] for one in listed} == {"task", "settlement", "liberty", "charge"}
    with acting_as(team.worker):
        assert (Settlement.objects.count(), Charge.objects.count()) == (1, 1)
        file.refresh_from_db()
        assert file.state == FileState.TRIAGED


def test_a_program_of_another_office_or_without_the_task_gets_nothing(program, team, file, lawyer):
    claim = made(team, file, "claim")
    body = {"against": "x", "claimed_on": TODAY, "claimed": "5.00"}
    here = f"/files/{file.pk}/justice"
    stranger = program(make_team_of_office().worker.user)
    assert stranger("get", here).status_code == stranger("post", f"{here}/claim", body).status_code == 404
    without = program(team.worker.user, ["referral_answer"])
    assert without("get", here).status_code == without("post", f"{here}/claim", body).status_code == 403
    assert (
        without("post", f"{here}/claim/{claim.pk}/award", {"decided_on": TODAY, "awarded": "5"}, seen=1).status_code == 403
    )
    reader = program(team.supervisor.user, ["file_view"])
    assert reader("get", here).status_code == 200
    assert reader("post", f"{here}/claim", body).status_code == 403
    legal = program(lawyer.user, ["file_view", "justice_keep"])
    assert legal("post", f"{here}/claim", body | {"claimed": "1.234"}).status_code == 422
    assert legal("post", f"{here}/claim", body).status_code == 201
