"""The screens and the API of parts: a section at a time, both texts when two write, the print, the file, nothing lost."""

import re

import pytest
from django.urls import reverse

from tests.factories.cases import make_concern, make_team_of_office
from tests.unit.circumstances.conftest import write
from tutela.care.actions import plans
from tutela.care.models import PlanAction
from tutela.circumstances.models import Need, PartRevision
from tutela.kernel.database.acting import acting_as


def at(file, *more, name="part"):
    return reverse(name, args=[file.pk, *more])


@pytest.mark.requirement("R44")
def test_a_section_at_a_time(team, file, enter):
    browser = enter(team.worker)
    here = at(file, "labour", "work", name="part_section")
    page = browser.get(here).content.decode()
    assert "Section 1 of 2" in page
    assert "live in that home" not in page
    sent = browser.post(here, {"base_version": 0, "sector": "domestic_work", "age_at_start": "٩", "hazards": ["night"]})
    assert (sent.status_code, sent.url) == (302, here), "what follows from an answer is asked before the next section"
    assert "live in that home" in browser.get(here).content.decode()
    sent = browser.post(
        here,
        {"base_version": 1, "sector": "domestic_work", "age_at_start": "9", "lives_in": "yes", "hours__why": "UNK"},
    )
    assert sent.url == at(file, "labour", "gain", name="part_section")
    assert browser.post(sent.url, {"base_version": 2, "schooling": "attending"}).url == at(file, "labour")
    page = browser.get(at(file, "labour")).content.decode()
    for words in ("Domestic work in another home", "may not be able to speak there", "It was done", "Changed last"):
        assert words in page
    again = browser.get(here).content.decode()
    assert re.search(r'value="UNK"[^>]*checked|checked[^>]*value="UNK"|UNK" selected', again)
    with acting_as(team.worker):
        assert PartRevision.objects.first().answers["hours"] == "UNK"
    done = browser.post(at(file, "labour", "disclosure_barrier", name="part_task"), follow=True).content.decode()
    assert "Noted." in done
    assert "It was done" not in done
    assert browser.post(at(file, "labour", "nothing", name="part_task")).status_code == 404
    assert browser.get(at(file, "labour", "nothing", name="part_section")).status_code == 404


def test_wrong_answers_come_back_with_what_was_typed(team, file, enter):
    browser = enter(team.worker)
    here = at(file, "labour", "work", name="part_section")
    sent = browser.post(here, {"base_version": 0, "age_at_start": "ninety-one"})
    page = sent.content.decode()
    assert sent.status_code == 422
    for words in ("ninety-one", "Write a whole number."):
        assert words in page
    sent = browser.post(here, {"base_version": 0, "age_at_start": "9"})
    assert "This is needed." in sent.content.decode()


def test_two_people_see_both_texts(team, file, enter):
    write(team, file, "labour", {"sector": "trade", "wishes": "First."})
    browser = enter(team.worker)
    here = at(file, "labour", "gain", name="part_section")
    write(team, file, "labour", {"sector": "trade", "wishes": "Second.", "schooling": "attending"}, base=1)
    sent = browser.post(here, {"base_version": 1, "wishes": "Mine."})
    page = sent.content.decode()
    assert sent.status_code == 412
    for words in ("Saved meanwhile by someone else", "Second.", "Mine."):
        assert words in page
    assert 'name="base_version" value="2"' in page
    kept = browser.post(here, {"base_version": 2, "wishes": "Second. Mine.", "schooling": "attending"})
    assert kept.status_code == 302
    quiet = browser.post(
        at(file, "labour", "work", name="part_section"), {"base_version": 1, "sector": "trade", "hours": "4"}
    )
    assert "both are kept" in browser.get(quiet.url).content.decode()
    with acting_as(team.worker):
        row = PartRevision.objects.first()
        assert (row.number, row.answers["wishes"], row.answers["hours"]) == (4, "Second. Mine.", 4)
        first = PartRevision.objects.get(number=2)
    old = browser.get(at(file, first.pk, name="part_revision")).content.decode()
    assert "Second." in old
    assert "Changed last" in old


