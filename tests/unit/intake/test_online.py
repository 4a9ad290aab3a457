"""Harm by means of technology: codes and words only, nobody named, passed on to two bodies (R9, R10)."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from tests.unit.intake.test_desk import enter_as
from tutela.intake.actions import details
from tutela.intake.actions.open_report import open_report
from tutela.intake.models import OnlineHarm, ReportStep
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

SAID = {"means": ["chat_room"], "solicited": "yes", "anonymous": "yes", "material": ["live"], "reference": ""}


@pytest.mark.requirement("R10")
def test_a_solicitation_without_any_name_is_passed_on_to_both(world, in_hand):
    with acting_as(world.officer):
        kept = details.record_online_harm(report=in_hand, by=world.officer, **SAID)
        assert kept.passed_on == {"internet_hotline": "", "cyber_unit": ""}
        for body in kept.passed_on:
            details.pass_on(report=in_hand, recipient=body, by=world.officer)
        again = details.record_online_harm(report=in_hand, by=world.officer, **SAID | {"means": ["blog"]})
        assert all(OnlineHarm.objects.get().passed_on.values()), "a correction forgets nobody who was told"
        assert again.means == ["blog"]
        passed = ReportStep.objects.filter(kind="passed_on").values_list("after", flat=True)
        assert set(passed) == {"internet_hotline", "cyber_unit"}
        for body in ("internet_hotline", "police"):
            with pytest.raises(InvalidInput):
                details.pass_on(report=in_hand, recipient=body, by=world.officer)


@pytest.mark.requirement("R10")
@pytest.mark.parametrize(
    ("name", "value"), [("means", ["pigeon"]), ("material", ["x"]), ("solicited", "x"), ("anonymous", "")]
)
def test_unknown_codes_name_their_field(world, in_hand, name, value):
    with acting_as(world.officer):
        with pytest.raises(InvalidInput) as caught:
            details.record_online_harm(report=in_hand, by=world.officer, **SAID | {name: value})
        assert list(caught.value.fields) == [name]


@pytest.mark.requirement("R9")
@pytest.mark.rule("P2")
def test_where_the_material_is_lies_sealed_and_nothing_of_it_is_kept(world, in_hand):
    with acting_as(world.officer):
        details.record_online_harm(report=in_hand, by=world.officer, **SAID | {"reference": "canary-account"})
        opened = open_report(report=in_hand, keys=world.keys, by=world.officer)
        assert [note.content["text"] for note in opened.notes] == ["canary-account"]
        row = repr(OnlineHarm.objects.values().get())
    assert "canary" not in row
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_type FROM information_schema.columns WHERE table_name = 'intake_onlineharm'")
        assert "bytea" not in {kind for (kind,) in cursor.fetchall()}


def test_others_do_not_write_it(world, in_hand):
    with acting_as(world.elsewhere), pytest.raises(Refused):
        details.record_online_harm(report=in_hand, by=world.elsewhere, **SAID)


@pytest.mark.requirement("R9")
@pytest.mark.requirement("R10")
def test_on_the_screen(client, world, in_hand):
    enter_as(client, world, "officer", unlocked=True)
    page = reverse("report", args=[in_hand.pk])
    empty = client.get(page).content.decode()
    assert "hands it to the police" in empty
    for question in ("solicited", "anonymous"):
        chosen = re.search(rf'name="online-{question}".*?</select>', empty, re.S)[0]
        assert re.findall(r'value="(\w*)"[^>]*selected', chosen) == ["unknown"], "nothing is answered for the officer"
    sent = {f"online-{name}": value for name, value in SAID.items()}
    assert client.post(reverse("report_online", args=[in_hand.pk]), sent).status_code == 302
    shown = client.get(page).content.decode()
    assert "Chat room" in shown
    assert shown.count('name="passed-recipient"') == 2
    assert 'type="file"' not in shown
    assert client.post(reverse("report_passed_on", args=[in_hand.pk]), {"passed-recipient": "cyber_unit"}).status_code == 302
    shown = client.get(page).content.decode()
    assert shown.count('name="passed-recipient"') == 1
    assert "Passed on: Cyber unit" in shown
    again = client.post(reverse("report_passed_on", args=[in_hand.pk]), {"passed-recipient": "cyber_unit"})
    assert again.status_code == 422
