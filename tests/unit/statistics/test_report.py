"""The statistical report: everything from one release, the same bytes each time, nothing that the tables hide."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.accounts import make_user, sign_in
from tests.unit.statistics.releasing import observations
from tutela.kernel.database.acting import acting_as
from tutela.statistics.actions.releases import withdraw_release
from tutela.statistics.models.measures import MEASURES
from tutela.statistics.presenters import report
from tutela.statistics.queries.exploring import Question, explore

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R118")]
NOTE = "known to the system, not prevalence"


@pytest.fixture
def release(world):
    world.snapshot(observations(3_000))
    return world.publish(world.build(world.prepare(note="The south reports by telephone since March."), "explored"))


@pytest.mark.requirement("R29")
def test_it_says_what_figures_are_how_they_were_made_and_shows_the_response_first(release):
    html = report.as_html(release)
    for said in (NOTE, "3 of 4 offices", "The south reports by telephone", f"SHA-256 {release.digest}", "rounded to 5"):
        assert said in html
    headings = re.findall(r"<h3>Table (\d+)\. ([^<]+)</h3>", html)
    assert [int(number) for number, _title in headings] == list(range(1, len(headings) + 1))
    assert [title.split(" · ")[0] for _number, title in headings[: len(MEASURES)]] == [
        str(one.label) for one in MEASURES.values()
    ]
    assert len(headings) == len(MEASURES) + len(report.SUBJECTS)
    assert "Protected or withheld in every year" in html


def test_a_sentence_says_what_the_table_says(release):
    found = explore(release, Question("contact", within="region"))
    last = found.periods[-1]
    sentence = report.document(release)["sections"][0]["tables"][1]["sentence"]
    assert sentence.startswith(f"{last}: ")
    for sex in ("girl", "boy", "_T"):
        assert f"{found.figure(last, '_T', sex).value} %" in sentence


def test_the_same_release_gives_the_same_bytes_and_every_language_its_own(release, monkeypatch):
    monkeypatch.setattr(report, "SUBJECTS", ("form",))
    assert report.as_docx(release) == report.as_docx(release)
    assert report.as_pdf(release) == report.as_pdf(release)
    with translation.override("ar"):
        html = report.as_html(release)
        assert '<html lang="ar" dir="rtl">' in html
        with zipfile.ZipFile(io.BytesIO(report.as_docx(release))) as package:
            assert b"w:bidi" in package.read("word/document.xml")


def test_the_word_file_has_headings_and_the_same_tables(release):
    found, made = report.document(release), docx.Document(io.BytesIO(report.as_docx(release)))
    headings = [one.text for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert found["sections"][0]["title"] in headings
    assert len(made.tables) == 1 + sum(len(section["tables"]) for section in found["sections"])
    first = found["sections"][0]["tables"][0]
    assert [cell.text for cell in made.tables[1].rows[1].cells] == first["lines"][0]
    assert made.tables[1].rows[0]._tr.xpath(".//w:tblHeader")


def test_addresses_for_staff_and_for_everybody(client, release, world, monkeypatch):
    monkeypatch.setattr(report, "SUBJECTS", ())
    sign_in(client, make_user("ministry_planner"))
    pdf = client.get(reverse("published_report_pdf", args=[release.version]))
    assert pdf.content.startswith(b"%PDF")
    assert f'filename="tutela-statistics-{release.version}.pdf"' in pdf["Content-Disposition"]
    assert client.get(reverse("published_report_docx", args=[release.version])).content.startswith(b"PK")
    assert client.get(reverse("published_report", args=[99])).status_code == 404
    sign_in(client, make_user("caseworker", second_factor=True))
    assert client.get(reverse("published_report_pdf", args=[release.version])).status_code == 403
    first, _second = world.people
    with acting_as(first):
        withdraw_release(by=first, release=release, reason="A column was wrong.")
    sign_in(client, make_user("ministry_planner"))
    assert client.get(reverse("published_report", args=[release.version])).status_code == 404


def test_the_public_reads_it_as_a_page(client, release, settings, as_role):
    settings.ROOT_URLCONF = "tutela.config.public_urls"
    as_role("tutela_public")
    answer = client.get(reverse("public_release_report", args=["newest"]))
    assert answer.status_code == 200
    assert NOTE in answer.content.decode()
