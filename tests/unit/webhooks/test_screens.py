"""Webhooks on the screen and through the API."""

import re

import pytest
from django.urls import reverse

from tests.factories.care import send_case_referral
from tutela.accounts.api import Permission
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.webhooks.models import Delivery, Subscription

pytestmark = [pytest.mark.requirement("R135"), pytest.mark.requirement("R116")]


def asked(client, **more):
    return {
        "program": str(client.pk), "address": "https://hooks.clinic.example/in", "events": ["referral.sent"],
        "reason": "The clinic's own list shows new referrals at once.",
    } | more  # fmt: skip


def test_on_screen_from_the_address_to_the_end(enter, administrator, officer, client_program, seen, log):
    browser = enter(administrator)
    assert "System of the clinic" in browser.get(reverse("webhook_new")).content.decode()
    wrong = browser.post(reverse("webhook_new"), asked(client_program, address="https://10.0.0.7/"))
    assert wrong.status_code == 422
    assert "Give a full address" in wrong.content.decode()
    refused = browser.post(reverse("webhook_new"), asked(client_program, events=["file.closed"]))
    assert refused.status_code == 422
    made = browser.post(reverse("webhook_new"), asked(client_program))
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made.content.decode()).group()
    assert "no-store" in made["Cache-Control"]
    with acting_as(administrator):
        one = Subscription.objects.get()
    page = reverse("webhook", args=[one.pk])
    shown = browser.get(page).content.decode()
    assert secret not in shown
    assert "Waits for data protection" in shown
    assert browser.get(reverse("webhook_move", args=[one.pk, "confirm"])).status_code == 403
    assert browser.get(reverse("webhook_move", args=[one.pk, "explode"])).status_code == 404

    browser = enter(officer)
    assert "System of the clinic" in browser.get(reverse("webhooks")).content.decode()
    assert browser.get(reverse("webhook_new")).status_code == 403
    assert browser.post(reverse("webhook_new"), asked(client_program)).status_code == 403
    confirm = reverse("webhook_move", args=[one.pk, "confirm"])
    assert "https://hooks.clinic.example/in" in browser.get(confirm).content.decode()
    assert browser.post(confirm, {"base_version": 1}).status_code == 422
    assert browser.post(confirm, {"base_version": 7, "compared": "on"}).status_code == 412
    assert browser.post(confirm, {"base_version": 1, "compared": "on"}).status_code == 302
    assert seen(one).state == "active"
    assert browser.get(reverse("webhook_secret", args=[one.pk])).status_code == 403
    assert browser.post(reverse("webhook_secret", args=[one.pk]), {"base_version": 2}).status_code == 403

    browser = enter(administrator)
    assert browser.post(reverse("webhook_move", args=[one.pk, "test"]), {"base_version": 2}).status_code == 302
    assert "Test message" in browser.get(page).content.decode()
    assert browser.post(reverse("webhook_secret", args=[one.pk]), {"base_version": 1}).status_code == 412
    assert seen(one).secret == secret
    again = browser.post(reverse("webhook_secret", args=[one.pk]), {"base_version": 2}).content.decode()
    assert seen(one).secret in again
    assert "whsec_" not in browser.get(reverse("webhook_secret", args=[one.pk])).content.decode()
    for move, version, state in (("pause", 3, "paused"), ("resume", 4, "active"), ("end", 5, "ended")):
        browser.post(reverse("webhook_move", args=[one.pk, move]), {"base_version": version})
        assert seen(one).state == state
    assert "Ended" in browser.get(page).content.decode()
    assert browser.get(reverse("webhook_move", args=[one.pk, "end"])).status_code == 403


def test_the_log_says_how_it_ended_and_not_what_it_was_about(enter, administrator, confirmed, relay, team, file):
    one = confirmed()
    relay()
    referral = send_case_referral(team, file)
    relay()
    with acting_as(administrator):
        Delivery.objects.update(state="given_up", problem="timeout", attempts=7, next_at=None, last_at=now(), status=None)
    shown = enter(administrator).get(reverse("webhook", args=[one.pk])).content.decode()
    assert "Given up" in shown
    assert "did not answer in time" in shown
    assert str(referral.pk) not in shown
    assert str(file.pk) not in shown


def test_a_token_that_ran_out_is_said(enter, administrator, confirmed, client_program):
    one = confirmed()
    client_program.revoked_at = now()
    client_program.save()
    assert "revoked or has run out" in enter(administrator).get(reverse("webhook", args=[one.pk])).content.decode()


def test_the_account_sees_its_own_page_and_no_other(enter, team, confirmed, administrator):
    one = confirmed()
    with acting_as(administrator):
        Subscription.objects.filter(pk=one.pk).update(state="paused", pause="failing")
    browser = enter(team.provider)
    shown = browser.get(reverse("webhook", args=[one.pk])).content.decode()
    assert "Twenty sendings in a row failed" in shown
    assert "Start again" not in shown
    assert browser.get(reverse("webhooks")).status_code == 403
    for move in ("confirm", "test", "resume", "pause", "end"):
        assert browser.post(reverse("webhook_move", args=[one.pk, move]), {"base_version": 2}).status_code == 403
    assert "A webhook is paused" in browser.get(reverse("today")).content.decode()
    assert enter(team.worker).get(reverse("webhook", args=[one.pk])).status_code == 404


def test_programs_read_their_own(program, team, confirmed, relay, file, administrator):
    one = confirmed()
    relay()
    referral = send_case_referral(team, file)
    relay()
    call = program(team.provider, [Permission.REFERRAL_ANSWER])
    (row,) = call("get", "/webhooks").json()
    assert (row["id"], row["state"], row["events"]) == (str(one.pk), "active", ["referral.sent"])
    assert "secret" not in repr(row).replace("former secret", "")
    (message,) = call("get", f"/webhooks/{one.pk}/messages").json()
    assert (message["event"], message["path"], message["state"]) == ("referral.sent", "/api/referrals", "waiting")
    assert str(referral.pk) in [row["id"] for row in call("get", message["path"].removeprefix("/api")).json()]
    for actor, scopes in ((team.supervisor, ["file_view"]), (administrator, ["client_manage"])):
        other = program(actor, scopes)
        assert other("get", "/webhooks").json() == []
        assert other("get", f"/webhooks/{one.pk}/messages").status_code == 404
    for method in ("post", "put", "patch", "delete"):
        assert call(method, "/webhooks", {"address": "https://other.example/"}).status_code in (404, 405)
        assert call(method, f"/webhooks/{one.pk}", {"address": "https://other.example/"}).status_code in (404, 405)


def test_once_ended_the_messages_have_no_path(program, team, confirmed, relay, file, administrator):
    from tutela.webhooks.actions.subscriptions import end_webhook
    from tutela.webhooks.queries.subscriptions import find

    one = confirmed()
    relay()
    send_case_referral(team, file)
    relay()
    with acting_as(administrator):
        end_webhook(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
    call = program(team.provider, [Permission.REFERRAL_ANSWER])
    assert [row["path"] for row in call("get", f"/webhooks/{one.pk}/messages").json()] == [""]
