"""Exports on the screen and through the API."""

import pyrage
import pytest
from django.urls import reverse

from tests.unit.exports.conftest import values_for
from tutela.accounts.api import Permission, create_system_users
from tutela.exports.actions.exports import decide_export
from tutela.exports.models import Export, Recipient
from tutela.exports.queries.exports import find, place_of
from tutela.exports.tasks import erase, work_on_export
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as

pytestmark = pytest.mark.requirement("R135")


def asked(team, recipient, **more):
    return {
        "office": team.office.code, "recipient": str(recipient.pk), "purpose": "court_order", "level": "identity",
        "reason": "The court asked for the files of May.", "form": "jsonl",
    } | more  # fmt: skip


def test_on_screen_from_the_key_to_the_file(enter, team, boss, officer, keeper, court, pair, files, monkeypatch):
    monkeypatch.setattr(work_on_export, "defer", lambda **said: work_on_export(**said))
    browser = enter(boss)
    key = {"agency": court.code, "holder": "Clerk Ono", "public_key": "age1wrong"}
    assert "It begins with age1" in browser.post(reverse("export_recipient_new"), key).content.decode()
    browser.post(reverse("export_recipient_new"), key | {"public_key": str(pair.to_public())})
    with acting_as(boss):
        recipient = Recipient.objects.get()
    page = browser.get(reverse("export_recipients")).content.decode()
    assert "Not compared yet" in page
    assert "Clerk Ono" not in browser.get(reverse("export_new")).content.decode()

    browser = enter(officer)
    where = reverse("export_recipient_confirm", args=[recipient.pk])
    assert str(pair.to_public())[:4] in browser.get(where).content.decode()
    assert browser.post(where, {"base_version": 1}).status_code == 422
    assert browser.post(where, {"base_version": 1, "compared": "on"}).status_code == 302

    browser = enter(boss)
    assert "Clerk Ono" in browser.get(reverse("export_new")).content.decode()
    refused = browser.post(reverse("export_new"), asked(team, recipient, purpose="research"))
    assert refused.status_code == 422
    assert "Ask for codes" in refused.content.decode()
    browser.post(reverse("export_new"), asked(team, recipient))
    with acting_as(boss):
        export = Export.objects.get()
    page = reverse("export", args=[export.pk])
    assert "Waits for data protection" in browser.get(page).content.decode()
    assert browser.get(reverse("export_file", args=[export.pk])).status_code == 403

    browser = enter(officer)
    decide = reverse("export_decide", args=[export.pk])
    assert "The court asked for the files of May." in browser.get(decide).content.decode()
    assert browser.post(decide, {"base_version": 7, "agreed": "yes"}).status_code == 412


def test_what_is_built_is_taken_on_screen_by_the_asker_alone(enter, built, boss, officer, pair, files):
    export = built()
    browser = enter(boss)
    assert "Take the encrypted file" in browser.get(reverse("export", args=[export.pk])).content.decode()
    answer = browser.get(reverse("export_file", args=[export.pk]))
    sent = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/age"
    assert "no-store" in answer["Cache-Control"]
    assert "Noor A" in pyrage.decrypt(sent, [pair]).decode()
    browser = enter(officer)
    page = browser.get(reverse("export", args=[export.pk])).content.decode()
    assert "Take the encrypted file" not in page
    assert browser.get(reverse("export_file", args=[export.pk])).status_code == 403


def test_withdraw_and_build_again_on_screen(enter, ask, boss, officer, monkeypatch):
    sent = []
    monkeypatch.setattr(work_on_export, "defer", lambda **said: sent.append(said))
    export = ask()
    browser = enter(boss)
    browser.post(reverse("export_again", args=[export.pk]), {"base_version": 1})
    browser.post(reverse("export_withdraw", args=[export.pk]), {"base_version": "no"})
    with acting_as(boss):
        assert find(export.pk).state == "asked"
    browser.post(reverse("export_withdraw", args=[export.pk]), {"base_version": 1})
    with acting_as(boss):
        assert find(export.pk).state == "withdrawn"
    other = ask()
    with acting_as(officer):
        Export.objects.filter(pk=other.pk).update(state="failed", decided_by=officer.id)
    browser.post(reverse("export_again", args=[other.pk]), {"base_version": 1})
    with acting_as(boss):
        assert find(other.pk).state == "approved"
    with acting_as(boss):
        key = find(other.pk).recipient
    browser.post(reverse("export_recipient_end", args=[key.pk]), {"base_version": key.version})
    assert "Ended" in browser.get(reverse("export_recipients")).content.decode()
    assert browser.get(reverse("exports")).status_code == 200


@pytest.fixture
def process(keeper):
    """The process account as an installation has it."""
    create_system_users()


def test_the_worker_builds_and_erases(agree, boss, process, files):
    made = agree()
    work_on_export(export_id=str(made.pk), asker_id=str(boss.id))
    with acting_as(boss):
        export = find(made.pk)
        assert (export.state, export.files) == ("ready", 3)
        Export.objects.filter(pk=made.pk).update(erase_after=now())
    erase(timestamp=0)
    assert not place_of(export).exists()


def test_programs_ask_look_and_take(program, team, recipient, boss, officer, process, files, pair):
    call = program(boss, [Permission.FILE_EXPORT, Permission.FILE_VIEW])
    body = {
        "office": str(team.office.pk), "recipient": str(recipient.pk), "purpose": "court_order",
        "reason": "The court asked for the files.", "level": "identity",
    }  # fmt: skip
    assert call("post", "/exports", body | {"office": str(recipient.pk)}).status_code == 422
    assert call("post", "/exports", body | {"recipient": str(team.office.pk)}).status_code == 422
    made = call("post", "/exports", body)
    assert made.status_code == 201
    one = f"/exports/{made.json()['id']}"
    assert call("get", one).json()["state"] == "asked"
    assert [row["id"] for row in call("get", "/exports").json()] == [made.json()["id"]]
    assert call("get", f"{one}/file").status_code == 403
    with acting_as(officer):
        found = find(made.json()["id"])
        decide_export(export=found, by=officer, base_version=1, agreed=True, note="", later=lambda pk: None)
    work_on_export(export_id=made.json()["id"], asker_id=str(boss.id))
    answer = call("get", f"{one}/file")
    assert "Noor" in pyrage.decrypt(b"".join(answer.streaming_content), [pair]).decode()


@pytest.mark.parametrize("path", ["", "/00000000-0000-7000-8000-000000000000", "/00000000-0000-7000-8000-000000000000/file"])
def test_a_token_without_this_scope_opens_nothing(program, boss, path):
    call = program(boss, [Permission.FILE_VIEW])
    assert call("get", f"/exports{path}").status_code == 403


def test_a_question_without_sense_is_the_same_at_both_doors(ask, team, recipient):
    assert values_for(team, recipient)["level"] == "identity"
    assert ask().level == "identity"
