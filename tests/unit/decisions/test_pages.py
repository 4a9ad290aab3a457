"""Determinations through their pages and the HTTP API: the hard rule attacked, bad input at its field, nobody of another office."""

import pytest
from django.urls import reverse

from tests.factories.cases import make_consent, make_team_of_office, make_view
from tests.unit.decisions.conftest import DECISION, OPTION, SOON, before_panel, current, decided, proposed, stood
from tutela.care.actions import plans, refer
from tutela.decisions.models import Determination
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as


def move(one, name):
    return reverse("determination_move", args=[one.file_id, one.pk, name])


@pytest.mark.requirement("R136")
def test_a_worker_prepares_a_determination_on_screen(enter, team, file, lawyer):
    client = enter(team.worker.user)
    listed = reverse("decisions", args=[file.pk])
    assert "Nothing is written here yet" in client.get(listed).content.decode()
    new = reverse("determination_new", args=[file.pk])
    body = {"kind": "return_abroad", "country": "fr", "subject": "To the father."}
    wrong = client.post(new, body | {"country": ""})
    assert (wrong.status_code, "two letters" in wrong.content.decode()) == (422, True)
    assert "at least two of them" in client.post(new, body, follow=True).content.decode()
    with acting_as(team.worker):
        one = Determination.objects.get()
    assert client.post(move(one, "option"), OPTION | {"base_version": 1, "factors": ["odd"]}).status_code == 422
    assert client.post(move(one, "option"), OPTION | {"base_version": 1}).status_code == 302
    assert client.post(move(one, "option"), OPTION | {"base_version": 1}).status_code == 412
    view = make_view(team, file)
    heard = {"base_version": 2, "view": view.pk, "guardian_view": "Agrees.", "risk_on_return": "Checked."}
    assert client.post(move(one, "hear"), heard).status_code == 302
    assert "Agrees." in client.get(move(one, "hear")).content.decode()
    seat = {"base_version": 3, "user": lawyer.id, "sector": "AC-JUS", "conflict": "yes"}
    assert client.post(move(one, "member"), seat).status_code == 302
    page = client.get(reverse("determination", args=[file.pk, one.pk])).content.decode()
    assert "takes no part" in page
    assert client.get(move(one, "panel")).status_code == 403
    assert client.get(move(one, "odd")).status_code == 404
    assert "Return or transfer" in client.get(listed).content.decode()


@pytest.mark.requirement("R136")
def test_a_supervisor_decides_on_screen_and_dissent_stays_in_sight(enter, team, file, lawyer):
    one = stood(team, file, lawyer)
    client = enter(team.supervisor.user)
    with acting_as(team.supervisor):
        chosen = one.options.first()
    body = DECISION | {"base_version": one.version, "chosen": chosen.pk, "review_on": SOON.isoformat()}
    assert client.post(move(one, "decide"), body | {"reasons": ""}).status_code == 422
    assert client.post(move(one, "decide"), body).status_code == 302
    page = client.get(reverse("determination", args=[file.pk, one.pk])).content.decode()
    assert "Too early." in page
    assert "Dissents" in page


def test_a_member_writes_the_own_position_on_screen(enter, team, file, lawyer):
    one = before_panel(team, file, lawyer)
    client = enter(lawyer.user)
    with acting_as(team.worker):
        member = one.members.get(user=lawyer.user)
    body = {"base_version": one.version, "member": member.pk, "stand": "agrees"}
    assert client.post(move(one, "position"), body).status_code == 302


@pytest.mark.rule("P17")
@pytest.mark.requirement("R130")
def test_a_return_is_refused_on_screen_and_through_the_api(enter, program, team, file):
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
        action = plans.add_action(
            plan=plan, by=team.worker, track="REI", service="return_to_country", goal="Home.", due_on=today()
        )
        consent = make_consent(team, file)
        referral = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="REI", service="return_to_country", consent=consent
        )
    sent = program(team.worker.user)("post", f"/files/{file.pk}/referrals/{referral.pk}/send", seen=referral.version)
    assert (sent.status_code, sent.json()["code"]) == (403, "not_determined")
    client = enter(team.worker.user)
    for name, thing in (("plan_action_done", action), ("referral_send", referral)):
        answer = client.post(reverse(name, args=[file.pk, thing.pk]), {"result": "Gone.", "done": "yes"}, follow=True)
        assert "(P17)" in answer.content.decode(), name
    with acting_as(team.worker):
        action.refresh_from_db()
        plan.refresh_from_db()
        referral.refresh_from_db()
    assert (action.state, plan.state, referral.state) == ("planned", "draft", "draft")


def test_a_program_goes_the_whole_way(program, team, file, lawyer):
    here = f"/files/{file.pk}/best-interests"
    call = program(team.worker.user)
    made = call("post", here, {"kind": "placement", "subject": "A family."})
    assert made.status_code == 201
    one = f"{here}/{made.json()['id']}"
    assert call("post", f"{one}/option", OPTION).status_code == 428
    assert call("post", f"{one}/option", OPTION, 9).status_code == 412
    assert call("post", f"{one}/option", OPTION | {"factors": []}, 1).status_code == 422
    assert call("post", f"{one}/option", OPTION, 1).json()["version"] == 2
    unknown = {"view": "00000000-0000-7000-8000-000000000000"}
    assert call("post", f"{one}/hear", unknown, 2).status_code == 422
    assert call("post", f"{one}/hear", {"guardian_view": "None."}, 2).json()["guardian_view"] == "None."
    assert call("post", f"{one}/panel", {}, 3).json()["code"] == "no_options"
    ready = stood(team, file, lawyer)
    with acting_as(team.worker):
        chosen = str(ready.options.first().pk)
    body = DECISION | {"chosen": chosen, "review_on": SOON.isoformat()}
    address = f"{here}/{ready.pk}/decide"
    assert call("post", address, body, ready.version).status_code == 403
    assert call("get", here).json()[0]["id"] == str(ready.pk)


def test_nobody_of_another_office_finds_one(enter, program, team, file, lawyer):
    one = proposed(team, file)
    other = make_team_of_office()
    assert program(other.worker.user)("get", f"/files/{file.pk}/best-interests").status_code == 404
    client = enter(other.worker.user)
    for url in (reverse("decisions", args=[file.pk]), reverse("determination", args=[file.pk, one.pk]), move(one, "option")):
        assert client.get(url).status_code == 404
    with acting_as(other.worker):
        assert not Determination.objects.exists()
    assert current(team.worker, decided(team, file, lawyer)).carries_out