def test_a_repeating_section_grows(team, file, enter):
    write(team, file, "migration", {"stage": "transit"})
    browser = enter(team.worker)
    here = at(file, "migration", "stations", name="part_section")
    sent = browser.post(
        here, {"base_version": 1, "stations__0__place": "Port", "stations__0__reached_on_2": "2024", "again": "yes"}
    )
    assert sent.url == here
    sent = browser.post(here, {"base_version": 2, "stations__0__place": "Port", "stations__1__place": "Town"})
    page = browser.get(at(file, "migration")).content.decode()
    for words in ("Places on the way 2", "Town"):
        assert words in page
    printed = browser.get(at(file, "migration", name="part_print")).content.decode()
    assert "Confidential." in printed
    lines = browser.get(at(file, "migration", name="part_file"))
    assert "migration,stations,2,place" in lines.content.decode()
    assert lines["Content-Type"].startswith("text/csv")


def test_the_list_begins_with_what_is_written_and_suggested(team, file, enter):
    make_concern(team, file, concerns=["PC09"])
    write(team, file, "street", {"situation": ["UNK"], "family_contact": "UNK"})
    browser = enter(team.worker)
    page = browser.get(at(file, name="parts")).content.decode()
    order = [page.index(f'/parts/{code}"') for code in ("street", "labour", "migration")]
    assert order == sorted(order)
    assert "Suggested by a concern" in page
    assert reverse("parts", args=[file.pk]) in browser.get(reverse("file", args=[file.pk])).content.decode()
    assert "Nothing is written here yet" in browser.get(at(file, "labour")).content.decode()
    assert "Nothing is written here yet" in browser.get(at(file, "labour", name="part_print")).content.decode()
    assert "None are written down" in browser.get(at(file, name="adjustments_sheet")).content.decode()
    reader = enter(team.supervisor)
    assert "Fill in, a section" not in reader.get(at(file, "labour")).content.decode()
    assert reader.get(at(file, "labour", "work", name="part_section")).status_code == 403
    stranger = enter(make_team_of_office().worker)
    assert stranger.get(at(file, "labour")).status_code == 404


@pytest.mark.requirement("R49")
def test_needs_are_planned_or_explained_on_the_screen(team, file, enter):
    write(team, file, "services", {"health": "no_access", "nutrition": "no_access"})
    browser = enter(team.worker)
    assert "Waits for the plan" in browser.get(at(file, "services")).content.decode()
    with acting_as(team.worker):
        health, nutrition = Need.objects.order_by("item")
    refused = browser.post(at(file, health.pk, name="need_plan"), follow=True).content.decode()
    assert "no draft of a plan" in refused
    with acting_as(team.worker):
        plans.start_plan(file=file, by=team.worker)
    assert "It is in the plan." in browser.post(at(file, health.pk, name="need_plan"), follow=True).content.decode()
    explain = at(file, nutrition.pk, name="need_explain")
    assert browser.get(explain).status_code == 200
    assert browser.post(explain, {"base_version": 1, "reason": " "}).status_code == 422
    page = browser.post(explain, {"base_version": 1, "reason": "Meals at school."}, follow=True).content.decode()
    assert "Meals at school." in page
    with acting_as(team.worker):
        assert PlanAction.objects.count() == 1


def test_the_api(team, file, program):
    call = program(team.worker)
    here = f"/files/{file.pk}/parts"
    assert {row["code"]: row["version"] for row in call("get", here).json()}["labour"] == 0
    empty = call("get", f"{here}/labour")
    assert (empty.json()["answers"], empty["ETag"]) == ({}, '"0"')
    body = {"answers": {"sector": "trade", "hours": 10}}
    assert call("put", f"{here}/labour", body).status_code == 428
    made = call("put", f"{here}/labour", body, seen=0)
    assert (made.status_code, made["ETag"], made.json()["changed"]) == (200, '"1"', ["hours", "sector"])
    stale = call("put", f"{here}/labour", {"answers": {"sector": "fishing"}}, seen=0)
    assert (stale.status_code, stale.json()["current"], stale.json()["submitted"]) == (
        412,
        body["answers"],
        {"sector": "fishing"},
    )
    wrong = call("put", f"{here}/labour", {"answers": {"sector": "trade", "agreed": "yes"}}, seen=1)
    assert (wrong.status_code, set(wrong.json()["fields"])) == (422, {"agreed"})
    assert call("get", f"{here}/nothing").status_code == 404
    assert call("get", f"{here}/labour").json()["by"] == str(team.worker.id)
    assert program(make_team_of_office().worker)("get", f"{here}/labour").status_code == 404
    reads = program(team.worker, ("file_view",))
    assert reads("put", f"{here}/labour", body, seen=1).status_code == 403
