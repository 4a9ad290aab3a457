"""The triage desk as pages: who comes in, what shows with and without the key, forms that lose nothing, attacks by form."""

import base64
import datetime as dt
import re

import pytest
from django.urls import reverse
from nacl.utils import random

from tests.factories.accounts import make_totp, sign_in
from tutela.accounts.models import Unlocking, UserKey
from tutela.intake import policies, presenters
from tutela.intake.actions.settle import propose_settling
from tutela.intake.actions.take_report import take_report
from tutela.intake.actions.triage import take_in_hand
from tutela.intake.enums import StepKind
from tutela.intake.models import Report, ReportStep
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import team as team_vault
from tutela.vocabulary import api as vocabulary


def enter_as(client, world, name, *, unlocked=False):
    """Sign in; with the team key unlocked if asked."""
    from tutela.accounts.queries.unlocked import cookie_name

    user = world.users[name]
    make_totp(user)
    sign_in(client, user)
    if unlocked:
        secret = random(32)
        private = bytes(UserKey.objects.get(pk=user.pk).wrapped_private)
        Unlocking.objects.create(
            lookup=team_vault.session_lookup(secret), user=user, wrapped_private=team_vault.session_wrap(private, secret)
        )
        client.cookies[cookie_name()] = base64.urlsafe_b64encode(secret).decode()
    return client


def post(client, name, report, prefix="", **said):
    data = {f"{prefix}-{key}" if prefix else key: value for key, value in said.items()}
    return client.post(reverse(name, args=[report.pk]), data)


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("supervisor", 200), ("duty", 200), ("caseworker", 403)])
def test_who_comes_to_the_desk(client, world, report, who, status):
    answer = enter_as(client, world, who).get(reverse("triage_desk"))
    assert answer.status_code == status
    assert "{%" not in answer.content.decode()


def test_a_report_of_another_office_is_not_there(client, world, report):
    enter_as(client, world, "elsewhere")
    assert client.get(reverse("report", args=[report.pk])).status_code == 404
    for name in ("start", "safety", "urgency", "describe", "note", "settle", "agree", "forward"):
        assert post(client, f"report_{name}", report).status_code == 404
    assert str(report.pk) not in client.get(reverse("triage_desk")).content.decode()


def test_locked_it_asks_to_unlock_and_unlocked_it_reads(client, world, report):
    enter_as(client, world, "officer")
    assert reverse("vault") in client.get(reverse("triage_desk")).content.decode()
    html = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "cries" not in html
    assert reverse("vault") in html
    enter_as(client, world, "colleague", unlocked=True)
    assert "cries" in client.get(reverse("report", args=[report.pk])).content.decode()
    shown = client.get(reverse("triage_desk")).content.decode()
    assert not re.search(r'role="alert"(?! hidden)', shown)


def test_an_overseer_without_the_key_sees_the_envelope(client, world, report):
    html = enter_as(client, world, "duty").get(reverse("report", args=[report.pk])).content.decode()
    assert "cries" not in html
    assert str(world.country) in html


@pytest.mark.requirement("R21")
def test_triage_from_the_page(client, world, report):
    enter_as(client, world, "officer", unlocked=True)
    assert post(client, "report_start", report).status_code == 302
    assert post(client, "report_safety", report, "safety", hurt_now="yes", safe_tonight="").status_code == 302
    answer = post(client, "report_urgency", report, "urgency", urgency="within_24_hours", reason="Seen by the nurse.")
    assert answer.status_code == 302
    codes = {"category": "PC15", "age_band": "under_10", "verification": "alleged"}
    assert post(client, "report_describe", report, "describe", **codes).status_code == 302
    assert post(client, "report_note", report, "note", text="Called the school.").status_code == 302
    html = client.get(reverse("report", args=[report.pk])).content.decode()
    for words in ("Seen by the nurse.", "Called the school.", vocabulary.label("concerns", "PC15"), "Under 10"):
        assert words in html
    chosen = html[html.index('name="safety-hurt_now"') :]
    assert '<option value="yes" selected>' in chosen[: chosen.index("</select>")]
    assert client.get(reverse("triage_desk")).content.decode().count(str(report.pk)) == 1


