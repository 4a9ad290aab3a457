"""The desk beside triage, as pages, and the one address for gateways: who comes in, what is refused, nothing typed is lost."""

import csv
import io
import json

import pytest
from django.urls import reverse

from tests.factories.accounts import actor_of
from tests.unit.intake.conftest import the_public
from tests.unit.intake.test_desk import enter_as, post
from tutela.accounts.api import PUBLIC_ACTOR, create_api_client
from tutela.accounts.models import TeamKey
from tutela.intake.actions import mailbox
from tutela.intake.actions.open_report import open_report
from tutela.intake.models import Barriers, Duty, Message, OtherContact, Report
from tutela.intake.queries.mailbox import mailbox_of_receipt
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as

HAND_IN = "/api/reports"


class TestReportPage:
    def test_answer_read_and_contact(self, client, world, send):
        received = send(contact="phone", phone="0551", signs=("near",), excluded=world.other_office)
        enter_as(client, world, "officer", unlocked=True)
        with acting_as(world.officer):
            report = Report.objects.get()
        assert post(client, "report_answer", report, "answer", text="canary-answer").status_code == 302
        assert post(client, "report_contact", report, "contact", way="phone").status_code == 302
        with the_public():
            mailbox.write_to_team(mailbox=mailbox_of_receipt(received.receipt), text="canary-back", by=PUBLIC_ACTOR)
        page = client.get(reverse("report", args=[report.pk])).content.decode()
        for words in ("canary-answer", "canary-back", "The person who does it is near", world.other_office.name):
            assert words in page
        assert "The reporter wrote" in client.get(reverse("triage_desk")).content.decode()
        assert post(client, "report_read", report).status_code == 302
        with acting_as(world.officer):
            assert not Report.objects.get().unread

    @pytest.mark.requirement("R19")
    def test_another_way_is_refused_and_what_was_typed_stays(self, client, world, report):
        enter_as(client, world, "officer", unlocked=True)
        answer = post(client, "report_contact", report, "contact", way="message")
        assert answer.status_code == 422
        assert "could put them in danger" in answer.content.decode()
        assert post(client, "report_answer", report, "answer", text="").status_code == 422

    def test_never_offers_no_answer(self, client, world, send):
        send(contact="never")
        enter_as(client, world, "officer", unlocked=True)
        with acting_as(world.officer):
            report = Report.objects.get()
        page = client.get(reverse("report", args=[report.pk])).content.decode()
        assert "asked never to be contacted" in page
        assert 'name="answer-text"' not in page
        assert post(client, "report_answer", report, "answer", text="canary-kept").status_code == 422
        with acting_as(world.officer):
            assert Message.objects.count() == 0

    @pytest.mark.requirement("R23")
    @pytest.mark.requirement("R24")
    def test_barriers_and_duty(self, client, world, report):
        enter_as(client, world, "officer", unlocked=True)
        said = {"codes": ["NR01"], "holder": "family", "happened_on_year": "2026"}
        assert post(client, "report_barriers", report, "barriers", **said).status_code == 302
        assert post(client, "report_barriers", report, "barriers", codes=["NR01", "UNK"], holder="UNK").status_code == 422
        assert post(client, "report_duty", report, "duty", profession="teacher").status_code == 302
        assert post(client, "report_duty_settled", report, "duty_settled", state="exception", ground="").status_code == 422
        page = client.get(reverse("report", args=[report.pk])).content.decode()
        assert "Teacher or school staff" in page
        assert post(client, "report_duty_settled", report, "duty_settled", state="done", ground="").status_code == 302
        with acting_as(world.officer):
            assert (Barriers.objects.get().codes, Duty.objects.get().state) == (["NR01"], "done")
        assert "Done" in client.get(reverse("report", args=[report.pk])).content.decode()

    def test_after_a_rotation_the_desk_offers_to_seal_anew(self, client, world, report):
        enter_as(client, world, "officer", unlocked=True)
        TeamKey.objects.filter(team=world.team).update(retired_at=now())
        TeamKey.objects.create(
            team=world.team, version=2, public_key=b"\x09" + bytes(31), recovery_public=b"r" * 32, recovery_seal=b"s"
        )
        assert "still sealed to an older key" in client.get(reverse("triage_desk")).content.decode()
        assert client.post(reverse("report_seal_anew", args=[world.team.pk])).status_code == 302
        assert "still sealed" not in client.get(reverse("triage_desk")).content.decode()
        for other in (report, world.other_team):
            assert client.post(reverse("report_seal_anew", args=[other.pk])).status_code == 404
        enter_as(client, world, "head")
        assert client.post(reverse("report_seal_anew", args=[world.team.pk])).status_code == 404

    def test_the_mechanism_has_its_desk_and_no_file_to_open(self, client, world):
        from tutela.intake.actions.receive_report import Submission, receive_report

        with the_public():
            receive_report(submission=Submission(worry="canary-x", about="facility"), team=world.oversight, by=PUBLIC_ACTOR)
        enter_as(client, world, "ombudsperson", unlocked=True)
        with acting_as(world.ombudsperson):
            report = Report.objects.get()
        assert post(client, "report_start", report).status_code == 302
        page = client.get(reverse("report", args=[report.pk])).content.decode()
        assert "canary-x" in page
        assert "The home, shelter or institution" in page