@pytest.mark.parametrize(
    ("name", "prefix", "said"),
    [
        ("urgency", "urgency", {"urgency": "soon", "reason": "canary-kept"}),
        ("note", "note", {"text": ""}),
        ("describe", "describe", {"category": "nothing", "age_band": "7", "verification": "x"}),
        ("safety", "safety", {"hurt_now": "perhaps"}),
        ("settle", "settle", {"target": "accepted", "reason": "canary-kept"}),
        ("forward", "forward", {"team": "nobody", "reason": "canary-kept"}),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(client, world, in_hand, name, prefix, said):
    enter_as(client, world, "officer", unlocked=True)
    answer = post(client, f"report_{name}", in_hand, prefix, **said)
    assert answer.status_code == 422
    assert "canary-kept" not in said.values() or "canary-kept" in answer.content.decode()


def test_a_rule_says_no_on_the_form(client, world, report):
    """Attack: the note's address without taking in hand first."""
    enter_as(client, world, "officer", unlocked=True)
    answer = post(client, "report_note", report, "note", text="canary-kept")
    assert answer.status_code == 422
    assert "canary-kept" not in answer.content.decode().split("<main")[0]
    with acting_as(world.officer):
        assert not report.notes.exists()


@pytest.mark.requirement("R21")
def test_immediate_danger_needs_a_colleague(client, world, send):
    with acting_as(world.officer):
        report = Report.objects.get(pk=send(danger="yes").report_id)
        take_in_hand(report=report, by=world.officer)
    enter_as(client, world, "officer", unlocked=True)
    assert post(client, "report_settle", report, "settle", target="non_data", reason="A test.").status_code == 302
    assert post(client, "report_agree", report).status_code == 403
    assert "I agree" not in client.get(reverse("report", args=[report.pk])).content.decode()
    enter_as(client, world, "colleague", unlocked=True)
    assert "I agree" in client.get(reverse("report", args=[report.pk])).content.decode()
    assert post(client, "report_agree", report).status_code == 302
    assert post(client, "report_settle", report, "settle", target="closed", reason="Done.").status_code == 302
    assert str(report.pk) in client.get(reverse("triage_desk") + "?show=settled").content.decode()


def test_forwarding_from_the_page(client, world, in_hand):
    enter_as(client, world, "officer", unlocked=True)
    answer = post(client, "report_forward", in_hand, "forward", team=world.other_team.code, reason="They live there.")
    assert answer["Location"] == reverse("triage_desk")
    assert client.get(reverse("report", args=[in_hand.pk])).status_code == 404


def test_forwarding_with_the_key_locked_says_so(client, world, in_hand):
    enter_as(client, world, "officer")
    answer = post(client, "report_forward", in_hand, "forward", team=world.other_team.code, reason="canary-kept")
    assert answer.status_code == 422
    assert "canary-kept" in answer.content.decode()


@pytest.mark.requirement("R17")
@pytest.mark.rule("P8")
def test_who_reported_shows_to_the_lead_once(client, world, send):
    with acting_as(world.officer):
        report = Report.objects.get(pk=send(name="Canary Neighbour", phone="0551", contact="phone").report_id)
    enter_as(client, world, "officer", unlocked=True)
    assert post(client, "report_reveal", report, "reveal", reason="x").status_code == 403
    enter_as(client, world, "supervisor", unlocked=True)
    assert post(client, "report_reveal", report, "reveal", reason="").status_code == 422
    page = post(client, "report_reveal", report, "reveal", reason="To call back.")
    assert "Canary Neighbour" in page.content.decode()
    assert "Canary" not in client.get(reverse("report", args=[report.pk])).content.decode()


class TestEntering:
    @pytest.mark.requirement("R16")
    @pytest.mark.requirement("R27")
    def test_a_spoken_report(self, client, world):
        enter_as(client, world, "officer", unlocked=True)
        assert client.get(reverse("report_enter")).status_code == 200
        day = today() - dt.timedelta(days=3)
        answer = client.post(
            reverse("report_enter"), {"channel": "paper", "taken_on": day.isoformat(), "worry": "Told by the teacher."}
        )
        assert re.search(r"receipt-code", answer.content.decode())
        with acting_as(world.officer):
            report = Report.objects.get()
        assert (report.channel, report.taken_on, report.received_on) == ("paper", day, today())

    @pytest.mark.requirement("R87")
    @pytest.mark.requirement("R94")
    @pytest.mark.rule("P7")
    @pytest.mark.parametrize("said", [{"about": "facility"}, {"about": "child_protection"}, {"excluded": "named"}])
    def test_a_spoken_complaint_goes_past_the_office_that_wrote_it_down(self, client, world, said):
        """A child in an institution tells a visitor; the code reaches the child, the report the mechanism, nobody else."""
        enter_as(client, world, "officer", unlocked=True)
        said = {name: world.office.code if value == "named" else value for name, value in said.items()}
        spoken = {"channel": "walk_in", "taken_on": today().isoformat(), "worry": "x", "contact": "phone", "phone": "0551"}
        answer = client.post(reverse("report_enter"), spoken | said)
        assert answer.status_code == 200
        assert re.search(r"receipt-code", answer.content.decode())
        assert "Your office does not see it any more" in answer.content.decode()
        for who in ("officer", "colleague", "supervisor", "head", "duty", "administrator"):
            with acting_as(getattr(world, who)):
                assert Report.objects.count() == 0, who
        with acting_as(world.ombudsperson):
            assert Report.objects.get().oversight

    @pytest.mark.requirement("R94")
    def test_the_mechanism_writes_down_what_it_is_told_in_an_institution(self, client, world):
        enter_as(client, world, "ombudsperson")
        page = client.get(reverse("report_enter")).content.decode()
        assert reverse("other_contact") not in page
        said = {"channel": "ombudsperson", "taken_on": today().isoformat(), "worry": "x", "about": "facility"}
        answer = client.post(reverse("report_enter"), said)
        assert "Your office does not see it" not in answer.content.decode()
        with acting_as(world.ombudsperson):
            assert Report.objects.get().code_shared

    def test_an_office_hands_over_to_the_mechanism_only(self, world):
        """The right to hand over is no right to write into another office."""
        with acting_as(world.officer):
            assert policies.enter_report.allows(world.officer, world.oversight_office.pk, True)
            assert not policies.enter_report.allows(world.officer, world.other_office.pk)
            assert not policies.enter_report.allows(world.caseworker, world.oversight_office.pk, True)

    def test_missing_answers_come_back(self, client, world):
        enter_as(client, world, "officer")
        answer = client.post(reverse("report_enter"), {"worry": "canary-kept", "channel": ""})
        assert answer.status_code == 422
        assert "canary-kept" in answer.content.decode()

    def test_a_day_to_come_comes_back(self, client, world):
        enter_as(client, world, "officer")
        day = today() + dt.timedelta(days=3)
        said = {"worry": "canary-kept", "channel": "paper", "taken_on": day.isoformat()}
        answer = client.post(reverse("report_enter"), said)
        assert answer.status_code == 422
        assert "canary-kept" in answer.content.decode()

    def test_without_a_team_it_says_so(self, client, world):
        from tutela.accounts.models import Team

        Team.objects.update(receives_public_reports=False)
        enter_as(client, world, "officer")
        said = {"worry": "canary-kept", "channel": "paper", "taken_on": today().isoformat()}
        answer = client.post(reverse("report_enter"), said)
        assert answer.status_code == 422
        assert "canary-kept" in answer.content.decode()

    def test_an_officer_of_two_offices_chooses(self, client, world):
        from tests.factories.accounts import make_grant

        make_grant(world.users["officer"], "intake_officer", office=world.other_office)
        enter_as(client, world, "officer")
        said = {"worry": "x", "channel": "walk_in", "taken_on": today().isoformat()}
        assert client.post(reverse("report_enter"), said).status_code == 422
        assert client.post(reverse("report_enter"), said | {"team": world.other_team.code}).status_code == 200
        with acting_as(world.elsewhere):
            assert Report.objects.get().team == world.other_team


def test_every_kind_of_step_has_words(world, in_hand):
    afters = {
        StepKind.STATE: "closed", StepKind.PROPOSED: "closed", StepKind.URGENCY: "planned",
        StepKind.VERIFICATION: "suspected", StepKind.ESCALATED: "duty_officer", StepKind.FORWARDED: "TEAM",
        StepKind.PASSED_ON: "cyber_unit",
    }  # fmt: skip
    titles = [presenters.step_title(ReportStep(kind=kind, after=afters.get(kind, ""))) for kind in StepKind]
    assert len(set(titles)) == len(StepKind)


def test_a_taken_report_can_be_closed_and_a_proposal_shows(client, world, in_hand, send):
    with acting_as(world.officer):
        take_report(report_id=in_hand.pk, by=world.officer)
        other = Report.objects.get(pk=send(worry="", place="Market", danger="yes", contact="never").report_id)
        take_in_hand(report=other, by=world.officer)
        propose_settling(report=other, target="duplicate", reason="x", by=world.officer)
    enter_as(client, world, "officer", unlocked=True)
    html = client.get(reverse("report", args=[in_hand.pk])).content.decode()
    assert reverse("report_settle", args=[in_hand.pk]) in html
    html = client.get(reverse("report", args=[other.pk])).content.decode()
    assert "never; do not try" in html
    assert "Market" in html
    assert now()