class TestDeskPages:
    def test_other_contacts(self, client, world):
        enter_as(client, world, "officer")
        said = {"channel": "helpline", "kind": "silent", "office": world.office.code}
        assert client.post(reverse("other_contact"), said).status_code == 302
        assert client.post(reverse("other_contact"), {"channel": "helpline"}).status_code == 422
        with acting_as(world.officer):
            assert OtherContact.objects.count() == 1

    def test_figures_on_the_screen_and_as_a_file(self, client, world, send):
        for _report in range(5):
            send()
        enter_as(client, world, "officer")
        page = client.get(reverse("report_figures")).content.decode()
        assert "First answers" in page
        rows = list(csv.reader(io.StringIO(client.get(reverse("report_figures") + "?format=csv").content.decode())))
        assert ["reports", "", "5"] in rows
        assert ["channels", "web_form", "5"] in rows
        assert ["categories", "not_assigned", "5"] in rows
        assert ["delay_to_report", "mean_days", "<"] in rows

    def test_others_see_no_figures(self, client, world):
        assert enter_as(client, world, "caseworker").get(reverse("report_figures")).status_code == 403


@pytest.mark.requirement("R16")
class TestGateway:
    @pytest.fixture
    def hand_in(self, client, world):
        with acting_as(world.administrator):
            _client, token = create_api_client(
                name="SMS", user=world.users["partner"], scopes=["report_enter"], by=world.administrator
            )

        def send_it(**body):
            body = {"reference": "1", "channel": "sms", "worry": "canary-worry"} | body
            return client.post(
                HAND_IN, json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {token}"}
            )

        send_it.token = token
        return send_it

    def test_a_report_in_the_same_queue_with_a_receipt_once(self, world, hand_in):
        place = world.office.territory
        first = hand_in(territory=place.code, signs=["near"], language="fr", contact="phone", phone="1")
        assert first.status_code == 201, first.content
        again = hand_in(territory=place.code, signs=["near"], language="fr", contact="phone", phone="1")
        assert (again.status_code, again.json()["receipt"]) == (200, first.json()["receipt"])
        with acting_as(world.officer):
            report = Report.objects.get()
        assert (report.channel, report.urgency, report.language, report.territory) == (
            "sms",
            "immediate_danger",
            "fr",
            place,
        )
        assert report.code_shared

    def test_it_reads_nothing(self, client, hand_in, report):
        for method in ("get", "put", "delete"):
            answer = getattr(client, method)(HAND_IN, headers={"Authorization": f"Bearer {hand_in.token}"})
            assert answer.status_code == 405
        assert client.get(reverse("triage_desk"), headers={"Authorization": f"Bearer {hand_in.token}"}).status_code == 302

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"channel": "pigeon"}, "channel"),
            ({"territory": "nowhere"}, "territory"),
            ({"excluded": "nobody"}, "excluded"),
            ({"worry": ""}, "worry"),
            ({"signs": ["boom"]}, "signs"),
            ({"language": "../x"}, "language"),
            ({"worry": "a" * 10_001}, "worry"),
            ({"about": "the moon"}, "about"),
            ({"territory": "a\x00b"}, "territory"),
            ({"no_such_field": "x"}, "no_such_field"),
        ],
    )
    def test_bad_input_names_its_field(self, hand_in, body, field):
        answer = hand_in(**body)
        assert answer.status_code == 422
        assert field in answer.json()["fields"]

    def test_what_was_told_is_never_turned_away_for_a_stray_sign(self, world, hand_in):
        assert hand_in(worry="canary\x00-worry\nMore", place="a\x07b").status_code == 201
        with acting_as(world.officer):
            words = open_report(report=Report.objects.get(), keys=world.keys, by=world.officer).content
        assert (words["worry"], words["place"]) == ("canary-worry\nMore", "ab")

    def test_without_a_token_or_a_team(self, client, world, hand_in):
        assert client.post(HAND_IN, "{}", content_type="application/json").status_code == 401
        TeamKey.objects.update(retired_at=now())
        assert hand_in().status_code == 503

    def test_a_token_of_another_task_is_refused(self, client, world):
        with acting_as(world.administrator):
            _client, token = create_api_client(
                name="x", user=world.users["supervisor"], scopes=["report_oversee"], by=world.administrator
            )
        body = json.dumps({"reference": "1", "channel": "sms", "worry": "x"})
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post(HAND_IN, body, content_type="application/json", headers=headers).status_code == 403
        assert actor_of(world.users["partner"]).has("report_enter")
